/** "Reopen X", "mark X as not done", "X isn't done". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { presentOf } from '../words/verbs.ts';
import { lastWord, marking, pronoun, soft, without } from './wish-words.ts';
import type { Found } from './wish.ts';

const undone = phrases(`
  as? not|un done|complete|completed|finished
  as? undone|incomplete|uncompleted|unfinished|open|pending|todo|active|unchecked|outstanding
  as? to do
  as not yet? done|completed|complete|finished
  as still open|pending|todo
  as open again
  open|active again
  back to open|todo|pending|active
`);

const reopening = phrases(`
  reopen|re-open|uncomplete|un-complete|uncheck|un-check|unmark|untick|un-tick|unfinish|undone|un-done
  restore|reactivate|reinstate|revive
  open up? again
  bring back
`);

/** What the forms below begin with. */
const denying =
  /^(?:is|isn't|isnt|was|wasn't|wasnt|are|aren't|arent|were|weren't|werent|not|has|hasn't|hasnt|have|haven't|havent|still|it|it's|its|that|that's|thats|i|we)$/;

/** "the hotel isn't booked", "the fees have not been paid". */
const notYet =
  /^(?:is not|isn't|isnt|was not|wasn't|wasnt|are not|aren't|arent|were not|weren't|hasn't been|has not been|haven't been|have not been) (?:actually |really |quite |yet |even |still )?(\p{L}+)$/u;

/** "mark X as not done", "reopen X", "X isn't done". */
export const reopen = (tokens: readonly Token[]): Found | null => {
  const start = phraseEnd(reopening, tokens, 0);
  if (start > 0)
    return { op: 'reopen', object: without(tokens, start, lastWord(tokens)), sure: !soft.has(wordAt(tokens, 0)) };
  const end = tokens.length;
  if (marking.test(wordAt(tokens, 0))) {
    for (let k = 1; k < end; k++) {
      const at = phraseEnd(undone, tokens, k);
      if (at > 0 && at >= lastWord(tokens)) return { op: 'reopen', object: without(tokens, 1, k), sure: true };
      // "mark as not done: X"
      if (at > 0 && k === 1 && at < end)
        return {
          op: 'reopen',
          object: without(tokens, /^[:-]$/.test(wordAt(tokens, at)) ? at + 1 : at, lastWord(tokens)),
          sure: true,
        };
    }
  }
  const last = lastWord(tokens);
  for (let k = 0; k < last; k++) {
    if (!denying.test(wordAt(tokens, k))) continue;
    const rest = tokens
      .slice(k, last)
      .map((t) => t.lower)
      .join(' ');
    if (
      k > 0 &&
      /^(?:is not|isn't|isnt|is still not|was not|wasn't|wasnt|are not|aren't|were not|weren't|not|hasn't been|is still|still isn't) (?:actually |really |quite |yet )?(?:done|finished|complete|completed|open|over)$/.test(
        rest,
      )
    )
      return { op: 'reopen', object: without(tokens, 0, k), sure: true };
    const denied = k > 0 && last === k + rest.split(' ').length ? notYet.exec(rest) : null;
    if (denied !== null && presentOf(denied[1] ?? '') !== null)
      return { op: 'reopen', object: [...without(tokens, 0, k), ...without(tokens, last - 1, last)], sure: false };
    if (
      k === 0 &&
      /^(?:it's|its|that's|thats|it is|that is) (?:still )?(?:not|un)[ -]?(?:actually |really |quite |yet )?(?:done|finished|complete|completed|over)$/.test(
        rest,
      )
    )
      return { op: 'reopen', object: pronoun(tokens), sure: true };
    if (
      k === 0 &&
      /^(?:i|we) (?:(?:have not|haven't|havent|did not|didn't|didnt)(?: actually| really)?) (?:done|do|finish|finished|complete|completed|did)\b/.test(
        rest,
      )
    )
      return {
        op: 'reopen',
        object: without(
          tokens,
          rest.split(' ').findIndex((w) => /^(?:done|do|finish|finished|complete|completed)$/.test(w)) + 1,
          last,
        ),
        sure: true,
      };
  }
  if (deniedOfIt(tokens, last)) return { op: 'reopen', object: pronoun(tokens), sure: true };
  const still = notVerb(tokens, 1);
  if (/^(?:i|we)$/.test(wordAt(tokens, 0)) && /^(?:didn't|didnt|haven't|havent)$/.test(wordAt(tokens, still))) {
    const from = notVerb(tokens, still + 1);
    return { op: 'reopen', object: without(tokens, from, last), sure: true };
  }
  // "I have not paid the council tax"
  const helper = /^(?:i've|ive|we've)$/.test(wordAt(tokens, 0)) ? 1 : speakerHas(tokens);
  if (helper > 0 && wordAt(tokens, helper) === 'not' && presentOf(wordAt(tokens, notVerb(tokens, helper + 1))) !== null)
    return { op: 'reopen', object: without(tokens, notVerb(tokens, helper + 1), last), sure: true };
  if (/^(?:bring|put)$/.test(wordAt(tokens, 0)) && wordAt(tokens, last - 1) === 'back' && last > 2)
    return { op: 'reopen', object: without(tokens, 1, last - 1), sure: true };
  return null;
};

const speakerHas = (tokens: readonly Token[]): number =>
  /^(?:i|we)$/.test(wordAt(tokens, 0)) && wordAt(tokens, 1) === 'have' ? 2 : 0;

const notVerb = (tokens: readonly Token[], k: number): number =>
  /^(?:actually|really|yet|even|quite|still)$/.test(wordAt(tokens, k)) ? k + 1 : k;

/** "It's still not paid" */
const deniedOfIt = (tokens: readonly Token[], last: number): boolean => {
  const not = notVerb(tokens, 1);
  const verb = notVerb(tokens, not + 1);
  return (
    /^(?:it's|that's)$/.test(wordAt(tokens, 0)) &&
    wordAt(tokens, not) === 'not' &&
    verb === last - 1 &&
    presentOf(wordAt(tokens, verb)) !== null
  );
};
