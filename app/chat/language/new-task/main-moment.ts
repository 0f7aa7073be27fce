/** The one time that several come to: what was corrected, what completes another, what leads best. */
import type { Moment } from '../dates/moments.ts';
import type { Slots } from '../slots/slots.ts';
import { wordAt, type Token } from '../words/tokens.ts';

const correctionWords = new Set([
  'no',
  'wait',
  'actually',
  'sorry',
  'i',
  'mean',
  'meant',
  'make',
  'that',
  'it',
  'rather',
  'or',
  'scratch',
  'oops',
  'nope',
  'not',
  ',',
  '-',
  '–',
  '—',
  '.',
  '...',
  '…',
  'hmm',
  'um',
  'er',
  'erm',
  'uh',
  'let',
  'say',
  'correction',
  'instead',
]);

const corrective = /^(?:no|wait|actually|sorry|mean|meant|rather|scratch|oops|nope|correction|instead)$/;

/** Whether all between two places takes back what stood before it: ", no wait,", "actually". */
export const isCorrection = (tokens: readonly Token[], from: number, to: number): boolean => {
  const between = tokens.slice(from, to).map((t) => t.lower);
  return between.length > 0 && between.every((w) => correctionWords.has(w)) && between.some((w) => corrective.test(w));
};

/** The one phrase that several come to: what was corrected, what completes another, what leads best. Tokens no longer meant go back to the title. */
export const mainMoment = (tokens: readonly Token[], slots: Slots): Moment | null => {
  const [first, ...rest] = slots.moments;
  let main = first;
  if (main === undefined) return null;
  const release = (moment: Moment): void => {
    for (let k = moment.start; k < moment.end; k++) slots.taken.delete(k);
  };
  for (const next of rest) {
    if (isCorrection(tokens, main.end, next.start)) {
      for (let k = main.end; k < next.start; k++) slots.taken.add(k);
      if (wordAt(tokens, next.end) === ',') slots.taken.add(next.end);
      main =
        next.date === null && next.elapsed === null
          ? { ...next, date: main.date }
          : { ...next, clock: next.clock ?? main.clock, part: next.part ?? main.part };
    } else if (
      main.elapsed === null &&
      next.elapsed === null &&
      (main.date === null || next.date === null) &&
      !(main.clock !== null && next.clock !== null)
    ) {
      main = {
        ...main,
        end: next.end,
        date: main.date ?? next.date,
        clock: main.clock ?? next.clock,
        part: main.part ?? next.part,
      };
    } else if (strength(next) > strength(main)) {
      release(main);
      main = next;
    } else release(next);
  }
  return main;
};

const strength = (moment: Moment): number => {
  const led =
    moment.lead === null ? 0 : /^(?:due|by|before|until|till)$/.test(moment.lead) ? 3 : moment.lead === 'for' ? 1 : 2;
  return led + (moment.date !== null ? 2 : 0) + (moment.clock !== null ? 1 : 0);
};
