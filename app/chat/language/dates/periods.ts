/** Weeks, months, quarters, years and their edges: "next week", "the weekend", "end of next month", "eom". */
import type { Token } from '../words/tokens.ts';
import { addDays, addMonths, dateOf, startOfWeek, weekdayAfter, weekdayIn, type Here } from './calendar.ts';
import { aDay, aPeriod, type DateMatch } from './date-match.ts';
import { monthAloneAt } from './months.ts';
import { anchorAt, endOfDay } from './near-days.ts';

/** "next week", "this month", "the weekend", "end of next month", "eom", "mid next week". */
export const periodAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const packed = /^(?:eow|eom|eoy|eoq)$/.exec(word(i));
  const unit = { eow: 'week', eom: 'month', eoq: 'quarter', eoy: 'year' }[packed?.[0] ?? ''];
  if (unit !== undefined) return edge(here, 'end', period(here, unit, 0, i + 1), i + 1);
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
    const inside = periodNamed(here, tokens, j) ?? monthAloneAt(here, tokens, j);
    return inside === null ? null : edge(here, side, inside, inside.end);
  }
  if (word(j) === 'later' && /^(?:this|next)$/.test(word(j + 1)) && word(j + 2) === 'week')
    return edge(here, 'end', period(here, 'week', word(j + 1) === 'next' ? 1 : 0, j + 3), j + 3);
  if (word(j) === 'week' && /^(?:of|commencing|beginning)$/.test(word(j + 1))) {
    const inside = anchorAt(here, tokens, word(j + 2) === 'the' ? j + 3 : j + 2);
    if (inside?.day == null || inside.weak) return null;
    const monday = startOfWeek(here, inside.day);
    return aPeriod(inside.end, monday, monday, addDays(monday, 7));
  }
  if (word(j + 1) === 'after' && word(j + 2) === 'next' && /^(?:week|month|quarter|year)$/.test(word(j)))
    return period(here, word(j), 2, j + 3);
  const found = periodNamed(here, tokens, j);
  if (found === null) return null;
  // "the week", "week" and "the month" by themselves are no dates.
  if (j === found.end - 1 && !/^weekend$/.test(word(j))) return null;
  return found;
};

const periodNamed = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
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
  return aPeriod(end, saturday, dateOf(saturday).weekday === 6 ? addDays(saturday, -1) : saturday, addDays(sunday, 1));
};

/** A period; due "this week" is its Friday, "this month" its last day; due next week, month or year is the first day. */
const period = (here: Here, unit: string, n: number, end: number): DateMatch => {
  const { year, month } = dateOf(here.today);
  if (unit === 'week') {
    const from = addDays(startOfWeek(here, here.today), n * 7);
    const friday = addDays(from, (4 - here.weekStart + 7) % 7);
    const present = friday >= here.today ? friday : addDays(from, 6);
    return aPeriod(end, n > 0 ? weekdayIn(here, here.today, n, 0) : n < 0 ? from : present, from, addDays(from, 7));
  }
  const size = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
  const base = Date.UTC(year, unit === 'month' ? month - 1 : unit === 'quarter' ? month - 1 - ((month - 1) % 3) : 0, 1);
  const from = addMonths(base, n * size);
  const to = addMonths(from, size);
  return aPeriod(end, n === 0 ? addDays(to, -1) : from, from, to);
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
      return aDay(end, side === 'late' && !week ? addDays(to, -8) : day);
    }
    case 'mid':
    case 'middle':
      return aDay(
        end,
        week ? addDays(from, (2 - here.weekStart + 7) % 7) : days > 300 ? addMonths(from, 6) : addDays(from, 14),
      );
    default:
      return aDay(end, week ? addDays(from, (0 - here.weekStart + 7) % 7) : from);
  }
};
