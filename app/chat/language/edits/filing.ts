/** "Set the category of X to house", "move X to the Work category", "file X under Taxes". */
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { EditWish } from './edit.ts';
import { owned, writtenText } from './objects.ts';

const categoryOf = phrases(`
  set|change|update|edit|switch the? category|project of|for|on
  category|project for|of
`);

const isNoun = (word: string): boolean => /^(?:category|project)$/.test(word);

/** The name of the category, without what only says that it is one. */
const named = (reading: Reading, tokens: readonly Token[]): string => {
  let own = [...tokens];
  while (/^(?:the|category|project|:)$/.test(own[0]?.lower ?? '')) own = own.slice(1);
  while (own.length > 1 && /^(?:category|project|please|instead|\.)$/.test(own.at(-1)?.lower ?? ''))
    own = own.slice(0, -1);
  return writtenText(reading, own);
};

const wish = (category: string, object: readonly Token[]): EditWish | null =>
  category === '' ? null : { edit: { category }, object: [...object], sure: true, weak: false };

export const filing = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const start = phraseEnd(categoryOf, tokens, 0);
  const to = tokens.findLastIndex((t) => t.kind !== 'quoted' && /^(?:to|as|:|is)$/.test(t.lower));
  if (start > 0 && to > start) return wish(named(reading, tokens.slice(to + 1)), tokens.slice(start, to));
  if (!/^(?:set|change|update|switch|file|categorise|categorize|classify)$/.test(wordAt(tokens, 0))) return null;
  const last = tokens.findLastIndex((t) => t.kind !== 'quoted' && /^(?:to|as|under|in|into)$/.test(t.lower));
  if (last < 2) return null;
  if (/^(?:file|categorise|categorize|classify)$/.test(wordAt(tokens, 0)))
    return {
      edit: { category: named(reading, tokens.slice(last + 1)) },
      object: tokens.slice(1, last),
      sure: true,
      weak: true,
    };
  // "Set its category to house", "change the gutters' category to house".
  return isNoun(wordAt(tokens, last - 1)) && last > 2
    ? wish(named(reading, tokens.slice(last + 1)), owned(tokens.slice(1, last - 1)))
    : null;
};
