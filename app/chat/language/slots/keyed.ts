/** The "name:value" writing of other programs: "recur:weekly", "due:friday project:Home +tag". */
import type { Here } from '../dates/calendar.ts';
import { recurrenceAt, type Recurrence } from '../recurrence/recurrence.ts';
import type { Token } from '../words/tokens.ts';

/** "*weekly", "*every friday", "*after 2 weeks": a recurrence as Remember the Milk writes it; other starred words are tags. */
export const starredAt = (here: Here, tokens: readonly Token[], i: number): Recurrence | null => {
  const token = tokens[i];
  if (token?.kind !== 'star' || token.glued) return null;
  const after = token.lower === 'after';
  const word: Token = { ...token, kind: 'word', ...(after && { text: 'every', lower: 'every' }) };
  const found = recurrenceAt(here, [...tokens.slice(0, i), word, ...tokens.slice(i + 1)], i);
  return found === null || !after ? found : { ...found, habit: { ...found.habit, mode: 'completion' } };
};

/** "recur:weekly" and "repeat: every 3 days", as well as what is said in words. */
export const recurAt = (here: Here, tokens: readonly Token[], i: number): Recurrence | null => {
  const starred = starredAt(here, tokens, i);
  if (starred !== null) return starred;
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
  // todo.txt, which begins with "(A)", keeps "+name" for projects.
  !(tokens[0]?.text === '(' && tokens[2]?.text === ')') &&
  tokens.some(
    (t, k) =>
      /^(?:due|project|priority|pri|recur)$/.test(t.lower) &&
      tokens[k + 1]?.lower === ':' &&
      tokens[k + 1]?.glued === true &&
      tokens[k + 2]?.glued === true,
  );
