/** How people say that something happens again and again, read into a habit. */
import type { Frequency } from '../../../actors/task/recurrence-rule.ts';
import { addDays, addMonths, atMinutes, dateOf, type Here, type Wall } from './calendar.ts';
import { partNamed } from './clock.ts';
import { habit, plainDays, WEEKEND, WORKDAYS, type Habit } from './habits.ts';
import { lengthAt } from './lengths.ts';
import { minutesSaid, momentAt, whenOf, type Moment } from './moments.ts';
import { monthNamed, weekdayNamed, weekdaysNamed } from './names.ts';
import { amountAt, numberAt, ordinalAt } from './numbers.ts';
import { monthDateAt } from './dates-written.ts';
import { daysAt } from './weekday-lists.ts';
import type { Token } from './tokens.ts';

/** Token positions; minutes after midnight of each time of the day it was said for; what is missing, if anything. */
export type Recurrence = {
  start: number;
  end: number;
  habit: Habit;
  times: number[];
  from: Wall | null;
  /** It cannot be made a rule without asking: which days of "twice a week", "every 20 minutes". */
  unclear: 'days' | 'minutes' | 'impossible' | null;
};

type Core = { end: number; habit: Habit; times?: number[]; unclear?: Recurrence['unclear'] };
type Words = readonly Token[];

const wordAt = (tokens: Words, k: number): string => tokens[k]?.lower ?? '';

const adverbs: Readonly<Record<string, readonly [Frequency, number]>> = {
  daily: ['DAILY', 1], everyday: ['DAILY', 1], nightly: ['DAILY', 1], weekly: ['WEEKLY', 1], fortnightly: ['WEEKLY', 2],
  biweekly: ['WEEKLY', 2], 'bi-weekly': ['WEEKLY', 2], monthly: ['MONTHLY', 1], bimonthly: ['MONTHLY', 2], 'bi-monthly': ['MONTHLY', 2],
  quarterly: ['MONTHLY', 3], yearly: ['YEARLY', 1], annually: ['YEARLY', 1], hourly: ['HOURLY', 1],
  biannually: ['MONTHLY', 6], 'bi-annually': ['MONTHLY', 6], 'semi-annually': ['MONTHLY', 6], semiannually: ['MONTHLY', 6], biennially: ['YEARLY', 2],
}; // prettier-ignore

const frequencies: Readonly<Record<string, readonly [Frequency, number]>> = {
  day: ['DAILY', 1], week: ['WEEKLY', 1], wk: ['WEEKLY', 1], fortnight: ['WEEKLY', 2], month: ['MONTHLY', 1], mth: ['MONTHLY', 1],
  quarter: ['MONTHLY', 3], year: ['YEARLY', 1], yr: ['YEARLY', 1], hour: ['HOURLY', 1], hr: ['HOURLY', 1], decade: ['YEARLY', 10],
}; // prettier-ignore

