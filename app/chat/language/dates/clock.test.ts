import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../words/tokens.ts';
import { clockAt, minutesOfClock, noClockAt } from './clock.ts';

/** Minutes after midnight of all of `text`. */
const minutes = (text: string): number | null => {
  const tokens = tokenize(text);
  const clock = clockAt(tokens, 0);
  return clock?.end === tokens.length ? minutesOfClock(clock, null) : null;
};
const at = (hour: number, minute = 0): number => hour * 60 + minute;

describe('convention 4, the time of day', () => {
  it.each([
    ['1', at(13)],
    ['6', at(18)],
    ['7', at(7)],
    ['12', at(12)],
    ['5:30', at(17, 30)],
    ['05:30', at(5, 30)],
    ['5am', at(5)],
    ['5 pm', at(17)],
    ['9p', at(21)],
    ['12am', at(0)],
    ['12 pm', at(12)],
    ['17:00', at(17)],
    ['17h30', at(17, 30)],
    ['17h', at(17)],
    ['1730 hrs', at(17, 30)],
    ['0900', at(9)],
    ['930am', at(9, 30)],
    ['noon', at(12)],
    ['12 noon', at(12)],
    ['midnight', at(24)],
    ['12 midnight', at(24)],
    ['half 5', at(17, 30)],
    ['half past nine', at(9, 30)],
    ['quarter to six', at(17, 45)],
    ['a quarter past 4', at(16, 15)],
    ['ten to eight', at(7, 50)],
    ['10 past 4', at(16, 10)],
    ['20 to 6', at(17, 40)],
    ['9 to 5', null],
    ['7pm-ish', at(19)],
    ['five thirty', at(17, 30)],
    ['seven o’clock', at(7)],
    ['nine oh five am', at(9, 5)],
    ['25:00', null],
    ['9:75', null],
    ['13am', null],
    ['5 miles', null],
  ])('%j', (text, expected) => {
    expect(minutes(text)).toBe(expected);
  });

  it('reads every time it could write, on either clock', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), (hour, minute) => {
        const mm = String(minute).padStart(2, '0');
        expect(minutes(`${String(hour).padStart(2, '0')}:${mm}`)).toBe(at(hour, minute));
        expect(minutes(`${hour % 12 === 0 ? 12 : hour % 12}:${mm}${hour < 12 ? 'am' : 'pm'}`)).toBe(at(hour, minute));
      }),
    );
  });

  it.each(['25:00', '9:75', '13am', '31:10pm', '0 am'])('knows %j for a time that there is not', (text) => {
    const tokens = tokenize(text);
    expect(clockAt(tokens, 0)).toBeNull();
    expect(noClockAt(tokens, 0)?.end).toBe(tokens.length);
  });
});
