/** "Rename X to Y", "call it Y", "change X to Y". */
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { EditWish } from './edit.ts';
import { writtenText } from './objects.ts';

const renames = phrases(`
  rename|retitle
  change|edit|update|correct|set the? title|name|text of|on|for
  change|edit|update|correct the? title|name
`);

/** "rename X to Y", "change the title of X to Y", "call it Y". */
export const renaming = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const start = phraseEnd(renames, tokens, 0);
  const called = /^(?:call|name)$/.test(wordAt(tokens, 0)) && /^(?:it|that|this)$/.test(wordAt(tokens, 1)) ? 2 : -1;
  if (
    called > 0 &&
    tokens[2] !== undefined &&
    !/^(?:a|off|back|done|in|at|on|tomorrow|today)$/.test(wordAt(tokens, 2))
  ) {
    const end = /^instead$/.test(wordAt(tokens, tokens.length - 1)) ? tokens.length - 1 : tokens.length;
    return {
      edit: { title: writtenText(reading, tokens.slice(2, end)) },
      object: tokens.slice(1, 2),
      sure: true,
      weak: false,
    };
  }
  const last = tokens.at(-1);
  // "call the podcast task 'Episode 12'"
  if (
    /^(?:call|name)$/.test(wordAt(tokens, 0)) &&
    last?.kind === 'quoted' &&
    /^(?:task|one|todo|to-do|item|reminder)$/.test(wordAt(tokens, tokens.length - 2))
  )
    return { edit: { title: last.text }, object: tokens.slice(1, -1), sure: true, weak: false };
  const possessive =
    start < 0 && /^(?:change|edit|update|set|correct)$/.test(wordAt(tokens, 0))
      ? tokens.findIndex((t, k) => k > 1 && /^(?:title|name)$/.test(t.lower) && wordAt(tokens, k + 1) === 'to')
      : -1;
  if (possessive > 0) {
    const object = tokens.slice(1, possessive).map((t) => ({ ...t, lower: t.lower.replace(/'s$/, '') }));
    return { edit: { title: writtenText(reading, tokens.slice(possessive + 2)) }, object, sure: true, weak: false };
  }
  if (start < 0) return stated(reading);
  const to = firstOf(tokens, start, /^(?:to|as|into|→|:|-)$/);
  if (to < 0) return null;
  // "->" is written with two signs.
  const arrow = wordAt(tokens, to) === '-' && wordAt(tokens, to + 1) === '>' ? 2 : 1;
  if (wordAt(tokens, to) === '-' && arrow === 1) return null;
  return {
    edit: { title: writtenText(reading, tokens.slice(to + arrow)) },
    object: tokens.slice(start, to),
    sure: true,
    weak: false,
  };
};

const names = phrases(`
  should|must be|read|say called|named|titled
  should read|say
  is|are now called|named|titled
  needs|has to be called|named|titled
`);

/** "X should be called Y", "it should say Y". */
const stated = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  for (let k = 1; k < Math.min(tokens.length - 1, 14); k++) {
    const quotes = tokens[k - 1]?.kind === 'quoted' && tokens.at(-1)?.kind === 'quoted' && k + 3 === tokens.length;
    const be = quotes && wordAt(tokens, k) === 'should' && wordAt(tokens, k + 1) === 'be';
    const end = be ? k + 2 : phraseEnd(names, tokens, k);
    if (end < 0 || end >= tokens.length) continue;
    const not = tokens.findIndex((t, n) => n > end && /^(?:not|instead)$/.test(t.lower));
    const title = writtenText(reading, tokens.slice(end, not < 0 ? tokens.length : not));
    return { edit: { title }, object: tokens.slice(0, k), sure: false, weak: false };
  }
  return null;
};

/** The first "to" behind quoted or plain words; with several, the one that leaves both sides something. */
const firstOf = (tokens: readonly Token[], from: number, pattern: RegExp): number =>
  tokens.findIndex((t, k) => k > from && k < tokens.length - 1 && t.kind !== 'quoted' && pattern.test(t.lower));

/** "change X to Y": a new name, where Y is nothing else. */
export const renamed = (reading: Reading, first: string, strength: string): EditWish | null => {
  const { tokens } = reading;
  if (!/^(?:change|update|edit|correct|make|modify|replace|switch)$/.test(first)) return null;
  const to = firstOf(tokens, 1, /^(?:to|into|->|→)$/);
  if (to < 0) return null;
  return {
    edit: { title: writtenText(reading, tokens.slice(to + 1)) },
    object: tokens.slice(1, to),
    sure: false,
    weak: strength === 'weak',
  };
};
