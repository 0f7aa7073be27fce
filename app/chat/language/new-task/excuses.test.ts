import { expect, it } from 'vitest';
import { here, said } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { withoutExcuse } from './excuses.ts';

it.each([
  ["we're out of milk, remind me to buy some", 'remind me to buy some'],
  ['my tooth is killing me. Please remind me to call the dentist', 'Please remind me to call the dentist'],
  ['lol i totally forgot, remind me to text Jay', 'remind me to text Jay'],
  ["it's getting cold so remind me to bleed the radiators", 'so remind me to bleed the radiators'],
  ['Three things. Buy milk. Call Ann.', 'Buy milk . Call Ann .'],
  ['ok, a couple of reminders: milk and eggs', 'milk and eggs'],
])('%j asks for %j', (text, asked) => {
  expect(said(withoutExcuse(here, tokenize(text)))).toBe(asked);
});

it.each([
  'buy milk, remind me to call Ann',
  'I need to call Bob, remind me to buy milk',
  'we leave on Friday, remind me to pack',
  'three things to do before we go',
])('%j is all of it asked for', (text) => {
  const tokens = tokenize(text);
  expect(withoutExcuse(here, tokens)).toBe(tokens);
});
