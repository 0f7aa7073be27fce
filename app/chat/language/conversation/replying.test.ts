import { describe, expect, it } from 'vitest';
import { task } from '../../../../test/language/speaker.ts';
import { talk as converse } from '../../../../test/language/talk.ts';
import { tokenize } from '../words/tokens.ts';
import { isNo, isYes } from './yes-no.ts';

const tasks = [
  task('Call Anna', { due_date: '2026-11-27T15:00:00Z' }),
  task('Call Ben'),
  task('Rent', { due_date: '2026-11-20T00:00:00Z', all_day: true }),
];
const talk = (...says: string[]): string => converse(tasks, ...says);

it.each(['yes', 'Yes please!', 'go ahead', 'ok, do it', 'hmm, sure'])('%j is a yes', (text) => {
  expect([isYes(tokenize(text)), isNo(tokenize(text))]).toEqual([true, false]);
});
it.each(['no', 'never mind', "no, don't", 'not now', 'forget it'])('%j is a no', (text) => {
  expect([isYes(tokenize(text)), isNo(tokenize(text))]).toEqual([false, true]);
});

describe('convention 13, what is asked before it is done', () => {
  it.each([
    [['delete rent'], 'delete Rent'],
    [['delete all tasks'], 'asks'],
    [['delete all tasks', 'no'], ''],
    [['delete all tasks', 'yes'], 'delete Rent, delete Call Anna, delete Call Ben'],
    [['delete the call'], 'asks'],
    [['delete the call', 'the second one'], 'delete Call Ben'],
    [['delete the plumber'], ''],
    [['undo'], ''],
    [['complete rent', 'undo'], 'undo Rent'],
    [['party on 30 february', 'tomorrow'], 'add party 2026-11-26'],
    [['meeting friday at 25:00', '3pm'], 'add meeting 2026-11-27T15:00:00+00:00'],
    [['gym twice a week', 'monday and thursday'], 'add gym 2026-11-26'],
    [
      ['take pills 2x a day', '8am and 8pm'],
      'add take pills 2026-11-26T08:00:00+00:00, add take pills 2026-11-25T20:00:00+00:00',
    ],
    [['reschedule rent', 'friday'], 'update Rent {"due":"2026-11-27"}'],
  ])('%j', (says, expected) => {
    expect(talk(...says)).toBe(expected);
  });
});

describe('going on with what was touched', () => {
  it.each([
    [['move call anna to monday', 'no, make it 6'], 'update Call Anna {"due":"2026-11-27T18:00:00+00:00"}'],
    [['move call anna to monday', 'high priority, please'], 'update Call Anna {"priority":"HIGH"}'],
    [['move call anna to monday', 'same time on sunday'], 'update Call Anna {"due":"2026-11-29T15:00:00+00:00"}'],
    [['move call anna to monday', 'two days later'], 'update Call Anna {"due":"2026-11-29T15:00:00+00:00"}'],
    [
      ['move call anna to monday', 'oops, wrong day, it’s on sunday'],
      'update Call Anna {"due":"2026-11-29T15:00:00+00:00"}',
    ],
    [['buy milk', 'scratch that'], 'undo buy milk'],
    [['call Ann at 3 and Bob at 4'], 'add call Ann 2026-11-25T15:00:00+00:00, add call Bob 2026-11-25T16:00:00+00:00'],
    [['call Ann. Buy milk tomorrow'], 'add call Ann, add Buy milk 2026-11-26'],
    [['Clean the garage; due saturday; #home'], 'add Clean the garage 2026-11-28'],
    [['move call anna to monday', 'high priority'], 'update Call Anna {"priority":"HIGH"}'],
  ])('%j', (says, expected) => {
    expect(talk(...says)).toBe(expected);
  });
});

describe('convention 12, snoozing', () => {
  it.each([
    [['snooze call anna for an hour'], 'snooze Call Anna 2026-11-27T16:00:00+00:00'],
    [['snooze rent for an hour'], 'snooze Rent 2026-11-25T11:00:00+00:00'],
    [['snooze rent until friday'], 'snooze Rent 2026-11-27T09:00:00+00:00'],
    [['snooze rent'], 'asks'],
    [['snooze rent', '10 minutes'], 'snooze Rent 2026-11-25T10:10:00+00:00'],
  ])('%j', (says, expected) => {
    expect(talk(...says)).toBe(expected);
  });
});
