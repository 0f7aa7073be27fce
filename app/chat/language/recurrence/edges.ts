/** The edges of periods that come again: "the end of every month", "every month end", "the start of each week". */
import { wordAt, type Token } from '../words/tokens.ts';
import { habit, plainDays, type Habit } from './habits.ts';

const edges: Readonly<Record<string, readonly [first: Habit, last: Habit]>> = {
  week: [habit('WEEKLY', { byDay: plainDays([0]) }), habit('WEEKLY', { byDay: plainDays([4]) })],
  month: [habit('MONTHLY', { byMonthDay: [1] }), habit('MONTHLY', { byMonthDay: [-1] })],
  year: [habit('YEARLY', { byMonth: [1], byMonthDay: [1] }), habit('YEARLY', { byMonth: [12], byMonthDay: [31] })],
};

const edgeOf = (side: string, unit: string): Habit | null => {
  const found = Object.hasOwn(edges, unit) ? edges[unit] : undefined;
  if (found === undefined) return null;
  return /^(?:start|beginning)$/.test(side) ? found[0] : side === 'end' ? found[1] : null;
};

/** Such an edge at token `i`; `every` says that "every" stood before it. */
export const edgeAt = (tokens: readonly Token[], i: number, every: boolean): { end: number; habit: Habit } | null => {
  const word = (k: number): string => wordAt(tokens, k);
  const j = /^(?:at|by|on|due)$/.test(word(i)) ? i + 1 : i;
  const k = word(j) === 'the' ? j + 1 : j;
  if (word(k + 1) === 'of') {
    const each = /^(?:every|each)$/.test(word(k + 2));
    const unit = each ? k + 3 : word(k + 2) === 'the' ? k + 3 : k + 2;
    const found = each || every ? edgeOf(word(k), word(unit)) : null;
    return found === null ? null : { end: unit + 1, habit: found };
  }
  if (!every) return null;
  // "every month end", "every month-end"
  const [unit, side] = word(i).split('-');
  const found = side === undefined ? edgeOf(word(i + 1), word(i)) : edgeOf(side, unit ?? '');
  return found === null ? null : { end: side === undefined ? i + 2 : i + 1, habit: found };
};
