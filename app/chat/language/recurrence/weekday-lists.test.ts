import { expect, it } from 'vitest';
import { tokenize } from '../words/tokens.ts';
import { daysAt } from './weekday-lists.ts';

it.each([
  ['mon, wed & fri', [0, 2, 4]],
  ['tue/thu', [1, 3]],
  ['monday to friday', [0, 1, 2, 3, 4]],
  ['fri-mon', [4, 5, 6, 0]],
  ['mondays and thursdays', [0, 3]],
  ['mwf', [0, 2, 4]],
  ['mon wed fri', [0, 2, 4]],
  ['M/W/F', [0, 2, 4]],
  ['tu/th', [1, 3]],
  ['T/F', null],
  ['milk', null],
])('the days of %j', (text, expected) => {
  expect(daysAt(tokenize(text), 0)?.days ?? null).toEqual(expected);
});
