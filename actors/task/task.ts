/** What a task is: the shape every command ends in, every event carries and every reader sees. */
import { z } from 'zod';

/** An absolute instant, RFC 3339 in UTC with milliseconds, as `Date.toISOString` writes it. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must be an instant such as 2026-12-01T09:00:00.000Z');
export const uuid = z.guid();

export const priority = z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
export const recurrenceMode = z.enum(['schedule', 'completion', 'strict']);
export const outcome = z.enum(['done', 'late', 'skipped', 'missed']);
export const status = z.enum(['CREATED', 'ACTIVE', 'COMPLETED', 'RECURRING_CREATED_NEXT', 'ARCHIVED']);

/**
 * When to remind: `offset`, an ISO 8601 duration before the due instant (of an all-day task: before the user's default
 * hour on the due day), or `at`, an instant. `nag` repeats it every so often (ISO 8601 duration) until the task is done.
 * `fired_for` is the planned instant it last fired for: a reminder whose plan has moved on fires again.
 */
export const reminder = z.strictObject({
  id: uuid,
  offset: z.string().optional(),
  at: instant.optional(),
  nag: z.string().optional(),
  fired_for: instant.nullable().default(null),
});

export const checklistItem = z.strictObject({ id: uuid, text: z.string().min(1).max(255), done: z.boolean() });

/** The owner's choices that decide when reminders fire; a copy travels with the task so that its actor needs no look-up. */
export const reminderPolicy = z.strictObject({
  /** ISO 8601 durations before due that a task gets when it names no reminders. */
  default_offsets: z.array(z.string()).max(10).default(['PT1H']),
  /** Local time `HH:MM` at which all-day tasks remind. */
  all_day_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default('09:00'),
  /** Local times between which nothing rings; reminders wait for `to`. */
  quiet_hours: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    })
    .nullable()
    .default(null),
});

export const task = z.strictObject({
  id: uuid,
  user_id: uuid,
  title: z.string().min(1).max(255),
  description: z.string().max(10_000).nullable(),
  priority: priority.nullable(),
  tags: z.array(z.string().min(1).max(50)).max(10),
  category_id: uuid.nullable(),
  /** The due instant; of an all-day task, the start of its day in `time_zone`. */
  due_date: instant.nullable(),
  all_day: z.boolean(),
  /** IANA name; wall-clock times of the task are in this zone. */
  time_zone: z.string(),
  /** RFC 5545 RRULE value without DTSTART. */
  recurrence_rule: z.string().nullable(),
  recurrence_text: z.string().nullable(),
  recurrence_mode: recurrenceMode,
  series_id: uuid.nullable(),
  /** 1-based position in the series. */
  occurrence: z.number().int().min(1).nullable(),
  /** DTSTART of the rule in force (RFC 5545 3.8.2.4): what intervals, COUNT and month days are counted from. */
  series_start: instant.nullable(),
  /** The occurrence from which the rule in force holds; in mode `completion`, COUNT is counted from it. */
  rule_from: z.number().int().min(1).nullable(),
  /** The slot of the rule this occurrence stands for (RECURRENCE-ID, RFC 5545 3.8.4.4), wherever its due date was moved. */
  scheduled_for: instant.nullable(),
  reminders: z.array(reminder).max(20),
  reminder_policy: reminderPolicy,
  /** Whether a reminder has been delivered for the present due date. */
  reminder_sent: z.boolean(),
  completed: z.boolean(),
  completed_at: instant.nullable(),
  outcome: outcome.nullable(),
  status,
  checklist: z.array(checklistItem).max(200),
  paused: z.boolean(),
  /** Local calendar dates (or instants, for HOURLY rules) taken out of the rule, as EXDATE does. */
  skipped_dates: z.array(z.string()).max(1000),
  snoozed_until: instant.nullable(),
  assignee_id: uuid.nullable(),
  created_at: instant,
  updated_at: instant,
  deleted_at: instant.nullable(),
  last_event_id: uuid.nullable(),
  /** Raised by every change a person makes; the value of the task's ETag. */
  version: z.number().int().min(0),
});

export type Task = z.infer<typeof task>;
export type Reminder = z.infer<typeof reminder>;
export type ReminderPolicy = z.infer<typeof reminderPolicy>;
export type ChecklistItem = z.infer<typeof checklistItem>;
export type Priority = z.infer<typeof priority>;
