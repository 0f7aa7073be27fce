import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { here, said, when } from '../../../../test/language/speaker.ts';
import { dayText } from '../replies/date-words.ts';
import { tokenize } from '../words/tokens.ts';
import { addDays, dateText, hereOf } from './calendar.ts';
import { momentAt } from './moments.ts';

const table = (rows: readonly (readonly [string, string])[]): void => {
  it.each(rows)('%j', (text, expected) => {
    expect(when(text)).toBe(expected);
  });
};

describe('convention 1, days of the week', () => {
  table([
    ['friday', '2026-11-27'],
    ['on wednesday', '2026-12-02'],
    ['this coming monday', '2026-11-30'],
    ['next friday', '2026-12-04'],
    ['next mon', '2026-11-30'],
    ['friday week', '2026-12-04'],
    ['friday fortnight', '2026-12-11'],
    ['monday after next', '2026-12-07'],
    ['a week on tuesday', '2026-12-08'],
    ['a week from tuesday', '2026-12-08'],
    ['tuesday in two weeks', '2026-12-08'],
    ['wensday', '2026-12-02'],
  ]);
  it('said on a Sunday, “next tue” is in two days', () => {
    expect(when('next tue', hereOf('2026-11-22T14:00:00Z', 'Europe/Berlin'))).toBe('2026-11-24');
  });
});

describe('convention 2, weeks and their edges', () => {
  table([
    ['next week', '2026-11-30'],
    ['the week after next', '2026-12-07'],
    ['this weekend', '2026-11-28'],
    ['next weekend', '2026-12-05'],
    ['end of the week', '2026-11-27'],
    ['eom', '2026-11-30'],
    ['end of next month', '2026-12-31'],
    ['mid next week', '2026-12-02'],
    ['next week on tuesday', '2026-12-01'],
    ['next month on the 5th', '2026-12-05'],
    ['by friday', '2026-11-27'],
    ['no later than friday', '2026-11-27'],
    ['in Q1', '2027-01-01'],
    ['end of Q4', '2026-12-31'],
    ['the week of 9 december', '2026-12-07'],
    ['friday the 13th', '2027-08-13'],
    ['monday 28th', '2026-12-28'],
    ['on the 32nd', 'impossible'],
    ['b4 friday', '2026-11-27'],
    ['some time next week', '2026-11-30'],
    ['in the next hour', '2026-11-25T11:00:00+00:00'],
    ['august 2027', '2027-08-01'],
    ['3rd-6th of december', '2026-12-03'],
    ["aug 10, '27", '2027-08-10'],
    ['in around 3 days', '2026-11-28'],
    ['in approx. 3 days', '2026-11-28'],
    ['in 2 1/2 hours', '2026-11-25T12:30:00+00:00'],
    ['8pm - 11', '2026-11-25T20:00:00+00:00'],
    ['10 - 11 at night', '2026-11-25T22:00:00+00:00'],
    ['friday at like 2:30', '2026-11-27T14:30:00+00:00'],
    ['tomorrow between 2 and 3', '2026-11-26T14:00:00+00:00'],
    ['9 tomorrow morning', '2026-11-26T09:00:00+00:00'],
    ['11 tonight', '2026-11-25T23:00:00+00:00'],
  ]);
});

describe('conventions 3 to 5, days and times', () => {
  table([
    ['today', '2026-11-25'],
    ['tmrw', '2026-11-26'],
    ['the day after tomorrow', '2026-11-27'],
    ['the day after tomorrow evening', '2026-11-27T19:00:00+00:00'],
    ['at 3', '2026-11-25T15:00:00+00:00'],
    ['at 9', '2026-11-26T09:00:00+00:00'],
    ['at midnight', '2026-11-26T00:00:00+00:00'],
    ['tomorrow @ 3', '2026-11-26T15:00:00+00:00'],
    ['tomorrow morning', '2026-11-26T09:00:00+00:00'],
    ['at lunchtime', '2026-11-25T12:00:00+00:00'],
    ['this afternoon', '2026-11-25T15:00:00+00:00'],
    ['tonight', '2026-11-25T20:00:00+00:00'],
    ['tomorrow night at 11', '2026-11-26T23:00:00+00:00'],
    ['friday at 7 in the morning', '2026-11-27T07:00:00+00:00'],
    ['eod', '2026-11-25'],
    ['by close of business friday', '2026-11-27'],
    ['3-4pm tomorrow', '2026-11-26T15:00:00+00:00'],
    ['tomorrow from 11 to 1pm', '2026-11-26T11:00:00+00:00'],
    ['2026-12-05T14:30', '2026-12-05T14:30:00+00:00'],
    ['this time next week', '2026-12-02T10:00:00+00:00'],
    ['at 25:00', 'no-time'],
    ['tomorrow at 9:75', 'no-time'],
    ['yesterday', 'past'],
  ]);
  it('an instant with an offset is read on the speaker’s clock', () => {
    expect(when('2027-07-05T14:30Z')).toBe('2027-07-05T15:30:00+01:00');
  });
});

describe('convention 6, a length from now', () => {
  table([
    ['in 20 minutes', '2026-11-25T10:20:00+00:00'],
    ['in 2 and a half hours', '2026-11-25T12:30:00+00:00'],
    ['+2 hours', '2026-11-25T12:00:00+00:00'],
    ['in 3 days', '2026-11-28'],
    ['+1w', '2026-12-02'],
    ['10 days from now', '2026-12-05'],
    ['in a fortnight', '2026-12-09'],
    ['in 3 business days', '2026-11-30'],
    ['two weeks before christmas', '2026-12-11'],
  ]);
});

describe('convention 7, what 5/9 means', () => {
  it.each([
    ['America/New_York', undefined, '2027-05-09'],
    ['Europe/London', undefined, '2027-09-05'],
    ['Australia/Sydney', undefined, '2027-09-05'],
    ['Europe/London', 'en-US', '2027-05-09'],
  ])('in %s, locale %s', (zone, locale, expected) => {
    expect(when('5/9', hereOf('2026-11-25T10:00:00Z', zone, locale))).toBe(expected);
  });
});

describe('convention 8, dates without a year', () => {
  table([
    ['5 december', '2026-12-05'],
    ['dec 5th', '2026-12-05'],
    ['15. jan', '2027-01-15'],
    ['15jan', '2027-01-15'],
    ['24 november', '2027-11-24'],
    ['the 15th', '2026-12-15'],
    ['the last day of february', '2027-02-28'],
    ['the first monday of december', '2026-12-07'],
    ['the first weekday of the month', '2026-12-01'],
    ['30 february', 'impossible'],
    ['31 april', 'impossible'],
    ['29 february', '2028-02-29'],
    ['2026-02-30', 'impossible'],
    ['1 march 2020', 'past'],
  ]);
});

describe('a phrase of time', () => {
  it('is read back from what is said of any day of the years to come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3_000 }), (days) => {
        const day = addDays(here.today, days);
        expect(when(dayText(here, day))).toBe(dateText(day));
        expect(when(dateText(day))).toBe(dateText(day));
      }),
    );
  });

  it('is never read beyond its end', () => {
    const phrases = ['tomorrow', 'next friday', '5 december', 'in 3 days', 'at 5pm', 'friday at 3', 'the 15th', 'eom'];
    fc.assert(
      fc.property(fc.constantFrom(...phrases), fc.stringMatching(/^z[bcdfg]{2,8}$/), (phrase, word) => {
        const tokens = tokenize(`${phrase} ${word}`);
        const moment = momentAt(here, tokens, 0);
        expect(said(tokens.slice(moment?.end ?? 0))).toContain(word);
      }),
    );
  });
});
