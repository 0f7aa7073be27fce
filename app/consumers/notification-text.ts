/** The words of a notification: when a task is due, as seen from the instant at which its reminder rang. */
import { DateTime } from 'luxon';
import type { Task } from '../../actors/task/task.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** Days from two days on, minutes below: what one still plans by. */
const span = (minutes: number): string =>
  minutes >= 2 * DAY_MINUTES ? count(Math.round(minutes / DAY_MINUTES), 'day') : count(minutes, 'minute');

const timed = (due: Date, at: Date): string => {
  const minutes = Math.round((due.getTime() - at.getTime()) / MINUTE);
  if (minutes > 0) return `due in ${span(minutes)}`;
  return minutes === 0 ? 'due now' : `was due ${span(-minutes)} ago`;
};

/** By the calendar of the task's zone: an all-day task is due for as long as its day lasts. */
const allDay = (due: Date, at: Date, zone: string): string => {
  const dayOf = (date: Date) => DateTime.fromJSDate(date, { zone }).startOf('day');
  const days = Math.round(dayOf(due).diff(dayOf(at), 'days').days);
  if (days === 0) return 'due today';
  if (days === 1) return 'due tomorrow';
  return days > 0 ? `due in ${count(days, 'day')}` : `was due ${count(-days, 'day')} ago`;
};

/**
 * The text of a reminder that rang at `at`, for a task due at `due` (instants; null when it has no due date). It depends
 * on nothing else, so the same event has the same text whenever it is worked on.
 */
export const reminderText = (
  task: Pick<Task, 'title' | 'all_day' | 'time_zone'>,
  due: string | null,
  at: string,
): string => {
  const when =
    due === null
      ? ''
      : task.all_day
        ? allDay(new Date(due), new Date(at), task.time_zone)
        : timed(new Date(due), new Date(at));
  return `🔔 REMINDER: Task '${task.title}'${when === '' ? '' : ` ${when}`}`;
};

export const assignmentText = (task: Pick<Task, 'title'>): string => `Task '${task.title}' was assigned to you`;
