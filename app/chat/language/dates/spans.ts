/** Dates a length of time away: "in 3 weeks", "a week from Friday", "in 5 business days", "in 20 minutes". */
import { amountAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';
import { addDays, dateOf, type Here } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { isElapsed, lengthAt, onCalendar, type Length } from './lengths.ts';
import { anchorAt } from './near-days.ts';

/**
 * "in 3 days", "2 weeks from now", "a week from Friday", "in a fortnight", "in two weeks' time". Elapsed lengths ("in 20
 * minutes") are not dates: see `elapsedAt`.
 */
export const spanDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const working = workdaysAt(here, tokens, i);
  if (working !== null) return working;
  const found = spanAt(tokens, i);
  if (found === null || isElapsed(found.length)) return null;
  if (found.anchor !== null) {
    const from = anchorAt(here, tokens, found.anchor);
    if (from?.day == null) return null;
    return aDay(from.end, onCalendar(from.day, found.length, found.back ? -1 : 1));
  }
  return aDay(found.end, onCalendar(here.today, found.length, found.back ? -1 : 1));
};

/** "in 3 business days". */
const workdaysAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  if (!/^(?:in|within)$/.test(tokens[i]?.lower ?? '')) return null;
  const amount = amountAt(tokens, i + 1);
  if (amount === null || !Number.isInteger(amount.value) || amount.value > 500) return null;
  const words = [0, 1].map((n) => tokens[amount.end + n]?.lower ?? '').join(' ');
  if (!/^(?:business|working|work|week) days?$/.test(words)) return null;
  let day = here.today;
  for (let left = amount.value; left > 0;) {
    day = addDays(day, 1);
    if (dateOf(day).weekday < 5) left--;
  }
  return aDay(amount.end + 2, day);
};

/** "in 20 minutes", "an hour from now", "within 2 hours": the length that is to elapse. */
export const elapsedAt = (tokens: readonly Token[], i: number): { end: number; length: Length } | null => {
  const found = spanAt(tokens, i);
  return found?.anchor === null && !found.back && found.length.minutes > 0 ? found : null;
};

const spanAt = (
  tokens: readonly Token[],
  i: number,
): { end: number; length: Length; anchor: number | null; back: boolean } | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const plus = word(i) === '+' && tokens[i]?.glued === false && tokens[i + 1]?.glued === true;
  const led = plus || /^(?:in|within|after)$/.test(word(i));
  let j = led ? i + 1 : i;
  if (led && /^(?:about|around|exactly|another|just|like|roughly|approximately|approx|circa|maybe)$/.test(word(j)))
    j += word(j + 1) === '.' && tokens[j + 1]?.glued === true ? 2 : 1;
  if (led && word(j) === 'the' && word(j + 1) === 'next') j += 2;
  // "in the next hour", "within the hour"
  const hour =
    led &&
    (word(j) === 'hour' ? word(j - 1) === 'next' : word(i) === 'within' && word(j) === 'the' && word(j + 1) === 'hour');
  const found = hour
    ? { end: word(j) === 'hour' ? j + 1 : j + 2, length: { months: 0, days: 0, minutes: 60 } }
    : lengthAt(tokens, j);
  if (found === null) return null;
  const { end, length } = found;
  const after = word(end);
  if (after === 'from' || after === 'after') {
    if (/^(?:now|today)$/.test(word(end + 1))) return { end: end + 2, length, anchor: null, back: false };
    return { end, length, anchor: end + 1, back: false };
  }
  if (after === 'before' && !led) return { end, length, anchor: end + 1, back: true };
  if (after === 'on' && !led && length.days > 0) return { end, length, anchor: end + 1, back: false };
  if (after === 'ago' && !led) return { end: end + 1, length, anchor: null, back: true };
  if (!led) return after === 'hence' ? { end: end + 1, length, anchor: null, back: false } : null;
  return { end: after === 'time' ? end + 1 : end, length, anchor: null, back: false };
};
