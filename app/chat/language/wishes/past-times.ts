/** "I paid it just now", "had it this morning": when something was done says nothing about what it was. */
import { weekdayNamed } from '../dates/names.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';

const pastTimes = phrases(`
  just now
  just
  right|only now
  already? today|yesterday|tonight already?
  yesterday morning|afternoon|evening|night
  earlier on?
  earlier today|tonight|yesterday
  earlier|just|only|already? this morning|afternoon|evening|week
  last night|week|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday
  just|only? a moment|minute|second|sec|while|bit|week|month|day ago
  just|only? an hour ago
  just|only? a few|couple of? minutes|mins|hours|days|weeks ago
  the other day|night|morning|week
  over lunch
  at lunch|lunchtime
`);

const units = /^(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)$/;

/** A set is told by its day: "everything today". */
const sets = /^(?:all|everything|every|each|both|tasks|todos|anything)$/;

/** "I paid it on Monday": said of "it", the day tells nothing else; "the call on Monday" is a call. */
const onPastDay = (tokens: readonly Token[], k: number, last: number): boolean =>
  last === k + 2 &&
  wordAt(tokens, k) === 'on' &&
  weekdayNamed(wordAt(tokens, k + 1)) !== null &&
  (/^(?:it|it['’]s|that['’]s|them|they)$/.test(wordAt(tokens, 0)) ||
    /^(?:it|that|this|them)$/.test(wordAt(tokens, k - 1)));

/** Where what was done ends and when it was done begins; `last` when nothing tells when. */
export const beforePastTime = (tokens: readonly Token[], from: number, last: number): number => {
  if (tokens.slice(from, last).some((t) => sets.test(t.lower))) return last;
  for (let k = from; k < last; k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const ago = last === k + 3 && wordAt(tokens, k + 2) === 'ago' && units.test(wordAt(tokens, k + 1));
    if (onPastDay(tokens, k, last)) return k;
    if (phraseEnd(pastTimes, tokens, k) >= last || ago) return k;
  }
  return last;
};
