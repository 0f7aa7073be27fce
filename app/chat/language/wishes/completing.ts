/** "Done with X", "mark X as done", "X is finished", "I paid the rent". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { presentOf } from '../words/verbs.ts';
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
  const start = phraseEnd(completing, tokens, 0);
  if (start > 0 && start < tokens.length) {
    const bare = first === 'done' && start === 1;
    const sure = !soft.has(first) && !bare;
    if (!bare || tokens.length > 1) return { op: 'complete', object: without(tokens, start, last), sure };
  }
  if (start > 0 && start === tokens.length && /^(?:done|finished|completed|✅|✓|✔|☑|i'm|im)$/.test(first))
    return { op: 'complete', object: pronoun(tokens), sure: true };
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

/** "I paid the rent", "just called mum", "bought milk": what happened is done. */
/** Of any verb, where a helper or someone who did it tells that it is one. */
const pastOf = (word: string, helped: boolean): string | null =>
  presentOf(word) ?? (helped && /\p{L}{2}ed$/u.test(word) ? word.slice(0, -2) : null);

const past = (tokens: readonly Token[], last: number): Found | null => {
  let k = 0;
  const speaker = /^(?:i|we|i've|ive|we've)$/.test(wordAt(tokens, 0));
  if (speaker) k = 1;
  while (
    /^(?:just|already|finally|have|also|now|actually|did|went|and|managed|got)$/.test(wordAt(tokens, k)) &&
    k < 4 &&
    pastOf(wordAt(tokens, k + 1), true) !== null
  )
    k++;
  const verb = wordAt(tokens, k);
  const present = pastOf(verb, /^(?:i've|ive|we've|just|already|finally|have)$/.test(wordAt(tokens, k - 1)));
  if (present === null || k + 1 >= last || tokens[k]?.kind !== 'word') return null;
  // "read", "cut", "put", "set", "let" are the same today: they need someone who did them.
  if (present === verb && !speaker && k === 0) return null;
  if (
    /^(?:left|felt|lost|found|said|thought|saw|knew|used|planned|needed|wanted|liked|loved|hoped|meant|forgot|decided)$/.test(
      verb,
    ) &&
    k === 0
  )
    return null;
  // "Got a meeting at 3" has it ahead.
  if (verb === 'got' && /^(?:a|an|to|some|another|no)$/.test(wordAt(tokens, k + 1))) return null;
  // "Got both of them" names nothing by its verb.
  const object = without(tokens, k + 1, last);
  if (object.every((t) => pointing.test(t.lower))) return { op: 'complete', object, sure: true };
  return {
    op: 'complete',
    object: without(tokens, k, last),
    sure: speaker && !/^(?:thought|said|saw|knew|got|found|lost|planned|told)$/.test(verb),
  };
};

/** "school fees paid", "the lawn is mowed": the verb at the end; of a task that exists, or it is a new one. */
const participle = (tokens: readonly Token[], last: number): Found | null => {
  const at = /^(?:up|out|off|in|away|back|down|over)$/.test(wordAt(tokens, last - 1)) ? last - 2 : last - 1;
  const verb = wordAt(tokens, at);
  const helped = /^(?:been|is|are|was|were|be|has|have|got|now|just|already)$|['’](?:s|ve)$/.test(
    wordAt(tokens, at - 1),
  );
  const present = tokens[at]?.kind === 'word' ? pastOf(verb, helped) : null;
  if (present === null || present === verb || at < 1) return null;
  if (tokens.slice(0, at).some((t) => ahead.test(t.lower))) return null;
  const subject = tokens.slice(0, at).filter((t) => t.kind === 'quoted' || !auxiliary.test(t.lower));
  // "The first one is paid", "both are posted" point at what the verb is of.
  if (subject.length > 0 && subject.every((t) => pointing.test(t.lower)))
    return {
      op: 'complete',
      object: tokens.slice(0, at).filter((t) => !(auxiliary.test(t.lower) && t.lower !== 'both')),
      sure: true,
    };
  const object = tokens.slice(0, last).filter((t) => t.kind === 'quoted' || !auxiliary.test(t.lower));
  return object.length < 2 ? null : { op: 'complete', object, sure: false };
};

/** What is wanted, or asked about, is not done. */
const ahead =
  /^(?:get|getting|have|having|be|to|need|needs|want|wants|must|should|make|see|find|not|isn't|isnt|aren't|arent|wasn't|wasnt|weren't|hasn't|haven't|never|no|if|when|until|once|after|before)$/;

const pointing =
  /^(?:the|first|second|third|fourth|fifth|last|one|ones|two|three|four|five|other|others|number|\d{1,2}|it|that|this|them|they|those|these|both|all|of|task|and)$/;

const auxiliary = /^(?:is|are|was|were|been|has|all|both|now|already|just|finally|got|,)$/;
