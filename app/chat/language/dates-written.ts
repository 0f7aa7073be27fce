/** Dates that name their day and month: "5 May", "Dec 5th 2027", "5/9", "2026-12-05", "the 15th of next month". */
import {
  addMonths,
  dateOf,
  dayOf,
  daysInMonth,
  endOfMonth,
  startOfMonth,
  weekdayAfter,
  addDays,
  type Here,
  type Wall,
} from './calendar.ts';
import { monthNamed, weekdayNamed } from './names.ts';
import { ordinalAt, numberAt } from './numbers.ts';
import type { Token } from './tokens.ts';

/**
 * A date as said. `span` is the time it covers (end excluded), for questions. `weak` dates are believed only where
 * something leads to them ("on", "by") or where a sentence ends. `day` is null when there is no such day.
 */
export type DateMatch = { end: number; day: Wall | null; span: readonly [Wall, Wall]; weak: boolean; led?: boolean };

const on = (end: number, day: Wall | null, weak = false): DateMatch => ({
  end,
  day,
  span: day === null ? [0, 0] : [day, addDays(day, 1)],
  weak,
});

const yearOf = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

/** This year's, or next year's once it has passed. */
const upcoming = (here: Here, month: number, day: number): Wall | null => {
  const { year } = dateOf(here.today);
  const first = dayOf(year, month, day);
  return first !== null && first < here.today ? dayOf(year + 1, month, day) : first;
};

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

/** A year after a date: "2027", ", 2027", "'27". */
const yearAt = (tokens: readonly Token[], i: number): { end: number; year: number } | null => {
  const j = tokens[i]?.lower === ',' ? i + 1 : i;
  const token = tokens[j];
  if (token?.kind !== 'number' || !/^(?:19|20|21)\d\d$/.test(token.lower)) return null;
  // "5 May 1930 hrs" is a time, "12 May 2000 sheets" is not worth a rule.
  return /^(?:hrs?|hours)$/.test(tokens[j + 1]?.lower ?? '') ? null : { end: j + 1, year: Number(token.lower) };
};

const dayNumber = (tokens: readonly Token[], i: number): { end: number; value: number; nth: boolean } | null => {
  const nth = ordinalAt(tokens, i);
  if (nth !== null && nth.value > 0) return { ...nth, nth: true };
  const token = tokens[i];
  const range = /^(\d{1,2})-\d{1,2}$/.exec(token?.kind === 'number' ? token.lower : '');
  if (range !== null) return { end: i + 1, value: Number(range[1]), nth: false };
  if (token?.kind === 'number' && /^\d{1,2}$/.test(token.lower))
    return { end: i + 1, value: Number(token.lower), nth: false };
  return null;
};

const settle = (
  here: Here,
  end: number,
  month: number,
  day: number,
  year: { end: number; year: number } | null,
  weak = false,
): DateMatch => on(year?.end ?? end, year === null ? upcoming(here, month, day) : dayOf(year.year, month, day), weak);

/** Units that make "march 5 miles" a walk and not a date. */
const measured =
  /^(?:miles?|kms?|kilomet(?:er|re)s?|people|persons?|times|reps|laps|steps|pages|chapters|sets|rounds|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|%|percent|dollars|pounds|euros|kg|lbs?)$/;

/** "May 5", "December the 5th, 2027", "5 May", "the 5th of May", "mid-June", "June 2027". */
export const monthDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const skip = (k: number): number => (/^[,.-]$/.test(word(k)) ? k + 1 : k);
  const first = word(i) === 'the' ? i + 1 : i;
  const leading = dayNumber(tokens, first);
  if (leading !== null) {
    const of = word(leading.end) === 'of' ? leading.end + 1 : word(leading.end) === '-' ? leading.end + 1 : leading.end;
    const month = tokens[of]?.kind === 'word' ? monthNamed(word(of)) : null;
    // "buy 2 mar": a short month after a bare number is believed only when the number can be a day
    if (month !== null && leading.value >= 1) {
      const dotted = word(of + 1) === '.' && tokens[of + 1]?.glued === true && word(of).length <= 4 ? of + 2 : of + 1;
      const yearly = yearAt(tokens, skip(dotted) === dotted ? dotted : skip(dotted));
      return settle(here, yearly === null ? of + 1 : dotted, month, leading.value, yearly, leading.value > 31);
    }
  }
  const month = tokens[i]?.kind === 'word' ? monthNamed(word(i)) : null;
  if (month === null) return null;
  const dotted = word(i + 1) === '.' && tokens[i + 1]?.glued === true && word(i).length <= 4 ? i + 2 : i + 1;
  const dayFrom = word(dotted) === 'the' ? dotted + 1 : word(dotted) === '-' ? dotted + 1 : dotted;
  const day = dayNumber(tokens, dayFrom);
  if (day === null || measured.test(word(day.end)) || (!day.nth && tokens[day.end]?.lower === ':')) return null;
  return settle(here, day.end, month, day.value, yearAt(tokens, day.end));
};

