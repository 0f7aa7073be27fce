/** A new due date for a task that may have one: moved, shifted, snoozed. */
import type { KnownTask } from '../contract.ts';
import {
  addDays,
  atMinutes,
  dateText,
  dueAt,
  instantOf,
  localText,
  minutesOf,
  startOfDay,
  wallAt,
  type Here,
  type Wall,
} from '../dates/calendar.ts';
import { instantAfter, isElapsed, onCalendar, type Length } from '../dates/lengths.ts';
import type { Moment } from '../dates/moments.ts';
import { minutesSaid, nextAt, whenOf } from '../dates/when.ts';
import type { Problem } from '../new-task/due.ts';

/** When the task is due on the speaker's clock; null when it is not. */
export const dueOf = (here: Here, task: KnownTask): { wall: Wall; allDay: boolean } | null =>
  task.due_date === null
    ? null
    : { wall: wallAt(task.all_day ? task.time_zone : here.zone, Date.parse(task.due_date)), allDay: task.all_day };

/** An hour without am or pm, said of a task of the afternoon or evening: "until 8" at 19:00 is eight in the evening. */
const inEvening = (due: Wall, kept: Wall, { clock, part }: Moment): Wall | null =>
  clock?.half === null && !clock.full && part === null && minutesOf(kept) < NOON && minutesOf(due) >= NOON
    ? atMinutes(kept, NOON)
    : null;

const NOON = 720;

/**
 * A new due date: to a day keeps the clock time, to a time keeps the date. An hour that has passed by `after` is taken as
 * one of the evening where the task is then.
 */
export const moved = (
  here: Here,
  task: KnownTask,
  moment: Moment,
  after = here.wall,
): { ok: true; due: string } | { ok: false; problem: Problem['kind'] } => {
  const due = dueOf(here, task);
  if (moment.clock?.impossible === true) return { ok: false, problem: 'no-time' };
  const minutes = minutesSaid(moment);
  if (moment.elapsed === null && moment.date === null && minutes !== null) {
    const day = due === null ? null : startOfDay(due.wall);
    const kept = day === null ? null : minutes === 1440 ? addDays(day, 1) : atMinutes(day, minutes);
    const evening =
      kept === null || due === null || due.allDay || kept > after ? null : inEvening(due.wall, kept, moment);
    if (evening !== null && evening > after) return { ok: true, due: dueAt(here.zone, evening) };
    // A date that lies behind cannot be kept: then it is the next time the clock shows that hour.
    const wall = kept !== null && kept > here.wall ? kept : nextAt(here, minutes);
    return { ok: true, due: dueAt(here.zone, wall) };
  }
  const when = whenOf(here, moment);
  switch (when.kind) {
    case 'impossible':
    case 'no-time':
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
export const shifted = (
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
  const due = dueOf(here, task);
  const next = moved(here, task, said.moment, due === null || due.allDay ? here.wall : Math.max(due.wall, here.wall));
  if (!next.ok) return next;
  if (next.due.length > 10) return { ok: true, until: next.due };
  // A whole day begins, for a reminder, in its morning.
  return { ok: true, until: dueAt(here.zone, atMinutes(Date.parse(`${next.due}T00:00:00Z`), 540)) };
};
