/** What a reminder says, near and far, early and late. */
import { describe, expect, test } from 'vitest';
import { reminderText } from './notification-text.ts';

const timed = { title: 'X', all_day: false, time_zone: 'America/New_York' };
const allDay = { title: 'X', all_day: true, time_zone: 'America/New_York' };
const due = '2026-12-01T15:00:00.000Z';
const minutes = (n: number): string => new Date(Date.parse(due) - n * 60_000).toISOString();

describe('a task due at a time', () => {
  test.each([
    [60, 'due in 60 minutes'],
    [59.99, 'due in 60 minutes'],
    [12, 'due in 12 minutes'],
    [1, 'due in 1 minute'],
    [0.2, 'due now'],
    [-0.4, 'due now'],
    [-1, 'was due 1 minute ago'],
    [-90, 'was due 90 minutes ago'],
    [24 * 60, 'due in 1440 minutes'],
    [3 * 24 * 60, 'due in 3 days'],
    [-5 * 24 * 60, 'was due 5 days ago'],
  ])('%d minutes before: %s', (before, text) => {
    expect(reminderText(timed, due, minutes(before))).toBe(`🔔 REMINDER: Task 'X' ${text}`);
  });
});

describe('an all-day task, by the days of its zone', () => {
  // Midnight of 1 December in New York.
  const day = '2026-12-01T05:00:00.000Z';
  test.each([
    ['2026-12-01T14:00:00.000Z', 'due today'],
    ['2026-12-02T04:59:00.000Z', 'due today'],
    ['2026-12-02T05:00:00.000Z', 'was due 1 day ago'],
    ['2026-12-01T04:59:00.000Z', 'due tomorrow'],
    ['2026-11-28T14:00:00.000Z', 'due in 3 days'],
  ])('at %s: %s', (at, text) => {
    expect(reminderText(allDay, day, at)).toBe(`🔔 REMINDER: Task 'X' ${text}`);
  });
});

test('a task without a due date', () => {
  expect(reminderText({ ...timed, title: "it's" }, null, due)).toBe(`🔔 REMINDER: Task 'it's'`);
});
