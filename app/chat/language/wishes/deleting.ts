/** "Delete X", "get rid of X", "take X off my list". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { lastWord, pronoun, soft, without } from './wish-words.ts';
import type { Found } from './wish.ts';

const deleting = phrases(`
  delete|remove|erase|discard|trash|bin|del|rm|nuke|purge
  get rid of
  throw out|away
  forget about?
  never mind about?
  nevermind about?
  i|we don't|dont|do_not need|want to? do? anymore?
  i|we no longer need|want to?
  i'm|im|i_am|we're|we_are not doing|going|gonna to?
  i|we won't|wont|will_not be? doing|going|needing|need? to?
  i'm|im|i_am|we're|we_are no_longer doing|going to?
  there's|theres|there_is? no need for|to
  don't|dont|do_not need|want to? do?
  i|we can delete|remove
  drop
  scrap|cancel|ditch|axe|kill|zap|scratch|chuck|toss|nix|eliminate|yeet
  clear out?
  wipe|empty
  take off
  cross out
`);

const cancelled = phrases(`
  is|are|was|were|got|been|has|have|it's|its|that's|thats been|now|all? cancelled|canceled|scrapped|off
  is|are|was|were|got|been|has|have|it's|that's been|now? called off
  cancelled|canceled|called_off
  is|are isn't|aren't|not|no_longer happening|needed|necessary|required|relevant
  isn't|isnt|aren't|arent happening|needed|necessary|required|relevant
`);

/** "The picnic is cancelled", "the toner is no longer needed". */
export const calledOff = (tokens: readonly Token[]): Found | null => {
  const last = lastWord(tokens);
  if (
    /^(?:it|that)['’]s$/.test(wordAt(tokens, 0)) &&
    wordAt(tokens, last - 1) !== 'off' &&
    phraseEnd(cancelled, tokens, 0) === last
  )
    return { op: 'delete', object: pronoun(tokens), sure: true };
  for (let k = 1; k < last; k++)
    if (phraseEnd(cancelled, tokens, k) === last)
      return {
        op: 'delete',
        object: without(tokens, 0, k),
        sure: /^(?:the|my|our)$/.test(wordAt(tokens, 0)),
        off: true,
      };
  return null;
};

export const remove = (tokens: readonly Token[]): Found | null => {
  const first = wordAt(tokens, 0);
  const last = lastWord(tokens);
  const start = phraseEnd(deleting, tokens, 0);
  if (start < 0) {
    if (/^(?:take|cross)$/.test(first) && tokens.some((t) => /^(?:off|out)$/.test(t.lower))) {
      const off = tokens.findIndex((t) => /^(?:off|out)$/.test(t.lower));
      if (first === 'take' && off > 1)
        return {
          op: 'delete',
          object: without(tokens, 1, off),
          sure:
            /^(?:my|the|off|of)$/.test(wordAt(tokens, off + 1)) &&
            tokens.some((t) => t.lower === 'list' || t.lower === 'tasks'),
        };
    }
    if (first === 'throw' && wordAt(tokens, last - 1) === 'away')
      return { op: 'delete', object: without(tokens, 1, last - 1), sure: false };
    return null;
  }
  if (start >= tokens.length)
    return /^(?:delete|remove|clear|cancel|erase)$/.test(first) ? { op: 'delete', object: [], sure: true } : null;
  const definite =
    /^(?:the|my|this|that|it|those|these|all|them|both|every|everything|task|number|#)$/.test(wordAt(tokens, start)) ||
    tokens[start]?.kind === 'quoted';
  return {
    op: 'delete',
    object: without(tokens, start, last),
    sure:
      !soft.has(first) ||
      (definite && /^(?:cancel|remove|scrap|drop|clear|bin|trash|discard|zap|scratch|nix)$/.test(first)),
  };
};
