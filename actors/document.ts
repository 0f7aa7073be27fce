/** The one document an actor stores: the task, what repeated commands need, and what is still owed to the outside. */
import { z } from 'zod';
import { pack, unpack } from './packing.ts';
import { commandEnvelope } from './task/commands.ts';
import { taskEvent, type TaskEvent } from './task/events.ts';
import { initialState, taskState } from './task/state.ts';
import { instant, uuid } from './task/task.ts';

/** The actor type, as Dapr knows it. Stored keys and reminders carry it: it never changes. */
export const TASK_ACTOR = 'TaskActor';

/** A command that was done: enough to know it again and to give its first answer again. */
export const recentCommand = z.strictObject({
  id: z.string(),
  /** Whose command, if not the owner's; ids of two callers never meet. */
  by: uuid.optional(),
  /** Of the command's body: the same id with another body is a mistake of the caller's. */
  hash: z.string(),
  /** There when nothing changed. */
  unchanged: z.literal(true).optional(),
  sequence: z.number().int().min(1),
  next_wake_at: instant.nullable(),
  /** Fields of the task that have changed since, as they were in the answer: the first answer without a second task. */
  restore: z.record(z.string(), z.unknown()),
});

/** Something to do after the save, and to do again until it worked. */
export const pendingEffect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    task_id: uuid,
    envelope: commandEnvelope,
    if_refused: commandEnvelope.nullable(),
  }),
  z.strictObject({ kind: z.literal('disarm'), name: z.string() }),
]);

export const armedReminder = z.strictObject({ name: z.string(), at: instant });

export const taskDocument = z.strictObject({
  schema: z.literal(1),
  /** Raised by one with every save. The store refuses any other, so a host that was frozen cannot undo newer saves. */
  revision: z.number().int().min(0),
  state: taskState,
  /** Oldest first. */
  recent: z.array(recentCommand),
  /** Events the broker is not known to have, in order. */
  outbox: z.array(taskEvent),
  pending: z.array(pendingEffect),
  /** Reminders registered for this state. */
  armed: z.array(armedReminder),
});

export type RecentCommand = z.infer<typeof recentCommand>;
export type PendingEffect = z.infer<typeof pendingEffect>;
export type ArmedReminder = z.infer<typeof armedReminder>;
export type TaskDocument = z.infer<typeof taskDocument>;

/** The document of an actor that never saved one. */
export const emptyDocument: TaskDocument = {
  schema: 1,
  revision: 0,
  state: initialState,
  recent: [],
  outbox: [],
  pending: [],
  armed: [],
};

const isLatest = (event: TaskEvent, { state }: TaskDocument): boolean => event.event_id === state.task?.last_event_id;

/** As it is stored. The latest event, the only one that is mostly there, carries the very task that `state` has: it is stored once. */
export const serialise = (document: TaskDocument): string =>
  pack({
    ...document,
    outbox: document.outbox.map((event) =>
      isLatest(event, document) ? { ...event, payload: { ...event.payload, task: null } } : event,
    ),
  });

const stored = z.looseObject({
  state: z.looseObject({ task: z.unknown() }),
  outbox: z.array(z.looseObject({ payload: z.looseObject({ task: z.unknown() }) })),
});

/** @throws {Error} when the stored text is not a document of a version known here. */
export const parseDocument = (text: string): TaskDocument => {
  const raw = stored.parse(unpack(JSON.parse(text)));
  const outbox = raw.outbox.map((event) =>
    event.payload.task === null ? { ...event, payload: { ...event.payload, task: raw.state.task } } : event,
  );
  return taskDocument.parse({ ...raw, outbox });
};
