/** Everything a task can be asked to do, one catalogue entry each. Imperative mood: nothing has happened yet. */
import { z } from 'zod';
import { instant, priority, recurrenceMode, reminderPolicy, task, uuid } from './task.ts';

/**
 * A due date as people and programs write it: an instant with offset, a local date-time without one (read in the task's
 * zone), or a date alone (all day).
 */
const dueInput = z.string().max(40);
/** An RRULE, a five-field cron line or words ("weekly on Tuesday"); stored as RRULE. */
const recurrenceInput = z.string().min(1).max(500);
const reminderInput = z.strictObject({
  offset: z.string().max(40).optional(),
  at: z.string().max(40).optional(),
  nag: z.string().max(40).optional(),
});
const checklistInput = z.strictObject({ id: uuid.optional(), text: z.string(), done: z.boolean().default(false) });

/** What a person may set, at creation and later. Lengths and counts are judged by `decide`, which names the field. */
export const taskFields = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  priority: priority.nullable(),
  tags: z.array(z.string()),
  category_id: uuid.nullable(),
  due_date: dueInput.nullable(),
  time_zone: z.string().max(64),
  recurrence_rule: recurrenceInput.nullable(),
  recurrence_text: z.string().max(500).nullable(),
  recurrence_mode: recurrenceMode,
  reminders: z.array(reminderInput),
  checklist: z.array(checklistInput),
  assignee_id: uuid.nullable(),
});

const of = <Name extends string, Shape extends z.ZodRawShape>(type: Name, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** Asked by people. */
export const createTask = of('CreateTask', {
  fields: taskFields.partial().required({ title: true, time_zone: true }),
  policy: reminderPolicy,
});
export const updateTask = of('UpdateTask', { changes: taskFields.partial() });
export const completeTask = of('CompleteTask', {});
export const reopenTask = of('ReopenTask', {});
export const skipTask = of('SkipTask', {});
export const archiveTask = of('ArchiveTask', {});
export const restoreTask = of('RestoreTask', {});
export const deleteTask = of('DeleteTask', {});
/** `until` an instant or local date-time, or `for` an ISO 8601 duration counted from the due instant or now, whichever is later. */
export const snoozeTask = of('SnoozeTask', {
  until: z.string().max(40).optional(),
  for: z.string().max(40).optional(),
});
export const assignTask = of('AssignTask', { assignee_id: uuid.nullable() });
export const pauseTask = of('PauseTask', {});
export const resumeTask = of('ResumeTask', {});
/** Takes back the command `undo_command_id`, or the latest that can be taken back. */
export const undoCommand = of('UndoCommand', { undo_command_id: z.string().nullable() });

/** Asked by the system's own parts. */
/** A reminder of the actor rang. `name` is the reminder's own name; `planned_for` the instant it was armed for. */
export const fireReminder = of('FireReminder', { name: z.string(), planned_for: instant });
/** The notification of `reminder_id`, planned for `reminder_time`, is in the owner's inbox. */
export const markReminderSent = of('MarkReminderSent', { reminder_id: uuid, reminder_time: instant });
/** Bring the next occurrence into being, if the completion `completion_id` still stands. */
export const triggerNext = of('TriggerNext', { completion_id: uuid });
/** To a successor: exist and be open, as `snapshot` says. */
export const ensureOpen = of('EnsureOpen', { snapshot: task, completion_id: uuid });
/** To a successor: be gone again, unless a person has touched you (then it is refused as `conflict`). */
export const withdraw = of('Withdraw', { completion_id: uuid });
/** To a successor: would you go? Answered as `Withdraw` would be, and changes nothing. */
export const mayWithdraw = of('MayWithdraw', { completion_id: uuid });
/** To the sender of a refused `Withdraw`: the successor stays, so the closing `completion_id` stands after all. */
export const keepClosed = of('KeepClosed', { completion_id: uuid });
/** The owner's zone or reminder policy changed. A task whose zone was `from_zone` follows to `to_zone`. */
export const applyPreferences = of('ApplyPreferences', {
  policy: reminderPolicy,
  from_zone: z.string().nullable(),
  to_zone: z.string().nullable(),
});
/** Derive everything anew: reminders, outbox, effects. Changes nothing that is right. */
export const wake = of('Wake', {});

export const taskCommand = z.discriminatedUnion('type', [
  createTask, updateTask, completeTask, reopenTask, skipTask, archiveTask, restoreTask, deleteTask, snoozeTask, assignTask,
  pauseTask, resumeTask, undoCommand, fireReminder, markReminderSent, triggerNext, ensureOpen, withdraw, mayWithdraw, keepClosed, applyPreferences, wake,
]); // prettier-ignore

/** Who asks, and through what. A `service` acts for the owner and passes every ownership check. */
export const caller = z.strictObject({
  user_id: uuid,
  via: z.enum(['rest', 'chat', 'mcp', 'service', 'reminder']),
  service: z.string().optional(),
});

export const commandEnvelope = z.strictObject({
  /** The caller's idempotency key: the same id with the same body gets the first answer again. */
  command_id: z.string().min(1).max(255),
  command: taskCommand,
  caller,
  correlation_id: uuid,
  /** The event or message that caused this command; null when a person did, directly. */
  causation_id: uuid.nullable(),
  /** W3C trace context of the caller, carried into the events. */
  traceparent: z.string().optional(),
  /**
   * Of what the caller said, where the command holds more than that (the owner's zone and policy of the moment): two
   * sendings with the same one are the same, though those have changed in between.
   */
  said_hash: z.string().max(64).optional(),
  /** Reject as `stale` when the task is at another version. */
  expected_version: z.number().int().min(0).optional(),
});

export type TaskCommand = z.infer<typeof taskCommand>;
export type TaskFields = z.infer<typeof taskFields>;
export type Caller = z.infer<typeof caller>;
export type CommandEnvelope = z.infer<typeof commandEnvelope>;
