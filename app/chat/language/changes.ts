/** What an edit comes to for one task: its new values, or why there are none. */
import {
  addDays,
  atMinutes,
  dateOf,
  dateText,
  dueAt,
  instantOf,
  localText,
  minutesOf,
  startOfDay,
  wallAt,
  type Here,
  type Wall,
} from './calendar.ts';
import type { KnownTask, SaidChanges, SaidReminder } from './contract.ts';
import type { Problem } from './due.ts';
import type { Edit, Field } from './edits.ts';
import { firstDue, ruleText, type Habit } from './habits.ts';
import { instantAfter, isElapsed, onCalendar, type Length } from './lengths.ts';
import type { Moment } from './moments.ts';
import { minutesSaid, nextAt, whenOf } from './when.ts';
import { placeReminder } from './reminders.ts';

export type Changed = { ok: true; changes: SaidChanges } | { ok: false; problem: Problem['kind'] };

/** When the task is due on the speaker's clock; null when it is not. */
const dueOf = (here: Here, task: KnownTask): { wall: Wall; allDay: boolean } | null =>
  task.due_date === null
    ? null
    : { wall: wallAt(task.all_day ? task.time_zone : here.zone, Date.parse(task.due_date)), allDay: task.all_day };

/** A new due date: to a day keeps the clock time, to a time keeps the date. */
const moved = (
  here: Here,
  task: KnownTask,
  moment: Moment,
): { ok: true; due: string } | { ok: false; problem: Problem['kind'] } => {
  const due = dueOf(here, task);
  const minutes = minutesSaid(moment);
  if (moment.elapsed === null && moment.date === null && minutes !== null) {
    const day = due === null ? null : startOfDay(due.wall);
    const kept = day === null ? null : minutes === 1440 ? addDays(day, 1) : atMinutes(day, minutes);
    // A date that lies behind cannot be kept: then it is the next time the clock shows that hour.
    const wall = kept !== null && kept > here.wall ? kept : nextAt(here, minutes);
    return { ok: true, due: dueAt(here.zone, wall) };
  }
  const when = whenOf(here, moment);
  switch (when.kind) {
    case 'impossible':
    case 'past':
      return { ok: false, problem: when.kind };
    case 'time':
      return { ok: true, due: dueAt(here.zone, when.wall) };
    case 'instant':
      return { ok: true, due: localText(here.zone, when.at) };
    case 'day': {
      if (due === null || due.allDay) return { ok: true, due: dateText(when.day) };
      const wall = atMinutes(when.day, minutesOf(due.wall));
      return { ok: true, due: wall > here.wall ? dueAt(here.zone, wall) : dateText(when.day) };
    }
    default:
      return when satisfies never;
  }
};

/** Later, or earlier, by a length; from now when there is no due date or the result would lie behind. */
const shifted = (
  here: Here,
  task: KnownTask,
  length: Length,
  back: boolean,
): { ok: true; due: string } | { ok: false; problem: Problem['kind'] } => {
  const due = dueOf(here, task);
  const sign = back ? -1 : 1;
  const whole = length.minutes === 0;
  if (due === null || (due.allDay && !whole)) {
    if (back) return { ok: false, problem: 'past' };
    return whole
      ? { ok: true, due: dateText(onCalendar(here.today, length)) }
      : { ok: true, due: localText(here.zone, instantAfter(here, here.now, length)) };
  }
  if (due.allDay) {
    const day = onCalendar(startOfDay(due.wall), length, sign);
    if (day >= here.today) return { ok: true, due: dateText(day) };
    return back ? { ok: false, problem: 'past' } : { ok: true, due: dateText(onCalendar(here.today, length)) };
  }
  const at = instantAfter(here, instantOf(here.zone, due.wall), length, sign);
  if (at > here.now) return { ok: true, due: localText(here.zone, at) };
  if (back) return { ok: false, problem: 'past' };
  // An overdue task keeps its clock time when it moves by days.
  if (isElapsed(length)) return { ok: true, due: localText(here.zone, instantAfter(here, here.now, length)) };
  const day = onCalendar(here.today, length);
  return { ok: true, due: dueAt(here.zone, atMinutes(day, minutesOf(due.wall))) };
};

const suits = (habit: Habit, due: Wall): boolean => {
  const { month, day, weekday } = dateOf(due);
  if (habit.byMonth.length > 0 && !habit.byMonth.includes(month)) return false;
  if (habit.byMonthDay.length > 0) return habit.byMonthDay.includes(day);
  return (
    habit.byDay.length === 0 ||
    (habit.bySetPos.length === 0 && habit.byDay.some((d) => d.weekday === weekday && d.nth === null))
  );
};

/** A new rule keeps a due date that suits it; else the first occurrence is due. */
const repeated = (here: Here, task: KnownTask, edit: Edit, changes: SaidChanges): Problem['kind'] | null => {
  const recurrence = edit.recurrence;
  if (recurrence === undefined) return null;
  if (recurrence.unclear !== null) return recurrence.unclear;
  const due = dueOf(here, task);
  const said = recurrence.times[0] ?? (edit.moment === undefined ? null : minutesSaid(edit.moment));
  const minutes = said ?? (due === null || due.allDay ? null : minutesOf(due.wall));
  changes.rrule = ruleText(recurrence.habit, here.weekStart);
  changes.recurrence_mode = recurrence.habit.mode;
  const ahead = due !== null && due.wall >= (due.allDay ? here.today : here.wall);
  const from = edit.moment?.date?.day ?? recurrence.from;
  if (ahead && from === null && suits(recurrence.habit, due.wall) && said === null) return null;
  const first = firstDue(here, recurrence.habit, minutes, from);
  if (first === null) return 'impossible';
  changes.due = first.wall === null ? dateText(first.day) : dueAt(here.zone, first.wall);
  return null;
};

