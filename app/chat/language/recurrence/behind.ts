/** Where the next detail of a recurrence may begin, and how its time is set. */
import type { Moment } from '../dates/moments.ts';
import { minutesSaid } from '../dates/when.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Recurrence } from './recurrence.ts';

export const behind = (tokens: readonly Token[], found: Recurrence): number =>
  wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;

export const startLeads: ReadonlySet<string> = new Set(['on', 'from', 'with', 'in']);

export const setTime = (found: Recurrence, moment: Moment): void => {
  if (moment.clock?.impossible === true) found.unclear = 'no-time';
  const minutes = minutesSaid(moment);
  if (minutes !== null) found.times = [minutes];
};
