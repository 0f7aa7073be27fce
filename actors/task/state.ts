/** All that an actor knows of its task: the task itself and what deciding, reminding and undoing need besides. */
import { z } from 'zod';
import { nextOccurrence } from './events.ts';
import { instant, task, uuid, type Task } from './task.ts';

/** How the task was closed last, and what is to come of it. */
export const closing = z.strictObject({
  completion_id: uuid,
  /** When it was closed. */
  at: instant,
  next: nextOccurrence.nullable(),
  /** The successor has been asked for. */
  triggered: z.boolean(),
});

/** When a reminder rings: computed when due date, zone, policy or the reminder itself change, and kept until it has rung. */
export const plan = z.strictObject({
  reminder_id: uuid,
  /** The instant its definition gives, before quiet hours and lateness moved it. */
  nominal: instant,
  at: instant,
  /** It has rung, or was let pass. */
  rung: z.boolean(),
  /** The ring that has reached the owner's inbox. */
  sent_for: instant.nullable(),
});

/** What a command changed, and how it was before: enough to take it back. */
export const undoable = z.strictObject({
  command_id: z.string(),
  /** The command brought the task into being. */
  created: z.boolean(),
  /** Only the fields that changed. */
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  /** The command that this one took back. */
  undoes: z.string().nullable(),
  undone: z.boolean(),
});

export const taskState = z.strictObject({
  schema: z.literal(1),
  /** Null until the task is created. */
  task: task.nullable(),
  sequence: z.number().int().min(0),
  /** Hash of the latest event; the next one carries it. */
  last_hash: z.string().nullable(),
  last_command: z.string().nullable(),
  created_by: z.string().nullable(),
  /** How many reminders the task has been given so far; gives the next one its id. */
  reminders_given: z.number().int().min(0),
  plans: z.array(plan),
  closing: closing.nullable(),
  /** A closing that was taken back after its successor had been asked for; it stands again if the successor must stay. */
  reopened: z
    .strictObject({ closing, outcome: z.enum(['done', 'late', 'skipped', 'missed']), completed_at: instant })
    .nullable(),
  /** Of a successor: the completion that opened it. */
  opened_by: uuid.nullable(),
  /** A person, or time, has done something to it since it was opened. */
  touched: z.boolean(),
  /** Taken back by its predecessor: only a new completion opens it again. */
  withdrawn: z.boolean(),
  /** A person deleted it: no completion opens it again. */
  discarded: z.boolean(),
  /** Completions that no longer count here, the latest last. */
  revoked: z.array(uuid),
  /** Mode strict: the slot at which this occurrence is missed; null when there is none. */
  miss_at: instant.nullable(),
  undo: z.array(undoable),
});

export type TaskState = z.infer<typeof taskState>;
export type Closing = z.infer<typeof closing>;
export type Plan = z.infer<typeof plan>;
export type Undoable = z.infer<typeof undoable>;

/** An actor that nobody has asked for anything yet. */
export const initialState: TaskState = {
  schema: 1,
  task: null,
  sequence: 0,
  last_hash: null,
  last_command: null,
  created_by: null,
  reminders_given: 0,
  plans: [],
  closing: null,
  reopened: null,
  opened_by: null,
  touched: false,
  withdrawn: false,
  discarded: false,
  revoked: [],
  miss_at: null,
  undo: [],
};

/** Nothing more is asked of anyone: no reminder rings, no time runs out. */
export const isAsleep = (t: Task): boolean =>
  t.completed || t.deleted_at !== null || t.status === 'ARCHIVED' || t.paused;
