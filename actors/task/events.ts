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

/**
 * CloudEvent type → the payload's own part, and the topic that gets a copy besides the log. Beside its own part every
 * payload carries the resulting `task` and its `next_wake_at`.
 */
export const taskEvents = {
  'task.created': { event_type: 'TASK_CREATED', own: {}, copy: null },
  'task.updated': {
    event_type: 'TASK_UPDATED',
    own: { updated_fields: z.record(z.string(), z.unknown()) },
    copy: null,
  },
  'task.priority_changed': {
    event_type: 'TASK_PRIORITY_CHANGED',
    own: { from: priority.nullable(), to: priority.nullable() },
    copy: null,
  },
  'task.assigned': { event_type: 'TASK_ASSIGNED', own: { from: uuid.nullable(), to: uuid.nullable() }, copy: null },
  'task.completed': { event_type: 'TASK_COMPLETED', own: closed, copy: 'task-recurrence' },
  'task.skipped': { event_type: 'TASK_SKIPPED', own: closed, copy: 'task-recurrence' },
  'task.missed': { event_type: 'TASK_MISSED', own: closed, copy: 'task-recurrence' },
  'task.reopened': { event_type: 'TASK_REOPENED', own: {}, copy: null },
  'task.archived': { event_type: 'TASK_ARCHIVED', own: {}, copy: null },
  'task.restored': { event_type: 'TASK_RESTORED', own: {}, copy: null },
  'task.deleted': { event_type: 'TASK_DELETED', own: {}, copy: null },
  'task.recurring_triggered': {
    event_type: 'RECURRING_TRIGGERED',
    own: { next: nextOccurrence, completion_id: uuid },
    copy: null,
  },
  'reminder.due': { event_type: 'REMINDER_DUE', own: rung, copy: 'task-reminders' },
  'reminder.sent': { event_type: 'REMINDER_SENT', own: rung, copy: 'task-reminders' },
} as const;

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
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

const resulting = { task, next_wake_at: instant.nullable() };

const taskEventOf = <Name extends TaskEventName>(name: Name) =>
  eventEnvelope.extend({
    event_type: z.literal(taskEvents[name].event_type),
    aggregate_type: z.literal('task'),
    payload: z.strictObject({ ...resulting, ...taskEvents[name].own } as typeof resulting &
      (typeof taskEvents)[Name]['own']),
  });

/** An event of a task, as its actor makes it and every consumer parses it. */
export const taskEvent = z.discriminatedUnion('event_type', [
  taskEventOf('task.created'),
  taskEventOf('task.updated'),
  taskEventOf('task.priority_changed'),
  taskEventOf('task.assigned'),
  taskEventOf('task.completed'),
  taskEventOf('task.skipped'),
  taskEventOf('task.missed'),
  taskEventOf('task.reopened'),
  taskEventOf('task.archived'),
  taskEventOf('task.restored'),
  taskEventOf('task.deleted'),
  taskEventOf('task.recurring_triggered'),
  taskEventOf('reminder.due'),
  taskEventOf('reminder.sent'),
]);
export type TaskEvent = z.infer<typeof taskEvent>;
export type TaskEventType = TaskEvent['event_type'];
