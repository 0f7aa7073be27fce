/** Days of a month by their number: "the 15th", "the last day of June", "the first Monday of December". */
import { ordinalAt } from '../words/numbers.ts';
import { wordsOf } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import {
  addDays,
  addMonths,
  dateOf,
  dayOf,
  daysInMonth,
  endOfMonth,
  startOfMonth,
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

/** "Friday the 13th": the next day of that number that falls on that weekday. */
export const upcomingOn = (here: Here, day: number, weekday: number): Wall | null => {
  const start = startOfMonth(here.today);
  for (let n = 0; n < 15; n++) {
    const { year, month } = dateOf(addMonths(start, n));
    const found = dayOf(year, month, day);
    if (found !== null && found >= here.today && dateOf(found).weekday === weekday) return found;
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
  // "The second one" is one of several, not the 2nd at one o'clock.
  if (/^ones?$/.test(word(nth.end))) return null;
  const weekday = weekdayNamed(word(nth.end));
  const group = weekday === null ? workdaysNamed(tokens, nth.end) : null;
  const dayWord = word(nth.end) === 'day';
  const from = group?.end ?? (weekday !== null || dayWord ? nth.end + 1 : nth.end);
  const month = monthRefAt(here, tokens, from);
  if (month !== null) {
    const { year, month: m } = dateOf(month.day);
    if (weekday !== null || group !== null) {
      const days = group?.days ?? (weekday === null ? [] : [weekday]);
      const day = nthOfDays(month.day, days, nth.value);
      // "The first Monday of the month", once it is over, is the next month's.
      const over = day !== null && day < here.today && month.open;
      return aDay(month.end, over ? nthOfDays(addMonths(month.day, 1), days, nth.value) : day);
    }
    return aDay(month.end, nth.value < 0 ? (dayWord ? endOfMonth(month.day) : null) : dayOf(year, m, nth.value));
  }
  if (weekday !== null || dayWord || nth.value < 0 || (!/\d/.test(word(first)) && word(i) !== 'the')) return null;
  return aDay(nth.end, nth.value > 31 ? null : upcomingDay(here, nth.value), true);
};

/** "weekday", "working day", "weekend": several days of the week, of which the first or last in a month is meant. */
const workdaysNamed = (tokens: readonly Token[], i: number): { end: number; days: number[] } | null => {
  const words = wordsOf(tokens, i, i + 2);
  if (/^(?:weekday|workday)\b/.test(words)) return { end: i + 1, days: [0, 1, 2, 3, 4] };
  return /^(?:working|work|business) day$/.test(words) ? { end: i + 2, days: [0, 1, 2, 3, 4] } : null;
};

/** The `nth` of the month's days that are such days of the week; from the end where it is negative. */
const nthOfDays = (month: Wall, weekdays: readonly number[], nth: number): Wall | null => {
  const { year, month: m } = dateOf(month);
  const days = Array.from({ length: daysInMonth(year, m) }, (_, n) => addDays(month, n));
  const fitting = days.filter((day) => weekdays.includes(dateOf(day).weekday));
  return fitting.at(nth > 0 ? nth - 1 : nth) ?? null;
};

/** "of next month", "of the month", "in June". The day is the month's first; `open`: no month was named. */
const monthRefAt = (
  here: Here,
  tokens: readonly Token[],
  i: number,
): { end: number; day: Wall; open: boolean } | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const of = /^(?:of|in)$/.test(word(i)) ? i + 1 : i;
  const start = startOfMonth(here.today);
  if (/^(?:next|this|the|each|current|following)$/.test(word(of)) && word(of + 1) === 'month') {
    if (word(of) === 'each') return null;
    return {
      end: of + 2,
      day: /^(?:next|following)$/.test(word(of)) ? addMonths(start, 1) : start,
      open: word(of) === 'the',
    };
  }
  if (of === i) return null;
  if (word(of) === 'month') return { end: of + 1, day: start, open: true };
  const month = monthNamed(word(of));
  if (month === null) return null;
  const yearly = yearAt(tokens, of + 1);
  const { year, month: present } = dateOf(here.today);
  const y = yearly?.year ?? (month < present ? year + 1 : year);
  return { end: yearly?.end ?? of + 1, day: Date.UTC(y, month - 1, 1), open: false };
};
