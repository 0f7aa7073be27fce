/** "I paid the rent", "school fees paid", "it's fixed": what is told in the past tense is done. */
import { owned } from '../edits/objects.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb, presentOf } from '../words/verbs.ts';
import { without } from './wish-words.ts';
import type { Found } from './wish.ts';

/** Of any verb, where a helper or someone who did it tells that it is one. */
const pastOf = (word: string, helped: boolean): string | null =>
  presentOf(word) ?? (helped && /\p{L}{2}ed$/u.test(word) ? word.slice(0, -2) : null);

/** Behind "have already" and its like; `k` when no verb of the past follows. */
const verbAt = (tokens: readonly Token[], k: number): number => {
  let at = k;
  while (/^(?:just|already|finally|have|also|now|actually|since|both)$/.test(wordAt(tokens, at))) at++;
  return at > k && pastOf(wordAt(tokens, at), true) !== null ? at : k;
};

/** "I paid the rent", "just called mum", "bought milk": what happened is done. */
export const past = (tokens: readonly Token[], last: number): Found | null => {
  let k = 0;
  const speaker = /^(?:i|we|i've|ive|we've)$/.test(wordAt(tokens, 0));
  if (speaker) k = 1;
  k = verbAt(tokens, k);
  while (
    /^(?:just|already|finally|have|also|now|actually|did|went|and|managed|got)$/.test(wordAt(tokens, k)) &&
    k < 4 &&
    pastOf(wordAt(tokens, k + 1), true) !== null
  )
    k++;
  const verb = wordAt(tokens, k);
  const present = pastOf(verb, speaker || /^(?:i've|ive|we've|just|already|finally|have)$/.test(wordAt(tokens, k - 1)));
  if (/^(?:had|been)$/.test(verb) && k + 1 < last && tokens.slice(k + 1, last).every((t) => pointing.test(t.lower)))
    return { op: 'complete', object: without(tokens, k + 1, last), sure: true };
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
    sure:
      speaker &&
      (presentOf(verb) !== null || k > 1) &&
      !/^(?:thought|said|saw|knew|got|found|lost|planned|told)$/.test(verb),
  };
};

/** "school fees paid", "the lawn is mowed": the verb at the end; of a task that exists, or it is a new one. */
export const participle = (tokens: readonly Token[], last: number): Found | null => {
  const at = /^(?:up|out|off|in|away|back|down|over)$/.test(wordAt(tokens, last - 1)) ? last - 2 : last - 1;
  const verb = wordAt(tokens, at);
  const helped = /^(?:been|is|are|was|were|be|has|have|got|now|just|already)$|['’](?:s|ve)$/.test(
    wordAt(tokens, at - 1),
  );
  const present = tokens[at]?.kind === 'word' ? pastOf(verb, helped) : null;
  if (present === null || present === verb || at < 1) return null;
  const told = isSo(tokens, at);
  if (told.length > 0)
    return mishap.test(present) || !isVerb(present) ? null : { op: 'complete', object: told, sure: true };
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

/** What "it's paid", "that's been fixed", "the second one's posted" point at; empty when they point at nothing. */
const isSo = (tokens: readonly Token[], at: number): Token[] => {
  const k = tokens.findIndex((t) => clitic.test(t.lower));
  if (k < 0 || k >= at || !tokens.slice(0, k).every((t) => pointing.test(t.lower))) return [];
  return tokens.slice(k + 1, at).every((t) => auxiliary.test(t.lower)) ? owned(tokens.slice(0, k + 1)) : [];
};

const clitic = /^(?:it|that|one|first|second|third|last)['’]s$/;

/** What is told of a thing without anything having been done to it. */
const mishap =
  /^(?:cancel|move|change|reschedule|break|lose|stop|drop|start|begin|know|say|think|understand|need|use|leave|keep|hide)$/;

const pointing =
  /^(?:the|first|second|third|fourth|fifth|last|one|ones|two|three|four|five|other|others|number|\d{1,2}|it|that|this|them|they|those|these|both|all|of|task|and)$/;

const auxiliary = /^(?:is|are|was|were|been|has|all|both|now|already|just|finally|got|,)$/;
