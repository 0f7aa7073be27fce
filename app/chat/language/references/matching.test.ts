import { expect, it } from 'vitest';
import { task } from '../../../../test/language/speaker.ts';
import { keyWords, matchTitle, slips, stem } from './matching.ts';

it.each([
  ['plants', 'plant'],
  ['paid', 'pay'],
  ['running', 'run'],
  ['groceries', 'grocery'],
  ['boxes', 'box'],
  ['mom', 'mum'],
  ["anna's", 'anna'],
])('the stem of %j', (word, expected) => {
  expect(stem(word)).toBe(expected);
});

it('counts slips of the pen, a swap as one', () => {
  expect([slips('dentist', 'dentsit', 2), slips('milk', 'silk', 1), slips('tea', 'bread', 1)]).toEqual([1, 1, 2]);
});

it('keeps the words that tell', () => {
  expect(keyWords('the report for Anna')).toEqual(['report', 'anna']);
});

it.each([
  ['buy milk', 'Buy milk'],
  ['milk', 'Buy milk'],
  ['pay the bill', 'several'],
  ['water bill', 'Pay water bill'],
  ['cheese', 'none'],
])('the title meant by %j', (words, expected) => {
  const tasks = ['Buy milk', 'Pay water bill', 'Pay gas bill'].map((title) => task(title));
  const match = matchTitle(words, tasks);
  expect(match.kind === 'one' ? match.task.title : match.kind).toBe(expected);
});
