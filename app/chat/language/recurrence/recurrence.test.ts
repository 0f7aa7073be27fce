import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { here, said } from '../../../../test/language/speaker.ts';
import { dateText, dueAt } from '../dates/calendar.ts';
import { ruleWords } from '../replies/rule-words.ts';
import { tokenize } from '../words/tokens.ts';
import { firstDue, habit, plainDays, ruleText, WORKDAYS } from './habits.ts';
import { recurrenceAt } from './recurrence.ts';

/** The rule of `text`, and its first occurrence; or what is unclear, or left over. */
const rule = (text: string): string => {
  const tokens = tokenize(text);
  const found = recurrenceAt(here, tokens, 0);
  if (found === null) return 'nothing';
  if (found.end < tokens.length) return `and then “${said(tokens.slice(found.end))}”`;
  if (found.unclear !== null) return `unclear: ${found.unclear}`;
  const dues = (found.times.length === 0 ? [null] : found.times).map((minutes) => {
    const first = firstDue(here, found.habit, minutes, found.from);
    return first?.wall == null ? dateText(first?.day ?? 0) : dueAt(here.zone, first.wall).slice(0, 16);
  });
  const mode = found.habit.mode === 'completion' ? ' after completion' : '';
  return `${ruleText(found.habit, here.weekStart).replace('FREQ=', '')}${mode} ${dues.join(' ')}`;
};

