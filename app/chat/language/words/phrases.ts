/** Set phrases, found at a place in a sentence by their longest match. */
import type { Token } from './tokens.ts';

export type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * One phrase a line; `a|b` in a place stands for either word, `do_not` for two words in one place, `?` after a place for
 * one that may be missing.
 */
export const phrases = (lines: string): Phrases => {
  const all = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => spread(line.split(/\s+/)))
    .filter((phrase) => phrase.length > 0);
  const byFirst = new Map<string, string[][]>();
  for (const phrase of all.sort((a, b) => b.length - a.length)) {
    const first = phrase[0] ?? '';
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase]);
  }
  return byFirst;
};

const spread = (parts: readonly string[]): string[][] => {
  const [first, ...rest] = parts;
  if (first === undefined) return [[]];
  const optional = first.endsWith('?') && first.length > 1;
  const options = (optional ? first.slice(0, -1) : first).split('|');
  const tails = spread(rest);
  const taken = options.flatMap((option) => tails.map((tail) => [...option.split('_'), ...tail]));
  return optional ? [...taken, ...tails] : taken;
};

/** Where the longest of the phrases that begins at token `i` ends; -1 when none does. */
export const phraseEnd = (set: Phrases, tokens: readonly Token[], i: number): number => {
  const first = tokens[i];
  if (first === undefined || first.kind === 'quoted') return -1;
  const found = set
    .get(first.lower)
    ?.find((phrase) =>
      phrase.every((word, n) => n === 0 || (tokens[i + n]?.kind !== 'quoted' && tokens[i + n]?.lower === word)),
    );
  return found === undefined ? -1 : i + found.length;
};

/** The words of the tokens between two places, lower case, one space between. */
export const wordsOf = (tokens: readonly Token[], from = 0, to = tokens.length): string =>
  tokens
    .slice(from, to)
    .map((token) => token.lower)
    .join(' ');
