/** The "name:value" writing of other programs: "recur:weekly", "due:friday project:Home +tag". */
import type { Here } from '../dates/calendar.ts';
import { recurrenceAt, type Recurrence } from '../recurrence/recurrence.ts';
import type { Token } from '../words/tokens.ts';

/** "recur:weekly" and "repeat: every 3 days", as well as what is said in words. */
export const recurAt = (here: Here, tokens: readonly Token[], i: number): Recurrence | null => {
  const word = tokens[i]?.lower ?? '';
  const keyed = /^(?:recur|recurs|recurring|recurrence|repeat|repeats|repeating|rec)$/.test(word);
  if (!keyed) return recurrenceAt(here, tokens, i);
  const j = /^[:=]$/.test(tokens[i + 1]?.lower ?? '') ? i + 2 : i + 1;
  const token = tokens[j];
  if (token === undefined) return null;
  const every: Token = { kind: 'word', text: 'every', lower: 'every', start: 0, end: 0, glued: false };
  const direct = recurrenceAt(here, tokens, j);
  if (direct !== null) return direct;
  const implied = j === i + 2 ? recurrenceAt(here, [every, ...tokens.slice(j)], 0) : null;
  return implied === null ? null : { ...implied, start: i, end: j - 1 + implied.end };
};

/** Taskwarrior writes tags as "+tag" and everything else as "name:value". */
export const keyed = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (t, k) =>
      /^(?:due|project|priority|pri|recur)$/.test(t.lower) &&
      tokens[k + 1]?.lower === ':' &&
      tokens[k + 1]?.glued === true &&
      tokens[k + 2]?.glued === true,
  );
