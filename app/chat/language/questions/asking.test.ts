import { expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import { askOf } from './asking.ts';

it.each([
  ["what's due today?", 'question'],
  ['how many tasks do I have', 'question'],
  ['when is the dentist?', 'question'],
  ['did I pay the rent?', 'question'],
  ['show my tasks', 'list'],
  ['list everything overdue', 'list'],
  ['today', 'list'],
  ['list', 'list'],
  ['show', 'list'],
  ['all', 'list'],
  ['find tasks about milk', 'search'],
  ['search for milk', 'search'],
  ['do I have anything about milk', 'search'],
  ['find a plumber', null],
  ['list the bike on ebay', null],
  ['check the oil', null],
  ['have lunch with Bob', null],
  ['show Ann the garden', null],
  ['read the paper', null],
])('%j', (text, expected) => {
  const turn = turnOf(text, [task('Dentist'), task('Pay the rent')]);
  expect(askOf(turn, turn.tokens, false)?.kind ?? null).toBe(expected);
});