/** "2026-12-05", "5/9", "05.12.2026", "5-Dec-26", "27nov". */
export const numericDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const token = tokens[i];
  if (token?.kind !== 'number') return null;
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(token.lower);
  if (iso !== null) return on(i + 1, dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const named = /^(\d{1,2})(?:st|nd|rd|th)?[-/.]?([a-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?$/.exec(token.lower);
  if (named !== null) {
    const month = monthNamed(named[2] ?? '');
    if (month === null) return null;
    const year = named[3] === undefined ? null : { end: i + 1, year: yearOf(named[3]) };
    return settle(here, i + 1, month, Number(named[1]), year ?? yearAt(tokens, i + 1));
  }
  const parts = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?$/.exec(token.lower);
  if (parts === null) return null;
  const [, a = '', sign, b = '', y] = parts;
  // "2.0", "3-4" and "12.30" are versions, ranges and times; only a year, or a closing dot, makes them dates.
  const closed = sign === '.' && tokens[i + 1]?.lower === '.' && tokens[i + 1]?.glued === true && a !== '0';
  if (y === undefined && sign !== '/' && !(closed && tokens[i + 2] !== undefined)) return null;
  const [x, z] = [Number(a), Number(b)];
  const monthFirst = here.monthFirst && sign !== '.' ? z <= 31 && x <= 12 : z > 12 && x <= 12;
  const [month, day] = monthFirst ? [x, z] : [z, x];
  if (y === undefined && (x === 0 || z === 0 || (x > 31 && z > 31))) return null;
  const end = closed && y === undefined ? i + 2 : i + 1;
  return settle(here, end, month, day, y === undefined ? null : { end, year: yearOf(y) });
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
    if (weekday !== null) return on(month.end, nthWeekday(month.day, weekday, nth.value));
    return on(month.end, nth.value < 0 ? (dayWord ? endOfMonth(month.day) : null) : dayOf(year, m, nth.value));
  }
  if (weekday !== null || dayWord || nth.value < 0 || (!/\d/.test(word(first)) && word(i) !== 'the')) return null;
  if (nth.value > 31) return null;
  return on(nth.end, upcomingDay(here, nth.value), true);
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

/** A month by itself, as a period: "June", "June 2027", "mid-June", "early March". Weak: `led` by in, by, before… */
export const monthAloneAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const shade = /^(?:mid|early|late)$/.test(word(i)) ? word(i) : null;
  const j = shade === null ? (/^(?:next|this)$/.test(word(i)) ? i + 1 : i) : word(i + 1) === '-' ? i + 2 : i + 1;
  const month = tokens[j]?.kind === 'word' ? monthNamed(word(j)) : null;
  if (month === null || (numberAt(tokens, j + 1) !== null && yearAt(tokens, j + 1) === null)) return null;
  const yearly = yearAt(tokens, j + 1);
  const { year, month: present } = dateOf(here.today);
  const y = yearly?.year ?? (month < present || (month === present && word(i) === 'next') ? year + 1 : year);
  const first = Date.UTC(y, month - 1, 1);
  const day =
    shade === 'mid' ? addDays(first, 14) : shade === 'late' ? addDays(first, daysInMonth(y, month) - 8) : first;
  return {
    end: yearly?.end ?? j + 1,
    day: day < here.today ? here.today : day,
    span: [first, addMonths(first, 1)],
    weak: shade === null && yearly === null,
  };
};
