/** Dates that are reckoned from today: "tomorrow", "next Friday", "in 3 weeks", "end of the month", "the weekend". */
import { addDays, addMonths, dateOf, startOfWeek, weekdayAfter, weekdayIn, type Here, type Wall } from './calendar.ts';
import { monthAloneAt, monthDateAt, numericDateAt, type DateMatch } from './dates-written.ts';
import { feastAt } from './feasts.ts';
import { lengthAt, onCalendar, isElapsed, type Length } from './lengths.ts';
import { weekdayNamed } from './names.ts';
import { amountAt } from './numbers.ts';
import type { Token } from './tokens.ts';

const on = (end: number, day: Wall, weak = false): DateMatch => ({ end, day, span: [day, addDays(day, 1)], weak });
const over = (end: number, day: Wall, from: Wall, to: Wall): DateMatch => ({ end, day, span: [from, to], weak: false });

const offsets: Readonly<Record<string, number>> = {
  today: 0, todays: 0, tod: 0, '2day': 0, tday: 0, toady: 0, tonight: 0, tonite: 0, '2nite': 0, '2night': 0, tomorrow: 1, tomorow: 1, tommorow: 1,
  tommorrow: 1, tomorrrow: 1, tommorw: 1, tomorro: 1, tomoz: 1, tmrw: 1, tmr: 1, tmw: 1, tmrow: 1, '2moro': 1, '2morrow': 1, '2mrw': 1, tomo: 1,
  morrow: 1, overmorrow: 2, yesterday: -1, eod: 0, cob: 0, eob: 0,
}; // prettier-ignore

/** "today", "tmrw", "the day after tomorrow", "eod". */
export const nearDayAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const j = word(i) === 'the' ? i + 1 : i;
  if (word(j) === 'day' && /^(?:after|before)$/.test(word(j + 1))) {
    const rest = anchorAt(here, tokens, j + 2);
    if (rest?.day == null) return null;
    return on(rest.end, addDays(rest.day, word(j + 1) === 'after' ? 1 : -1));
  }
  if (i !== j) return null;
  if (word(i) === 'end' || word(i) === 'close') {
    const of = word(i + 1) === 'of' ? i + 2 : -1;
    if (of > 0 && word(i) === 'close' && word(of) === 'business') return endOfDay(here, tokens, of + 1);
    if (of > 0 && /^(?:play|business)$/.test(word(of))) return endOfDay(here, tokens, of + 1);
    return null;
  }
  if (/^(?:later|l8r)$/.test(word(i)) && word(i + 1) === 'today') return on(i + 2, here.today);
  const offset = Object.hasOwn(offsets, word(i)) ? offsets[word(i)] : undefined;
  if (offset === undefined) return null;
  if (/^(?:eod|cob|eob)$/.test(word(i))) return endOfDay(here, tokens, i + 1);
  const day = addDays(here.today, offset);
  const fortnight = word(i + 1) === 'week' && offset >= 0 && !/^(?:end|day|long)$/.test(word(i + 2)) ? 7 : 0;
  return on(fortnight > 0 ? i + 2 : i + 1, addDays(day, fortnight));
};

/** "eod" alone is today; "eod Friday", "end of day tomorrow" are those days. */
const endOfDay = (here: Here, tokens: readonly Token[], i: number): DateMatch => {
  const j = /^(?:on|of)$/.test(tokens[i]?.lower ?? '') ? i + 1 : i;
  return nearDayAt(here, tokens, j) ?? weekdayDateAt(here, tokens, j) ?? on(i, here.today);
};

/** Short names that are words of their own need company to be days. */
const shy = /^(?:sat|sun|wed|mon|fri|thu|tue)$/;

/** "Friday", "next Tuesday", "this coming Monday", "Friday week", "Friday next week", "a week on Friday". */
export const weekdayDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  let j = i;
  let mode: 'plain' | 'next' | 'last' = 'plain';
  if (word(j) === 'the' && /^(?:next|coming|following)$/.test(word(j + 1))) j++;
  if (/^(?:this|coming|upcoming)$/.test(word(j)))
    j += word(j) === 'this' && /^(?:coming|upcoming)$/.test(word(j + 1)) ? 2 : 1;
  else if (/^(?:next|nxt|following)$/.test(word(j))) {
    mode = 'next';
    j++;
    if (word(j) === 'week' && weekdayNamed(word(j + 1)) !== null) j++;
  } else if (/^(?:last|past)$/.test(word(j))) {
    mode = 'last';
    j++;
  }
  const weekday = tokens[j]?.kind === 'word' ? weekdayNamed(word(j)) : null;
  if (weekday === null) return null;
  const end =
    word(j + 1) === '.' && tokens[j + 1]?.glued === true && word(j).length <= 5 && tokens[j + 2] !== undefined
      ? j + 2
      : j + 1;
  const first = weekdayAfter(here.today, weekday);
  if (mode === 'last') return on(end, addDays(first, dateOf(here.today).weekday === weekday ? -7 : -7));
  if (mode === 'next') return on(end, weekdayIn(here, here.today, 1, weekday));
  const after = word(end) === ',' || word(end) === 'of' ? end + 1 : end;
  if (/^(?:next|nxt|following)$/.test(word(after)) && word(after + 1) === 'week')
    return on(after + 2, weekdayIn(here, here.today, 1, weekday));
  if (word(after) === 'this' && word(after + 1) === 'week')
    return on(after + 2, weekdayIn(here, here.today, 0, weekday));
  if (word(after) === 'in' && weekCount(tokens, after + 1) !== null) {
    const weeks = weekCount(tokens, after + 1);
    if (weeks !== null) return on(weeks.end, weekdayIn(here, here.today, weeks.value, weekday));
  }
  if (word(end) === 'after' && word(end + 1) === 'next') return on(end + 2, weekdayIn(here, here.today, 2, weekday));
  if (word(end) === 'week' && end === j + 1) return on(end + 1, addDays(first, 7));
  return on(end, first, shy.test(word(j)) && i === j);
};