describe('convention 9, what happens again and again', () => {
  it.each([
    ['every day', 'DAILY 2026-11-25'],
    ['every day at 9', 'DAILY 2026-11-26T09:00'],
    ['every day at noon', 'DAILY 2026-11-25T12:00'],
    ['every 3 days', 'DAILY;INTERVAL=3 2026-11-25'],
    ['every! 3 days', 'DAILY;INTERVAL=3 after completion 2026-11-25'],
    ['every 3 days after completion', 'DAILY;INTERVAL=3 after completion 2026-11-25'],
    ['ev other day', 'DAILY;INTERVAL=2 2026-11-25'],
    ['every weekday', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-11-25'],
    ['weekdays except friday', 'WEEKLY;BYDAY=MO,TU,WE,TH 2026-11-25'],
    ['every weekend', 'WEEKLY;BYDAY=SA,SU 2026-11-28'],
    ['bi-weekly', 'WEEKLY;INTERVAL=2 2026-11-25'],
    ['fortnightly', 'WEEKLY;INTERVAL=2 2026-11-25'],
    ['quarterly', 'MONTHLY;INTERVAL=3 2026-11-25'],
    ['every monday and thursday at 6', 'WEEKLY;BYDAY=MO,TH 2026-11-26T18:00'],
    ['mon-fri', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-11-25'],
    ['alternate tuesdays', 'WEEKLY;INTERVAL=2;BYDAY=TU 2026-12-01'],
    ['every 31st', 'MONTHLY;BYMONTHDAY=31 2026-12-31'],
    ['1st of every month', 'MONTHLY;BYMONTHDAY=1 2026-12-01'],
    ['every 15th, 30th', 'MONTHLY;BYMONTHDAY=15,30 2026-11-30'],
    ['every 1, 15', 'MONTHLY;BYMONTHDAY=1,15 2026-12-01'],
    ['every month on the 4th last day', 'MONTHLY;BYMONTHDAY=-4 2026-11-27'],
    ['every 3rd tuesday', 'MONTHLY;BYDAY=3TU 2026-12-15'],
    ['last friday of every month', 'MONTHLY;BYDAY=-1FR 2026-11-27'],
    ['first weekday of every month', 'MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1 2026-12-01'],
    ['every year on the 1st friday', 'YEARLY;BYDAY=1FR 2027-01-01'],
    ['every jan 27, apr 27', 'YEARLY;BYMONTH=1,4;BYMONTHDAY=27 2027-01-27'],
    ['every christmas eve', 'YEARLY;BYMONTH=12;BYMONTHDAY=24 2026-12-24'],
    ['every thanksgiving', 'YEARLY;BYMONTH=11;BYDAY=4TH 2026-11-26'],
    ['daily except in june', 'DAILY;BYMONTH=1,2,3,4,5,7,8,9,10,11,12 2026-11-25'],
    ['every other day starting friday until 1 june', 'DAILY;INTERVAL=2;UNTIL=20270601 2026-11-27'],
    ['every monday from january to march', 'WEEKLY;BYDAY=MO;UNTIL=20270331 2027-01-04'],
    ['every day for 2 weeks', 'DAILY;COUNT=14 2026-11-25'],
    ['every monday 5 times', 'WEEKLY;BYDAY=MO;COUNT=5 2026-11-30'],
    ['tuesday evenings', 'WEEKLY;BYDAY=TU 2026-12-01T19:00'],
    ['on sat & sun mornings', 'WEEKLY;BYDAY=SA,SU 2026-11-28T09:00'],
    ['weekday mornings at 7', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR 2026-11-26T07:00'],
    ['in the mornings', 'DAILY 2026-11-26T09:00'],
    ['end of every month', 'MONTHLY;BYMONTHDAY=-1 2026-11-30'],
    ['every month-end at 5', 'MONTHLY;BYMONTHDAY=-1 2026-11-30T17:00'],
    ['at the start of each week', 'WEEKLY;BYDAY=MO 2026-11-30'],
    ['twice a year in april and october', 'YEARLY;BYMONTH=4,10 2027-04-01'],
    ['every 6 weeks after I do it', 'WEEKLY;INTERVAL=6 after completion 2026-11-25'],
    ['daily 9.30', 'DAILY 2026-11-26T09:30'],
    ['every 27', 'MONTHLY;BYMONTHDAY=27 2026-11-27'],
    ['every second wednesday starting this week', 'WEEKLY;INTERVAL=2;BYDAY=WE 2026-11-25'],
    ['every hour', 'HOURLY 2026-11-25T11:00'],
    ['every morning and evening', 'DAILY 2026-11-26T09:00 2026-11-25T19:00'],
    ['every day at 10, 12 and 17', 'DAILY 2026-11-26T10:00 2026-11-25T12:00 2026-11-25T17:00'],
    ['twice a day at 8 and 20', 'DAILY 2026-11-26T08:00 2026-11-25T20:00'],
    ['twice a week', 'unclear: days'],
    ['3x a day', 'unclear: times'],
    ['every 20 minutes', 'unclear: minutes'],
    ['every second', 'unclear: minutes'],
    ['every 2 hours between 9 and 5', 'unclear: hours'],
    ['every day at 25:00', 'unclear: no-time'],
    ['every 32nd', 'unclear: impossible'],
    ['every payday', 'nothing'],
    ['every easter', 'nothing'],
    ['friday', 'nothing'],
  ])('%j', (text, expected) => {
    const parts = (rule: string): string => rule.replace(/^\S+/, (own) => own.split(';').sort().join(';'));
    expect(parts(rule(text))).toBe(parts(expected));
  });

  it('is understood as we say it ourselves', () => {
    const interval = fc.integer({ min: 1, max: 6 });
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }).map(plainDays);
    const ofMonth = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 3 });
    const nth = fc.record({ weekday: fc.integer({ min: 0, max: 6 }), nth: fc.constantFrom(1, 2, 3, 4, -1) });
    const habits = fc.oneof(
      interval.map((n) => habit('DAILY', { interval: n })),
      interval.map((n) => habit('MONTHLY', { interval: n })),
      fc.tuple(interval, days).map(([n, byDay]) => habit('WEEKLY', { interval: n, byDay })),
      ofMonth.map((byMonthDay) => habit('MONTHLY', { byMonthDay: byMonthDay.sort((a, b) => a - b) })),
      nth.map((byDay) => habit('MONTHLY', { byDay: [byDay] })),
      fc.constantFrom(1, -1).map((n) => habit('MONTHLY', { byDay: plainDays(WORKDAYS), bySetPos: [n] })),
      interval.map((count) => habit('DAILY', { count: count + 1 })),
    );
    fc.assert(
      fc.property(habits, (one) => {
        const text = ruleText(one, 0);
        const words = ruleWords(text);
        expect(`${words}: ${rule(words).split(' ')[0] ?? ''}`).toBe(`${words}: ${text.replace('FREQ=', '')}`);
      }),
    );
  });
});
