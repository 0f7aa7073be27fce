/** "Every Wednesday arrange the flowers, 4 times": how often or how long a habit is kept, said apart from it. */
import type { Here } from '../dates/calendar.ts';
import { lengthAt } from '../dates/lengths.ts';
import { ending } from '../recurrence/bounds.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { endsAt } from './belief.ts';
import type { Place } from './proper-names.ts';

const days = { HOURLY: 1 / 24, DAILY: 1, WEEKLY: 7, MONTHLY: 30, YEARLY: 365 } as const;

/** The one habit of the sentence with the bound at token `i`; null where there is none, or it tells of the thing itself. */
export const boundedApart = (
  here: Here,
  tokens: readonly Token[],
  habits: readonly Recurrence[],
  i: number,
  place: Place,
): Recurrence | null => {
  const [habit, another] = habits;
  if (habit === undefined || another !== undefined || i <= habit.end || habit.unclear !== null) return null;
  const j = wordAt(tokens, i) === ',' ? i + 1 : i;
  const led = wordAt(tokens, j) === 'for';
  // "Call Bob 3 times" tells what is done; ", 3 times" how often it comes.
  if (!led && j === i) return null;
  // "Every year go to Rome for 2 weeks" tells how long it takes.
  const length = led ? (lengthAt(tokens, j + 1) ?? lengthAt(tokens, j + 3))?.length : undefined;
  const period = days[habit.habit.freq] * habit.habit.interval;
  if (length !== undefined && length.days + length.months * 30 < 2 * period) return null;
  const found = { ...habit, habit: { ...habit.habit }, end: i };
  return ending(here, tokens, found) && endsAt(place, found.end) ? found : null;
};
