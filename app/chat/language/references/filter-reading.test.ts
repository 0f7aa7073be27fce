import { describe, expect, it } from 'vitest';
import { here, task } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { filterOf } from './filter-reading.ts';
import { filtered } from './filtered.ts';

const categories = [{ category_id: 'c1', name: 'Garden' }];
const tasks = [
  task('late', { due_date: '2026-11-24T17:00:00Z', priority: 'HIGH' }),
  task('today', { due_date: '2026-11-25T00:00:00Z', all_day: true, tags: ['work'] }),
  task('tonight', { due_date: '2026-11-25T20:00:00Z' }),
  task('friday', { due_date: '2026-11-27T00:00:00Z', all_day: true, recurrence_rule: 'FREQ=WEEKLY' }),
  task('next', { due_date: '2026-12-01T09:00:00Z', category_id: 'c1' }),
  task('someday', { priority: 'CRITICAL' }),
  task('done', { completed: true, completed_at: '2026-11-24T09:00:00Z' }),
];

const shown = (text: string): string => {
  const tokens = tokenize(text);
  const filter = filterOf(here, tokens, 0, tokens.length, categories, tasks);
  return filtered(here, filter, tasks, categories)
    .map(({ title }) => title)
    .join(' ');
};

describe('convention 14, what a list holds', () => {
  it.each([
    ['my tasks', 'late today tonight friday next someday'],
    ['today', 'late today tonight'],
    ['overdue tasks', 'late'],
    ['tasks due this week', 'late today tonight friday'],
    ['due tomorrow', ''],
    ['tasks before friday', 'late today tonight'],
    ['tasks by friday', 'late today tonight friday'],
    ['after friday', 'next'],
    ['between today and friday', 'today tonight friday'],
    ['this evening', 'tonight'],
    ['completed tasks', 'done'],
    ['what did I finish yesterday', 'done'],
    ['high priority tasks', 'late'],
    ['high or critical priority', 'late someday'],
    ['#work tasks', 'today'],
    ['work tasks', 'today'],
    ['tasks in Garden', 'next'],
    ['recurring tasks', 'friday'],
    ['tasks without a due date', 'someday'],
    ['everything including completed ones', 'late today tonight friday next someday done'],
    ['the next 2 tasks', 'late today'],
    ['the last two', 'next someday'],
    ['in the next 3 days', 'today tonight friday'],
    ['over the next week', 'today tonight friday next'],
    ['at 8pm', 'tonight'],
    ['due in november', 'late today tonight friday'],
    ['by priority', 'someday late today tonight friday next'],
    ['alphabetically', 'friday late next someday today tonight'],
    ['tagged work or home', 'today'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});
