/** What a recurrence is while it is being read, the RRULE it becomes, and the day it begins. */
import { formatRule, type ByDay, type Frequency, type Rule } from '../../../../actors/task/recurrence-rule.ts';
import {
  addDays,
  atMinutes,
  DAY,
  dateOf,
  daysInMonth,
  HOUR,
  minutesOf,
  type Here,
  type Wall,
} from '../dates/calendar.ts';

export type Habit = {
  freq: Frequency;
  interval: number;
  byDay: ByDay[];
  byMonthDay: number[];
  byMonth: number[];
  bySetPos: number[];
  count: number | null;
  /** The last day it may fall on. */
  until: Wall | null;
  mode: 'schedule' | 'completion';
};

export const habit = (freq: Frequency, more: Partial<Habit> = {}): Habit => ({
  freq,
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPos: [],
  count: null,
  until: null,
  mode: 'schedule',
  ...more,
});

export const plainDays = (days: readonly number[]): ByDay[] =>
  [...new Set(days)].sort((a, b) => a - b).map((weekday) => ({ weekday, nth: null }));

export const WORKDAYS = [0, 1, 2, 3, 4];

export const WEEKEND = [5, 6];

/** The RRULE of a habit, without DTSTART, in the one order all our rules have. */
export const ruleText = (said: Habit, weekStart: number): string => {
  const rule: Rule = {
    freq: said.freq,
    interval: said.interval,
    byDay: said.byDay,
    byMonthDay: said.byMonthDay,
    byMonth: said.byMonth,
    bySetPos: said.bySetPos,
    count: said.count,
    until: said.until === null ? null : { kind: 'day', value: said.until },
    // The first day of the week decides something only where weeks are left out (RFC 5545 3.3.10, WKST).
    weekStart: said.freq === 'WEEKLY' && said.interval > 1 && said.byDay.length > 1 ? weekStart : 0,
  };
  return formatRule(rule);
};

const nthOf = (day: number, days: number): readonly [number, number] => [
  Math.ceil(day / 7),
  -Math.ceil((days - day + 1) / 7),
];

const fallsOn = (said: Habit, day: Wall): boolean => {
  const { year, month, day: d, weekday } = dateOf(day);
  const length = daysInMonth(year, month);
  if (said.byMonth.length > 0 && !said.byMonth.includes(month)) return false;
  if (said.byMonthDay.length > 0 && !said.byMonthDay.some((n) => n === d || length + 1 + n === d)) return false;
  if (said.byDay.length > 0) {
    const nths =
      said.freq === 'YEARLY' && said.byMonth.length === 0
        ? nthOf(Math.round((day - Date.UTC(year, 0, 1)) / DAY) + 1, daysInMonth(year, 2) + 337)
        : nthOf(d, length);
    if (!said.byDay.some((by) => by.weekday === weekday && (by.nth === null || nths.includes(by.nth)))) return false;
  }
  if (said.bySetPos.length === 0) return true;
  const set = Array.from({ length }, (_, n) => Date.UTC(year, month - 1, n + 1)).filter((each) =>
    fallsOn({ ...said, bySetPos: [] }, each),
  );
  return said.bySetPos.some((pos) => set.at(pos > 0 ? pos - 1 : pos) === day);
};

/** 29 February comes within eight years, a fifth Monday of February within 28. */
const HORIZON = 366 * 28;

/**
 * The first occurrence on or after `from`: today counts when the day matches and the time (minutes, or null for a whole
 * day) is ahead. Null when there is none.
 */
export const firstDay = (here: Here, said: Habit, minutes: number | null, from: Wall | null): Wall | null => {
  const begin = from === null || from < here.today ? here.today : from;
  for (let n = 0; n < HORIZON; n++) {
    const day = addDays(begin, n);
    if (said.until !== null && day > said.until) return null;
    if (!fallsOn(said, day)) continue;
    if (day === here.today && minutes !== null && minutes % 1440 <= minutesOf(here.wall) && minutes !== 1440) continue;
    return minutes === 1440 ? addDays(day, n === 0 && day === here.today ? 1 : 0) : day;
  }
  return null;
};

/** When the first occurrence is due: a whole day, or a wall time. */
export const firstDue = (
  here: Here,
  said: Habit,
  minutes: number | null,
  from: Wall | null,
): { day: Wall; wall: Wall | null } | null => {
  if (said.freq === 'HOURLY' && minutes === null) {
    const wall =
      from !== null && from > here.today ? from + 9 * HOUR : here.wall - (here.wall % 60_000) + said.interval * HOUR;
    return { day: wall, wall };
  }
  const day = firstDay(here, said, minutes, from);
  if (day === null) return null;
  return { day, wall: minutes === null ? null : atMinutes(day, minutes % 1440) };
};
