import { describe, expect, it } from 'vitest';
import { hereOf } from '../dates/calendar.ts';
import { tokenize, type Token } from '../words/tokens.ts';
import { dayHeading, itemsUnder, listed } from './item-lists.ts';

const here = hereOf('2026-11-25T10:00:00Z', 'Europe/London');
const said = (parts: readonly (readonly Token[])[] | null): string =>
  parts === null ? 'one sentence' : parts.map((part) => part.map((t) => t.text).join(' ')).join(' | ');

describe('the items of a line', () => {
  it.each([
    ['add milk, eggs and bread', 'milk | eggs | bread'],
    ['milk, eggs, bread', 'milk | eggs | bread'],
    ['please add 2 lemons, olive oil to my list', '2 lemons | olive oil to my list'],
    ['prep slides, book room 4B and email Dana', 'prep slides | book room 4B | email Dana'],
    ['remind me to call mum, email dad and pay rent', 'call mum | email dad | pay rent'],
    ['pay rent, water the plants', 'pay rent | water the plants'],
  ])('%j', (text, expected) => {
    expect(said(listed(here, text, tokenize(text)))).toBe(expected);
  });

  it.each([
    'buy milk, eggs and bread',
    'wash, dry and fold the laundry',
    'ask Tom, Dick and Harry about the trip',
    'buy a gift, wrap it and post it',
    'dinner, Friday at 7',
    'add salt and pepper',
  ])('%j is one sentence', (text) => {
    expect(listed(here, text, tokenize(text))).toBeNull();
  });
});

describe('a day as a heading', () => {
  it.each([
    ['tomorrow: dentist 9am, haircut 11.30, lunch', 'tomorrow', 'dentist 9am | haircut 11.30 | lunch'],
    ['to do today: water plants; change sheets', 'today', 'water plants | change sheets'],
    ['for Monday: buy milk, eggs and bread', 'for Monday', 'buy milk , eggs and bread'],
  ])('%j', (text, day, items) => {
    const tokens = tokenize(text);
    const heading = dayHeading(here, tokens);
    expect(heading?.day).toBe(day);
    expect(said(itemsUnder(here, tokens.slice(heading?.from)))).toBe(items);
  });

  it.each(['note: call mum', 'meeting at 5: bring slides', 'call Ann tomorrow: urgent'])('%j has none', (text) => {
    expect(dayHeading(here, tokenize(text))).toBeNull();
  });
});
