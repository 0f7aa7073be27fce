/** A rule as given, put on a task: read, anchored at the due date, and refused when nothing would ever follow. */
import type { Given, Report } from './fields.ts';
import { readRecurrence, type Recurrence } from './recurrence-text.ts';
import { slotsAfter } from './recurrence.ts';
import type { Task } from './task.ts';
import { HOUR, DAY, instantOf, iso, ms, startOfDay, wallAt } from './zone.ts';

/**
 * A changed due date moves this occurrence alone. A changed rule, or a rule given together with another due date, holds from
 * here on: it is anchored anew (`series_start`), and the task stands for the slot it is due at.
 */
export const recurrenceOf = (task: Task, given: Given, report: Report): Task => {
  const { fields, base } = given;
  const recurrence_mode = fields.recurrence_mode ?? base.recurrence_mode;
  const { recurrence_rule: text } = fields;
  if (text === null) return withoutRule({ ...task, recurrence_mode });
  if (text === undefined) {
    if (task.recurrence_rule !== null && task.due_date === null) {
      report('due_date', 'cannot be removed from a task that repeats; remove recurrence_rule as well');
    }
    return { ...task, recurrence_mode };
  }
  const reading = readRecurrence(text);
  if (!reading.ok) {
    report('recurrence_rule', reading.reason);
    return task;
  }
  const { recurrence } = reading;
  const due = dueFor({ ...task, recurrence_mode }, recurrence, given, report);
  if (due === null) return task;
  if (recurrence.stored === base.recurrence_rule && due.due_date === base.due_date && due.all_day === base.all_day) {
    return due;
  }
  return anchored(due, recurrence, given, report);
};

const withoutRule = (task: Task): Task => ({
  ...task,
  recurrence_rule: null,
  recurrence_text: null,
  series_start: null,
  rule_from: null,
  scheduled_for: null,
});

/** The task with a due date for the rule: the one it has, at the time of day the rule named, or the first from now. */
const dueFor = (task: Task, recurrence: Recurrence, { fields, now }: Given, report: Report): Task | null => {
  const { rule, time } = recurrence;
  const zone = task.time_zone;
  if (task.due_date === null) return firstFrom(task, recurrence, now, report);
  if (time === null || rule.freq === 'HOURLY') return task;
  const wall = wallAt(zone, ms(task.due_date));
  const at = startOfDay(wall) + time;
  if (task.all_day || fields.due_date === undefined)
    return { ...task, due_date: iso(instantOf(zone, at)), all_day: false };
  if (wall === at) return task;
  report('recurrence_rule', 'names a time of day other than that of due_date');
  return null;
};

const firstFrom = (task: Task, { rule, time }: Recurrence, now: number, report: Report): Task | null => {
  const zone = task.time_zone;
  const wall = wallAt(zone, now);
  const hourly = rule.freq === 'HOURLY';
  const all_day = !hourly && time === null;
  const begin = hourly ? Math.ceil((wall - (time ?? 0)) / HOUR) * HOUR + (time ?? 0) : startOfDay(wall) + (time ?? 0);
  const start = instantOf(zone, begin);
  const after = all_day ? start - 1 : Math.max(start, now) - (start > now ? 1 : 0);
  const [first] = slotsAfter({ rule, start, zone, skipped: [] }, after, 1);
  if (first !== undefined) return { ...task, due_date: iso(first.at), all_day };
  report('recurrence_rule', 'brings no occurrence from now on');
  return null;
};

const anchored = (task: Task, { rule, stored, words }: Recurrence, given: Given, report: Report): Task => {
  const { fields, base, now } = given;
  const start = ms(task.due_date ?? iso(now));
  const schedule = { rule, start, zone: task.time_zone, skipped: task.skipped_dates };
  // Something must follow what is due, however long it has been overdue; a day's margin for what is due this very moment.
  if (slotsAfter(schedule, Math.max(start, now - DAY), 1).length === 0) {
    report('recurrence_rule', 'brings no further occurrence after the due date');
  }
  const occurrence = base.occurrence ?? 1;
  return {
    ...task,
    recurrence_rule: stored,
    recurrence_text: fields.recurrence_text ?? words,
    series_id: base.series_id ?? base.id,
    occurrence,
    rule_from: occurrence,
    series_start: task.due_date,
    scheduled_for: task.due_date,
  };
};
