/** A point in time as one phrase says it: a date, a time, a part of the day, in any order, with what leads to them. */
import { wordAt, type Token } from '../words/tokens.ts';
import type { Here } from './calendar.ts';
import type { Clock, Part } from './clock.ts';
import type { DateMatch } from './date-match.ts';
import { leadAt } from './leads.ts';
import type { Length } from './lengths.ts';
import { extend, joins, timely } from './pieces.ts';

/** Token positions, and what was found between them. `lead` is the word that led to it, "on", "by", "at". */
export type Moment = {
  start: number;
  end: number;
  lead: string | null;
  date: DateMatch | null;
  /** Where the date itself stands. */
  dated: readonly [number, number] | null;
  /** Where the time itself stands. */
  timed: readonly [number, number] | null;
  clock: Clock | null;
  part: Part | null;
  elapsed: Length | null;
};

const none: ReadonlySet<string> = new Set();

/** A phrase in which nothing was found yet. */
export const emptyMoment = (start: number, end: number, lead: string | null): Moment => ({
  start,
  end,
  lead,
  date: null,
  dated: null,
  timed: null,
  clock: null,
  part: null,
  elapsed: null,
});

/** The phrase at token `i` that says when, with the words that lead to it; null when there is none. */
export const momentAt = (here: Here, tokens: readonly Token[], i: number, extra = none): Moment | null => {
  const led = leadAt(tokens, i, extra);
  if (led === null) return null;
  // A lead word may itself begin a phrase ("in 3 days", "at the weekend"), so try with fewer of them, too.
  for (let from = led.end; from >= i; from--) {
    const lead = from === led.end ? led.lead : from > i ? wordAt(tokens, from - 1) : null;
    const found = emptyMoment(i, from, lead);
    if (
      !extend(here, tokens, found, from, { timed: lead !== null && lead !== 'for', led: lead !== null, joined: false })
    )
      continue;
    while (more(here, tokens, found)) continue;
    if (/^(?:sharp|ish|latest|exactly)$/.test(wordAt(tokens, found.end))) found.end += 1;
    return found;
  }
  return null;
};

const more = (here: Here, tokens: readonly Token[], found: Moment): boolean => {
  for (let skip = 0; skip <= 3; skip++) {
    const k = found.end + skip;
    // "at like 2:30" is at half past two.
    const hedged = skip > 1 && /^(?:like|about|around|roughly|maybe)$/.test(wordAt(tokens, k - 1));
    const link = skip === 0 ? '' : wordAt(tokens, hedged ? k - 2 : k - 1);
    if (skip > 0 && !joins.test(link)) return false;
    if (link === 'for' && found.clock !== null) return false;
    const timed = timely.test(link) || (link === 'the' && skip > 1);
    if (extend(here, tokens, found, k, { timed, led: skip > 0 && link !== ',', joined: true })) return true;
  }
  return false;
};
