/** Days that go by a name of their own. They are believed only where a word leads to them: "buy Christmas presents" is none. */
import type { Token } from '../words/tokens.ts';
import { addDays, dateOf, dayOf, weekdayAfter, type Here, type Wall } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';

const fixed: readonly (readonly [string, number, number])[] = [
  ['christmas eve', 12, 24],
  ['xmas eve', 12, 24],
  ['christmas day', 12, 25],
  ['christmas', 12, 25],
  ['xmas', 12, 25],
  ['boxing day', 12, 26],
  ["new year's eve", 12, 31],
  ['new years eve', 12, 31],
  ['nye', 12, 31],
  ["new year's day", 1, 1],
  ['new years day', 1, 1],
  ["new year's", 1, 1],
  ["valentine's day", 2, 14],
  ['valentines day', 2, 14],
  ['halloween', 10, 31],
];

/** What a feast's name begins with: asked at every token, so it comes first. */
const beginnings: ReadonlySet<string> = new Set([
  ...fixed.map(([name]) => name.split(' ')[0] ?? ''),
  'thanksgiving',
  'easter',
  'good',
]);

/** The fourth Thursday of November, as in the United States. */
const thanksgiving = (year: number): Wall => addDays(weekdayAfter(Date.UTC(year, 9, 31), 3), 21);

/** Sunday of the full moon after the equinox (the anonymous Gregorian computus). */
const easter = (year: number): Wall => {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
};

const ahead = (here: Here, of: (year: number) => Wall): Wall => {
  const { year } = dateOf(here.today);
  return of(year) < here.today ? of(year + 1) : of(year);
};

/** A feast at token `i`; always weak. */
export const feastAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const words = [0, 1, 2].map((n) => tokens[i + n]?.lower ?? '');
  if (!beginnings.has(words[0] ?? '')) return null;
  const on = (end: number, day: Wall): DateMatch => aDay(end, day, true);
  for (const [name, month, day] of fixed) {
    const length = name.split(' ').length;
    if (words.slice(0, length).join(' ') === name)
      return on(
        i + length,
        ahead(here, (year) => dayOf(year, month, day) ?? 0),
      );
  }
  if (words[0] === 'thanksgiving') return on(i + 1, ahead(here, thanksgiving));
  if (words[0] === 'easter') {
    const monday = words[1] === 'monday';
    return on(
      monday || words[1] === 'sunday' ? i + 2 : i + 1,
      ahead(here, (year) => addDays(easter(year), monday ? 1 : 0)),
    );
  }
  return words[0] === 'good' && words[1] === 'friday'
    ? on(
        i + 2,
        ahead(here, (year) => addDays(easter(year), -2)),
      )
    : null;
};
