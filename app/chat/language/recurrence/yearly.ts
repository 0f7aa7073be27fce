/** Dates that come once a year: "jan 27, apr 27", "Christmas eve". */
import { dateOf, type Here, type Wall } from '../dates/calendar.ts';
import { feastAt } from '../dates/feasts.ts';
import { monthDateAt } from '../dates/months.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { habit, type Habit } from './habits.ts';

type Yearly = { end: number; habit: Habit };

/** "jan 27", and "jan 27, apr 27": one rule holds several dates of the year where their day of the month is the same. */
export const yearlyAt = (here: Here, tokens: readonly Token[], end: number, first: Wall): Yearly => {
  const { month, day } = dateOf(first);
  const core = { end, byMonth: [month] };
  for (let n = 0; n < 12; n++) {
    const from = /^(?:,|and|&)$/.test(wordAt(tokens, core.end)) ? core.end + 1 : -1;
    const next = from < 0 ? null : monthDateAt(here, tokens, wordAt(tokens, from) === 'and' ? from + 1 : from);
    if (next?.day == null || dateOf(next.day).day !== day) break;
    core.byMonth.push(dateOf(next.day).month);
    core.end = next.end;
  }
  const byMonth = [...new Set(core.byMonth)].sort((a, b) => a - b);
  return { end: core.end, habit: habit('YEARLY', { byMonth, byMonthDay: [day] }) };
};

/** "Christmas eve": the same date every year. Feasts that move with the moon are no rule of ours. */
export const feastRule = (here: Here, tokens: readonly Token[], i: number): Yearly | null => {
  const feast = feastAt(here, tokens, i);
  if (feast?.day == null || /^(?:easter|good)$/.test(wordAt(tokens, i))) return null;
  const { month, day } = dateOf(feast.day);
  if (wordAt(tokens, i) === 'thanksgiving')
    return { end: feast.end, habit: habit('YEARLY', { byMonth: [11], byDay: [{ weekday: 3, nth: 4 }] }) };
  return { end: feast.end, habit: habit('YEARLY', { byMonth: [month], byMonthDay: [day] }) };
};
