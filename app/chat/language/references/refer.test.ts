import { describe, expect, it } from 'vitest';
import { task, turnOf } from '../../../../test/language/speaker.ts';
import type { Memory } from '../contract.ts';
import { referTo } from './refer.ts';

const tasks = [
  task('Call Anna', { tags: ['work'], priority: 'HIGH' }),
  task('Call Ben', { due_date: '2026-11-24T17:00:00Z' }),
  task('Buy milk', { due_date: '2026-11-25T00:00:00Z', all_day: true }),
  task('Dentist', { due_date: '2026-11-27T15:00:00Z' }),
  task('Old thing', { completed: true, completed_at: '2026-11-20T09:00:00Z' }),
];

const meant = (text: string, memory: Partial<Memory> = {}): string => {
  const turn = turnOf(text, tasks, memory);
  const found = referTo(turn, turn.tokens, tasks);
  switch (found.kind) {
    case 'tasks':
      return found.tasks.map(({ title }) => title).join(', ') + (found.bulk ? ' (all)' : '');
    case 'several':
      return `which of ${found.tasks.map(({ title }) => title).join(', ')}`;
    default:
      return found.kind;
  }
};

describe('by name', () => {
  it.each([
    ['the dentist', 'Dentist'],
    ['dentst', 'Dentist'],
    ['milk and dentist', 'Buy milk, Dentist'],
    ['the call', 'which of Call Anna, Call Ben'],
    ['"Call Ben"', 'Call Ben'],
    ['calling ana', 'Call Anna'],
    ['old thing', 'Old thing'],
    ['the plumber', 'unknown'],
    ['', 'missing'],
  ])('%j', (text, expected) => {
    expect(meant(text)).toBe(expected);
  });
});

describe('by what they have in common', () => {
  it.each([
    ['all my tasks', 'Call Ben, Buy milk, Dentist, Call Anna (all)'],
    ['everything except the dentist', 'Call Ben, Buy milk, Call Anna (all)'],
    ['all overdue tasks', 'Call Ben (all)'],
    ['the overdue one', 'Call Ben'],
    ['the high priority task', 'Call Anna'],
    ['all #work tasks', 'Call Anna (all)'],
    ['everything due today', 'Buy milk (all)'],
  ])('%j', (text, expected) => {
    expect(meant(text)).toBe(expected);
  });
});

describe('convention 15, by what was last shown or touched', () => {
  const shown = ['Call Anna', 'Call Ben', 'Dentist'];
  it.each<[string, Partial<Memory>, string]>([
    ['it', { touched: ['Dentist'] }, 'Dentist'],
    ['that one', { shown: ['Buy milk'] }, 'Buy milk'],
    ['it', { shown }, 'which of Call Anna, Call Ben, Dentist'],
    ['the first one', { shown }, 'Call Anna'],
    ['the last one', { shown }, 'Dentist'],
    ['1 and 3', { shown }, 'Call Anna, Dentist'],
    ['the first two', { shown }, 'Call Anna, Call Ben'],
    ['them', { shown }, 'Call Anna, Call Ben, Dentist (all)'],
    ['number 7', { shown }, 'unknown'],
    ['it', {}, 'missing'],
    ['the second one', {}, 'missing'],
  ])('%j after %j', (text, memory, expected) => {
    expect(meant(text, memory)).toBe(expected);
  });
});
