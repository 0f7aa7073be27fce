/** Which words and cron lines are which RRULE, and which are refused. */
import { expect, test } from 'vitest';
import { readRecurrence } from './recurrence-text.ts';

const read = (text: string) => {
  const reading = readRecurrence(text);
  if (!reading.ok) return reading.reason;
  const { stored, time } = reading.recurrence;
  return time === null
    ? stored
    : `${stored} at ${String(Math.floor(time / 3_600_000)).padStart(2, '0')}:${String((time / 60_000) % 60).padStart(2, '0')}`;
};

test.each([
  ['daily', 'FREQ=DAILY'],
  ['Every day at 7am', 'FREQ=DAILY at 07:00'],
  ['every other day', 'FREQ=DAILY;INTERVAL=2'],
  ['every 3rd day', 'FREQ=DAILY;INTERVAL=3'],
  ['hourly', 'FREQ=HOURLY'],
  ['every 4 hours', 'FREQ=HOURLY;INTERVAL=4'],
  ['weekly', 'FREQ=WEEKLY'],
  ['weekly on Tuesday', 'FREQ=WEEKLY;BYDAY=TU'],
  ['weekly on Tuesday and Friday at 9:15', 'FREQ=WEEKLY;BYDAY=TU,FR at 09:15'],
  ['every mon, wed and fri', 'FREQ=WEEKLY;BYDAY=MO,WE,FR'],
  ['Tuesdays', 'FREQ=WEEKLY;BYDAY=TU'],
  ['every 2 weeks on Monday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'],
  ['biweekly', 'FREQ=WEEKLY;INTERVAL=2'],
  ['every weekday', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['workdays', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['every weekend', 'FREQ=WEEKLY;BYDAY=SA,SU'],
  ['monthly', 'FREQ=MONTHLY'],
  ['monthly on the 15th', 'FREQ=MONTHLY;BYMONTHDAY=15'],
  ['every 31st', 'FREQ=MONTHLY;BYMONTHDAY=31'],
  ['last day', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['monthly on the last day', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['the last day of every month', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ['monthly on the first Monday', 'FREQ=MONTHLY;BYDAY=1MO'],
  ['every last Friday of the month', 'FREQ=MONTHLY;BYDAY=-1FR'],
  ['monthly on the last workday', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
  ['quarterly', 'FREQ=MONTHLY;INTERVAL=3'],
  ['yearly', 'FREQ=YEARLY'],
  ['every year on March 5', 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5'],
  ['yearly on 5 March', 'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5'],
  ['rrule:freq=weekly;byday=mo,-0we', '"-0WE"'],
  ['RRULE:FREQ=WEEKLY;BYDAY=MO', 'FREQ=WEEKLY;BYDAY=MO'],
  ['0 9 * * 1-5', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR at 09:00'],
  ['30 18 * * SUN,0', 'FREQ=WEEKLY;BYDAY=SU at 18:30'],
  ['15 7 1 * *', 'FREQ=MONTHLY;BYMONTHDAY=1 at 07:15'],
  ['0 0 31 * *', 'FREQ=DAILY;BYMONTHDAY=31 at 00:00'],
  ['0 0 1 */3 *', 'FREQ=DAILY;BYMONTH=1,4,7,10;BYMONTHDAY=1 at 00:00'],
  ['0 12 25 DEC *', 'FREQ=DAILY;BYMONTH=12;BYMONTHDAY=25 at 12:00'],
  ['0 9 * 6-8 MON', 'FREQ=DAILY;BYMONTH=6,7,8;BYDAY=MO at 09:00'],
  ['0 0 * * *', 'FREQ=DAILY at 00:00'],
  ['20 * * * *', 'FREQ=HOURLY at 00:20'],
  ['0 */6 * * *', 'FREQ=HOURLY;INTERVAL=6 at 00:00'],
])('%s is %s', (text, expected) => {
  if (expected.startsWith('FREQ')) expect(read(text)).toBe(expected);
  else expect(read(text)).not.toMatch(/^FREQ/);
});

test.each([
  ['*/15 * * * *', 'more than once within an hour'],
  ['0 9,17 * * *', 'several times of day'],
  ['0 */5 * * *', 'several times of day'],
  ['0 9 13 * 5', 'together'],
  ['0 25 * * *', 'hour is not readable'],
  ['0 9 * * 5-1', 'day of week is not readable'],
  ['0 9 L * *', 'day of month is not readable'],
  ['sometimes', 'not understood'],
  ['every blue moon', 'not understood'],
  ['daily at 25:00', 'time of day'],
  ['', 'not understood'],
  ['FREQ=MINUTELY', 'FREQ must be one of'],
  ['FREQ=DAILY;BYHOUR=9', 'BYHOUR is not supported'],
  ['FREQ=DAILY;COUNT=3;UNTIL=20270101', 'exclude each other'],
  ['FREQ=WEEKLY;BYDAY=2MO', 'needs FREQ=MONTHLY or YEARLY'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'cannot be used with WEEKLY'],
  ['FREQ=DAILY;BYSETPOS=1', 'needs another BY part'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL must be'],
  ['FREQ=DAILY;FREQ=DAILY', 'given twice'],
  ['FREQ=DAILY;UNTIL=20270231', 'not a day of the calendar'],
  ['FREQ=DAILY;INTERVAL=', 'NAME=VALUE'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY must be'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY must be'],
])('%s is refused: %s', (text, reason) => {
  expect(read(text)).toContain(reason);
});