const weekCount = (tokens: readonly Token[], i: number): { end: number; value: number } | null => {
  const amount = amountAt(tokens, i);
  return amount !== null && /^(?:weeks?|wks?)$/.test(tokens[amount.end]?.lower ?? '')
    ? { end: amount.end + 1, value: amount.value }
    : null;
};

/** A day that others are counted from: "a week before Christmas", "2 days after 5 May". */
const anchorAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null =>
  nearDayAt(here, tokens, i) ??
  weekdayDateAt(here, tokens, i) ??
  numericDateAt(here, tokens, i) ??
  monthDateAt(here, tokens, i) ??
  feastAt(here, tokens, i);

/**
 * "in 3 days", "2 weeks from now", "a week from Friday", "in a fortnight", "in two weeks' time". Elapsed lengths ("in 20
 * minutes") are not dates: see `elapsedAt`.
 */
export const spanDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const working = workdaysAt(here, tokens, i);
  if (working !== null) return working;
  const found = spanAt(tokens, i);
  if (found === null || isElapsed(found.length)) return null;
  if (found.anchor !== null) {
    const from = anchorAt(here, tokens, found.anchor);
    if (from?.day == null) return null;
    return on(from.end, onCalendar(from.day, found.length, found.back ? -1 : 1));
  }
  return on(found.end, onCalendar(here.today, found.length, found.back ? -1 : 1));
};

/** "in 3 business days". */
const workdaysAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  if (!/^(?:in|within)$/.test(tokens[i]?.lower ?? '')) return null;
  const amount = amountAt(tokens, i + 1);
  if (amount === null || !Number.isInteger(amount.value) || amount.value > 500) return null;
  const words = [0, 1].map((n) => tokens[amount.end + n]?.lower ?? '').join(' ');
  if (!/^(?:business|working|work|week) days?$/.test(words)) return null;
  let day = here.today;
  for (let left = amount.value; left > 0;) {
    day = addDays(day, 1);
    if (dateOf(day).weekday < 5) left--;
  }
  return on(amount.end + 2, day);
};

/** "in 20 minutes", "an hour from now", "within 2 hours": the length that is to elapse. */
export const elapsedAt = (tokens: readonly Token[], i: number): { end: number; length: Length } | null => {
  const found = spanAt(tokens, i);
  return found?.anchor === null && !found.back && found.length.minutes > 0 ? found : null;
};

const spanAt = (
  tokens: readonly Token[],
  i: number,
): { end: number; length: Length; anchor: number | null; back: boolean } | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const led = /^(?:in|within|after)$/.test(word(i));
  let j = led ? i + 1 : i;
  if (led && /^(?:about|around|exactly|another|just)$/.test(word(j))) j++;
  if (led && word(j) === 'the' && word(j + 1) === 'next') j += 2;
  const found = lengthAt(tokens, j);
  if (found === null) return null;
  const { end, length } = found;
  const after = word(end);
  if (after === 'from' || after === 'after') {
    if (/^(?:now|today)$/.test(word(end + 1))) return { end: end + 2, length, anchor: null, back: false };
    return { end, length, anchor: end + 1, back: false };
  }
  if (after === 'before' && !led) return { end, length, anchor: end + 1, back: true };
  if (after === 'on' && !led && length.days > 0) return { end, length, anchor: end + 1, back: false };
  if (after === 'ago' && !led) return { end: end + 1, length, anchor: null, back: true };
  if (!led) return after === 'hence' ? { end: end + 1, length, anchor: null, back: false } : null;
  return { end: after === 'time' ? end + 1 : end, length, anchor: null, back: false };
};

