/** Wall clocks and instants: what a local time means in a zone, also where clocks jump. */
import { IANAZone } from 'luxon';

/**
 * A local date and time without a zone, as the milliseconds that the same digits would be in UTC. Arithmetic on it is
 * calendar arithmetic: a day is always 86,400,000.
 */
export type Wall = number;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Whether `name` is a zone of the IANA database, such as `Europe/Berlin`. Offsets such as `+02:00` are not. */
export const isZone = (name: string): boolean => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const valid = /^[A-Za-z][\w+/-]*$/.test(name) && IANAZone.isValidZone(name);
  // Names come from outside: what is remembered of them has an end.
  if (zones.size >= 2000) zones.clear();
  zones.set(name, valid);
  return valid;
};

// Asking costs 50 µs.
const zones = new Map<string, boolean>();

/** What the zone's clocks are ahead of UTC at the instant `at` (ms), in ms. */
export const offsetAt = (zone: string, at: number): number => {
  const day = Math.floor(at / DAY);
  return offsetOfDay(zone, day) ?? IANAZone.create(zone).offset(at) * 60_000;
};

// Looking an offset up costs 10 µs, and a decision about a rule needs dozens: whole days are remembered.
const remembered = new Map<string, number | null>();

/** The offset during a whole UTC day (days since 1970); null for a day on which clocks change. */
const offsetOfDay = (zone: string, day: number): number | null => {
  const key = `${zone} ${day}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const iana = IANAZone.create(zone);
  const [first, last] = [iana.offset(day * DAY), iana.offset((day + 1) * DAY)];
  const offset = first === last ? first * 60_000 : null;
  if (remembered.size >= 20_000) remembered.clear();
  remembered.set(key, offset);
  return offset;
};

/** What the wall clock shows in `zone` at the instant `at` (ms). */
export const wallAt = (zone: string, at: number): Wall => at + offsetAt(zone, at);

/** How a wall time reads in a zone: the instant (ms), and whether clocks skip or repeat that time. */
export type Resolved = { at: number; note: 'exact' | 'skipped' | 'repeated' };

/**
 * The instant at which clocks in `zone` show `wall`. A time that clocks jump over moves forward by the jump (02:30 becomes
 * 03:30); one that they show twice is taken the first time (RFC 5545 3.3.5).
 */
export const resolveWall = (zone: string, wall: Wall): Resolved => {
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  if (before === after) {
    // Two changes within two days cancel out only in zones that no longer exist so; one look at the middle settles it.
    if (offsetAt(zone, wall - before) === before) return { at: wall - before, note: 'exact' };
  }
  const fits = [wall - before, wall - after].filter((at) => wallAt(zone, at) === wall).sort((a, b) => a - b);
  const [first, second] = fits;
  if (first === undefined) return { at: wall - before, note: 'skipped' };
  return { at: first, note: second === undefined || second === first ? 'exact' : 'repeated' };
};

/** `resolveWall`, for callers who need no note. */
export const instantOf = (zone: string, wall: Wall): number => resolveWall(zone, wall).at;

/** Midnight of the wall time's day. */
export const startOfDay = (wall: Wall): Wall => Math.floor(wall / DAY) * DAY;

/** The year, month (1–12), day and weekday (0 = Monday) of a wall time. */
export const dateOf = (wall: Wall): { year: number; month: number; day: number; weekday: number } => {
  const d = new Date(wall);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    weekday: (d.getUTCDay() + 6) % 7,
  };
};

/** How many days the month has; `month` 1–12, or beyond, which counts on into other years. */
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** `YYYY-MM-DD` of a wall time. */
export const dateText = (wall: Wall): string => new Date(wall).toISOString().slice(0, 10);

/** `YYYY-MM-DDTHH:MM:SS` of a wall time. */
export const wallText = (wall: Wall): string => new Date(wall).toISOString().slice(0, 19);

/** An offset as ISO 8601 writes it, `+05:30`. */
export const offsetText = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** RFC 3339 in UTC with milliseconds: the only way instants are stored. */
export const iso = (at: number): string => new Date(at).toISOString();

/** The milliseconds of a stored instant. */
export const ms = (instant: string): number => Date.parse(instant);
