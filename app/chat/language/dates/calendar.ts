/** The calendar as a speaker sees it: days as wall time, weeks from their own first day, and what `5/9` means to them. */
import {
  dateOf,
  dateText,
  DAY,
  daysInMonth,
  HOUR,
  instantOf,
  offsetAt,
  offsetText,
  startOfDay,
  wallAt,
  wallText,
  type Wall,
} from '../../../../actors/task/zone.ts';

/** The speaker's here and now. */
export type Here = {
  /** ms */
  now: number;
  /** What the speaker's clock shows. */
  wall: Wall;
  /** Midnight of the speaker's day. */
  today: Wall;
  zone: string;
  /** 0 = Monday. */
  weekStart: number;
  monthFirst: boolean;
};

const WEEK_START = { MO: 0, SU: 6, SA: 5 } as const;

/** Zones of the United States (tzdata's zone1970.tab and its links), where months are written before days. */
const american = new Set(
  `America/New_York America/Detroit America/Chicago America/Menominee America/Denver America/Boise America/Phoenix
  America/Los_Angeles America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat America/Nome
  America/Adak America/Shiprock America/Louisville America/Fort_Wayne America/Indianapolis America/Knox_IN America/Atka
  Pacific/Honolulu Pacific/Johnston Navajo EST5EDT CST6CDT MST7MDT PST8PDT`.split(/\s+/),
);

const isAmerican = (zone: string): boolean =>
  american.has(zone) || /^(?:US\/|America\/(?:Indiana|Kentucky|North_Dakota)\/)/.test(zone);

/** @param now RFC 3339 @param zone IANA name @param locale BCP 47 */
export const hereOf = (now: string, zone: string, locale?: string, weekStart: keyof typeof WEEK_START = 'MO'): Here => {
  const at = Date.parse(now);
  const wall = wallAt(zone, at);
  return {
    now: at,
    wall,
    today: startOfDay(wall),
    zone,
    weekStart: WEEK_START[weekStart],
    monthFirst: isAmerican(zone) || /^[a-z]{2,3}[-_](?:\w{4}[-_])?us\b/i.test(locale ?? ''),
  };
};

export const addDays = (day: Wall, n: number): Wall => day + n * DAY;

/** Calendar months on, clamped to the month's last day: 31 January + 1 = 28 February. */
export const addMonths = (day: Wall, n: number): Wall => {
  const { year, month, day: d } = dateOf(day);
  const index = year * 12 + month - 1 + n;
  const [y, m] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return Date.UTC(y, m - 1, Math.min(d, daysInMonth(y, m))) + (day - startOfDay(day));
};

/** The day, or null when there is none such. `month` 1–12. */
export const dayOf = (year: number, month: number, day: number): Wall | null =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? Date.UTC(year, month - 1, day) : null;

export const startOfWeek = (here: Here, day: Wall): Wall =>
  addDays(day, -((dateOf(day).weekday - here.weekStart + 7) % 7));

export const startOfMonth = (day: Wall): Wall => day - (dateOf(day).day - 1) * DAY;

export const endOfMonth = (day: Wall): Wall => addDays(addMonths(startOfMonth(day), 1), -1);

/** The first such weekday (0 = Monday) after `day`. */
export const weekdayAfter = (day: Wall, weekday: number): Wall =>
  addDays(day, ((weekday - dateOf(day).weekday + 6) % 7) + 1);

/** That weekday of the week `weeks` after the one `day` is in. */
export const weekdayIn = (here: Here, day: Wall, weeks: number, weekday: number): Wall =>
  addDays(startOfWeek(here, day), weeks * 7 + ((weekday - here.weekStart + 7) % 7));

/** A local time with its offset, RFC 3339 without fractions. */
export const localText = (zone: string, at: number): string =>
  wallText(wallAt(zone, at)) + offsetText(offsetAt(zone, at));

/** The due text of a wall time, on the clocks of `zone`; one that clocks skip has moved on by the gap. */
export const dueAt = (zone: string, wall: Wall): string => localText(zone, instantOf(zone, wall));

export const minutesOf = (wall: Wall): number => Math.floor((wall - startOfDay(wall)) / 60_000);

export const atMinutes = (day: Wall, minutes: number): Wall => day + minutes * 60_000;

export { DAY, HOUR, dateOf, dateText, daysInMonth, instantOf, startOfDay, wallAt, type Wall };
