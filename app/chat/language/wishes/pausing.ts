/** "Skip X", "pause X", "resume X". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { lastWord, without } from './wish-words.ts';
import type { Found } from './wish.ts';

const skipping = phrases(`
  skip
`);

const pausing = phrases(`
  pause|suspend
`);

const resuming = phrases(`
  resume|unpause
  restart
`);

export const others = (tokens: readonly Token[]): Found | null => {
  const last = lastWord(tokens);
  const cut = (from: number): Token[] => {
    const object = without(tokens, from, last);
    const tail = object
      .map((t) => t.lower)
      .join(' ')
      .search(/ (?:this|just this|next|for|today|tomorrow|once)(?: |$)/);
    return tail < 0
      ? object
      : object.slice(
          0,
          object
            .map((t) => t.lower)
            .join(' ')
            .slice(0, tail)
            .split(' ').length,
        );
  };
  const skip = phraseEnd(skipping, tokens, 0);
  if (skip > 0) return { op: 'skip', object: cut(skip), sure: false };
  const pause = phraseEnd(pausing, tokens, 0);
  if (pause > 0) return { op: 'pause', object: cut(pause), sure: false };
  const resume = phraseEnd(resuming, tokens, 0);
  return resume > 0 ? { op: 'resume', object: cut(resume), sure: false } : null;
};