const pick = <T>(table: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;
const singular = (word: string): string => word.replace(/s$/, '');
const ofUnit = (word: string, interval: number): Habit | null => {
  const unit = pick(frequencies, word) ?? pick(frequencies, singular(word));
  return unit === null || !Number.isInteger(interval) ? null : habit(unit[0], { interval: unit[1] * interval });
};

/** Words for weekdays or weekends taken together. */
const groupNamed = (tokens: Words, i: number): { end: number; days: number[] } | null => {
  const word = wordAt(tokens, i).replace(/s$/, '');
  if (/^(?:weekday|workday|workingday|businessday|schoolday|week-day|work-day)$/.test(word))
    return { end: i + 1, days: WORKDAYS };
  if (/^(?:working|work|business|week|school)$/.test(word) && /^days?$/.test(wordAt(tokens, i + 1)))
    return { end: i + 2, days: WORKDAYS };
  if (word === 'weeknight') return { end: i + 1, days: WORKDAYS };
  if (word === 'weekend') return { end: i + 1, days: WEEKEND };
  return null;
};

/** What follows "every": a unit, days of the week, days of the month, months, a part of the day. */
const everyAt = (here: Here, tokens: Words, i: number): Core | null => {
  let j = /^(?:single|last and every)$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const group = groupNamed(tokens, j);
  if (group !== null)
    return {
      end: group.end,
      habit: habit('WEEKLY', { byDay: plainDays(group.days) }),
      ...nights(tokens, group.end - 1),
    };
  const other =
    wordAt(tokens, j) === 'other' ||
    wordAt(tokens, j) === 'alternate' ||
    wordAt(tokens, j) === 'second' ||
    wordAt(tokens, j) === '2nd';
  if (other) {
    const unit = ofUnit(wordAt(tokens, j + 1), 2);
    if (unit !== null && unit.freq !== 'HOURLY') return { end: j + 2, habit: unit };
    if (unit !== null) return { end: j + 2, habit: unit };
    const days = daysAt(tokens, j + 1);
    const monthly = /^(?:of|in)$/.test(wordAt(tokens, days?.end ?? 0));
    if (days !== null && !monthly)
      return { end: days.end, habit: habit('WEEKLY', { interval: 2, byDay: plainDays(days.days) }) };
    const pair = groupNamed(tokens, j + 1);
    if (pair !== null) return { end: pair.end, habit: habit('WEEKLY', { interval: 2, byDay: plainDays(pair.days) }) };
  }
  const date = monthDateAt(here, tokens, j);
  if (date?.day != null && ordinalAt(tokens, j)?.value !== -1) {
    const { month, day } = dateOf(date.day);
    return { end: date.end, habit: habit('YEARLY', { byMonth: [month], byMonthDay: [day] }) };
  }
  const nth = nthAt(tokens, j);
  if (nth !== null) return nth;
  const nthUnit = ordinalAt(tokens, j);
  if (nthUnit !== null && nthUnit.value > 1) {
    const unit = ofUnit(wordAt(tokens, nthUnit.end), nthUnit.value);
    if (unit !== null) return { end: nthUnit.end + 1, habit: unit };
  }
  const days = daysAt(tokens, j);
  if (days !== null) return { end: days.end, habit: habit('WEEKLY', { byDay: plainDays(days.days) }) };
  const months = monthsAt(tokens, j);
  if (months !== null) return { end: months.end, habit: habit('YEARLY', { byMonth: months.months }) };
  const part = partNamed(wordAt(tokens, j));
  if (part !== null) return { end: j + 1, habit: habit('DAILY'), times: [minutesSaid({ clock: null, part }) ?? 0] };
  if (wordAt(tokens, j) === 'lunch') return null;
  const amount =
    wordAt(tokens, j) === 'half'
      ? amountAt(tokens, j)
      : (numberAt(tokens, j) ??
        (wordAt(tokens, j) === 'couple' || wordAt(tokens, j) === 'few'
          ? { end: wordAt(tokens, j + 1) === 'of' ? j + 2 : j + 1, value: wordAt(tokens, j) === 'few' ? 3 : 2 }
          : null));
  if (amount !== null) {
    j = wordAt(tokens, amount.end) === '-' ? amount.end + 1 : amount.end;
    if (/^(?:minutes?|mins?|seconds?|secs?)$/.test(wordAt(tokens, j))) {
      const whole = amount.value % 60 === 0 && wordAt(tokens, j).startsWith('m');
      return whole && amount.value > 0
        ? { end: j + 1, habit: habit('HOURLY', { interval: amount.value / 60 }) }
        : { end: j + 1, habit: habit('HOURLY'), unclear: 'minutes' };
    }
    const many = groupNamed(tokens, j);
    if (many !== null)
      return { end: many.end, habit: habit('WEEKLY', { interval: amount.value, byDay: plainDays(many.days) }) };
    const weekday = daysAt(tokens, j);
    if (weekday !== null && amount.value > 1 && weekdaysNamed(wordAt(tokens, j)) !== null)
      return { end: weekday.end, habit: habit('WEEKLY', { interval: amount.value, byDay: plainDays(weekday.days) }) };
    const unit = ofUnit(wordAt(tokens, j), amount.value);
    return unit === null || amount.value < 1 ? null : { end: j + 1, habit: unit };
  }
  const packed = /^(\d{1,3})(d|w|mo?|y|h|days?|weeks?|wks?|months?|years?|yrs?|hours?|hrs?)$/.exec(wordAt(tokens, j));
  if (packed !== null) {
    const names: Readonly<Record<string, string>> = {
      d: 'day',
      w: 'week',
      m: 'month',
      mo: 'month',
      y: 'year',
      h: 'hour',
    };
    const unit = ofUnit(pick(names, packed[2] ?? '') ?? packed[2] ?? '', Number(packed[1]));
    return unit === null || Number(packed[1]) < 1 ? null : { end: j + 1, habit: unit };
  }
  if (/^(?:minute|min|second)$/.test(wordAt(tokens, j)))
    return { end: j + 1, habit: habit('HOURLY'), unclear: 'minutes' };
  const unit = ofUnit(wordAt(tokens, j), 1);
  return unit === null || /s$/.test(wordAt(tokens, j)) ? null : { end: j + 1, habit: unit };
};

const nights = (tokens: Words, i: number): { times?: number[] } =>
  wordAt(tokens, i).startsWith('weeknight') ? { times: [1200] } : {};

/** "1st and 15th", "first monday", "last friday", "last day", "2nd and 4th tuesday", with "of the month" or without. */
const nthAt = (tokens: Words, i: number): Core | null => {
  const first = wordAt(tokens, i) === 'the' ? i + 1 : i;
  const nths: number[] = [];
  let j = first;
  for (let n = 0; n < 8; n++) {
    const beforeLast =
      /^(?:second|2nd|third|3rd)$/.test(wordAt(tokens, j)) &&
      /^(?:to|-)$/.test(wordAt(tokens, j + 1)) &&
      wordAt(tokens, j + 2) === 'last';
    const nth = beforeLast
      ? { end: j + 3, value: /^(?:second|2nd)$/.test(wordAt(tokens, j)) ? -2 : -3 }
      : (penultimate(tokens, j) ?? ordinalAt(tokens, j));
    if (nth === null) break;
    nths.push(nth.value);
    j = nth.end;
    const link = /^(?:,|and|&|\/|or|\+)$/.test(wordAt(tokens, j)) ? j + 1 : -1;
    const again = link > 0 && /^(?:and|&|the)$/.test(wordAt(tokens, link)) ? link + 1 : link;
    const next = again > 0 && wordAt(tokens, again) === 'the' ? again + 1 : again;
    if (next < 0 || ordinalAt(tokens, next) === null) break;
    j = next;
  }
  if (nths.length === 0) return null;
  const group = groupNamed(tokens, j);
  const days = group === null ? daysAt(tokens, j, true) : null;
  if (days !== null && nths.every((n) => Math.abs(n) <= 5)) {
    const end = ofMonth(tokens, days.end);
    return {
      end: end.end,
      habit: habit(end.months.length > 0 ? 'YEARLY' : 'MONTHLY', {
        interval: end.interval,
        byMonth: end.months,
        byDay: days.days.flatMap((weekday) => nths.map((nth) => ({ weekday, nth }))),
      }),
    };
  }
  if (group !== null) {
    const end = ofMonth(tokens, group.end);
    return {
      end: end.end,
      habit: habit('MONTHLY', {
        interval: end.interval,
        byMonth: end.months,
        byDay: plainDays(group.days),
        bySetPos: nths,
      }),
    };
  }
  const dayWord = /^days?$/.test(wordAt(tokens, j));
  const end = ofMonth(tokens, dayWord ? j + 1 : j);
  const monthly = end.end > (dayWord ? j + 1 : j);
  if (nths.some((n) => n < 0) && !dayWord) return null;
  // "every 3rd day" counts days; "every 3rd" and "the 3rd day of the month" are dates.
  if (dayWord && !monthly && nths[0] !== -1) return null;
  if (!monthly && unitWord.test(wordAt(tokens, j))) return null;
  if (nths.some((n) => n > 31)) return { end: end.end, habit: habit('MONTHLY'), unclear: 'impossible' };
  return {
    end: end.end,
    habit: habit(end.months.length > 0 ? 'YEARLY' : 'MONTHLY', {
      interval: end.interval,
      byMonth: end.months,
      byMonthDay: nths,
    }),
  };
};

const unitWord = /^(?:days?|weeks?|months?|years?|hours?|quarters?|minutes?|fortnights?|weekends?)$/;
const penultimate = (tokens: Words, i: number): { end: number; value: number } | null =>
  wordAt(tokens, i) === 'penultimate' ? { end: i + 1, value: -2 } : null;

/** "of the month", "of every second month", "of each quarter", "of January", "in March and September". */
const ofMonth = (tokens: Words, i: number): { end: number; interval: number; months: number[] } => {
  const of = /^(?:of|in)$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const each = /^(?:the|every|each|a|per)$/.test(wordAt(tokens, of)) ? of + 1 : of;
  const other = /^(?:other|second|2nd)$/.test(wordAt(tokens, each)) ? each + 1 : each;
  if (each > i && wordAt(tokens, other) === 'month')
    return { end: other + 1, interval: other > each ? 2 : 1, months: [] };
  if (each > i && wordAt(tokens, other) === 'quarter') return { end: other + 1, interval: 3, months: [] };
  const months = of > i ? monthsAt(tokens, each) : null;
  if (months !== null) return { end: months.end, interval: 1, months: months.months };
  return { end: i, interval: 1, months: [] };
};

/** "January", "March and September", "jan, apr, jul & oct". */
const monthsAt = (tokens: Words, i: number): { end: number; months: number[] } | null => {
  const months: number[] = [];
  let end = i;
  let j = i;
  while (months.length < 12) {
    const month = tokens[j]?.kind === 'word' ? monthNamed(wordAt(tokens, j)) : null;
    if (month === null) break;
    months.push(month);
    end = j + 1;
    j = /^(?:,|and|&|\/)$/.test(wordAt(tokens, end)) ? end + 1 : end;
    if (/^(?:and|&)$/.test(wordAt(tokens, j)) && j > end) j++;
    if (j === end) break;
  }
  return months.length === 0 ? null : { end, months: months.sort((a, b) => a - b) };
};

/** What begins a recurrence at token `i`: "every …", "on the 1st of every month", "Mondays", "daily", "twice a week". */
const coreAt = (here: Here, tokens: Words, i: number): Core | null => {
  const word = wordAt(tokens, i);
  if (
    word === 'every' ||
    word === 'each' ||
    word === 'evry' ||
    word === 'ev' ||
    (word === 'all' && weekdaysNamed(wordAt(tokens, i + 1)) !== null)
  ) {
    const strict = tokens[i + 1]?.kind === 'bangs' && tokens[i + 1]?.glued === true;
    const found = everyAt(here, tokens, strict ? i + 2 : i + 1);
    return found === null ? null : { ...found, habit: { ...found.habit, mode: strict ? 'completion' : 'schedule' } };
  }
  if (
    (word === 'once' || word === 'twice' || word === 'thrice' || numberAt(tokens, i) !== null) &&
    tokens[i + 1] !== undefined
  )
    return timesPer(tokens, i);
  const lead = /^(?:on|the|at|every|during)$/.test(word) ? i + 1 : i;
  const group = groupNamed(tokens, lead);
  if (group !== null && wordAt(tokens, group.end - 1).endsWith('s'))
    return {
      end: group.end,
      habit: habit('WEEKLY', { byDay: plainDays(group.days) }),
      ...nights(tokens, group.end - 1),
    };
  const days = daysAt(tokens, lead);
  if (days !== null && (days.plural || (days.range && lead === i))) {
    return { end: days.end, habit: habit('WEEKLY', { byDay: plainDays(days.days) }) };
  }
  if (/^(?:in|of)$/.test(word) === false) {
    const nth = nthAt(tokens, lead === i + 1 && wordAt(tokens, lead) === 'the' ? lead + 1 : lead);
    if (nth !== null && repeats(tokens, i, nth.end)) return nth;
  }
  const adverb = pick(adverbs, word);
  if (adverb !== null)
    return {
      end: i + 1,
      habit: habit(adverb[0], { interval: adverb[1] }),
      ...(word === 'nightly' && { times: [1200] }),
    };
  return null;
};

/** A date becomes a habit only where "each", "every" or "monthly" says so. */
const repeats = (tokens: Words, i: number, end: number): boolean =>
  tokens.slice(i, end).some((t) => /^(?:every|each|per)$/.test(t.lower)) ||
  /^(?:monthly|each|every)$/.test(wordAt(tokens, end));

/** "once a week", "twice a month", "3 times a week", "twice daily". */
const timesPer = (tokens: Words, i: number): Core | null => {
  const word = wordAt(tokens, i);
  const counted =
    word === 'once'
      ? { end: i + 1, value: 1 }
      : word === 'twice'
        ? { end: i + 1, value: 2 }
        : word === 'thrice'
          ? { end: i + 1, value: 3 }
          : numberAt(tokens, i);
  if (counted === null) return null;
  const plain = /^(?:once|twice|thrice)$/.test(word);
  if (!plain && wordAt(tokens, counted.end) !== 'times' && wordAt(tokens, counted.end) !== 'x') return null;
  const j = plain ? counted.end : counted.end + 1;
  const adverb = pick(adverbs, wordAt(tokens, j));
  const per = /^(?:a|an|per|every|each)$/.test(wordAt(tokens, j));
  const unit =
    adverb === null
      ? per
        ? everyUnit(tokens, j + 1)
        : null
      : { end: j + 1, habit: habit(adverb[0], { interval: adverb[1] }) };
  if (unit === null) return null;
  return counted.value === 1 ? unit : { ...unit, unclear: 'days' };
};

const everyUnit = (tokens: Words, i: number): Core | null => {
  const amount = numberAt(tokens, i) ?? { end: i, value: 1 };
  const unit = ofUnit(wordAt(tokens, amount.end), amount.value);
  return unit === null ? null : { end: amount.end + 1, habit: unit };
};

/** A recurrence at token `i`, with all that is said of it: days, times, start, end. */
export const recurrenceAt = (here: Here, tokens: Words, i: number): Recurrence | null => {
  if (tokens[i]?.kind !== 'word' && tokens[i]?.kind !== 'number') return null;
  const core = coreAt(here, tokens, i);
  if (core === null) return null;
  const found: Recurrence = {
    start: i,
    end: core.end,
    habit: core.habit,
    times: core.times ?? [],
    from: null,
    unclear: core.unclear ?? null,
  };
  for (let n = 0; n < 8 && detail(here, tokens, found); n++) continue;
  return found;
};

const detail = (here: Here, tokens: Words, found: Recurrence): boolean =>
  completion(tokens, found) ||
  ending(here, tokens, found) ||
  starting(here, tokens, found) ||
  except(tokens, found) ||
  onDays(here, tokens, found) ||
  times(here, tokens, found);

const completion = (tokens: Words, found: Recurrence): boolean => {
  const j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  if (!/^(?:after|from|following|since|upon|counted)$/.test(wordAt(tokens, j))) return false;
  const words = tokens.slice(j + 1, j + 5).map((t) => t.lower);
  const k = words.findIndex((w) =>
    /^(?:completion|completing|completed|done|finishing|finished|complete|completed|last)$/.test(w),
  );
  if (
    k < 0 ||
    words
      .slice(0, k)
      .some(
        (w) => !/^(?:i|i'm|im|it|it's|its|is|being|the|each|my|last|after|have|i've|from|am|task|been|has)$/.test(w),
      )
  )
    return false;
  let end = j + 2 + k;
  while (/^(?:completion|done|it|time|the|task|one)$/.test(wordAt(tokens, end))) end++;
  found.habit.mode = 'completion';
  found.end = end;
  return true;
};

/** "until June", "for 3 weeks", "for 5 times", "10 times", "ending 1 March". */
const ending = (here: Here, tokens: Words, found: Recurrence): boolean => {
  if (found.habit.until !== null || found.habit.count !== null) return false;
  const j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  const word = wordAt(tokens, j);
  if (/^(?:until|till|til|through|thru|ending|ends|up)$/.test(word)) {
    const k =
      (word === 'up' && wordAt(tokens, j + 1) === 'to') ||
      (/^(?:the|on)$/.test(wordAt(tokens, j + 1)) && word !== 'until')
        ? j + 2
        : j + 1;
    const moment = momentAt(here, tokens, word === 'until' || word === 'till' || word === 'til' ? j : k, untilLeads);
    if (moment?.date == null) return false;
    if (moment.date.day === null || moment.date.day < here.today) found.unclear = 'impossible';
    else
      found.habit.until =
        moment.date.led === true &&
        moment.date.span[1] - moment.date.span[0] > 27 * 86_400_000 &&
        !/^(?:next|this)$/.test(word)
          ? addDays(moment.date.span[1], -1)
          : moment.date.day;
    found.end = moment.end;
    return true;
  }
  const led = word === 'for';
  const from = led ? (wordAt(tokens, j + 1) === 'the' && wordAt(tokens, j + 2) === 'next' ? j + 3 : j + 1) : j;
  const count = numberAt(tokens, from);
  if (
    count !== null &&
    /^(?:times|occurrences|repetitions|x|sessions)$/.test(wordAt(tokens, count.end)) &&
    count.value >= 1
  ) {
    found.habit.count = count.value;
    found.end = count.end + 1;
    return true;
  }
  const length = led ? lengthAt(tokens, from) : null;
  if (length === null || length.length.minutes > 0) return false;
  spanning(here, found, length.length.months, length.length.days);
  found.end = length.end;
  return true;
};

const untilLeads: ReadonlySet<string> = new Set(['until', 'till', 'til', 'end']);

/** A length as a number of times where it is one ("every day for 7 days"), else as the last day. */
const spanning = (here: Here, found: Recurrence, months: number, days: number): void => {
  const { freq, interval, byDay, byMonthDay } = found.habit;
  const perWeek = byDay.length;
  if (months === 0 && interval === 1 && freq === 'DAILY') found.habit.count = days;
  else if (months === 0 && interval === 1 && freq === 'WEEKLY' && days % 7 === 0)
    found.habit.count = (days / 7) * Math.max(1, perWeek);
  else if (days === 0 && freq === 'MONTHLY' && byMonthDay.length <= 1 && byDay.length <= 1 && months % interval === 0)
    found.habit.count = months / interval;
  else if (days === 0 && freq === 'YEARLY' && months % (12 * interval) === 0)
    found.habit.count = months / 12 / interval;
  else found.habit.until = addDays(addMonths(addDays(found.from ?? here.today, days), months), -1);
};

const starting = (here: Here, tokens: Words, found: Recurrence): boolean => {
  if (found.from !== null) return false;
  const j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  if (!/^(?:starting|start|starts|from|beginning|begin|as|commencing|since)$/.test(wordAt(tokens, j))) return false;
  const k =
    wordAt(tokens, j) === 'as'
      ? j
      : /^(?:on|from|with|in|at)$/.test(wordAt(tokens, j + 1)) && wordAt(tokens, j) !== 'in'
        ? j + 1
        : j + 1;
  const moment = momentAt(here, tokens, k, startLeads);
  if (moment === null || (moment.date === null && moment.clock === null && moment.elapsed === null)) return false;
  const when = whenOf(here, moment);
  if (when.kind === 'impossible' || when.kind === 'past') found.unclear = 'impossible';
  else if (when.kind === 'day') found.from = when.day;
  else if (when.kind === 'time' && moment.date !== null) found.from = when.wall - (when.wall % 86_400_000);
  const minutes = minutesSaid(moment);
  if (minutes !== null && found.times.length === 0) found.times = [minutes];
  found.end = moment.end;
  return true;
};
const startLeads: ReadonlySet<string> = new Set(['on', 'from', 'with', 'in']);

const except = (tokens: Words, found: Recurrence): boolean => {
  const j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  const word = wordAt(tokens, j);
  if (!/^(?:except|excluding|but|besides)$/.test(word)) return false;
  let k = j + 1;
  while (/^(?:for|on|not|the)$/.test(wordAt(tokens, k))) k++;
  const days = groupNamed(tokens, k) ?? daysAt(tokens, k);
  if (days === null || (found.habit.freq !== 'DAILY' && found.habit.freq !== 'WEEKLY')) return false;
  const present = found.habit.byDay.length > 0 ? found.habit.byDay.map((d) => d.weekday) : [0, 1, 2, 3, 4, 5, 6];
  found.habit = { ...found.habit, freq: 'WEEKLY', byDay: plainDays(present.filter((d) => !days.days.includes(d))) };
  found.end = days.end;
  return true;
};

/** "every week on Monday", "monthly on the 15th", "every year on 5 May", "every 3 months in the first week" (no). */
const onDays = (here: Here, tokens: Words, found: Recurrence): boolean => {
  const { habit: said } = found;
  if (said.byDay.length > 0 && said.freq !== 'YEARLY') return found.unclear === 'days' ? false : narrow(tokens, found);
  let j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  const led = /^(?:on|in|of)$/.test(wordAt(tokens, j));
  if (led) j++;
  if (said.freq === 'WEEKLY' || said.freq === 'DAILY') {
    const days = daysAt(tokens, j) ?? groupNamed(tokens, j);
    if (days === null || (!led && said.freq === 'DAILY')) return false;
    found.habit = { ...said, freq: 'WEEKLY', byDay: plainDays(days.days) };
    found.unclear = found.unclear === 'days' ? null : found.unclear;
    found.end = days.end;
    return true;
  }
  if (said.freq === 'YEARLY' && said.byMonthDay.length === 0) {
    const date = monthDateAt(here, tokens, j);
    if (date !== null) {
      if (date.day === null) found.unclear = 'impossible';
      else found.habit = { ...said, byMonth: [dateOf(date.day).month], byMonthDay: [dateOf(date.day).day] };
      found.end = date.end;
      return true;
    }
  }
  const nth = nthAt(tokens, j);
  if (nth !== null && (led || wordAt(tokens, j) === 'the' || said.byMonth.length > 0) && said.byMonthDay.length === 0) {
    const { byDay, byMonthDay, bySetPos, byMonth } = nth.habit;
    found.habit = { ...said, byDay, byMonthDay, bySetPos, byMonth: said.byMonth.length > 0 ? said.byMonth : byMonth };
    found.unclear = nth.unclear ?? (found.unclear === 'days' ? null : found.unclear);
    found.end = nth.end;
    return true;
  }
  const months = led ? monthsAt(tokens, j) : null;
  if (months !== null && said.byMonth.length === 0 && (said.freq === 'YEARLY' || said.freq === 'MONTHLY')) {
    found.habit = { ...said, byMonth: months.months };
    found.end = months.end;
    return true;
  }
  return false;
};

/** "every Monday in January". */
const narrow = (tokens: Words, found: Recurrence): boolean => {
  if (wordAt(tokens, found.end) !== 'in' || found.habit.byMonth.length > 0) return false;
  const months = monthsAt(tokens, found.end + 1);
  if (months === null) return false;
  found.habit = { ...found.habit, byMonth: months.months };
  found.end = months.end;
  return true;
};

/** "at 9", "in the morning", "at 8am and 8pm", "evening". */
const times = (here: Here, tokens: Words, found: Recurrence): boolean => {
  const j = wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;
  if (found.times.length > 0 && !/^(?:and|&|at)$/.test(wordAt(tokens, found.end))) return false;
  if (found.times.length === 0) {
    const part = partNamed(wordAt(tokens, j));
    if (part !== null) {
      found.times = [minutesSaid({ clock: null, part }) ?? 0];
      found.end = j + 1;
      const exact = momentAt(here, tokens, found.end);
      if (exact?.clock != null && exact.date === null && exact.lead !== null) setTime(found, { ...exact, part });
      return true;
    }
    const moment = momentAt(here, tokens, j);
    const usable =
      moment !== null &&
      moment.date === null &&
      moment.elapsed === null &&
      (moment.clock !== null || moment.part !== null);
    if (!usable) return bareTime(here, tokens, found, j);
    setTime(found, moment);
    return true;
  }
  const k = /^(?:and|&)$/.test(wordAt(tokens, found.end)) ? found.end + 1 : found.end;
  const moment = momentAt(here, tokens, wordAt(tokens, k) === 'at' ? k + 1 : k, startLeads);
  if (moment === null || moment.date !== null || (moment.clock === null && moment.part === null)) return false;
  // Two times make two tasks; a part of the day after an hour only says which hour.
  const minutes = minutesSaid(moment);
  if (minutes === null || k === found.end) return false;
  found.times.push(minutes);
  found.end = moment.end;
  return true;
};

/** "every day 9", "weekdays 7:30": the time stands bare beside the habit. */
const bareTime = (here: Here, tokens: Words, found: Recurrence, j: number): boolean => {
  const fake: Token = { kind: 'word', text: 'at', lower: 'at', start: 0, end: 0, glued: false };
  const ahead = tokens.slice(j, j + 4);
  if (!/^\d{1,2}$/.test(ahead[0]?.lower ?? '') || (ahead[1] !== undefined && ahead[1].kind === 'word')) return false;
  const moment = momentAt(here, [fake, ...ahead], 0);
  if (moment?.clock == null || moment.date !== null) return false;
  found.times = [minutesSaid(moment) ?? 0];
  found.end = j + moment.end - 1;
  return true;
};

const setTime = (found: Recurrence, moment: Moment): void => {
  const minutes = minutesSaid(moment);
  if (minutes !== null) found.times = [minutes];
  found.end = moment.end;
};

export { atMinutes, weekdayNamed };
