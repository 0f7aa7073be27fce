/** The wall-clock times a rule yields, one after another, from the kept library and within a budget of steps. */
import rrule, { type Options, type RRule as LibraryRule } from 'rrule';
import type { Frequency, Rule } from './recurrence-rule.ts';
import { DAY, HOUR, dateOf, startOfDay, type Wall } from './zone.ts';

const { RRule } = rrule;

/**
 * How many periods a search may look at. The library has no limit of its own and looks until the year 9999; a period
 * costs it 2–5 µs (a year 40 µs), so these stay under 10 ms. DAILY reaches 8 years (29 February across 1900 or 2100),
 * WEEKLY and MONTHLY 28 and 33 years, YEARLY 100 times its interval.
 */
const BUDGET: Record<Frequency, number> = { HOURLY: 3000, DAILY: 3000, WEEKLY: 1500, MONTHLY: 400, YEARLY: 100 };

const FREQUENCY: Record<Frequency, Options['freq']> = {
  HOURLY: RRule.HOURLY,
  DAILY: RRule.DAILY,
  WEEKLY: RRule.WEEKLY,
  MONTHLY: RRule.MONTHLY,
  YEARLY: RRule.YEARLY,
};
const DAYS = [RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA, RRule.SU];

class BudgetSpent extends Error {}

/**
 * Calls `visit(wall, index)` for the slots of `rule` anchored at `start`, in order, until it returns false. Slots before
 * `from` may be left out (then `index` says nothing); give `from` = `start` to count them. COUNT and UNTIL are the
 * caller's. Returns false when the budget ran out before the caller had enough: to us that rule yields nothing more.
 *
 * Month ends: a MONTHLY or YEARLY rule for one day of the month from the 29th on, whether that day is written
 * (BYMONTHDAY=31) or comes from the start, falls on the last day of months that are shorter and returns to its day in
 * longer ones (RFC 7529 SKIP=BACKWARD). With several days, weekdays or BYSETPOS, RFC 5545 holds: such days are left out.
 */
export const visitSlots = (
  rule: Rule,
  start: Wall,
  from: Wall,
  visit: (wall: Wall, index: number) => boolean,
): boolean => {
  const explicit = spellOut(rule, start);
  const clamp = clampOf(explicit);
  const byMonthDay = clamp === null ? explicit.byMonthDay : daysUpTo(clamp);
  // BYSETPOS chooses within a whole year for YEARLY, so a clamp in several months is searched month by month.
  const monthly = clamp !== null && explicit.freq === 'YEARLY' && explicit.byMonth.length !== 1;
  const freq = monthly ? 'MONTHLY' : explicit.freq;
  const interval = monthly ? 1 : explicit.interval;
  const wanted = (wall: Wall): boolean =>
    wall >= start && (!monthly || (dateOf(wall).year - dateOf(start).year) % explicit.interval === 0);
  const library = new RRule({
    freq: FREQUENCY[freq],
    interval,
    dtstart: new Date(advance(freq, interval, explicit.weekStart, start, from)),
    wkst: DAYS[explicit.weekStart] ?? RRule.MO,
    ...(explicit.byMonth.length > 0 && { bymonth: [...explicit.byMonth] }),
    ...(byMonthDay.length > 0 && { bymonthday: [...byMonthDay] }),
    ...(explicit.byDay.length > 0 && { byweekday: explicit.byDay.flatMap(libraryDay) }),
    ...(clamp === null ? explicit.bySetPos.length > 0 && { bysetpos: [...explicit.bySetPos] } : { bysetpos: [-1] }),
  });
  limit(library, BUDGET[freq]);
  let index = 0;
  try {
    library.all((date) => !wanted(date.getTime()) || visit(date.getTime(), index++));
    return true;
  } catch (error) {
    if (error instanceof BudgetSpent) return false;
    throw error;
  }
};

/** What the rule leaves to its start (RFC 5545 3.3.10, last paragraph) is written into it. */
const spellOut = (rule: Rule, start: Wall): Rule => {
  const { month, day, weekday } = dateOf(start);
  if (rule.byDay.length > 0 || rule.byMonthDay.length > 0) return rule;
  if (rule.freq === 'WEEKLY') return { ...rule, byDay: [{ weekday, nth: null }] };
  if (rule.freq === 'MONTHLY') return { ...rule, byMonthDay: [day] };
  if (rule.freq === 'YEARLY') {
    return { ...rule, byMonthDay: [day], byMonth: rule.byMonth.length > 0 ? rule.byMonth : [month] };
  }
  return rule;
};

/** The day of the month from which a rule falls back to shorter months' last day; null when it does not. */
const clampOf = (rule: Rule): number | null => {
  const [day, ...more] = rule.byMonthDay;
  if (day === undefined || day < 29 || more.length > 0 || rule.byDay.length > 0 || rule.bySetPos.length > 0)
    return null;
  return rule.freq === 'MONTHLY' || rule.freq === 'YEARLY' ? day : null;
};

const daysUpTo = (day: number): number[] => Array.from({ length: day - 27 }, (_, i) => 28 + i);

const libraryDay = (d: { weekday: number; nth: number | null }) => {
  const day = DAYS[d.weekday];
  if (day === undefined) return [];
  return [d.nth === null ? day : day.nth(d.nth)];
};

/**
 * The start of a period shortly before `from`, whole intervals away from `start`, so that a search years later costs no
 * more than the first. Sound because everything implied by the start has been spelled out before.
 */
const advance = (freq: Frequency, interval: number, weekStart: number, start: Wall, from: Wall): Wall => {
  const whole = (base: Wall, period: number): number => Math.floor((from - base) / period / interval) * interval;
  const time = start - startOfDay(start);
  if (freq === 'HOURLY' || freq === 'DAILY') {
    const period = freq === 'HOURLY' ? HOUR : DAY;
    return start + Math.max(0, whole(start, period)) * period;
  }
  if (freq === 'WEEKLY') {
    const week = startOfDay(start) - ((dateOf(start).weekday - weekStart + 7) % 7) * DAY;
    const weeks = whole(week, 7 * DAY);
    return weeks <= 0 ? start : week + weeks * 7 * DAY + time;
  }
  const [a, b] = [dateOf(start), dateOf(from)];
  const unit = freq === 'MONTHLY' ? interval : interval * 12;
  const months = Math.floor(((b.year - a.year) * 12 + (b.month - a.month)) / unit) * unit;
  if (months <= 0) return start;
  return Date.UTC(a.year, freq === 'MONTHLY' ? a.month - 1 + months : months, 1) + time;
};

/** Counts the library's steps: it reads `interval` once for every period it has looked at. */
const limit = (library: LibraryRule, steps: number): void => {
  const { interval } = library.options;
  let left = steps;
  Object.defineProperty(library.options, 'interval', {
    get: () => {
      if (left-- <= 0) throw new BudgetSpent();
      return interval;
    },
  });
};
