/** Reminders as given: each an offset before due or an instant, the same one keeping its id and what it has rung for. */
import { parseDue } from './due-date.ts';
import { parseDuration, roughly } from './durations.ts';
import type { Given, Report } from './fields.ts';
import { reminderIdFor } from './ids.ts';
import { same } from './hash.ts';
import { defaultOffsets } from './reminders.ts';
import type { Reminder, ReminderPolicy, Task } from './task.ts';
import { DAY, iso } from './zone.ts';

type Definition = { offset?: string; at?: string; nag?: string };

const MOST = 20;
const FURTHEST = 400 * DAY;
const SHORTEST_NAG = 60_000;

/** Given ones; else the default ones, as long as the task has no others. */
export const remindersOf = (task: Task, given: Given, report: Report): Pick<Task, 'reminders'> => {
  const { fields, base } = given;
  if (fields.reminders === undefined) {
    return { reminders: followingDefaults(task, base, given.remindersGiven, given.sequence === 1) };
  }
  if (fields.reminders.length > MOST)
    report('reminders', `must be at most ${MOST}; there are ${fields.reminders.length}`);
  const read = fields.reminders.map((reminder) => definitionOf(reminder, task, given, report));
  const wanted = read.flatMap((definition) => (definition === null ? [] : [definition]));
  return { reminders: identified(wanted, base.reminders, task.id, given.remindersGiven) };
};

/** A task whose reminders are the default ones follows when due date, kind of day or the defaults themselves change. */
export const followingDefaults = (task: Task, base: Task, given: number, creating: boolean): Reminder[] => {
  const defaults = (policy: ReminderPolicy, t: Task): Definition[] =>
    defaultOffsets(policy, t.due_date, t.all_day).map((offset) => ({ offset }));
  const before = creating ? [] : defaults(base.reminder_policy, base);
  const after = defaults(task.reminder_policy, task);
  const has = base.reminders.map(definitionIn);
  return same(has, before) && !same(before, after) ? identified(after, base.reminders, task.id, given) : task.reminders;
};

const definitionIn = ({ offset, at, nag }: Reminder): Definition => ({
  ...(offset !== undefined && { offset }),
  ...(at !== undefined && { at }),
  ...(nag !== undefined && { nag }),
});

/** Equal definitions are one reminder, the one already there if there is one. */
const identified = (
  wanted: readonly Definition[],
  old: readonly Reminder[],
  taskId: string,
  given: number,
): Reminder[] => {
  const unique = wanted.filter((one, n) => wanted.findIndex((other) => same(one, other)) === n);
  let next = given;
  return unique.map((definition) => {
    const known = old.find((reminder) => same(definitionIn(reminder), definition));
    return known ?? { id: reminderIdFor(taskId, next++), ...definition, fired_for: null };
  });
};

const definitionOf = (
  reminder: { offset?: string | undefined; at?: string | undefined; nag?: string | undefined },
  task: Task,
  { base, now }: Given,
  report: Report,
): Definition | null => {
  const wrong = (message: string): null => {
    report('reminders', message);
    return null;
  };
  if ((reminder.offset === undefined) === (reminder.at === undefined)) {
    return wrong('must each have either "offset" (how long before due) or "at" (an instant)');
  }
  const nag = nagOf(reminder.nag);
  if (nag === null) return wrong('"nag" must be an ISO 8601 duration of a minute to a year, such as "PT10M"');
  if (reminder.at !== undefined) {
    const at = parseDue(reminder.at, task.time_zone);
    if (at === null || at.allDay) return wrong('"at" must be an instant or local time, such as "2026-12-01T09:00"');
    const known = base.reminders.some((old) => old.at === iso(at.at));
    if (at.at < now && !known) return wrong('"at" must not be in the past');
    return { at: iso(at.at), ...nag };
  }
  const offset = parseDuration(reminder.offset ?? '');
  if (offset === null || roughly(offset) > FURTHEST) {
    return wrong('"offset" must be an ISO 8601 duration before due of at most 400 days, such as "PT30M" or "P1D"');
  }
  return { offset: (reminder.offset ?? '').trim().toUpperCase(), ...nag };
};

const nagOf = (text: string | undefined): { nag?: string } | null => {
  if (text === undefined) return {};
  const nag = parseDuration(text);
  const long = nag === null ? 0 : roughly(nag);
  return long < SHORTEST_NAG || long > FURTHEST ? null : { nag: text.trim().toUpperCase() };
};
