import { expect, it } from 'vitest';
import { amountAt, numberAt, ordinalAt } from './numbers.ts';
import { tokenize } from './tokens.ts';

it.each([
  ['3', 3],
  ['seven', 7],
  ['twenty five', 25],
  ['thirty-one', 31],
  ['1.5', 1.5],
  ['2,5', 2.5],
  ['a', null],
  ['many', null],
])('the number in %j', (text, expected) => {
  expect(numberAt(tokenize(text), 0)?.value ?? null).toBe(expected);
});

it.each([
  ['a week', 1],
  ['an hour', 1],
  ['half an hour', 0.5],
  ['half a day', 0.5],
  ['a couple of days', 2],
  ['couple days', 2],
  ['a few days', 3],
  ['the day', null],
])('the amount in %j', (text, expected) => {
  expect(amountAt(tokenize(text), 0)?.value ?? null).toBe(expected);
});

it.each([
  ['1st', 1],
  ['22nd', 22],
  ['third', 3],
  ['twenty first', 21],
  ['thirty-first', 31],
  ['last', -1],
  ['5', null],
])('the ordinal in %j', (text, expected) => {
  expect(ordinalAt(tokenize(text), 0)?.value ?? null).toBe(expected);
});
