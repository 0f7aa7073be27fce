/** Parts of the day in their phrases: "in the morning", "this evening", "at lunchtime", "tonight", "first thing", "last thing". */
import { wordAt, type Token } from '../words/tokens.ts';
import { partNamed, type Part } from './clock.ts';

/** `today`: the phrase says the day as well. */
export type PartMatch = { end: number; part: Part; today: boolean };

/** The words before the part itself; `phrase` when they are enough to believe it. */
const begin = (tokens: readonly Token[], i: number): { at: number; phrase: boolean } => {
  const [word, next] = [wordAt(tokens, i), wordAt(tokens, i + 1)];
  if (word === 'this') return { at: i + 1, phrase: true };
  if (word === 'in' && next === 'the') return { at: i + 2, phrase: true };
  if (word !== 'at' && word !== 'over' && word !== 'during') return { at: i, phrase: false };
  const at = next === 'the' ? i + 2 : i + 1;
  return { at, phrase: at === i + 2 || /^(?:night|lunch|lunchtime|breakfast)$/.test(wordAt(tokens, at)) };
};

/** `beside`: a day or a time stands next to it, so that "morning" alone is enough; `led`: "by", "before" led here. */
export const partAt = (tokens: readonly Token[], i: number, beside: boolean, led: boolean): PartMatch | null => {
  if (/^(?:tonight|tonite|2nite|2night)$/.test(wordAt(tokens, i))) return { end: i + 1, part: 'night', today: true };
  if (wordAt(tokens, i) === 'first' && wordAt(tokens, i + 1) === 'thing') {
    const full = [2, 3, 4].map((n) => wordAt(tokens, i + n)).join(' ') === 'in the morning';
    return { end: full ? i + 5 : i + 2, part: 'morning', today: false };
  }
  if (wordAt(tokens, i) === 'last' && wordAt(tokens, i + 1) === 'thing') {
    if (/^(?:tonight|tonite)$/.test(wordAt(tokens, i + 2))) return { end: i + 3, part: 'night', today: true };
    const full = `${wordAt(tokens, i + 2)} ${wordAt(tokens, i + 3)}` === 'at night';
    return full || beside ? { end: full ? i + 4 : i + 2, part: 'night', today: false } : null;
  }
  const { at, phrase } = begin(tokens, i);
  const early = /^(?:early|late|mid)$/.test(wordAt(tokens, at)) && (beside || phrase);
  const j = early ? (wordAt(tokens, at + 1) === '-' ? at + 2 : at + 1) : at;
  const name = wordAt(tokens, j);
  const part = partNamed(name) ?? (name === 'lunch' && (phrase || led) ? 'lunch' : null);
  if (part === null || !(beside || phrase || (led && part === 'lunch'))) return null;
  return { end: j + 1, part, today: wordAt(tokens, i) === 'this' };
};
