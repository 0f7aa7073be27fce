/** The words of recurrence: units, adverbs, groups of weekdays, lists of months. */
import type { Frequency } from '../../../../actors/task/recurrence-rule.ts';
import { monthNamed } from '../dates/names.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { habit, WEEKEND, WORKDAYS, type Habit } from './habits.ts';

const adverbs: Readonly<Record<string, readonly [Frequency, number]>> = {
  daily: ['DAILY', 1], everyday: ['DAILY', 1], nightly: ['DAILY', 1], weekly: ['WEEKLY', 1], fortnightly: ['WEEKLY', 2],
  biweekly: ['WEEKLY', 2], 'bi-weekly': ['WEEKLY', 2], monthly: ['MONTHLY', 1], bimonthly: ['MONTHLY', 2], 'bi-monthly': ['MONTHLY', 2],
  quarterly: ['MONTHLY', 3], yearly: ['YEARLY', 1], annually: ['YEARLY', 1], hourly: ['HOURLY', 1], biannually: ['MONTHLY', 6],
  'bi-annually': ['MONTHLY', 6], 'semi-annually': ['MONTHLY', 6], semiannually: ['MONTHLY', 6], biennially: ['YEARLY', 2],
}; // prettier-ignore

const units: Readonly<Record<string, readonly [Frequency, number]>> = {
  day: ['DAILY', 1], week: ['WEEKLY', 1], wk: ['WEEKLY', 1], fortnight: ['WEEKLY', 2], month: ['MONTHLY', 1], mth: ['MONTHLY', 1],
  quarter: ['MONTHLY', 3], year: ['YEARLY', 1], yr: ['YEARLY', 1], hour: ['HOURLY', 1], hr: ['HOURLY', 1], decade: ['YEARLY', 10],
}; // prettier-ignore

const pick = <T>(table: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;

/** "daily", "biweekly": the habit an adverb says; null when it says none. */
export const adverbHabit = (word: string): Habit | null => {
  const found = pick(adverbs, word);
  return found === null ? null : habit(found[0], { interval: found[1] });
};

/** Every `interval` of a unit, singular or plural. */
export const unitHabit = (word: string, interval: number): Habit | null => {
  const unit = pick(units, word) ?? pick(units, word.replace(/s$/, ''));
  if (unit === null || !Number.isInteger(interval) || interval < 1) return null;
  return habit(unit[0], { interval: unit[1] * interval });
};

const letters: Readonly<Record<string, string>> = {
  d: 'day',
  w: 'week',
  m: 'month',
  mo: 'month',
  y: 'year',
  h: 'hour',
};

/** "3d", "2weeks", "6mo" in one word. */
export const packedHabit = (word: string): Habit | null => {
  const parts = /^(\d{1,3})(d|w|mo?|y|h|days?|weeks?|wks?|months?|years?|yrs?|hours?|hrs?)$/.exec(word);
  return parts === null ? null : unitHabit(pick(letters, parts[2] ?? '') ?? parts[2] ?? '', Number(parts[1]));
};

/** Weekdays or weekends taken together: "weekdays", "working days", "weekend". */
export const groupAt = (
  tokens: readonly Token[],
  i: number,
): { end: number; days: number[]; plural: boolean } | null => {
  const said = wordAt(tokens, i);
  const word = said.replace(/([^s])s$/, '$1');
  const plural = word !== said;
  if (/^(?:weekday|workday|schoolday|week-day|work-day|weeknight)$/.test(word))
    return { end: i + 1, days: WORKDAYS, plural };
  if (/^(?:working|work|business|week|school)$/.test(said) && /^days?$/.test(wordAt(tokens, i + 1))) {
    return { end: i + 2, days: WORKDAYS, plural: wordAt(tokens, i + 1) === 'days' };
  }
  return word === 'weekend' ? { end: i + 1, days: WEEKEND, plural } : null;
};

/** "January", "March and September", "jan, apr, jul & oct". */
export const monthsAt = (tokens: readonly Token[], i: number): { end: number; months: number[] } | null => {
  const months: number[] = [];
  let end = i;
  let j = i;
  while (months.length < 12) {
    const month = tokens[j]?.kind === 'word' ? monthNamed(wordAt(tokens, j)) : null;
    if (month === null) break;
    months.push(month);
    end = j + 1;
    j = end;
    while (/^(?:,|and|&|\/)$/.test(wordAt(tokens, j)) && j < end + 2) j++;
    if (j === end) break;
  }
  return months.length === 0 ? null : { end, months: months.sort((a, b) => a - b) };
};
