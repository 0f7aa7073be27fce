/** Five-field cron lines that an RRULE can say exactly: one time of day, or whole hours of every day. */
import type { Rule } from './recurrence-rule.ts';
import { plainRule, type WordsReading } from './recurrence-words.ts';
import { HOUR } from './zone.ts';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** A field's values; null when it is `*`, undefined when it cannot be read. */
type Field = readonly number[] | null | undefined;

/**
 * Reads `minute hour day-of-month month day-of-week` with `*`, lists, ranges, steps and names (0 and 7 are Sunday). Refused
 * where RRULE without BYHOUR and BYMINUTE cannot follow: several times a day, except every hour or every n hours from
 * midnight where n divides 24; and day-of-month together with day-of-week, which cron takes as "either".
 */
export const readCron = (line: string): WordsReading => {
  const [minutes, hours, days, months, weekdays] = line.trim().toUpperCase().split(/\s+/);
  const minute = values(minutes, 0, 59);
  const hour = values(hours, 0, 23);
  const day = values(days, 1, 31);
  const month = values(months, 1, 12, MONTHS);
  const weekday = values(weekdays, 0, 7, DAYS);
  const broken = [
    ['minute', minute], ['hour', hour], ['day of month', day], ['month', month], ['day of week', weekday],
  ].find(([, field]) => field === undefined); // prettier-ignore
  if (broken !== undefined) return refuse(`its ${String(broken[0])} is not readable`);
  if (day && weekday) return refuse('day of month and day of week together mean "either" in cron; give two tasks');
  if (minute?.length !== 1) return refuse('it rings more than once within an hour; give one minute');
  const parts = byParts(day, month, weekday);
  const [at = 0] = minute;
  if (hour?.length === 1) {
    return { ok: true, rule: daily(parts), time: (hour[0] ?? 0) * HOUR + at * 60_000 };
  }
  const step = hourStep(hour);
  if (step === null) return refuse('it rings at several times of day; give one task for each');
  return { ok: true, rule: plainRule('HOURLY', { ...parts, interval: step }), time: at * 60_000 };
};

const refuse = (why: string): WordsReading => ({ ok: false, reason: `no RRULE says what this cron line says: ${why}` });

const byParts = (day: Field, month: Field, weekday: Field): Partial<Rule> => ({
  ...(day && { byMonthDay: day }),
  ...(month && { byMonth: month }),
  ...(weekday && {
    byDay: [...new Set(weekday.map((d) => (d + 6) % 7))].sort((a, b) => a - b).map((d) => ({ weekday: d, nth: null })),
  }),
});

/** DAILY with limits, because MONTHLY with one day from the 29th on would fall back to the month's end; cron does not. */
const daily = (parts: Partial<Rule>): Rule => {
  if (parts.byDay !== undefined && parts.byMonth === undefined) return plainRule('WEEKLY', parts);
  const [day = 0, ...more] = parts.byMonthDay ?? [];
  if (more.length === 0 && day >= 1 && day <= 28 && parts.byMonth === undefined) return plainRule('MONTHLY', parts);
  return plainRule('DAILY', parts);
};

/** n when the hours are every nth from midnight and n divides the day, so that no day begins out of step. */
const hourStep = (hours: Field): number | null => {
  if (hours === null) return 1;
  const [first, second] = hours ?? [];
  if (first !== 0 || second === undefined || 24 % second !== 0) return null;
  return hours?.length === 24 / second && hours.every((h, i) => h === i * second) ? second : null;
};

const values = (text: string | undefined, least: number, most: number, names: readonly string[] = []): Field => {
  if (text === '*' || text === '?' || text === '*/1') return null;
  const found = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const match = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return undefined;
    const [, from = '', to, step] = match;
    const one = (value: string): number => {
      const named = names.indexOf(value);
      return named >= 0 ? named + (least === 0 ? 0 : 1) : /^\d{1,2}$/.test(value) ? Number(value) : NaN;
    };
    const first = from === '*' ? least : one(from);
    const last =
      from === '*' ? (most === 7 ? 6 : most) : to === undefined ? (step === undefined ? first : most) : one(to);
    const by = Number(step ?? 1);
    if (!(first >= least && last <= most && first <= last && by >= 1)) return undefined;
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
};