const cleared = (fields: readonly Field[], task: KnownTask, changes: SaidChanges, here: Here): void => {
  for (const field of fields) {
    if (field === 'due') {
      changes.due = null;
      if (task.recurrence_rule !== null) changes.rrule = null;
    } else if (field === 'time') {
      const due = dueOf(here, task);
      if (due !== null && !due.allDay) changes.due = dateText(due.wall);
    } else if (field === 'priority') changes.priority = null;
    else if (field === 'tags') changes.tags = [];
    else if (field === 'description') changes.description = null;
    else if (field === 'rrule') changes.rrule = null;
    else if (field === 'reminders') changes.reminders = [];
    else if (field === 'category') changes.category = null;
    else changes.checklist = [];
  }
};

/** The new values an edit gives a task. Only what is said to change is in them. */
export const changesOf = (here: Here, task: KnownTask, edit: Edit): Changed => {
  const changes: SaidChanges = {};
  if (edit.title !== undefined) changes.title = edit.title;
  if (edit.priority !== undefined) changes.priority = edit.priority;
  if (edit.description !== undefined) changes.description = edit.description;
  if (edit.category !== undefined) changes.category = edit.category;
  if (edit.setTags !== undefined) changes.tags = edit.setTags;
  const lower = (tags: readonly string[]): Set<string> => new Set(tags.map((tag) => tag.toLowerCase()));
  if (edit.addTags !== undefined) {
    const present = lower(task.tags);
    changes.tags = [...task.tags, ...edit.addTags.filter((tag) => !present.has(tag.toLowerCase()))];
  }
  if (edit.removeTags !== undefined) {
    const gone = lower(edit.removeTags);
    changes.tags = (changes.tags ?? task.tags).filter((tag) => !gone.has(tag.toLowerCase()));
  }
  if (edit.checklist !== undefined) changes.checklist = [...task.checklist.map((item) => item.text), ...edit.checklist];
  if (edit.clear !== undefined) cleared(edit.clear, task, changes, here);
  const problem = repeated(here, task, edit, changes);
  if (problem !== null) return { ok: false, problem };
  if (edit.recurrence === undefined && (edit.moment !== undefined || edit.shift !== undefined)) {
    const next =
      edit.moment !== undefined
        ? moved(here, task, edit.moment)
        : edit.shift === undefined
          ? null
          : shifted(here, task, edit.shift.length, edit.shift.back);
    if (next?.ok === false) return next;
    if (next !== null) changes.due = next.due;
  }
  if (edit.remindings !== undefined) {
    const due =
      changes.due != null
        ? Date.parse(changes.due.length === 10 ? `${changes.due}T00:00:00Z` : `${changes.due.slice(0, 19)}Z`)
        : (dueOf(here, task)?.wall ?? null);
    const kept = task.reminders.flatMap((r): SaidReminder[] =>
      r.offset !== undefined ? [{ offset: r.offset }] : r.at !== undefined ? [{ at: r.at }] : [],
    );
    changes.reminders = [...kept, ...edit.remindings.flatMap((said) => placeReminder(here, said, due) ?? [])];
  }
  return { ok: true, changes: onlyNew(here, task, changes) };
};

/** What is so already is no change. */
const onlyNew = (here: Here, task: KnownTask, changes: SaidChanges): SaidChanges => {
  const present = dueOf(here, task);
  const dueNow =
    present === null
      ? null
      : present.allDay
        ? dateText(present.wall)
        : localText(here.zone, Date.parse(task.due_date ?? ''));
  const { title, priority, description, tags, due, rrule, recurrence_mode, ...rest } = changes;
  return {
    ...rest,
    ...(title !== undefined && title !== task.title && { title }),
    ...(priority !== undefined && priority !== task.priority && { priority }),
    ...(description !== undefined && description !== task.description && { description }),
    ...(tags !== undefined && tags.join(' ') !== task.tags.join(' ') && { tags }),
    ...(due !== undefined && due !== dueNow && { due }),
    ...(rrule !== undefined && rrule !== task.recurrence_rule && { rrule }),
    ...(recurrence_mode !== undefined && rrule !== undefined && rrule !== task.recurrence_rule && { recurrence_mode }),
  };
};

/** Until when a task is snoozed: a length counts from its due instant or now, whichever is later. RFC 3339, local. */
export const snoozedUntil = (
  here: Here,
  task: KnownTask,
  said: { moment?: Moment; length?: Length },
): { ok: true; until: string } | { ok: false; problem: Problem['kind'] } => {
  if (said.length !== undefined) {
    const due = task.due_date === null ? here.now : Date.parse(task.due_date);
    const base = Math.max(due, here.now);
    return { ok: true, until: localText(here.zone, instantAfter(here, base, said.length)) };
  }
  if (said.moment === undefined) return { ok: false, problem: 'impossible' };
  const next = moved(here, task, said.moment);
  if (!next.ok) return next;
  if (next.due.length > 10) return { ok: true, until: next.due };
  // A whole day begins, for a reminder, in its morning.
  return { ok: true, until: dueAt(here.zone, atMinutes(Date.parse(`${next.due}T00:00:00Z`), 540)) };
};
