import { expect, it } from 'vitest';
import { phraseEnd, phrases } from './phrases.ts';
import { tokenize } from './tokens.ts';

const set = phrases(`
  good morning|evening there?
  do_not forget
`);

it.each([
  ['good morning', 2],
  ['good evening there friend', 3],
  ['do not forget', 3],
  ['good night', -1],
  ['"good morning"', -1],
])('the phrase at the beginning of %j', (text, end) => {
  expect(phraseEnd(set, tokenize(text), 0)).toBe(end);
});
