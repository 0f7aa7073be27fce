/** What is said of a recurrence behind its core: "after completion", exceptions, the same once more; the rest by files of its own. */
import type { Here } from '../dates/calendar.ts';
import { clockAt, partNamed } from '../dates/clock.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { behind } from './behind.ts';
import { ending, starting } from './bounds.ts';
import { adverbHabit, groupAt, monthsAt, unitHabit } from './frequencies.ts';
import { plainDays } from './habits.ts';
import { onDays } from './on-days.ts';
import type { Recurrence } from './recurrence.ts';
import { times } from './times-of-day.ts';
import { daysAt } from './weekday-lists.ts';

/** Reads on as long as something more is said of the recurrence. */
export const addDetails = (here: Here, tokens: readonly Token[], core: Recurrence): Recurrence => {
  const found = { ...core, habit: { ...core.habit }, times: [...core.times] };
  const details = [withinHours, completion, ending, starting, except, onDays, again, times];
  for (let n = 0; n < 8 && details.some((detail) => detail(here, tokens, found)); n++) continue;
  return found;
};

/** "every 2 hours between 9 and 5", "hourly from 9 to 5": no rule of ours holds hours of the day, so it is asked about. */
const withinHours = (here: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const j = behind(tokens, found);
  if (found.habit.freq !== 'HOURLY' || !/^(?:between|from)$/.test(wordAt(tokens, j))) return false;
  const first = clockAt(tokens, j + 1) ?? (partNamed(wordAt(tokens, j + 1)) === null ? null : { end: j + 2 });
  if (first === null || !/^(?:and|to|until|till|-|–)$/.test(wordAt(tokens, first.end))) return false;
  const last = clockAt(tokens, first.end + 1);
  if (last === null) return false;
  found.unclear = 'hours';
  found.end = last.end;
  return true;
};

const finished = /^(?:do|did|completion|completing|completed|done|finishing|finished|complete|last)$/;

const between = /^(?:i|i'm|im|it|it's|its|is|being|the|each|my|after|have|i've|from|am|task|been|has|was|when)$/;

/** "after completion", "from when it was last done". */
const completion = (_: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const j = behind(tokens, found);
  if (!/^(?:after|from|following|since|upon|counted)$/.test(wordAt(tokens, j))) return false;
  let k = j + 1;
  while (k < j + 5 && between.test(wordAt(tokens, k))) k++;
  if (!finished.test(wordAt(tokens, k))) return false;
  k++;
  while (/^(?:completion|done|completed|it|time|the|task|one)$/.test(wordAt(tokens, k))) k++;
  found.habit.mode = 'completion';
  found.end = k;
  return true;
};

/** "every day except weekends", "weekly except in August". */
const except = (_: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const j = behind(tokens, found);
  if (!/^(?:except|excluding|but|besides)$/.test(wordAt(tokens, j))) return false;
  let k = j + 1;
  while (/^(?:for|on|not|the)$/.test(wordAt(tokens, k))) k++;
  const left = monthsAt(tokens, wordAt(tokens, k) === 'in' ? k + 1 : k);
  if (left !== null && found.habit.byMonth.length === 0) {
    const byMonth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((month) => !left.months.includes(month));
    found.habit = { ...found.habit, byMonth };
    found.end = left.end;
    return byMonth.length > 0;
  }
  const days = groupAt(tokens, k) ?? daysAt(tokens, k);
  if (days === null || (found.habit.freq !== 'DAILY' && found.habit.freq !== 'WEEKLY')) return false;
  const present = found.habit.byDay.length > 0 ? found.habit.byDay.map((d) => d.weekday) : [0, 1, 2, 3, 4, 5, 6];
  found.habit = { ...found.habit, freq: 'WEEKLY', byDay: plainDays(present.filter((d) => !days.days.includes(d))) };
  found.end = days.end;
  return true;
};

/** "last Friday of the month, every month": said once more. */
const again = (_: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const j = behind(tokens, found);
  const { freq, interval } = found.habit;
  const every = /^(?:every|each|per|a)$/.test(wordAt(tokens, j)) ? unitHabit(wordAt(tokens, j + 1), 1) : null;
  const same = every ?? adverbHabit(wordAt(tokens, j));
  if (same?.freq !== freq || same.interval !== interval || (every !== null && wordAt(tokens, j) === 'a')) return false;
  found.end = every === null ? j + 1 : j + 2;
  return true;
};
