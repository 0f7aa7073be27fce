/** Dates written in digits: "2026-12-05", "5/9", "05.12.2026", "27nov". */
import type { Token } from '../words/tokens.ts';
import { dayOf, minutesOf, startOfDay, wallAt, type Here } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { dayOfYear, yearAt } from './months.ts';
import { monthNamed } from './names.ts';

const yearOf = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

/**
 * "2026-12-05T14:30", as RFC 3339 writes an instant, on the speaker's clock where it names an offset.
 * `minutes` after midnight; the day is null when there is no such day or time.
 */
export const stampAt = (
  here: Here,
  tokens: readonly Token[],
  i: number,
): { date: DateMatch; minutes: number } | null => {
  const token = tokens[i];
  const parts =
    token?.kind === 'number'
      ? /^(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?$/.exec(token.lower)
      : null;
  if (parts === null) return null;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number);
  const said = dayOf(year ?? 0, month ?? 0, day ?? 0);
  const minutes = (hour ?? 0) * 60 + (minute ?? 0);
  if (said === null || minutes > 1439 || (minute ?? 0) > 59) return { date: aDay(i + 1, null), minutes: 0 };
  if (parts[6] === undefined) return { date: aDay(i + 1, said), minutes };
  const at = Date.parse(`${token?.text.slice(0, 16) ?? ''}${parts[6].toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  const wall = wallAt(here.zone, at);
  return { date: aDay(i + 1, startOfDay(wall)), minutes: minutesOf(wall) };
};

/** "01.02", "27.10" at the very edge of a sentence: a day and a month where both have two digits and one begins with 0. */
export const dottedDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const parts = tokens[i]?.kind === 'number' ? /^(\d\d)\.(\d\d)$/.exec(tokens[i].lower) : null;
  const [before, after, behind] = [tokens[i - 1], tokens[i + 1], tokens[i + 2]];
  if (parts === null || !(parts[1] ?? '').startsWith('0') || Number(parts[2]) > 12 || Number(parts[2]) < 1) return null;
  const ends = after === undefined || (after.lower === '.' && behind === undefined);
  const begins =
    before === undefined && after?.kind === 'word' && !/day$|^(?:today|tomorrow|tonight)$/.test(after.lower);
  if (!ends && !begins) return null;
  return dayOfYear(here, i + 1, Number(parts[2]), Number(parts[1]), null);
};

/** "2026-12-05", "5/9", "05.12.2026", "5-Dec-26", "27nov". */
export const numericDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const token = tokens[i];
  if (token?.kind !== 'number') return null;
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(token.lower);
  if (iso !== null) return aDay(i + 1, dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const named = /^(\d{1,2})(?:st|nd|rd|th)?[-/.]?([a-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?$/.exec(token.lower);
  if (named !== null) {
    const month = monthNamed(named[2] ?? '');
    if (month === null) return null;
    const year = named[3] === undefined ? null : { end: i + 1, year: yearOf(named[3]) };
    return dayOfYear(here, i + 1, month, Number(named[1]), year ?? yearAt(tokens, i + 1));
  }
  const parts = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?$/.exec(token.lower);
  if (parts === null) return null;
  const [, a = '', sign, b = '', y] = parts;
  // "2.0", "3-4" and "12.30" are versions, ranges and times; only a year, or a closing dot, makes them dates.
  const closed = sign === '.' && tokens[i + 1]?.lower === '.' && tokens[i + 1]?.glued === true && a !== '0';
  // At the end of a sentence the dot may be its own, unless something leads to the date.
  const before = tokens[i - 1]?.lower ?? '';
  const led =
    (Number(a) > 12 && Number(b) <= 12 && !/^(?:to|v|version|release|node|python)$/.test(before)) ||
    /^(?:on|by|before|until|till|due|for|from|since|am|bis)$/.test(before);
  if (y === undefined && sign !== '/' && !(closed && (led || tokens[i + 2] !== undefined))) return null;
  const [x, z] = [Number(a), Number(b)];
  const monthFirst = here.monthFirst && sign !== '.' ? z <= 31 && x <= 12 : z > 12 && x <= 12;
  const [month, day] = monthFirst ? [x, z] : [z, x];
  if (y === undefined && (x === 0 || z === 0 || (x > 31 && z > 31))) return null;
  const end = closed && y === undefined ? i + 2 : i + 1;
  return dayOfYear(here, end, month, day, y === undefined ? null : { end, year: yearOf(y) });
};
