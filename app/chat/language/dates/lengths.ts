/** Lengths of time as said: "20 minutes", "an hour and a half", "2h30", "a fortnight". */
import { amountAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';
import { addDays, addMonths, instantOf, wallAt, type Here, type Wall } from './calendar.ts';

/** Minutes elapse; days and months are counted on the calendar. */
export type Length = { months: number; days: number; minutes: number };

export type LengthMatch = { end: number; length: Length };

type Unit = keyof Length;

const units: Readonly<Record<string, readonly [Unit, number]>> = {
  minute: ['minutes', 1], minutes: ['minutes', 1], min: ['minutes', 1], mins: ['minutes', 1], minuets: ['minutes', 1],
  hour: ['minutes', 60], hours: ['minutes', 60], hr: ['minutes', 60], hrs: ['minutes', 60], h: ['minutes', 60],
  day: ['days', 1], days: ['days', 1], night: ['days', 1], nights: ['days', 1],
  week: ['days', 7], weeks: ['days', 7], wk: ['days', 7], wks: ['days', 7], fortnight: ['days', 14], fortnights: ['days', 14],
  weekend: ['days', 7], weekends: ['days', 7], month: ['months', 1], months: ['months', 1], mth: ['months', 1],
  mths: ['months', 1], quarter: ['months', 3], quarters: ['months', 3], year: ['months', 12], years: ['months', 12],
  yr: ['months', 12], yrs: ['months', 12], decade: ['months', 120], decades: ['months', 120],
}; // prettier-ignore

/** The unit a word names. */
export const unitNamed = (word: string): readonly [Unit, number] | null =>
  Object.hasOwn(units, word) ? (units[word] ?? null) : null;

const none: Length = { months: 0, days: 0, minutes: 0 };

const plus = (length: Length, [unit, each]: readonly [Unit, number], value: number): Length => {
  const n = value * each;
  // Half a day is twelve hours; half a month is not a thing to be exact about.
  if (unit === 'days' && !Number.isInteger(n))
    return { ...length, days: length.days + Math.floor(n), minutes: length.minutes + Math.round((n % 1) * 1440) };
  if (unit === 'months' && !Number.isInteger(n))
    return { ...length, months: length.months + Math.floor(n), days: length.days + 15 };
  return { ...length, [unit]: length[unit] + (unit === 'minutes' ? Math.round(n) : n) };
};

const packed =
  /^(\d{1,4}(?:\.\d{1,2})?)(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mo|years?|yrs?|y)(?:(\d{1,2})(?:m|mins?)?)?$/;

const short: Readonly<Record<string, string>> = {
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  mo: 'months',
  y: 'years',
};

const packedAt = (token: Token | undefined): Length | null => {
  const parts = token?.kind === 'number' ? packed.exec(token.lower) : null;
  if (parts === null) return null;
  const [, n = '', word = '', minutes] = parts;
  const unit = unitNamed(short[word] ?? word);
  if (unit === null || (minutes !== undefined && unit[1] !== 60)) return null;
  return plus(minutes === undefined ? none : { ...none, minutes: Number(minutes) }, unit, Number(n));
};

/** "2 hours", "1h 30m", "an hour and a half", "a week and 2 days" at token `i`. */
export const lengthAt = (tokens: readonly Token[], i: number): LengthMatch | null => {
  const first = oneAt(tokens, i);
  if (first === null) return null;
  let { end, length } = first;
  const word = (k: number): string => tokens[k]?.lower ?? '';
  if (word(end) === 'and' && word(end + 1) === 'a' && word(end + 2) === 'half') {
    return { end: end + 3, length: plus(length, first.unit, 0.5) };
  }
  for (let more = 0; more < 3; more++) {
    const j = word(end) === 'and' || word(end) === ',' ? end + 1 : end;
    const next = oneAt(tokens, j);
    if (next === null || next.unit[1] >= first.unit[1] * (first.unit[0] === 'minutes' ? 1 : 1000)) break;
    length = {
      months: length.months + next.length.months,
      days: length.days + next.length.days,
      minutes: length.minutes + next.length.minutes,
    };
    end = next.end;
  }
  return { end, length };
};

const oneAt = (tokens: readonly Token[], i: number): (LengthMatch & { unit: readonly [Unit, number] }) | null => {
  const whole = packedAt(tokens[i]);
  if (whole !== null) return { end: i + 1, length: whole, unit: ['minutes', whole.minutes >= 60 ? 60 : 1] };
  const amount = amountAt(tokens, i);
  if (amount === null) return null;
  const word = (k: number): string => tokens[k]?.lower ?? '';
  // "one and a half hours", "half an hour", "2 more days", "3 working days" (taken as days of the week elsewhere)
  const halved = word(amount.end) === 'and' && word(amount.end + 1) === 'a' && word(amount.end + 2) === 'half';
  const j = halved
    ? amount.end + 3
    : word(amount.end) === 'more' || word(amount.end) === '-'
      ? amount.end + 1
      : amount.end;
  const name = word(j).replace(/'s?$/, '');
  const unit = unitNamed(name) ?? (amount.value >= 1 && /^\d/.test(word(i)) ? unitNamed(short[name] ?? '') : null);
  if (unit === null) return null;
  return { end: j + 1, length: plus(none, unit, amount.value + (halved ? 0.5 : 0)), unit };
};

export const isElapsed = (length: Length): boolean => length.months === 0 && length.days === 0;

/** `wall` plus the calendar part of a length; months are clamped to their last day. */
export const onCalendar = (wall: Wall, length: Length, sign: 1 | -1 = 1): Wall =>
  addDays(addMonths(wall, sign * length.months), sign * length.days);

/** The instant (ms) a length after `at`: days on the clocks of the zone, minutes as elapsed time. */
export const instantAfter = (here: Here, at: number, length: Length, sign: 1 | -1 = 1): number => {
  const base = isElapsed(length) ? at : instantOf(here.zone, onCalendar(wallAt(here.zone, at), length, sign));
  return base + sign * length.minutes * 60_000;
};

/** ISO 8601, as durations travel: `P1D`, `PT1H30M`. */
export const isoLength = ({ months, days, minutes }: Length): string => {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const date = `${months > 0 ? `${months}M` : ''}${days > 0 ? `${days}D` : ''}`;
  const time = `${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}`;
  return `P${date}${time === '' ? (date === '' ? 'T0M' : '') : `T${time}`}`;
};
