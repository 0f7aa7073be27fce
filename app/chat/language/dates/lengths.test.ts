import { describe, expect, it } from 'vitest';
import { tokenize } from '../words/tokens.ts';
import { dueAt, hereOf, localText } from './calendar.ts';
import { instantAfter, isoLength, lengthAt, onCalendar } from './lengths.ts';

it.each([
  ['20 minutes', 'PT20M'],
  ['90 min', 'PT1H30M'],
  ['an hour and a half', 'PT1H30M'],
  ['2 and a half hours', 'PT2H30M'],
  ['1h30m', 'PT1H30M'],
  ['2 hours 15 minutes', 'PT2H15M'],
  ['half an hour', 'PT30M'],
  ['3 days', 'P3D'],
  ['a fortnight', 'P14D'],
  ['2w', 'P14D'],
  ['a month', 'P1M'],
  ['a quarter', 'P3M'],
  ['two years', 'P24M'],
  ['5 apples', null],
  ['minutes', null],
])('the length of %j', (text, expected) => {
  const found = lengthAt(tokenize(text), 0);
  expect(found === null ? null : isoLength(found.length)).toBe(expected);
});

describe('convention 6, from now on', () => {
  const length = (text: string) => lengthAt(tokenize(text), 0)?.length ?? { months: 0, days: 0, minutes: 0 };

  it('counts minutes and hours as they elapse, across a change of clocks', () => {
    const eve = hereOf('2026-10-24T23:30:00Z', 'Europe/London');
    expect(localText(eve.zone, instantAfter(eve, eve.now, length('2 hours')))).toBe('2026-10-25T01:30:00+00:00');
    expect(localText(eve.zone, instantAfter(eve, eve.now, length('a day')))).toBe('2026-10-26T00:30:00+00:00');
  });

  it('clamps months to their last day', () => {
    const january = Date.UTC(2026, 0, 31);
    expect(new Date(onCalendar(january, length('a month'))).toISOString().slice(0, 10)).toBe('2026-02-28');
    expect(new Date(onCalendar(january, length('a month'), -1)).toISOString().slice(0, 10)).toBe('2025-12-31');
  });

  it('moves a skipped local time on by the gap', () => {
    expect(dueAt('Europe/London', Date.UTC(2026, 2, 29, 1, 30))).toBe('2026-03-29T02:30:00+01:00');
  });
});
