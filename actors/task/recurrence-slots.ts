/** The wall-clock times a rule yields, one after another, from the kept library and within a budget of steps. */
import rrule, { type Options, type RRule as LibraryRule } from 'rrule';
import type { Frequency, Rule } from './recurrence-rule.ts';
import { DAY, HOUR, dateOf, startOfDay, type Wall } from './zone.ts';

const { RRule } = rrule;

/**
 * How many periods a search may look at. The library has no limit of its own and looks until the year 9999; a period
 * costs it 2 to 5 µs (a year 40 µs), so a search that finds nothing ends within 10 ms. That is 15 years of weeks, 33 of
 * months and of days that must fulfil something, 4 of days with fitting hours, and 100 intervals of years.
 */
const BUDGET: Record<Frequency, number> = { HOURLY: 1500, DAILY: 1200, WEEKLY: 800, MONTHLY: 400, YEARLY: 100 };

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
 * caller's. When the budget is spent the rule yields nothing more.
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
): void => {
  const search = searchOf(spellOut(rule, start), start);
  if (search === null) return;
  const { freq, interval, weekStart } = search;
  const library = new RRule({
    freq: FREQUENCY[freq],
    interval,
    dtstart: new Date(periodBefore(search, start, from)),
    wkst: DAYS[weekStart] ?? RRule.MO,
    ...(search.byMonth.length > 0 && { bymonth: [...search.byMonth] }),
    ...(search.byMonthDay.length > 0 && { bymonthday: [...search.byMonthDay] }),
    ...(search.byDay.length > 0 && { byweekday: search.byDay.flatMap(libraryDay) }),
  });
  limit(library, BUDGET[freq]);
  let index = 0;
  const chosen = choosing(search, (wall) => wall < start || !search.wanted(wall) || visit(wall, index++));
  try {
    library.all((date) => chosen(date.getTime()));
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
};

/** What the library is asked for; `wanted` sorts out afterwards, `bySetPos` chooses within each period. */
type Search = Rule & { wanted: (wall: Wall) => boolean };

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

/**
 * The rule in the form that takes the fewest steps: a clamped day, and days with conditions, are looked for by months. Null
 * when nothing can fulfil it.
 */
const searchOf = (rule: Rule, start: Wall): Search | null => {
  const begun = dateOf(start);
  const clamp = clampOf(rule);
  if (clamp !== null) {
    const byMonthDay = Array.from({ length: clamp - 27 }, (_, i) => 28 + i);
    const lastOf = { ...rule, byMonthDay, bySetPos: [-1] };
    if (rule.freq === 'MONTHLY' || rule.byMonth.length === 1) return { ...lastOf, wanted: () => true };
    const inYear = (wall: Wall): boolean => (dateOf(wall).year - begun.year) % rule.interval === 0;
    return { ...lastOf, freq: 'MONTHLY', interval: 1, wanted: inYear };
  }
  if (rule.bySetPos.length > 0 && rule.bySetPos.every((position) => Math.abs(position) > mostIn(rule))) return null;
  if (rule.freq === 'HOURLY') return { ...rule, bySetPos: [], wanted: () => true };
  if (rule.freq !== 'DAILY' || rule.byDay.length + rule.byMonth.length + rule.byMonthDay.length === 0) {
    return { ...rule, wanted: () => true };
  }
  const onDay = (wall: Wall): boolean => ((startOfDay(wall) - startOfDay(start)) / DAY) % rule.interval === 0;
  const byMonthDay = rule.byMonthDay.length + rule.byDay.length === 0 ? EVERY_DAY : rule.byMonthDay;
  return { ...rule, freq: 'MONTHLY', interval: 1, byMonthDay, bySetPos: [], wanted: onDay };
};

/** How many slots a period can have at most. */
const mostIn = ({ freq, byDay }: Rule): number =>
  ({ HOURLY: 1, DAILY: 1, WEEKLY: byDay.length, MONTHLY: 31, YEARLY: 366 })[freq];

const EVERY_DAY = Array.from({ length: 31 }, (_, i) => i + 1);

/** The day of the month from which a rule falls back to shorter months' last day; null when it does not. */
const clampOf = (rule: Rule): number | null => {
  const [day, ...more] = rule.byMonthDay;
  if (day === undefined || day < 29 || more.length > 0 || rule.byDay.length > 0 || rule.bySetPos.length > 0)
    return null;
  return rule.freq === 'MONTHLY' || rule.freq === 'YEARLY' ? day : null;
};

const libraryDay = (d: { weekday: number; nth: number | null }) => {
  const day = DAYS[d.weekday];
  if (day === undefined) return [];
  return [d.nth === null ? day : day.nth(d.nth)];
};

/**
 * BYSETPOS, which the library gets wrong for negative positions beyond a period's first: takes slots one by one and hands
 * on those chosen, a period at a time.
 */
const choosing = (search: Search, hand: (wall: Wall) => boolean): ((wall: Wall) => boolean) => {
  const { bySetPos } = search;
  if (bySetPos.length === 0) return hand;
  let period = NaN;
  let set: Wall[] = [];
  const chosen = (): Wall[] => {
    const positions = bySetPos.map((position) => (position > 0 ? position - 1 : set.length + position));
    return [...new Set(positions)].sort((a, b) => a - b).flatMap((n) => set[n] ?? []);
  };
  return (wall) => {
    const current = periodOf(search, wall);
    const complete = current === period ? [] : chosen();
    set = current === period ? [...set, wall] : [wall];
    period = current;
    return complete.every(hand);
  };
};

/** A number that the slots of one period share. */
const periodOf = ({ freq, weekStart }: Search, wall: Wall): number => {
  const { year, month } = dateOf(wall);
  if (freq === 'YEARLY') return year;
  if (freq === 'MONTHLY') return year * 12 + month;
  // 1970-01-01 was a Thursday.
  if (freq === 'WEEKLY') return Math.floor((wall / DAY + 3 - weekStart) / 7);
  return wall;
};

/**
 * The start of the period of `start`, or of one shortly before `from` and whole intervals later, so that a search years
 * later costs no more than the first. Sound because everything implied by the start has been spelled out before.
 */
const periodBefore = ({ freq, interval, weekStart }: Search, start: Wall, from: Wall): Wall => {
  const later = (base: Wall, period: number): number =>
    Math.max(0, Math.floor((from - base) / period / interval) * interval);
  const time = start - startOfDay(start);
  if (freq === 'HOURLY') return start + later(start, HOUR) * HOUR;
  if (freq === 'DAILY') return start + later(start, DAY) * DAY;
  if (freq === 'WEEKLY') {
    const week = startOfDay(start) - ((dateOf(start).weekday - weekStart + 7) % 7) * DAY;
    return week + later(week, 7 * DAY) * 7 * DAY + time;
  }
  const [a, b] = [dateOf(start), dateOf(from)];
  const unit = freq === 'MONTHLY' ? interval : interval * 12;
  const months = Math.max(0, Math.floor(((b.year - a.year) * 12 + b.month - a.month) / unit) * unit);
  return Date.UTC(a.year, (freq === 'MONTHLY' ? a.month - 1 : 0) + months, 1) + time;
};

/** Counts the library's steps: it reads `interval` twice for every period it has looked at. */
const limit = (library: LibraryRule, steps: number): void => {
  const { interval } = library.options;
  let left = steps * 2;
  Object.defineProperty(library.options, 'interval', {
    get: () => {
      if (left-- <= 0) throw new BudgetSpent();
      return interval;
    },
  });
};
