import { expect, it } from 'vitest';
import { here } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { readSlots } from './slots.ts';

/** How many times and habits are believed of `text`. */
const believed = (text: string): string => {
  const { moments, recurrences } = readSlots({ here, text, tokens: tokenize(text) });
  return `${moments.length} ${recurrences.length}`;
};

it.each([
  ['call mum on friday', '1 0'],
  ['call mum friday', '1 0'],
  ['friday call mum', '1 0'],
  ["read friday's paper", '0 0'],
  ['roast for sunday lunch', '0 0'],
  ['watch Black Friday deals', '0 0'],
  ['the 5th element', '0 0'],
  ['pay by the 5th', '1 0'],
  ['buy tickets for may', '0 0'],
  ['done by may', '1 0'],
  ['mix 1/2 cup of flour', '0 0'],
  ['room 5 at 3', '1 0'],
  ['catch the 10:15 to Leeds', '0 0'],
  ['check the 10am test', '0 0'],
  ['look at 2025 figures', '0 0'],
  ['sort receipts from last month', '0 0'],
  ['read tomorrow.io docs', '0 0'],
  ['watch The Day After Tomorrow on friday', '1 0'],
  ['5 Dec lunch with Sam', '1 0'],
  ['friday lunch with Sam', '1 0'],
  ['sunday brunch at 11', '2 0'],
  ['next sunday brunch', '1 0'],
  ['friday service the car', '1 0'],
  ['sunday roast every sunday', '0 1'],
  ['pay tax 31 jan annually', '1 1'],
  ['trip from Dec 3 to 6', '1 0'],
  ['go into the second hand shop', '0 0'],
  ['chapter 10:30', '0 0'],
  ['the 8pm show', '0 0'],
  ['talk about friday', '0 0'],
  ['weekly report', '0 0'],
  ['weekly clean the bath', '0 1'],
  ['report weekly', '0 1'],
  ['daily standup at 9', '1 1'],
  ['mondays gym', '0 1'],
  ['gym every monday', '0 1'],
  ['read the daily prophet', '0 0'],
])('%j has %s', (text, expected) => {
  expect(believed(text)).toBe(expected);
});
