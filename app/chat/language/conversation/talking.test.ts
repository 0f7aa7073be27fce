import { describe, expect, it } from 'vitest';
import { task } from '../../../../test/language/speaker.ts';
import { talk } from '../../../../test/language/talk.ts';

const tasks = [
  task('Mow the lawn', { due_date: '2026-11-28T00:00:00Z', all_day: true, tags: ['home'] }),
  task('Dentist appointment', { due_date: '2026-11-26T16:30:00Z' }),
  task('Water the tomatoes', { due_date: '2026-11-25T19:00:00Z', priority: 'HIGH', tags: ['home'] }),
  task('Book hotel', { completed: true, completed_at: '2026-11-20T00:00:00Z' }),
];

describe('a reminder of what exists', () => {
  it.each([
    ['remind me about the dentist an hour before', 'update Dentist appointment {"reminders":[{"offset":"PT1H"}]}'],
    ['remind me a day before the dentist', 'update Dentist appointment {"reminders":[{"offset":"P1D"}]}'],
    ['add a 30 minute reminder to the dentist', 'update Dentist appointment {"reminders":[{"offset":"PT30M"}]}'],
    ['remind me an hour before the party', 'add the party'],
    ['remind me to call mum an hour before dinner', 'add call mum an hour before dinner'],
  ])('%j', (text, expected) => {
    expect(talk(tasks, text)).toBe(expected);
  });
});

it.each([
  ['snooze the tomatoes till 8', 'snooze Water the tomatoes 2026-11-25T20:00:00+00:00'],
  ['snooze the tomatoes till 8am tomorrow', 'snooze Water the tomatoes 2026-11-26T08:00:00+00:00'],
])('%j', (text, expected) => {
  expect(talk(tasks, text)).toBe(expected);
});

describe('what was meant is done, and what was not is taken back', () => {
  it.each([
    [['complete the lawn', 'oops, I meant the tomatoes'], 'undo Mow the lawn, complete Water the tomatoes'],
    [
      ['move the lawn to friday', 'no, the dentist'],
      'undo Mow the lawn, update Dentist appointment {"due":"2026-11-27T16:30:00+00:00"}',
    ],
    [['delete the dentist', 'sorry, I meant complete it'], 'undo Dentist appointment, complete Dentist appointment'],
    [['complete the lawn', 'whoops, wrong one, undo'], 'undo Mow the lawn'],
    [['complete the lawn', 'no, call the plumber'], 'add call the plumber'],
    [['complete the lawn', 'and the dentist'], 'complete Dentist appointment'],
    [
      ['move the lawn to friday', 'and the dentist to monday'],
      'update Dentist appointment {"due":"2026-11-30T16:30:00+00:00"}',
    ],
    [['complete the lawn', 'delete the dentist', 'undo both'], 'undo Dentist appointment, undo Mow the lawn'],
  ])('%j', (says, expected) => {
    expect(talk(tasks, ...says)).toBe(expected);
  });
});

describe('several things in one message', () => {
  it.each([
    ['the dentist got cancelled, delete it', 'delete Dentist appointment'],
    [
      "I can't make the dentist tomorrow, move it to Monday",
      'update Dentist appointment {"due":"2026-11-30T16:30:00+00:00"}',
    ],
    ['tomatoes done, lawn done', 'complete Water the tomatoes, complete Mow the lawn'],
    [
      'move the lawn to monday and the dentist to tuesday',
      'update Mow the lawn {"due":"2026-11-30"}, update Dentist appointment {"due":"2026-12-01T16:30:00+00:00"}',
    ],
    [
      'complete the tomatoes and show me what is left',
      'complete Water the tomatoeslists Dentist appointment, Mow the lawn',
    ],
    ['the hotel fell through, please reopen book hotel', 'reopen Book hotel'],
    ['I have watered the tomatoes', 'complete Water the tomatoes'],
    ['I have to water the roses', 'add water the roses'],
    ["cheers, you've been really helpful", ''],
    ['book the vet, make it urgent', 'add book the vet'],
  ])('%j', (text, expected) => {
    expect(talk(tasks, text)).toBe(expected);
  });
});

describe('a part of what was shown', () => {
  it.each([
    [['show my tasks', 'only the high priority ones'], 'lists Water the tomatoes'],
    [['show my tasks', 'just the home ones'], 'lists Water the tomatoes, Mow the lawn'],
    [['show my tasks', 'which of those are due tomorrow?'], 'lists Dentist appointment'],
    [['show my tasks', 'only milk'], 'add only milk'],
    [['only milk'], 'add only milk'],
  ])('%j', (says, expected) => {
    expect(talk(tasks, ...says)).toBe(expected);
  });
});

describe('a slip of the pen', () => {
  it.each([
    ['delte the lawn', 'delete Mow the lawn'],
    ['mvoe the dentist to monday', 'update Dentist appointment {"due":"2026-11-30T16:30:00+00:00"}'],
    ['would you mind moving the dentist to monday?', 'update Dentist appointment {"due":"2026-11-30T16:30:00+00:00"}'],
    ['snow shovel', 'add snow shovel'],
  ])('%j', (text, expected) => {
    expect(talk(tasks, text)).toBe(expected);
  });
});
