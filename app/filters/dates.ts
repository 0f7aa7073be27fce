/** The dates a filter knows: days, weeks, months and instants, in few and fixed words, since they are kept for long. */
import { parseDue } from '../../actors/task/due-date.ts';
import type { DateWords, Day } from './expression.ts';
import type { Word } from './tokens.ts';

/** `end` is the index of the first word that is not part of the date. */
type Found<T> = { end: number } & T;

const weekdays: Readonly<Record<string, number>> = {
  monday: 0, mon: 0, tuesday: 1, tue: 1, wednesday: 2, wed: 2, thursday: 3, thu: 3,
  friday: 4, fri: 4, saturday: 5, sat: 5, sunday: 6, sun: 6,
}; // prettier-ignore
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const longMonths = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
]; // prettier-ignore
const offsets: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const units: Readonly<Record<string, 'day' | 'week' | 'month'>> = {
  day: 'day', days: 'day', week: 'week', weeks: 'week', month: 'month', months: 'month',
}; // prettier-ignore

const own = <T>(of: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(of, key) ? (of[key] ?? null) : null;

/** Reads a date that begins at word `i`; null when none does. */
export const dateAt = (words: readonly Word[], i: number): Found<{ date: DateWords }> | null => {
  const word = (k: number): string => (words[k]?.quoted === true ? '' : (words[k]?.lower ?? ''));
  if (word(i) === 'now') return { end: i + 1, date: { kind: 'now' } };
  const period = periodAt(word, i) ?? stretchAt(word, i) ?? monthAt(word(i), i) ?? instantAt(words[i], i);
  if (period !== null) return period;
  const day = dayAt(word, i);
  if (day !== null) {
    const k = word(day.end) === 'at' ? day.end + 1 : day.end;
    const time = timeOf(word(k));
    return { end: time === null ? day.end : k + 1, date: { kind: 'day', day: day.day, time } };
  }
  const time = timeOf(word(i));
  return time === null ? null : { end: i + 1, date: { kind: 'day', day: today, time } };
};

const today: Day = { kind: 'offset', days: 0, months: 0 };
type At = (k: number) => string;

/** "this week", "next month", "last weekend", "this year". */
const periodAt = (word: At, i: number): Found<{ date: DateWords }> | null => {
  const offset = own({ last: -1, this: 0, next: 1 } as const, word(i));
  const unit = own({ week: 'week', weekend: 'weekend', month: 'month', year: 'year' } as const, word(i + 1));
  return offset === null || unit === null ? null : { end: i + 2, date: { kind: 'period', unit, offset } };
};

const count = (text: string): number | null => (/^\d{1,3}$/.test(text) ? Number(text) : null);

/** "next 7 days", "last 2 weeks": today is the first or the last of them. */
const stretchAt = (word: At, i: number): Found<{ date: DateWords }> | null => {
  const n = count(word(i + 1));
  const unit = own(units, word(i + 2));
  if (n === null || n === 0 || unit === null || unit === 'month') return null;
  const days = n * (unit === 'week' ? 7 : 1);
  if (word(i) === 'next') return { end: i + 3, date: { kind: 'days', first: 0, count: days } };
  return word(i) === 'last' ? { end: i + 3, date: { kind: 'days', first: 1 - days, count: days } } : null;
};

/** "2026-12". */
const monthAt = (text: string, i: number): Found<{ date: DateWords }> | null => {
  const [, year, month] = /^(\d{4})-(\d\d)$/.exec(text) ?? [];
  if (year === undefined || !isYear(Number(year)) || Number(month) < 1 || Number(month) > 12) return null;
  return { end: i + 1, date: { kind: 'month', year: Number(year), month: Number(month) } };
};

/** "2026-12-01T09:00", "2026-12-01T09:00:00Z". */
const instantAt = (word: Word | undefined, i: number): Found<{ date: DateWords }> | null => {
  if (word === undefined || word.quoted || !/^\d{4}-\d\d-\d\dt/.test(word.lower)) return null;
  return parseDue(word.text, 'UTC') === null ? null : { end: i + 1, date: { kind: 'instant', text: word.text } };
};

const dayAt = (word: At, i: number): Found<{ day: Day }> | null =>
  nearDayAt(word, i) ?? countedDayAt(word, i) ?? writtenDayAt(word, i);

/** "tomorrow", "friday", "next friday". */
const nearDayAt = (word: At, i: number): Found<{ day: Day }> | null => {
  const days = own(offsets, word(i));
  if (days !== null) return { end: i + 1, day: { kind: 'offset', days, months: 0 } };
  const weekday = own(weekdays, word(i));
  if (weekday !== null) return { end: i + 1, day: { kind: 'weekday', weekday, which: 'near' } };
  const which = own({ next: 'next', last: 'last' } as const, word(i));
  const named = own(weekdays, word(i + 1));
  return which === null || named === null ? null : { end: i + 2, day: { kind: 'weekday', weekday: named, which } };
};

/** "in 3 days", "2 weeks ago". */
const countedDayAt = (word: At, i: number): Found<{ day: Day }> | null => {
  const ahead = word(i) === 'in';
  const from = ahead ? i + 1 : i;
  const n = count(word(from));
  const unit = own(units, word(from + 1));
  if (n === null || unit === null || (!ahead && word(from + 2) !== 'ago')) return null;
  const signed = ahead ? n : -n;
  const days = unit === 'month' ? 0 : signed * (unit === 'week' ? 7 : 1);
  return { end: ahead ? from + 2 : from + 3, day: { kind: 'offset', days, months: unit === 'month' ? signed : 0 } };
};

const monthNamed = (text: string): number => Math.max(months.indexOf(text), longMonths.indexOf(text)) + 1;
const isYear = (year: number): boolean => year >= 1970 && year <= 9000;

/** "2026-12-01", "dec 1", "1 december 2027". */
const writtenDayAt = (word: At, i: number): Found<{ day: Day }> | null => {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word(i)) ?? [];
  if (y !== undefined) return existing(i + 1, Number(y), Number(m), Number(d));
  const named = monthNamed(word(i));
  const month = named > 0 ? named : monthNamed(word(i + 1));
  const day = /^(\d{1,2})(st|nd|rd|th)?$/.exec(named > 0 ? word(i + 1) : word(i))?.[1];
  if (month === 0 || day === undefined) return null;
  const year = /^\d{4}$/.test(word(i + 2)) ? Number(word(i + 2)) : null;
  if (year !== null) return existing(i + 3, year, month, Number(day));
  // Of a leap year, so that 29 February is a day.
  if (existing(0, 2024, month, Number(day)) === null) return null;
  return { end: i + 2, day: { kind: 'month-day', month, day: Number(day) } };
};

/** Null for 30 February. */
const existing = (end: number, year: number, month: number, day: number): Found<{ day: Day }> | null => {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = isYear(year) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? { end, day: { kind: 'date', year, month, day } } : null;
};

/** Minutes after midnight of "17:00", "5pm", "5:30pm". */
const timeOf = (text: string): number | null => {
  const [, hour, minute = '0', half] = /^(\d{1,2})(?::(\d\d))?(am|pm)?$/.exec(text) ?? [];
  if (hour === undefined || (half === undefined && !text.includes(':')) || Number(minute) > 59) return null;
  const h = Number(hour);
  if (half === undefined) return h > 23 ? null : h * 60 + Number(minute);
  return h < 1 || h > 12 ? null : ((h % 12) + (half === 'pm' ? 12 : 0)) * 60 + Number(minute);
};
