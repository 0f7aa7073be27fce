import { expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import type { Memory } from '../contract.ts';
import { likewise } from './likewise.ts';

const tasks = [task('Call Anna'), task('Call Ben'), task('Rent')];
const [anna, ben, rent] = tasks.map(({ id }) => id);
const ids = [anna ?? '', ben ?? '', rent ?? ''];
const completed = [{ id: anna ?? '', title: 'Call Anna', op: 'complete', command_id: 'c' }];

const meant = (text: string, memory: Partial<Memory>): string => {
  const turn = turnOf(text, tasks, { shown: ids, ...memory });
  const understood = likewise(turn, turn.tokens, text.toLowerCase().startsWith('and'));
  if (understood === null) return 'more than a reference';
  if (understood.asked) return `asked about ${understood.memory.touched.length}`;
  return understood.acts.map((act) => (act.op === 'add' ? 'add' : `${act.op} ${act.target.title}`)).join(', ');
};

it.each([
  ['and the second one too', 'complete Call Ben'],
  ['same for the rent', 'complete Rent'],
  ['the rent as well', 'complete Rent'],
  ['buy milk too', 'more than a reference'],
  ['rent', 'more than a reference'],
])('%j, after another was done', (text, expected) => {
  expect(meant(text, { touched: ids.slice(0, 1), done: [completed] })).toBe(expected);
});

it('asks what to do when nothing was done before', () => {
  expect(meant('the second one', {})).toBe('asked about 1');
});

it('knows the others of a list', () => {
  const done = [completed];
  expect(meant('the other one too', { shown: ids.slice(0, 2), touched: ids.slice(0, 1), done })).toBe(
    'complete Call Ben',
  );
});
