/** The tokens of a reference as words: without marks at the edges, as they were written. */
import type { Turn } from '../conversation/turn.ts';
import type { Token } from '../words/tokens.ts';

export const isMark = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'break' ||
    token.kind === 'bangs' ||
    (token.kind === 'sign' &&
      !/^[\p{L}\p{N}]/u.test(token.text) &&
      /^[,.:;!?–—\-()…✅✓✔☑👍🎉]|^\.{2,}$/u.test(token.text)));

/** Marks at the edges are nobody's name. */
export const trimmed = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (isMark(own[0])) own.shift();
  while (isMark(own.at(-1))) own.pop();
  return own;
};

export const inText = (turn: Turn, tokens: readonly Token[]): string => {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (only?.kind === 'quoted') return only.text;
  return tokens.map((token) => turn.text.slice(token.start, token.end)).join(' ');
};
