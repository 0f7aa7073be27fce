import { expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import { withTitles } from './known-titles.ts';

const tasks = [task('Weekly report'), task('Friday drinks'), task('Call Ann')];
const closed = (text: string): string[] => {
  const turn = turnOf(text, tasks);
  return withTitles(turn, turn.tokens).map((token) => (token.kind === 'quoted' ? `<${token.text}>` : token.text));
};

it.each([
  ['change weekly report to thursdays', 'change <Weekly report> to thursdays'],
  ['move Friday drinks to saturday', 'move <Friday drinks> to saturday'],
  ['call ann on friday', 'call ann on friday'],
  ['report weekly on friday', 'report weekly on friday'],
  ['move the weekly reports to monday', 'move the weekly reports to monday'],
])('%j', (text, expected) => {
  expect(closed(text).join(' ')).toBe(expected);
});
