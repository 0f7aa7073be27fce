/** Days of a month by their number: "the 15th", "the last day of June", "the first Monday of December". */
import { ordinalAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';
import {
  addDays,
  addMonths,
  dateOf,
  dayOf,
  endOfMonth,
  startOfMonth,
  weekdayAfter,
  type Here,
  type Wall,
} from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { yearAt } from './months.ts';
import { monthNamed, weekdayNamed } from './names.ts';

/** A day of the month, ahead: of this month, or of the next that has it. */
export const upcomingDay = (here: Here, day: number): Wall | null => {
  const start = startOfMonth(here.today);
  for (let n = 0; n < 12; n++) {
    const month = addMonths(start, n);
    const { year, month: m } = dateOf(month);
    const found = dayOf(year, m, day);
    if (found !== null && found >= here.today) return found;
  }
  return null;
};

/** "the 15th", "15th of next month", "the last day of June", "the first Monday of December". */
export const ordinalDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const first = word(i) === 'the' ? i + 1 : i;
  const nth = ordinalAt(tokens, first);
  if (nth === null) return null;
  if (word(nth.end) === 'to' && word(nth.end + 1) === 'last') return null;
  const weekday = weekdayNamed(word(nth.end));
  const dayWord = word(nth.end) === 'day';
  const from = weekday !== null || dayWord ? nth.end + 1 : nth.end;
  const month = monthRefAt(here, tokens, from);
  if (month !== null) {
    const { year, month: m } = dateOf(month.day);
    if (weekday !== null) return aDay(month.end, nthWeekday(month.day, weekday, nth.value));
    return aDay(month.end, nth.value < 0 ? (dayWord ? endOfMonth(month.day) : null) : dayOf(year, m, nth.value));
  }
  if (weekday !== null || dayWord || nth.value < 0 || (!/\d/.test(word(first)) && word(i) !== 'the')) return null;
  if (nth.value > 31) return null;
  return aDay(nth.end, upcomingDay(here, nth.value), true);
};

const nthWeekday = (month: Wall, weekday: number, nth: number): Wall | null => {
  const end = endOfMonth(month);
  if (nth < 0) return addDays(end, -((dateOf(end).weekday - weekday + 7) % 7));
  const day = addDays(weekdayAfter(addDays(month, -1), weekday), (nth - 1) * 7);
  return day > end ? null : day;
};

/** "of next month", "of the month", "in June", "of this month". The day is the month's first. */
const monthRefAt = (here: Here, tokens: readonly Token[], i: number): { end: number; day: Wall } | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const of = /^(?:of|in)$/.test(word(i)) ? i + 1 : i;
  const start = startOfMonth(here.today);
  if (/^(?:next|this|the|each|current|following)$/.test(word(of)) && word(of + 1) === 'month') {
    if (word(of) === 'each') return null;
    return { end: of + 2, day: /^(?:next|following)$/.test(word(of)) ? addMonths(start, 1) : start };
  }
  if (of === i) return null;
  const month = monthNamed(word(of));
  if (month === null) return null;
  const yearly = yearAt(tokens, of + 1);
  const { year, month: present } = dateOf(here.today);
  const y = yearly?.year ?? (month < present ? year + 1 : year);
  return { end: yearly?.end ?? of + 1, day: Date.UTC(y, month - 1, 1) };
};
