/** Previews: local times, offsets, notes where clocks move, month ends, and dates taken out. */
import { describe, expect, test } from 'vitest';
import { occurrencesFrom } from './recurrence.ts';

const shown = (rule: string, start: string, zone: string, most: number, skipped: string[] = []) =>
  occurrencesFrom({ rule, start, zone, skipped }, new Date(Date.parse(start) - 1).toISOString(), most);

const days = (rule: string, start: string, most: number): string[] =>
  shown(rule, start, 'UTC', most).map(({ local }) => local.slice(0, 10));

describe('where clocks move', () => {
  test('a time that is skipped moves forward by the gap, once, and says so', () => {
    expect(shown('FREQ=DAILY', '2026-03-28T01:30:00.000Z', 'Europe/Berlin', 3)).toEqual([
      { at: '2026-03-28T01:30:00.000Z', local: '2026-03-28T02:30:00', offset: '+01:00' },
      {
        at: '2026-03-29T01:30:00.000Z',
        local: '2026-03-29T03:30:00',
        offset: '+02:00',
        note: expect.stringContaining('skip') as string,
      },
      { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30T02:30:00', offset: '+02:00' },
    ]);
  });

  test('a time that comes twice is taken the first time, and says so', () => {
    const [, twice, after] = shown('FREQ=DAILY', '2026-10-31T05:30:00.000Z', 'America/New_York', 3);
    expect(twice).toEqual({
      at: '2026-11-01T05:30:00.000Z',
      local: '2026-11-01T01:30:00',
      offset: '-04:00',
      note: expect.stringContaining('twice') as string,
    });
    expect(after?.at).toBe('2026-11-02T06:30:00.000Z');
  });

  test('half an hour on Lord Howe Island', () => {
    const [, moved] = shown('FREQ=DAILY', '2026-10-02T15:45:00.000Z', 'Australia/Lord_Howe', 2);
    expect(moved).toMatchObject({ local: '2026-10-04T02:45:00', offset: '+11:00' });
  });

  test('a day that never was, in Apia, becomes the next', () => {
    const locals = shown('FREQ=DAILY', '2011-12-29T19:00:00.000Z', 'Pacific/Apia', 3).map(({ local, at }) => [
      local,
      at,
    ]);
    expect(locals).toEqual([
      ['2011-12-29T09:00:00', '2011-12-29T19:00:00.000Z'],
      ['2011-12-31T09:00:00', '2011-12-30T19:00:00.000Z'],
      ['2012-01-01T09:00:00', '2011-12-31T19:00:00.000Z'],
    ]);
  });

  test('hours follow the clock on the wall: none is doubled, none comes at the same instant twice', () => {
    const ats = shown('FREQ=HOURLY', '2026-03-28T23:30:00.000Z', 'Europe/Berlin', 5).map(({ at }) => at.slice(11, 16));
    expect(ats).toEqual(['23:30', '00:30', '01:30', '02:30', '03:30']);
  });
});

describe('month ends', () => {
  test.each([
    ['FREQ=MONTHLY', '2026-01-31T09:00:00.000Z', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    ['FREQ=MONTHLY;BYMONTHDAY=30', '2026-01-30T09:00:00.000Z', ['2026-01-30', '2026-02-28', '2026-03-30']],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-04-10T09:00:00.000Z', ['2026-04-30', '2026-05-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31T09:00:00.000Z', ['2026-01-31', '2026-02-28', '2026-03-31']],
    [
      'FREQ=MONTHLY;BYMONTHDAY=30,31',
      '2026-01-30T09:00:00.000Z',
      ['2026-01-30', '2026-01-31', '2026-03-30', '2026-03-31'],
    ],
    ['FREQ=YEARLY', '2024-02-29T09:00:00.000Z', ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
    ['FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=31', '2026-01-01T09:00:00.000Z', ['2026-02-28', '2026-08-31', '2027-02-28']],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      '2026-01-01T09:00:00.000Z',
      ['2026-01-30', '2026-02-27', '2026-03-31'],
    ],
  ])('%s from %s', (rule, start, expected) => {
    expect(days(rule, start, expected.length)).toEqual(expected);
  });
});

test('dates taken out are left out, and COUNT counts them', () => {
  const left = shown('FREQ=DAILY;COUNT=4', '2026-03-02T09:00:00.000Z', 'UTC', 9, ['2026-03-03']).map(({ local }) =>
    local.slice(8, 10),
  );
  expect(left).toEqual(['02', '04', '05']);
});

test('UNTIL is inclusive: an instant, a local time, a whole local day', () => {
  const last = (until: string) =>
    shown(`FREQ=DAILY;UNTIL=${until}`, '2026-03-02T20:00:00.000Z', 'America/New_York', 99).length;
  expect([
    last('20260305T200000Z'),
    last('20260305T195959Z'),
    last('20260305T150000'),
    last('20260305'),
    last('20260305T145959'),
  ]).toEqual([4, 3, 4, 4, 3]);
});

test('years later costs no more and gives the same', () => {
  const of = { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU', start: '2001-01-01T09:00:00.000Z', zone: 'UTC' };
  const all = occurrencesFrom(of, '2001-01-01T00:00:00.000Z', 1000).filter(({ at }) => at > '2011-01-01');
  expect(occurrencesFrom(of, '2011-01-01T00:00:00.000Z', 20)).toEqual(all.slice(0, 20));
});

test('a rule that cannot be read has no occurrences', () => {
  expect(shown('FREQ=NEVER', '2026-01-31T09:00:00.000Z', 'UTC', 3)).toEqual([]);
});
