/** The part of RFC 5545 RRULE that Duecourse speaks, read strictly: what is not listed here is refused with its reason. */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const FREQUENCIES = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A weekday (0 = Monday), and which one of the period: `2MO`, `-1FR`; null for every one. */
export type ByDay = { weekday: number; nth: number | null };
/** UNTIL as written: an instant (ms), a local date-time or a whole local day (both wall ms). RFC 5545 3.3.10. */
export type Until = { kind: 'instant' | 'local' | 'day'; value: number };

export type Rule = {
  freq: Frequency;
  interval: number;
  byDay: readonly ByDay[];
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
  count: number | null;
  until: Until | null;
  /** The weekday weeks begin with, 0 = Monday. */
  weekStart: number;
};

/** A rule, or why it is none. */
export type RuleReading = { ok: true; rule: Rule } | { ok: false; reason: string };

const LIMITS = { length: 500, interval: 9999, count: 1000 };
const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'COUNT', 'UNTIL', 'WKST']);

class Refusal extends Error {}

/** Reads an RRULE value, with or without the leading `RRULE:`. Letter case does not matter; DTSTART is not part of it. */
export const parseRule = (text: string): RuleReading => {
  try {
    return { ok: true, rule: read(text) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message };
    throw error;
  }
};

const read = (text: string): Rule => {
  const value = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');
  if (value.length > LIMITS.length) throw new Refusal(`must be at most ${LIMITS.length} characters`);
  const parts = new Map<string, string>();
  for (const part of value.split(';')) {
    const at = part.indexOf('=');
    const [name, given] = [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
    if (at < 1 || given === '') throw new Refusal(`"${part.slice(0, 40)}" is not of the form NAME=VALUE`);
    if (!KNOWN.has(name)) throw new Refusal(`${name.slice(0, 20)} is not supported; use ${[...KNOWN].join(', ')}`);
    if (parts.has(name)) throw new Refusal(`${name} is given twice`);
    parts.set(name, given);
  }
  const rule: Rule = {
    freq: frequency(parts.get('FREQ')),
    interval: whole(parts.get('INTERVAL') ?? '1', 'INTERVAL', 1, LIMITS.interval),
    byDay: list(parts.get('BYDAY'), 'BYDAY', 64, byDay),
    byMonthDay: list(parts.get('BYMONTHDAY'), 'BYMONTHDAY', 62, (v) => position(v, 'BYMONTHDAY', 31)),
    byMonth: list(parts.get('BYMONTH'), 'BYMONTH', 12, (v) => whole(v, 'BYMONTH', 1, 12)),
    bySetPos: list(parts.get('BYSETPOS'), 'BYSETPOS', 62, (v) => position(v, 'BYSETPOS', 366)),
    count: parts.has('COUNT') ? whole(parts.get('COUNT') ?? '', 'COUNT', 1, LIMITS.count) : null,
    until: parts.has('UNTIL') ? until(parts.get('UNTIL') ?? '') : null,
    weekStart: weekday(parts.get('WKST') ?? 'MO'),
  };
  agree(rule);
  return rule;
};

/** What RFC 5545 3.3.10 forbids together. */
const agree = (rule: Rule): void => {
  if (rule.count !== null && rule.until !== null) throw new Refusal('COUNT and UNTIL exclude each other');
  if (rule.byDay.some((d) => d.nth !== null) && rule.freq !== 'MONTHLY' && rule.freq !== 'YEARLY') {
    throw new Refusal('a numbered weekday such as 2MO needs FREQ=MONTHLY or YEARLY');
  }
  if (rule.freq === 'WEEKLY' && rule.byMonthDay.length > 0) throw new Refusal('BYMONTHDAY cannot be used with WEEKLY');
  if (rule.bySetPos.length > 0 && rule.byDay.length + rule.byMonthDay.length + rule.byMonth.length === 0) {
    throw new Refusal('BYSETPOS needs another BY part to choose from');
  }
  // Shorter months clamp a 31st to their last day, but 30 February is a mistake and not a month's end.
  const possible = (month: number) => rule.byMonthDay.some((day) => Math.abs(day) <= (LONGEST_MONTHS[month - 1] ?? 0));
  if (rule.byMonth.length > 0 && rule.byMonthDay.length > 0 && !rule.byMonth.some(possible)) {
    throw new Refusal('BYMONTHDAY is a day that none of the months in BYMONTH ever has');
  }
};

/** Days of each month, in a leap year. */
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const frequency = (value: string | undefined): Frequency => {
  const found = FREQUENCIES.find((f) => f === value);
  if (found === undefined) throw new Refusal(`FREQ must be one of ${FREQUENCIES.join(', ')}`);
  return found;
};

const list = <T>(value: string | undefined, name: string, most: number, one: (text: string) => T): T[] => {
  if (value === undefined) return [];
  const items = value.split(',');
  if (items.length > most) throw new Refusal(`${name} has more than ${most} values`);
  const seen = new Map(items.map((item) => [item.replace(/^\+/, ''), one(item)]));
  return [...seen.values()];
};

const whole = (text: string, name: string, least: number, most: number): number => {
  const n = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(n >= least && n <= most)) throw new Refusal(`${name} must be a whole number from ${least} to ${most}`);
  return n;
};

