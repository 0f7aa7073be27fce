/** "At 8am and 6pm every day": the times of a habit, where they were said before it. */
import type { Moment } from '../dates/moments.ts';
import { minutesSaid } from '../dates/when.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import type { Slots } from '../slots/slots.ts';
import type { Token } from '../words/tokens.ts';

const timeOnly = ({ date, elapsed, clock }: Moment): boolean =>
  date === null && elapsed === null && clock !== null && clock.impossible !== true;

/** The habit with the times that stand beside each other in the sentence; they are no longer moments of their own. */
export const withTimes = (tokens: readonly Token[], recurrence: Recurrence, slots: Slots): Recurrence => {
  const times = slots.moments.filter(timeOnly);
  const [first, last] = [times[0], times.at(-1)];
  if (recurrence.times.length > 0 || first === undefined || last === undefined || times.length < 2) return recurrence;
  const between = tokens.slice(first.start, last.end).filter((_, k) => !slots.taken.has(first.start + k));
  if (!between.every((t) => /^(?:and|&|,)$/.test(t.lower))) return recurrence;
  for (let k = first.start; k < last.end; k++) slots.taken.add(k);
  slots.moments = slots.moments.filter((moment) => !timeOnly(moment));
  return {
    ...recurrence,
    times: times.flatMap((moment) => minutesSaid(moment) ?? []),
    unclear: recurrence.unclear === 'times' ? null : recurrence.unclear,
  };
};
