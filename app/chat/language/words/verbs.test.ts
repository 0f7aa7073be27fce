import { expect, it } from 'vitest';
import { isLink, isVerb, presentOf } from './verbs.ts';

it.each([
  ['paid', 'pay'],
  ['called', 'call'],
  ['tidied', 'tidy'],
  ['dropped', 'drop'],
  ['baked', 'bake'],
  ['read', 'read'],
  ['red', null],
  ['constructor', null],
])('the present of %j', (past, expected) => {
  expect(presentOf(past)).toBe(expected);
});

it('tells what begins a task from what only holds words together', () => {
  expect(['call', 'buy', 'the', 'milk'].map(isVerb)).toEqual([true, true, false, false]);
  expect(['with', 'and', 'call'].map(isLink)).toEqual([true, true, false]);
});
