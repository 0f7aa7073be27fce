/** ISO 8601 durations: years to days count on the calendar, hours to seconds count as elapsed time. */
import { DAY, HOUR, daysInMonth, dateOf, instantOf, wallAt } from './zone.ts';

export type Duration = { months: number; days: number; elapsed: number };

const PATTERN =
  /^P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;

/** Reads `P1DT2H30M` and its like; null when it is not a duration. Negative and fractional ones are not accepted. */
export const parseDuration = (text: string): Duration | null => {
  const parts = PATTERN.exec(text.trim().toUpperCase());
  if (parts === null) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part || 0));
  return {
    months: (years ?? 0) * 12 + (months ?? 0),
    days: (weeks ?? 0) * 7 + (days ?? 0),
    elapsed: (hours ?? 0) * HOUR + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1000,
  };
};

/** About how long it is, in ms (a month as 30 days): for comparing with limits, never for reckoning dates. */
export const roughly = (d: Duration): number => d.months * 30 * DAY + d.days * DAY + d.elapsed;

/**
 * The instant (ms) that lies `sign` × the duration from `at`: first the calendar part on the wall clock of `zone`, months
 * clamped to their last day (31 January + 1 month = 28 February), then the elapsed part.
 */
export const shift = (at: number, d: Duration, sign: 1 | -1, zone: string): number => {
  let base = at;
  if (d.months !== 0 || d.days !== 0) {
    const wall = wallAt(zone, at);
    const { year, month, day } = dateOf(wall);
    const target = year * 12 + (month - 1) + sign * d.months;
    const [y, m] = [Math.floor(target / 12), (((target % 12) + 12) % 12) + 1];
    const clamped = Date.UTC(y, m - 1, Math.min(day, daysInMonth(y, m)));
    base = instantOf(zone, clamped + sign * d.days * DAY + (wall - Math.floor(wall / DAY) * DAY));
  }
  return base + sign * d.elapsed;
};
