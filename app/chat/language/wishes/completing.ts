/** "Done with X", "mark X as done", "X is finished". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { beforePastTime } from './past-times.ts';
import { participle, past } from './past-tense.ts';
import { lastWord, marking, pronoun, soft, without } from './wish-words.ts';
import type { Found } from './wish.ts';

const done = phrases(`
  as? done|complete|completed|finished|resolved|closed
  as being? done|complete|completed|finished
  to done|completed|complete
  as? ✅|✓|✔|☑
  off
  off as? done|completed|complete|my|the? list?
  off of? my|the todo|to-do|task? list
`);

const completing = phrases(`
  complete|completed|resolve|resolved
  finish|finished|finishing
  close out?
  check|tick|cross|strike|knock|mark off
  done with|:|-|,?
  i'm|im|i_am|we're|we_are all|just|now|finally? done|finished with?
  all? done with
  i|we just|already|finally|also|actually? finished|completed|did
  i've|ive|we've|i_have|we_have just|already|finally|also|now|actually? finished|completed|done
  finished|completed with?
  just|already|finally finished|completed|did
  wrap|wrapped up
  got done with
  that's|thats it for
  ✅|✓|✔|☑
  did
`);

const isDone = (word: string): boolean =>
  /^(?:done|finished|completed|complete|sorted|✅|✓|✔|☑|over|closed|handled|dusted)$/.test(word);

/** What tells of the past. */
const told = /^(?:did|done|finished|completed|wrapped|just|already|finally|i|we|i've|ive|we've|i'm|im)$/;

export const complete = (tokens: readonly Token[]): Found | null => {
  const first = wordAt(tokens, 0);
  const last = lastWord(tokens);
  if (marking.test(first)) {
    for (let k = 1; k < last; k++) {
      const at = phraseEnd(done, tokens, k);
      if (at < 0) continue;
      const off = wordAt(tokens, k) === 'off';
      if (off && !/^(?:mark|check|tick|cross|strike)$/.test(first)) continue;
      if (!off && /^(?:cross|strike)$/.test(first)) continue;
      // "check off X", "mark as done: X"
      if (k === 1 && at < last)
        return {
          op: 'complete',
          object: without(tokens, /^[:-]$/.test(wordAt(tokens, at)) ? at + 1 : at, last),
          sure: true,
        };
      if (at >= last && k > 1) return { op: 'complete', object: without(tokens, 1, k), sure: true };
    }
  }
  // "Tick that one", "check it"
  if (/^(?:tick|check|cross)$/.test(first) && last > 1 && tokens.slice(1, last).every((t) => thatOne.test(t.lower)))
    return { op: 'complete', object: without(tokens, 1, last), sure: true };
  const start = phraseEnd(completing, tokens, 0);
  if (start > 0 && start < tokens.length) {
    const bare = first === 'done' && start === 1;
    const sure = !soft.has(first) && !bare;
    const end = told.test(first) ? beforePastTime(tokens, start + 1, last) : last;
    if (!bare || tokens.length > 1) return { op: 'complete', object: without(tokens, start, end), sure };
  }
  if (start > 0 && start === tokens.length && /^(?:done|finished|completed|✅|✓|✔|☑|i'm|im)$/.test(first))
    return { op: 'complete', object: pronoun(tokens), sure: true };
  return finished(tokens, beforePastTime(tokens, 1, last));
};

const dealtWith = phrases(`
  dealt with
  taken care of
  seen to
  put to bed
  out of the way
`);

/** "The report is done", "that was finished yesterday", "I paid the rent". */
const finished = (tokens: readonly Token[], last: number): Found | null => {
  const first = wordAt(tokens, 0);
  const dealt = tokens.findIndex((t, k) => k > 0 && k < last - 1 && phraseEnd(dealtWith, tokens, k) === last);
  const token = tokens[dealt];
  if (token !== undefined)
    return finished([...tokens.slice(0, dealt), { ...token, text: 'done', lower: 'done' }], dealt + 1);
  if (/^(?:delete|remove|clear|erase|trash|purge|wipe|hide|archive)$/.test(first)) return null;
  if (last > 0 && isDone(wordAt(tokens, last - 1)) && tokens[last - 1]?.kind !== 'quoted') {
    if (last === 1) return { op: 'complete', object: pronoun(tokens), sure: true };
    let end = last - 1;
    const helped =
      /^(?:is|are|was|were|been|be|being|got|all|now|already|just|finally|has|have|it's|its|that's|thats|been|actually|also|both|and|-|–|—|:|,)$/;
    while (end > 0 && helped.test(wordAt(tokens, end - 1))) end--;
    if (end === 0) return { op: 'complete', object: pronoun(tokens), sure: true };
    if (
      /^(?:get|getting|be|to|not|have|must|until|when|if|before|after|once|it|them|want|needs?|should)$/.test(
        wordAt(tokens, end - 1),
      ) &&
      !/^(?:it|them)$/.test(wordAt(tokens, end - 1))
    )
      return null;
    if (/^(?:get|have|need|want|make|i|we)$/.test(first) && !/^(?:i|we)$/.test(first)) return null;
    const from = /^(?:i|we|got|i've|ive)$/.test(first)
      ? wordAt(tokens, 1) === 'got' || wordAt(tokens, 1) === 'have'
        ? 2
        : 1
      : 0;
    const firm = end < last - 1 || !/^(?:over|complete|closed|sorted|handled|dusted)$/.test(wordAt(tokens, last - 1));
    return { op: 'complete', object: without(tokens, from, end), sure: firm && end < last - 1 };
  }
  return past(tokens, last) ?? participle(tokens, last);
};

const thatOne = /^(?:it|that|this|them|those|these|one|ones|both|all|of)$/;
