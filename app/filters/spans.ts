/** What the dates of a filter come to for somebody here and now: half-open stretches of time. */
import { parseDue } from '../../actors/task/due-date.ts';
import { DAY, dateOf, daysInMonth, instantOf, startOfDay, wallAt, type Wall } from '../../actors/task/zone.ts';
import type { DateWords, Day } from './expression.ts';

/** Where and when a filter is asked. `now` in ms, `zone` an IANA name, `weekStart` 0 for Monday. */
export type Here = { now: number; zone: string; weekStart: number };

/** From `from` (ms) on and before `to`. */
export type Span = { from: number; to: number };

const MINUTE = 60_000;

/** @param past of a date that has been (created, completed), for which "friday" is the last one and not the next */
export const spanOf = (words: DateWords, here: Here, past: boolean): Span => {
  const at = (wall: Wall): number => instantOf(here.zone, wall);
  const walls = (from: Wall, to: Wall): Span => ({ from: at(from), to: at(to) });
  const today = startOfDay(wallAt(here.zone, here.now));
  switch (words.kind) {
    case 'now':
      return { from: here.now, to: here.now };
    case 'instant': {
      const due = parseDue(words.text, here.zone)?.at ?? here.now;
      return { from: due, to: due + MINUTE };
    }
    case 'day': {
      const day = dayOf(words.day, today, here.weekStart, past);
      if (words.time === null) return walls(day, day + DAY);
      const from = at(day + words.time * MINUTE);
      return { from, to: from + MINUTE };
    }
    case 'days':
      return walls(today + words.first * DAY, today + (words.first + words.count) * DAY);
    case 'month': {
      const first = Date.UTC(words.year, words.month - 1, 1);
      return walls(first, addMonths(first, 1));
    }
    case 'period':
      return walls(...periodOf(words, today, here.weekStart));
    default:
      return words satisfies never;
  }
};

const periodOf = (
  { unit, offset }: Extract<DateWords, { kind: 'period' }>,
  today: Wall,
  weekStart: number,
): [Wall, Wall] => {
  const { year, day } = dateOf(today);
  switch (unit) {
    case 'week': {
      const first = startOfWeek(today, weekStart) + offset * 7 * DAY;
      return [first, first + 7 * DAY];
    }
    case 'weekend': {
      // Saturday and Sunday, wherever the week begins; on a Sunday "this weekend" is the one that it ends.
      const saturday = startOfWeek(today, 0) + (5 + offset * 7) * DAY;
      return [saturday, saturday + 2 * DAY];
    }
    case 'month': {
      const first = addMonths(today - (day - 1) * DAY, offset);
      return [first, addMonths(first, 1)];
    }
    case 'year':
      return [Date.UTC(year + offset, 0, 1), Date.UTC(year + offset + 1, 0, 1)];
    default:
      return unit satisfies never;
  }
};

const startOfWeek = (day: Wall, weekStart: number): Wall => day - ((dateOf(day).weekday - weekStart + 7) % 7) * DAY;

/** Calendar months on; a day the month has not becomes its last. */
const addMonths = (day: Wall, n: number): Wall => {
  const { year, month, day: d } = dateOf(day);
  const first = new Date(Date.UTC(year, month - 1 + n, 1));
  const [y, m] = [first.getUTCFullYear(), first.getUTCMonth()];
  return Date.UTC(y, m, Math.min(d, daysInMonth(y, m + 1)));
};

const dayOf = (day: Day, today: Wall, weekStart: number, past: boolean): Wall => {
  switch (day.kind) {
    case 'offset':
      return addMonths(today, day.months) + day.days * DAY;
    case 'date':
      return Date.UTC(day.year, day.month - 1, day.day);
    case 'month-day':
      return nearestDate(day.month, day.day, today, past);
    case 'weekday': {
      const ahead = (day.weekday - dateOf(today).weekday + 7) % 7;
      if (day.which === 'last') return today + (ahead === 0 ? -7 : ahead - 7) * DAY;
      if (day.which === 'next') return startOfWeek(today, weekStart) + (7 + ((day.weekday - weekStart + 7) % 7)) * DAY;
      return today + (past && ahead > 0 ? ahead - 7 : ahead) * DAY;
    }
    default:
      return day satisfies never;
  }
};

/** Today's or the closest ahead (behind); 29 February may be eight years away. */
const nearestDate = (month: number, day: number, today: Wall, past: boolean): Wall => {
  const { year } = dateOf(today);
  for (let n = 0; n < 9; n++) {
    const y = past ? year - n : year + n;
    const date = Date.UTC(y, month - 1, day);
    if (day <= daysInMonth(y, month) && (past ? date <= today : date >= today)) return date;
  }
  return today;
};
