import { describe, expect, it } from 'vitest';
import { here, said, task } from '../../../../test/language/speaker.ts';
import type { KnownTask } from '../contract.ts';
import { tokenize } from '../words/tokens.ts';
import { changesOf } from './changes.ts';
import { editOf } from './edits.ts';

const dentist = task('dentist', { due_date: '2026-11-27T15:00:00Z', tags: ['health'], priority: 'LOW' });
const rent = task('rent', { due_date: '2026-12-01T00:00:00Z', all_day: true, recurrence_rule: 'FREQ=MONTHLY' });

/** What an edit is about, and what it comes to for a task. */
const edited = (text: string, of: KnownTask = dentist): string => {
  const wish = editOf({ here, text, tokens: tokenize(text) });
  if (wish === null) return 'no edit';
  const changed = changesOf(here, of, wish.edit);
  return `${said(wish.object)}: ${changed.ok ? JSON.stringify(changed.changes) : changed.problem}`;
};

describe('convention 12, rescheduling', () => {
  it.each([
    ['move the dentist to saturday', 'dentist: {"due":"2026-11-28T15:00:00+00:00"}'],
    ['move the dentist to 9am', 'dentist: {"due":"2026-11-27T09:00:00+00:00"}'],
    ['reschedule dentist for tomorrow at 4', 'dentist: {"due":"2026-11-26T16:00:00+00:00"}'],
    ['push the dentist back an hour', 'dentist: {"due":"2026-11-27T16:00:00+00:00"}'],
    ['postpone the dentist by 2 days', 'dentist: {"due":"2026-11-29T15:00:00+00:00"}'],
    ['bring the dentist forward a day', 'dentist: {"due":"2026-11-26T15:00:00+00:00"}'],
    ['make it 6', 'it: {"due":"2026-11-27T18:00:00+00:00"}'],
    ['the dentist is now on monday', 'dentist: {"due":"2026-11-30T15:00:00+00:00"}'],
    ['move the dentist to 30 february', 'dentist: impossible'],
    ['move the dentist to 25:00', 'dentist: no-time'],
    ['move the dentist to friday', 'dentist: {}'],
  ])('%j', (text, expected) => {
    expect(edited(text)).toBe(expected);
  });
});

it.each([
  ['rename the dentist to tooth doctor', 'the dentist: {"title":"tooth doctor"}'],
  ['change the title of dentist to "next friday"', 'dentist: {"title":"next friday"}'],
  ['make the dentist urgent', 'dentist: {"priority":"CRITICAL"}'],
  ['set the priority of the dentist to high', 'dentist: {"priority":"HIGH"}'],
  ['tag the dentist with money', 'the dentist: {"tags":["health","money"]}'],
  ['remove #health from the dentist', 'the dentist: {"tags":[]}'],
  ['remove the due date from the dentist', 'the dentist: {"due":null}'],
  ['add a note to the dentist: bring the x-rays', 'dentist: {"description":"bring the x-rays"}'],
  ['set the dentist to repeat weekly', 'dentist: {"rrule":"FREQ=WEEKLY","recurrence_mode":"schedule"}'],
  ['take its due date off altogether', 'it: {"due":null}'],
  ['set no priority for the dentist', 'the dentist: {"priority":null}'],
  ['the dentist is no longer low priority', 'the dentist: {"priority":null}'],
  ['set its description to "bring the x-rays"', 'it: {"description":"bring the x-rays"}'],
  ['set the category of the dentist to Health', 'the dentist: {"category":"Health"}'],
  ["change the dentist's category to Health", 'the dentist: {"category":"Health"}'],
  ['dentist: high priority', 'dentist: {"priority":"HIGH"}'],
  ['make the dentist more important', 'dentist: {"priority":"MEDIUM"}'],
  ['make it a bit less urgent', 'it: {}'],
  ['give the dentist a higher priority', 'dentist: {"priority":"MEDIUM"}'],
  ['drop it to medium', 'it: {"priority":"MEDIUM"}'],
  ['tag the last one money', 'the last one: {"tags":["health","money"]}'],
  ['retag the dentist as money', 'the dentist: {"tags":["money"]}'],
  ['rename dentist -> tooth doctor', 'dentist: {"title":"tooth doctor"}'],
  ['dentist should be called tooth doctor', 'dentist: {"title":"tooth doctor"}'],
  ['the dentist slipped a week', 'dentist: {"due":"2026-12-04T15:00:00+00:00"}'],
  ["the dentist won't happen till monday", 'no edit'],
  ["the dentist won't be ready till monday", 'dentist: {"due":"2026-11-30T15:00:00+00:00"}'],
  ['dentist at 4 from now on', 'dentist: {"due":"2026-11-27T16:00:00+00:00"}'],
  ['move the dentist to thursday, sorry, saturday', 'dentist: {"due":"2026-11-28T15:00:00+00:00"}'],
  ['the dentist is at 4 now, not 3', 'dentist: {"due":"2026-11-27T16:00:00+00:00"}'],
  ['move all #health tasks due friday to monday', 'all health tasks due friday: {"due":"2026-11-30T15:00:00+00:00"}'],
  ['set it to high and due monday', 'it: {"priority":"HIGH","due":"2026-11-30T15:00:00+00:00"}'],
  ['buy toothpaste', 'no edit'],
  ['move house', 'no edit'],
])('%j', (text, expected) => {
  expect(edited(text)).toBe(expected);
});

it('a task without its due date repeats no more', () => {
  expect(edited('clear the due date of the rent', rent)).toBe('the rent: {"due":null,"rrule":null}');
  for (const text of ['stop repeating the rent', 'make the rent stop repeating', 'the rent should stop recurring'])
    expect(edited(text, rent)).toBe('the rent: {"rrule":null}');
});
