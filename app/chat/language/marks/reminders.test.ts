import { expect, it } from 'vitest';
import { here, said } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { placeReminder, remindingAt } from './reminders.ts';

const DUE = Date.UTC(2026, 10, 27, 15);

it.each([
  ['remind me 10 min before', '{"offset":"PT10M"}'],
  ['(remind me 10 min before)', '{"offset":"PT10M"}'],
  ['with a reminder 2 hours before', '{"offset":"PT2H"}'],
  ['remind me a day before', '{"offset":"P1D"}'],
  ['with a 15 minute reminder', '{"offset":"PT15M"}'],
  ['and remind me the day before at 6pm', '{"at":"2026-11-26T18:00:00+00:00"}'],
  ['and remind me the night before', '{"at":"2026-11-26T20:00:00+00:00"}'],
  ['remind me to call', 'nothing'],
  ['10 minutes', 'nothing'],
])('%j', (text, expected) => {
  const tokens = tokenize(text);
  const found = remindingAt(here, tokens, 0, true);
  const rest = found === null ? '' : said(tokens.slice(found.end));
  expect(found === null ? 'nothing' : JSON.stringify(placeReminder(here, found, DUE)) + rest).toBe(expected);
});