const position = (text: string, name: string, most: number): number => {
  const n = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(Math.abs(n) >= 1 && Math.abs(n) <= most)) {
    throw new Refusal(`${name} must be from 1 to ${most} or from -${most} to -1`);
  }
  return n;
};

const weekday = (text: string): number => {
  const found = WEEKDAYS.findIndex((day) => day === text);
  if (found < 0) throw new Refusal(`"${text.slice(0, 10)}" is not a weekday; use ${WEEKDAYS.join(', ')}`);
  return found;
};

const byDay = (text: string): ByDay => {
  const nth = text.slice(0, -2);
  return { weekday: weekday(text.slice(-2)), nth: nth === '' ? null : position(nth, 'the number in BYDAY', 53) };
};

const until = (text: string): Until => {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text);
  if (parts === null) throw new Refusal('UNTIL must look like 20261231 or 20261231T170000Z');
  const [y, mo, d, h, mi, s] = parts.slice(1, 7).map((part) => Number(part || 0));
  const day = Date.UTC(y ?? 0, (mo ?? 1) - 1, d ?? 1);
  const date = new Date(day);
  if (date.getUTCMonth() + 1 !== mo || date.getUTCDate() !== d) throw new Refusal('UNTIL is not a day of the calendar');
  if ((h ?? 0) > 23 || (mi ?? 0) > 59 || (s ?? 0) > 59) throw new Refusal('UNTIL is not a time of day');
  if (parts[4] === undefined) return { kind: 'day', value: day };
  const value = day + (((h ?? 0) * 60 + (mi ?? 0)) * 60 + (s ?? 0)) * 1000;
  return { kind: parts[7] === undefined ? 'local' : 'instant', value };
};

/** The rule as RRULE text, parts in one order and defaults left out, so that equal rules are equal strings. */
export const formatRule = (rule: Rule): string => {
  const day = (d: ByDay): string => `${d.nth ?? ''}${WEEKDAYS[d.weekday] ?? ''}`;
  const stamp = (value: number): string => new Date(value).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const parts = [
    `FREQ=${rule.freq}`,
    rule.interval === 1 ? '' : `INTERVAL=${rule.interval}`,
    rule.byMonth.length === 0 ? '' : `BYMONTH=${rule.byMonth.join(',')}`,
    rule.byMonthDay.length === 0 ? '' : `BYMONTHDAY=${rule.byMonthDay.join(',')}`,
    rule.byDay.length === 0 ? '' : `BYDAY=${rule.byDay.map(day).join(',')}`,
    rule.bySetPos.length === 0 ? '' : `BYSETPOS=${rule.bySetPos.join(',')}`,
    rule.count === null ? '' : `COUNT=${rule.count}`,
    rule.until === null ? '' : `UNTIL=${untilText(rule.until, stamp)}`,
    rule.weekStart === 0 ? '' : `WKST=${WEEKDAYS[rule.weekStart] ?? 'MO'}`,
  ];
  return parts.filter((part) => part !== '').join(';');
};

const untilText = (until: Until, stamp: (value: number) => string): string => {
  if (until.kind === 'day') return stamp(until.value).slice(0, 8);
  return stamp(until.value) + (until.kind === 'instant' ? 'Z' : '');
};
