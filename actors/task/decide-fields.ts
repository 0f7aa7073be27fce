/** Creating a task and changing what a person sets on it. */
import type { CommandEnvelope } from './commands.ts';
import { parseDue } from './due-date.ts';
import { parseDuration, shift } from './durations.ts';
import { accept, invalid, reject, type Context, type Decision } from './decision.ts';
import type { Fact } from './facts.ts';
import { inZone, judge } from './fields.ts';
import { taskIdFor } from './ids.ts';
import { followingDefaults } from './reminder-fields.ts';
import type { ReminderPolicy, Task } from './task.ts';
import { changedFields } from './updated-fields.ts';
import { isZone, iso, ms } from './zone.ts';

type Asked<Type> = Extract<CommandEnvelope['command'], { type: Type }>;

/** The new task's id is computed from its owner and the command's id, so that a retried creation reaches the same actor. */
export const createTask = ({ envelope, now }: Context, { fields, policy }: Asked<'CreateTask'>): Decision => {
  const { user_id } = envelope.caller;
  const base = blank(taskIdFor(user_id, envelope.command_id), user_id, policy, now);
  const judged = judge({ fields, base, now: ms(now), sequence: 1, remindersGiven: 0 });
  if (!judged.ok) return invalid(judged.errors);
  // Giving it to somebody is an event of its own also at the beginning: it is what they are told by.
  const created = { ...judged.task, assignee_id: null };
  return accept([{ event_type: 'TASK_CREATED', payload: { task: created } }, ...differences(created, judged.task)]);
};

const blank = (id: string, user_id: string, reminder_policy: ReminderPolicy, now: string): Task => ({
  id,
  user_id,
  title: '',
  description: null,
  priority: null,
  tags: [],
  category_id: null,
  due_date: null,
  all_day: false,
  time_zone: 'UTC',
  recurrence_rule: null,
  recurrence_text: null,
  recurrence_mode: 'schedule',
  series_id: null,
  occurrence: null,
  series_start: null,
  rule_from: null,
  scheduled_for: null,
  reminders: [],
  reminder_policy,
  reminder_sent: false,
  completed: false,
  completed_at: null,
  outcome: null,
  status: 'CREATED',
  checklist: [],
  paused: false,
  skipped_dates: [],
  snoozed_until: null,
  assignee_id: null,
  created_at: now,
  updated_at: now,
  deleted_at: null,
  last_event_id: null,
  version: 1,
});

/** Of a closed occurrence these are history: what follows from them has been decided. */
const SETTLED = ['due_date', 'time_zone', 'recurrence_rule', 'recurrence_mode'] as const;

export const updateTask = ({ state, now }: Context, task: Task, { changes }: Asked<'UpdateTask'>): Decision => {
  const refused = asleep(task);
  if (refused !== null) return refused;
  const remindersGiven = state.reminders_given;
  const judged = judge({ fields: changes, base: task, now: ms(now), sequence: state.sequence + 1, remindersGiven });
  if (!judged.ok) return invalid(judged.errors);
  if (task.completed && SETTLED.some((field) => judged.task[field] !== task[field])) {
    return reject('conflict', 'The task is completed; reopen it to change when it is due.');
  }
  return accept(differences(task, judged.task));
};

/** The events that lead from one view of the task to another, for all that a person sets. */
export const differences = (before: Task, after: Task): Fact[] => {
  const updated_fields = changedFields(before, after, ['priority', 'assignee_id']);
  const facts: Fact[] = [];
  if (Object.keys(updated_fields).length > 0) facts.push({ event_type: 'TASK_UPDATED', payload: { updated_fields } });
  if (before.priority !== after.priority) {
    facts.push({ event_type: 'TASK_PRIORITY_CHANGED', payload: { from: before.priority, to: after.priority } });
  }
  if (before.assignee_id !== after.assignee_id) {
    facts.push({ event_type: 'TASK_ASSIGNED', payload: { from: before.assignee_id, to: after.assignee_id } });
  }
  return facts;
};

const asleep = (task: Task): Decision | null => {
  if (task.deleted_at !== null) return reject('conflict', 'The task is deleted; restore it first.');
  return task.status === 'ARCHIVED' ? reject('conflict', 'The task is archived; restore it first.') : null;
};

export const assignTask = (task: Task, { assignee_id }: Asked<'AssignTask'>): Decision =>
  asleep(task) ?? accept(differences(task, { ...task, assignee_id }));

/** `for` counts from the due instant or now, whichever is later. */
export const snoozeTask = ({ now }: Context, task: Task, { until, for: long }: Asked<'SnoozeTask'>): Decision => {
  const refused = asleep(task);
  if (refused !== null) return refused;
  if (task.completed) return reject('conflict', 'The task is completed; there is nothing to snooze.');
  if ((until === undefined) === (long === undefined)) {
    return invalid([{ field: 'until', message: 'give either "until" (a time) or "for" (an ISO 8601 duration)' }]);
  }
  const at = until === undefined ? snoozedFor(task, long ?? '', now) : parseDue(until, task.time_zone)?.at;
  if (at === undefined) {
    return until === undefined
      ? invalid([{ field: 'for', message: 'must be an ISO 8601 duration such as "PT30M" or "P1D"' }])
      : invalid([{ field: 'until', message: 'must be a time such as "2026-12-01T09:00"' }]);
  }
  if (at <= ms(now))
    return invalid([{ field: until === undefined ? 'for' : 'until', message: 'must lie in the future' }]);
  return accept(differences(task, { ...task, snoozed_until: iso(at) }));
};

const snoozedFor = (task: Task, text: string, now: string): number | undefined => {
  const duration = parseDuration(text);
  const from = Math.max(ms(now), task.due_date === null ? 0 : ms(task.due_date));
  return duration === null ? undefined : shift(from, duration, 1, task.time_zone);
};

/** A paused task is silent and, in mode strict, never missed, until it is resumed. */
export const pauseTask = (_: Context, task: Task, paused: boolean): Decision =>
  asleep(task) ?? accept(differences(task, { ...task, paused }));

/** The owner's reminder policy, and zone if the task followed it: open tasks keep their times of day in the new zone. */
export const preferTask = ({ state }: Context, task: Task, asked: Asked<'ApplyPreferences'>): Decision => {
  const { policy, from_zone, to_zone } = asked;
  const follows = !task.completed && to_zone !== null && task.time_zone === from_zone && isZone(to_zone);
  const zoned = { ...(follows ? inZone(task, to_zone) : task), reminder_policy: policy };
  const reminders = followingDefaults(zoned, task, state.reminders_given, false);
  return accept(differences(task, { ...zoned, reminders }));
};
