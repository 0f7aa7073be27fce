/** The days a recurrence falls on, said behind it: "monthly on the 15th", "every year on 5 May", "every Monday in January". */
import { dateOf, type Here } from '../dates/calendar.ts';
import { monthDateAt } from '../dates/months.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { behind } from './behind.ts';
import { groupAt, monthsAt } from './frequencies.ts';
import { plainDays } from './habits.ts';
import { nthDaysAt } from './nth-days.ts';
import type { Recurrence } from './recurrence.ts';
import { daysAt } from './weekday-lists.ts';

/** "every week on Monday", "monthly on the 15th", "every year on 5 May", "every Monday in January". */
export const onDays = (here: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const said = found.habit;
  const j = behind(tokens, found);
  const led = /^(?:on|in|of)$/.test(wordAt(tokens, j));
  const k = led ? j + 1 : j;
  const clear = (): void => {
    if (found.unclear === 'days') found.unclear = null;
  };
  if (said.byDay.length === 0 && (said.freq === 'WEEKLY' || said.freq === 'DAILY')) {
    const at = led && /^(?:a|an|the)$/.test(wordAt(tokens, k)) ? k + 1 : k;
    const days = daysAt(tokens, at) ?? groupAt(tokens, at);
    if (days === null) return inMonths(tokens, found, k, wordAt(tokens, j) === 'in');
    if (!led && said.freq === 'DAILY') return false;
    found.habit = { ...said, freq: 'WEEKLY', byDay: plainDays(days.days) };
    found.end = days.end;
    clear();
    return true;
  }
  if (said.freq === 'YEARLY' && said.byMonthDay.length === 0) {
    const date = monthDateAt(here, tokens, k);
    if (date !== null) {
      if (date.day === null) found.unclear = 'impossible';
      else found.habit = { ...said, byMonth: [dateOf(date.day).month], byMonthDay: [dateOf(date.day).day] };
      found.end = date.end;
      return true;
    }
  }
  if (said.freq !== 'YEARLY' && said.freq !== 'MONTHLY') return inMonths(tokens, found, k, wordAt(tokens, j) === 'in');
  const open = said.byMonthDay.length === 0 && said.byDay.length === 0;
  const nth = open && (led || wordAt(tokens, k) === 'the' || said.byMonth.length > 0) ? nthDaysAt(tokens, k) : null;
  if (nth === null) return inMonths(tokens, found, k, led);
  const { byDay, byMonthDay, bySetPos, byMonth } = nth.habit;
  found.habit = { ...said, byDay, byMonthDay, bySetPos, byMonth: said.byMonth.length > 0 ? said.byMonth : byMonth };
  if (nth.impossible) found.unclear = 'impossible';
  else clear();
  found.end = nth.end;
  return true;
};

const inMonths = (tokens: readonly Token[], found: Recurrence, k: number, led: boolean): boolean => {
  const months = led && found.habit.byMonth.length === 0 ? monthsAt(tokens, k) : null;
  if (months === null) return false;
  found.habit = { ...found.habit, byMonth: months.months };
  // "Twice a year in April and October" has named both.
  if (found.unclear === 'days' && found.habit.freq === 'YEARLY' && months.months.length > 1) found.unclear = null;
  found.end = months.end;
  return true;
};
