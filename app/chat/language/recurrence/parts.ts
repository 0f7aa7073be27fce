/** Parts of the day that come again: "Tuesday evenings", "on weekend mornings", "in the mornings". */
import { partNamed, type Part } from '../dates/clock.ts';
import { minutesSaid } from '../dates/when.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { groupAt } from './frequencies.ts';
import { habit, plainDays, type Habit } from './habits.ts';
import { daysAt } from './weekday-lists.ts';

export const timesOf = (part: Part): { part: Part; times: number[] } => ({
  part,
  times: [minutesSaid({ clock: null, part }) ?? 0],
});

/** "mornings", "evenings". */
const partsNamed = (word: string): Part | null => (word.endsWith('s') ? partNamed(word.slice(0, -1)) : null);

/** The parts of the day are many, so the days are; `lead` is where the days begin. */
export const partsAt = (
  tokens: readonly Token[],
  i: number,
  lead: number,
): { end: number; habit: Habit; part: Part; times: number[] } | null => {
  const listed = daysAt(tokens, lead);
  const days = listed?.or === true ? null : (listed ?? groupAt(tokens, lead));
  const parts = days === null ? null : partsNamed(wordAt(tokens, days.end));
  if (days !== null && parts !== null)
    return { end: days.end + 1, habit: habit('WEEKLY', { byDay: plainDays(days.days) }), ...timesOf(parts) };
  const usual =
    wordAt(tokens, i) === 'in' && wordAt(tokens, i + 1) === 'the' ? partsNamed(wordAt(tokens, i + 2)) : null;
  return usual === null ? null : { end: i + 3, habit: habit('DAILY'), ...timesOf(usual) };
};
