/** Everything that can have happened to a task, one catalogue entry each, and the envelope it travels in. */
import { z } from 'zod';
import { caller } from './commands.ts';
import { instant, priority, task, uuid } from './task.ts';

/** The occurrence that a closing one leads to; null when the series ends there. */
export const nextOccurrence = z.strictObject({ id: uuid, due_date: instant, occurrence: z.number().int().min(2) });
export type NextOccurrence = z.infer<typeof nextOccurrence>;

const closed = {
  completed_at: instant,
  recurrence_rule: z.string().nullable(),
  completion_id: uuid,
  next: nextOccurrence.nullable(),
  /** Slots of the rule that passed between this occurrence and the next with nobody there: recorded, never opened. */
  missed_dates: z.array(instant).max(100).default([]),
};
const rung = { reminder_id: uuid, reminder_time: instant, due_date: instant.nullable() };

/** On a successor: the completion of the occurrence before it that opened this one, or took it back by being undone. */
const forCompletion = { completion_id: uuid.optional() };

const taken = <const Type extends string, Own extends z.ZodRawShape, Copy extends string | null>(
  event_type: Type,
  own: Own,
  copy: Copy,
) => ({ event_type, own, copy });

/**
 * CloudEvent type → the payload's own part, and the topic that gets a copy besides the log. Beside its own part every
 * payload carries the resulting `task` and its `next_wake_at`.
 */
export const taskEvents = {
  'task.created': taken('TASK_CREATED', forCompletion, null),
  'task.updated': taken('TASK_UPDATED', { updated_fields: z.record(z.string(), z.unknown()) }, null),
  'task.priority_changed': taken('TASK_PRIORITY_CHANGED', { from: priority.nullable(), to: priority.nullable() }, null),
  'task.assigned': taken('TASK_ASSIGNED', { from: uuid.nullable(), to: uuid.nullable() }, null),
  'task.completed': taken('TASK_COMPLETED', closed, 'task-recurrence'),
  'task.skipped': taken('TASK_SKIPPED', closed, 'task-recurrence'),
  'task.missed': taken('TASK_MISSED', closed, 'task-recurrence'),
  'task.reopened': taken('TASK_REOPENED', {}, null),
  'task.archived': taken('TASK_ARCHIVED', {}, null),
  'task.restored': taken('TASK_RESTORED', forCompletion, null),
  'task.deleted': taken('TASK_DELETED', forCompletion, null),
  'task.recurring_triggered': taken('RECURRING_TRIGGERED', { next: nextOccurrence, completion_id: uuid }, null),
  'reminder.due': taken('REMINDER_DUE', rung, 'task-reminders'),
  'reminder.sent': taken('REMINDER_SENT', rung, 'task-reminders'),
};

export type TaskEventName = keyof typeof taskEvents;

/** The version new events are written at; older ones are lifted at the parse border (`upcast`). */
export const SCHEMA_VERSION = '1.0';

/** The envelope of every event of the system, whatever its aggregate; `data` of the CloudEvent. */
export const eventEnvelope = z.strictObject({
  event_id: uuid,
  event_type: z.string(),
  aggregate_id: uuid,
  aggregate_type: z.enum(['task', 'user', 'conversation', 'service']),
  /** Position in the aggregate's history, from 1, without gaps. */
  sequence: z.number().int().min(1),
  payload: z.record(z.string(), z.unknown()),
  timestamp: instant,
  user_context: caller,
  /** Shared by all that one user command caused. */
  correlation_id: uuid,
  /** The event or message that caused this one; null at the head of a chain. */
  causation_id: uuid.nullable(),
  schema_version: z.string(),
  source_service: z.string(),
  /** SHA-256 (hex) of the canonical JSON of the aggregate's event before this one; null for the first. */
  previous_hash: z.string().nullable(),
  /** W3C trace context in which the event was made. */
  traceparent: z.string().optional(),
  /** The command that made it: what undo names, and what ties several events to one wish. */
  command_id: z.string().max(255).optional(),
  /** The earlier command that this one takes back. */
  undoes: z.string().max(255).optional(),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

const resulting = { task, next_wake_at: instant.nullable() };

const eventOf = <const Type extends string, Own extends z.ZodRawShape>(kind: { event_type: Type; own: Own }) =>
  eventEnvelope.extend({
    event_type: z.literal(kind.event_type),
    aggregate_type: z.literal('task'),
    payload: z.strictObject({ ...resulting, ...kind.own }),
  });

/** An event of a task, as its actor makes it and every consumer parses it. */
export const taskEvent = z.discriminatedUnion('event_type', [
  eventOf(taskEvents['task.created']),
  eventOf(taskEvents['task.updated']),
  eventOf(taskEvents['task.priority_changed']),
  eventOf(taskEvents['task.assigned']),
  eventOf(taskEvents['task.completed']),
  eventOf(taskEvents['task.skipped']),
  eventOf(taskEvents['task.missed']),
  eventOf(taskEvents['task.reopened']),
  eventOf(taskEvents['task.archived']),
  eventOf(taskEvents['task.restored']),
  eventOf(taskEvents['task.deleted']),
  eventOf(taskEvents['task.recurring_triggered']),
  eventOf(taskEvents['reminder.due']),
  eventOf(taskEvents['reminder.sent']),
]);
export type TaskEvent = z.infer<typeof taskEvent>;