/** "next week", "this month", "the weekend", "end of next month", "eom", "mid next week". */
export const periodAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const packed = /^(?:eow|eom|eoy|eoq)$/.exec(word(i));
  if (packed !== null)
    return edge(
      here,
      'end',
      period(
        here,
        word(i).slice(2) === 'w'
          ? 'week'
          : word(i).slice(2) === 'm'
            ? 'month'
            : word(i).slice(2) === 'q'
              ? 'quarter'
              : 'year',
        0,
        i + 1,
      ),
      i + 1,
    );
  let j = word(i) === 'the' ? i + 1 : i;
  const side = /^(?:end|start|beginning|middle|mid|early|late)$/.test(word(j)) ? word(j) : null;
  if (side !== null) {
    const bare = /^(?:mid|early|late)$/.test(side);
    if (word(j + 1) !== 'of' && !bare && !/^(?:next|this)$/.test(word(j + 1))) return null;
    j += word(j + 1) === 'of' || (bare && word(j + 1) === '-') ? 2 : 1;
    if (word(j) === 'the' || word(j) === 'day') {
      if (word(j) === 'day' || word(j + 1) === 'day')
        return side === 'end' ? endOfDay(here, tokens, word(j) === 'day' ? j + 1 : j + 2) : null;
      j++;
    }
    const inside = named(here, tokens, j) ?? monthAloneAt(here, tokens, j);
    return inside === null ? null : edge(here, side, inside, inside.end);
  }
  if (word(j) === 'later' && word(j + 1) === 'this' && word(j + 2) === 'week')
    return edge(here, 'end', period(here, 'week', 0, j + 3), j + 3);
  const found = named(here, tokens, j);
  if (found === null) return null;
  // "the week", "week" and "the month" by themselves are no dates.
  if (j === found.end - 1 && !/^weekend$/.test(word(j))) return null;
  return found;
};

const named = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const next = /^(?:next|nxt|following)$/.test(word(i));
  const last = /^(?:last|past|previous)$/.test(word(i));
  const j = next || last || /^(?:this|current|coming)$/.test(word(i)) ? i + 1 : i;
  const n = next ? 1 : last ? -1 : 0;
  if (/^(?:week|wk|month|year|quarter)$/.test(word(j)))
    return period(here, word(j) === 'wk' ? 'week' : word(j), n, j + 1);
  if (word(j) !== 'weekend' && !(word(j) === 'week' && word(j + 1) === 'end')) return null;
  const end = word(j) === 'weekend' ? j + 1 : j + 2;
  // Said on Saturday or Sunday, "this weekend" is the one we are in; a plain or coming Saturday is ahead.
  const present = dateOf(here.today).weekday >= 5;
  const saturday =
    n === 0
      ? present && word(i) === 'this'
        ? here.today
        : weekdayAfter(addDays(here.today, present ? 0 : -1), 5)
      : weekdayIn(here, here.today, n, 5);
  const sunday = dateOf(saturday).weekday === 6 ? saturday : addDays(saturday, 1);
  return over(end, saturday, dateOf(saturday).weekday === 6 ? addDays(saturday, -1) : saturday, addDays(sunday, 1));
};

/** A period; due "this week" is its Friday, "this month" its last day; due next week, month or year is the first day. */
const period = (here: Here, unit: string, n: number, end: number): DateMatch => {
  const { year, month } = dateOf(here.today);
  if (unit === 'week') {
    const from = addDays(startOfWeek(here, here.today), n * 7);
    const friday = addDays(from, (4 - here.weekStart + 7) % 7);
    const present = friday >= here.today ? friday : addDays(from, 6);
    return over(end, n > 0 ? weekdayIn(here, here.today, n, 0) : n < 0 ? from : present, from, addDays(from, 7));
  }
  const size = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
  const base = Date.UTC(year, unit === 'month' ? month - 1 : unit === 'quarter' ? month - 1 - ((month - 1) % 3) : 0, 1);
  const from = addMonths(base, n * size);
  const to = addMonths(from, size);
  return over(end, n === 0 ? addDays(to, -1) : from, from, to);
};

const edge = (here: Here, side: string, inside: DateMatch, end: number): DateMatch => {
  const [from, to] = inside.span;
  const days = Math.round((to - from) / 86_400_000);
  const week = days === 7;
  switch (side) {
    case 'end':
    case 'late': {
      const friday = addDays(from, (4 - here.weekStart + 7) % 7);
      const day = week ? (friday >= here.today ? friday : addDays(to, -1)) : addDays(to, -1);
      return on(end, side === 'late' && !week ? addDays(to, -8) : day);
    }
    case 'mid':
    case 'middle':
      return on(
        end,
        week ? addDays(from, (2 - here.weekStart + 7) % 7) : days > 300 ? addMonths(from, 6) : addDays(from, 14),
      );
    default:
      return on(end, week ? addDays(from, (0 - here.weekStart + 7) % 7) : from);
  }
};
