/** Due dates as people and programs write them, read into the one way they are stored. */
import { DAY, HOUR, instantOf, startOfDay, wallAt, type Wall } from './zone.ts';

/** `at` in ms; of an all-day task, the start of its day. `wall` is what was written, before clocks' jumps moved it. */
export type Due = { at: number; wall: Wall; allDay: boolean };

const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads a date (`2026-12-01`: all day), a local date-time (`2026-12-01T09:00`: on the clocks of `zone`) or an instant with
 * an offset (`…Z`, `…+05:00`). Null when it is none of these or no such day exists.
 */
export const parseDue = (text: string, zone: string): Due | null => {
  const parts = PATTERN.exec(text.trim());
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour, minute = '0', second = '0', fraction = '0', offset] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC rolls 30 February over into March; a due date must not.
  if (new Date(date).getUTCMonth() + 1 !== Number(month) || new Date(date).getUTCDate() !== Number(day)) return null;
  if (Number(year) < 1970 || Number(year) > 9000) return null;
  if (hour === undefined) return { at: instantOf(zone, date), wall: date, allDay: true };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const time = Number(hour) * HOUR + Number(minute) * 60_000 + Number(second) * 1000;
  const wall = date + time + Math.floor(Number(`0.${fraction}`) * 1000);
  if (offset === undefined) return { at: instantOf(zone, wall), wall, allDay: false };
  const at = wall - offsetOf(offset);
  return { at, wall: wallAt(zone, at), allDay: false };
};

const offsetOf = (text: string): number => {
  if (/^z$/i.test(text)) return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0);
  return (text.startsWith('-') ? -1 : 1) * minutes * 60_000;
};

/** The instant (ms) from which a task counts as late: its due instant, or the end of its due day. */
export const lateFrom = (due: number, allDay: boolean, zone: string): number =>
  allDay ? instantOf(zone, startOfDay(wallAt(zone, due)) + DAY) : due;
