/** One day of the week: "Friday", "next Tuesday", "Friday week", "Friday in two weeks". */
import { amountAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';
import { addDays, weekdayAfter, weekdayIn, type Here } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { weekdayNamed } from './names.ts';

/** Short names that are words of their own need company to be days. */
const shy = /^(?:sat|sun|wed|mon|fri|thu|tue)$/;

/** "Friday", "next Tuesday", "this coming Monday", "Friday week", "Friday next week", "a week on Friday". */
export const weekdayDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  let j = i;
  let mode: 'plain' | 'next' | 'last' = 'plain';
  if (word(j) === 'the' && /^(?:next|coming|following)$/.test(word(j + 1))) j++;
  if (/^(?:this|coming|upcoming)$/.test(word(j)))
    j += word(j) === 'this' && /^(?:coming|upcoming)$/.test(word(j + 1)) ? 2 : 1;
  else if (/^(?:next|nxt|following)$/.test(word(j))) {
    mode = 'next';
    j++;
    if (word(j) === 'week' && weekdayNamed(word(j + 1)) !== null) j++;
  } else if (/^(?:last|past)$/.test(word(j))) {
    mode = 'last';
    j++;
  }
  const weekday = tokens[j]?.kind === 'word' ? weekdayNamed(word(j)) : null;
  if (weekday === null) return null;
  const end =
    word(j + 1) === '.' && tokens[j + 1]?.glued === true && word(j).length <= 5 && tokens[j + 2] !== undefined
      ? j + 2
      : j + 1;
  const first = weekdayAfter(here.today, weekday);
  if (mode === 'last') return aDay(end, addDays(first, -7));
  if (mode === 'next') return aDay(end, weekdayIn(here, here.today, 1, weekday));
  const after = word(end) === ',' || word(end) === 'of' ? end + 1 : end;
  if (/^(?:next|nxt|following)$/.test(word(after)) && word(after + 1) === 'week')
    return aDay(after + 2, weekdayIn(here, here.today, 1, weekday));
  if (word(after) === 'this' && word(after + 1) === 'week')
    return aDay(after + 2, weekdayIn(here, here.today, 0, weekday));
  if (word(after) === 'in' && weekCount(tokens, after + 1) !== null) {
    const weeks = weekCount(tokens, after + 1);
    if (weeks !== null) return aDay(weeks.end, weekdayIn(here, here.today, weeks.value, weekday));
  }
  if (word(end) === 'after' && word(end + 1) === 'next') return aDay(end + 2, weekdayIn(here, here.today, 2, weekday));
  if (word(end) === 'week' && end === j + 1) return aDay(end + 1, addDays(first, 7));
  if (word(end) === 'fortnight') return aDay(end + 1, addDays(first, 14));
  return aDay(end, first, shy.test(word(j)) && i === j);
};

const weekCount = (tokens: readonly Token[], i: number): { end: number; value: number } | null => {
  const amount = amountAt(tokens, i);
  return amount !== null && /^(?:weeks?|wks?)$/.test(tokens[amount.end]?.lower ?? '')
    ? { end: amount.end + 1, value: amount.value }
    : null;
};
