/** What every reader of dates finds: where it ends, the day, and the time it covers. */
import { addDays, type Wall } from './calendar.ts';

/**
 * A date as said. `span` is the time it covers (end excluded), for questions. `weak` dates are believed only where
 * something leads to them ("on", "by") or where a sentence ends. `day` is null when there is no such day.
 */
export type DateMatch = { end: number; day: Wall | null; span: readonly [Wall, Wall]; weak: boolean; led?: boolean };

/** A date of one day. */
export const aDay = (end: number, day: Wall | null, weak = false): DateMatch => ({
  end,
  day,
  span: day === null ? [0, 0] : [day, addDays(day, 1)],
  weak,
});

export const aPeriod = (end: number, day: Wall, from: Wall, to: Wall): DateMatch => ({
  end,
  day,
  span: [from, to],
  weak: false,
});
