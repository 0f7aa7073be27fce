/** Days of a month by number or by weekday: "1st and 15th", "the last Friday", "second and fourth Tuesday", "last weekday". */
import { ordinalAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { groupAt, monthsAt, unitHabit } from './frequencies.ts';
import { habit, plainDays, type Habit } from './habits.ts';
import { daysAt } from './weekday-lists.ts';

/** `monthly`: "of the month" or its like was said; `several`: more than one day. */
export type NthDays = { end: number; habit: Habit; monthly: boolean; several: boolean; impossible: boolean };

const unit = /^(?:days?|weeks?|months?|years?|hours?|quarters?|minutes?|fortnights?|weekends?)$/;

/** One ordinal: "3rd", "last", "second to last", "penultimate". */
const nthAt = (tokens: readonly Token[], i: number): { end: number; value: number } | null => {
  if (wordAt(tokens, i) === 'penultimate') return { end: i + 1, value: -2 };
  const nth = ordinalAt(tokens, i);
  const back = nth !== null && /^(?:to|-)$/.test(wordAt(tokens, nth.end)) && wordAt(tokens, nth.end + 1) === 'last';
  if (back) return { end: nth.end + 2, value: -nth.value };
  const counted = nth !== null && nth.value > 0 && wordAt(tokens, nth.end) === 'last';
  return counted ? { end: nth.end + 1, value: -nth.value } : nth;
};

/** "every 1, 15", "every 27": numbers alone are days of the month where several follow "every", or nothing follows one. */
const plainDaysAt = (tokens: readonly Token[], i: number): { end: number; values: number[] } | null => {
  if (!/^(?:every|each|ev)$/.test(wordAt(tokens, i - 1))) return null;
  const values: number[] = [];
  let j = i;
  while (/^\d{1,2}$/.test(wordAt(tokens, j))) {
    values.push(Number(wordAt(tokens, j)));
    j++;
    if (!/^(?:,|and|&|\/)$/.test(wordAt(tokens, j)) || !/^\d{1,2}$/.test(wordAt(tokens, j + 1))) break;
    j++;
  }
  const thing = tokens[j]?.kind === 'word' && unitHabit(wordAt(tokens, j), 1) !== null;
  const alone =
    tokens[j] === undefined || tokens[j]?.kind === 'sign' || /^(?:at|@|starting|from|until)$/.test(wordAt(tokens, j));
  return thing || (values.length < 2 && !alone) || values.length === 0 ? null : { end: j, values };
};

/** Ordinals in a row, and where they end. */
const nthsAt = (tokens: readonly Token[], i: number): { end: number; values: number[] } | null => {
  const plain = plainDaysAt(tokens, i);
  if (plain !== null) return plain;
  const values: number[] = [];
  let end = i;
  let j = i;
  while (values.length < 8) {
    const nth = nthAt(tokens, j);
    if (nth === null) break;
    values.push(nth.value);
    end = nth.end;
    j = end;
    while (/^(?:,|and|&|\/|or|\+|the|on)$/.test(wordAt(tokens, j)) && j < end + 3) j++;
    if (j === end) break;
  }
  return values.length === 0 ? null : { end, values };
};

/** "of the month", "of every second month", "of each quarter", "of January", "in March and September". */
const monthAfter = (tokens: readonly Token[], i: number): { end: number; interval: number; months: number[] } => {
  const of = /^(?:of|in)$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const each = /^(?:the|every|each|a|per)$/.test(wordAt(tokens, of)) ? of + 1 : of;
  const other = /^(?:other|second|2nd)$/.test(wordAt(tokens, each)) ? each + 1 : each;
  if (each > i && wordAt(tokens, other) === 'month')
    return { end: other + 1, interval: other > each ? 2 : 1, months: [] };
  if (each > i && wordAt(tokens, other) === 'quarter') return { end: other + 1, interval: 3, months: [] };
  const months = of > i ? monthsAt(tokens, each) : null;
  return months === null
    ? { end: i, interval: 1, months: [] }
    : { end: months.end, interval: 1, months: months.months };
};

/** Reads such days at token `i`, as they would repeat; whether they do is for the words around them. */
export const nthDaysAt = (tokens: readonly Token[], i: number): NthDays | null => {
  const first = wordAt(tokens, i) === 'the' ? i + 1 : i;
  const day = /^\d{1,2}$/.test(wordAt(tokens, first + 1)) ? Number(wordAt(tokens, first + 1)) : 0;
  if (wordAt(tokens, first) === 'day' && day > 0)
    return {
      end: first + 2,
      habit: habit('MONTHLY', { byMonthDay: [day] }),
      monthly: false,
      several: false,
      impossible: day > 31,
    };
  const nths = nthsAt(tokens, first);
  if (nths === null) return null;
  const { values } = nths;
  const group = groupAt(tokens, nths.end);
  const days = group === null ? daysAt(tokens, nths.end, true) : null;
  const dayWord = /^days?$/.test(wordAt(tokens, nths.end));
  const named = group?.end ?? days?.end ?? (dayWord ? nths.end + 1 : nths.end);
  const month = monthAfter(tokens, named);
  const monthly = month.end > named;
  const found = (more: Partial<Habit>, impossible = false): NthDays => ({
    end: month.end,
    habit: habit(month.months.length > 0 ? 'YEARLY' : 'MONTHLY', {
      interval: month.interval,
      byMonth: month.months,
      ...more,
    }),
    monthly,
    several: values.length > 1,
    impossible,
  });
  if (days !== null) {
    if (values.some((n) => Math.abs(n) > 5)) return null;
    return found({ byDay: days.days.flatMap((weekday) => values.map((nth) => ({ weekday, nth }))) });
  }
  if (group !== null) return found({ byDay: plainDays(group.days), bySetPos: values });
  if (values.some((n) => n < 0) && !dayWord) return null;
  // "every 3rd day" counts days; "every 3rd" and "the 3rd day of the month" are dates.
  if (dayWord && !monthly && (values[0] ?? 0) > 0) return null;
  if (!dayWord && unit.test(wordAt(tokens, nths.end))) return null;
  return found(
    { byMonthDay: values },
    values.some((n) => n > 31),
  );
};
