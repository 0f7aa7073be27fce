/** "An hour later", "two days earlier, please": what was touched last is due so much from when it was. */
import type { Understanding } from '../contract.ts';
import { lengthAt } from '../dates/lengths.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { carryOut } from './carrying-out.ts';
import type { Turn } from './turn.ts';

export const moved = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const length = lengthAt(tokens, 0);
  if (length === null || !/^(?:later|earlier|sooner)$/.test(wordAt(tokens, length.end))) return null;
  const rest = tokens.slice(length.end + 1);
  if (!rest.every((t) => t.kind !== 'word' || /^(?:please|pls|actually|then|instead|thanks)$/.test(t.lower)))
    return null;
  const shift = { length: length.length, back: wordAt(tokens, length.end) !== 'later' };
  return carryOut(turn, { edit: { shift }, object: [], sure: true, weak: false });
};
