import { expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import { savedFilterOf } from './saved-filters.ts';

const tasks = [task('Post parcel'), task('Renew passport')];
const filters = [
  { name: 'Errands', tasks: ['Renew passport', 'Post parcel'] },
  { name: 'Work', tasks: [] },
];

const shown = (text: string): readonly string[] | string | null => {
  const turn = turnOf(text, tasks);
  const found = savedFilterOf({ ...turn, heard: { ...turn.heard, filters } }, turn.tokens);
  return found === null ? null : found.listed.length > 0 ? found.listed : found.reply;
};

it.each([
  ['show my errands filter', ['Renew passport', 'Post parcel']],
  ["what's in the Errands filter?", ['Renew passport', 'Post parcel']],
  ['list tasks by my errands filter', ['Renew passport', 'Post parcel']],
  ['apply filter errands', ['Renew passport', 'Post parcel']],
  ['errands filter', ['Renew passport', 'Post parcel']],
  ['show the work filter', 'You have no tasks.'],
  ['what filters do I have?', 'Your filters: “Errands”, “Work”.'],
  ['replace the water filter', null],
  ['change the errands filter on Friday', null],
  ['show my chores filter', null],
])('%j', (text, wanted) => {
  expect(shown(text)).toEqual(wanted);
});
