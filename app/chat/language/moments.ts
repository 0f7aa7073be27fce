/** A point in time as one phrase says it: a date, a time, a part of the day, in any order, with what leads to them. */
import { addDays, type Here } from './calendar.ts';
import type { Clock, Part } from './clock.ts';
import { elapsedAt, nearDayAt, periodAt, spanDateAt, weekdayDateAt } from './dates-relative.ts';
import { monthAloneAt, monthDateAt, numericDateAt, ordinalDateAt, type DateMatch } from './dates-written.ts';
import { feastAt } from './feasts.ts';
import { leadAt } from './leads.ts';
import type { Length } from './lengths.ts';
import { partAt } from './parts-of-day.ts';
import { timeAt } from './times.ts';
import type { Token } from './tokens.ts';

/** Token positions, and what was found between them. `lead` is the word that led to it, "on", "by", "at". */
export type Moment = {
  start: number;
  end: number;
  lead: string | null;
  date: DateMatch | null;
  /** Where the date itself stands. */
  dated: readonly [number, number] | null;
  clock: Clock | null;
  part: Part | null;
  elapsed: Length | null;
};

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

const dateAt = (here: Here, tokens: readonly Token[], i: number, led: boolean): DateMatch | null => {
  const ordinal = ordinalDateAt(here, tokens, i);
  return (
    spanDateAt(here, tokens, i) ??
    nearDayAt(here, tokens, i) ??
    (ordinal?.weak === false ? ordinal : null) ??
    weekdayDateAt(here, tokens, i) ??
    numericDateAt(here, tokens, i) ??
    monthDateAt(here, tokens, i) ??
    ordinal ??
    periodAt(here, tokens, i) ??
    feastAt(here, tokens, i) ??
    (led || /^(?:in|mid|early|late|this|next)$/.test(wordAt(tokens, i))
      ? monthAloneAt(here, tokens, wordAt(tokens, i) === 'in' ? i + 1 : i)
      : null)
  );
};

const joins = /^(?:,|at|@|on|around|about|by|in|the|of|from|before|-|for|due|starting|is|—|–)$/;
const timely = /^(?:at|@|around|by|before|from|about|until|till|til|due|starting|beginning)$/;
const none: ReadonlySet<string> = new Set();

const begin = (start: number, end: number, lead: string | null): Moment => ({
  start,
  end,
  lead,
  date: null,
  dated: null,
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
    const found = begin(i, from, lead);
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
    const link = skip === 0 ? '' : wordAt(tokens, k - 1);
    if (skip > 0 && !joins.test(link)) return false;
    if (link === 'for' && found.clock !== null) return false;
    const timed = timely.test(link) || (link === 'the' && skip > 1);
    if (extend(here, tokens, found, k, { timed, led: skip > 0 && link !== ',', joined: true })) return true;
  }
  return false;
};

/** How a piece stands: behind a word that leads to times, behind any that leads, behind another piece. */
type Standing = { timed: boolean; led: boolean; joined: boolean };

/** Takes the piece at token `k` into the phrase, if there is one that it still lacks. */
const extend = (here: Here, tokens: readonly Token[], found: Moment, k: number, standing: Standing): boolean =>
  found.elapsed === null &&
  (takePart(here, tokens, found, k, standing) ||
    takeElapsed(tokens, found, k) ||
    takeDate(here, tokens, found, k, standing) ||
    takeTime(here, tokens, found, k, standing));

const takePart = (
  here: Here,
  tokens: readonly Token[],
  found: Moment,
  k: number,
  { led, joined }: Standing,
): boolean => {
  if (found.part !== null) return false;
  const part = partAt(tokens, k, joined && (found.date !== null || found.clock !== null), led);
  if (part === null || (part.today && found.date !== null && found.date.day !== here.today)) return false;
  found.part = part.part;
  if (part.today && found.date === null) {
    found.date = { end: part.end, day: here.today, span: [here.today, addDays(here.today, 1)], weak: false };
    found.dated = [k, part.end];
  }
  found.end = part.end;
  return true;
};

const takeElapsed = (tokens: readonly Token[], found: Moment, k: number): boolean => {
  if (found.date !== null || found.clock !== null || found.part !== null) return false;
  const elapsed = elapsedAt(tokens, k);
  if (elapsed === null) return false;
  found.elapsed = elapsed.length;
  found.end = elapsed.end;
  return true;
};

const takeDate = (
  here: Here,
  tokens: readonly Token[],
  found: Moment,
  k: number,
  { led, joined }: Standing,
): boolean => {
  if (found.date !== null) return joined && (closing(here, tokens, found, k) || sameDay(here, tokens, found, k));
  const date = dateAt(here, tokens, k, led);
  if (date === null) return false;
  const after = tokens[date.end];
  if (date.weak && joined && !led && after?.kind === 'word' && found.clock === null) return false;
  found.date = { ...date, led };
  found.dated = [k, date.end];
  found.end = date.end;
  return true;
};

const takeTime = (
  here: Here,
  tokens: readonly Token[],
  found: Moment,
  k: number,
  { timed, joined }: Standing,
): boolean => {
  if (found.clock !== null) return false;
  const time = timeAt(here, tokens, k, timed, joined && (found.date !== null || found.part !== null));
  if (time === null) return false;
  found.clock = time.clock;
  found.end = time.end;
  return true;
};

/** "tomorrow eod", "Friday end of day": said of a day that is there already. */
const closing = (here: Here, tokens: readonly Token[], found: Moment, k: number): boolean => {
  if (/^(?:eod|cob|eob)$/.test(wordAt(tokens, k))) found.end = k + 1;
  else {
    const end = /^(?:end|close)$/.test(wordAt(tokens, k))
      ? (periodAt(here, tokens, k) ?? nearDayAt(here, tokens, k))
      : null;
    if (end?.day !== here.today || end.end > k + 4) return false;
    found.end = end.end;
  }
  return true;
};

/** "Friday 27 November", "Fri the 13th": the date says it, the weekday only repeats it. */
const sameDay = (here: Here, tokens: readonly Token[], found: Moment, k: number): boolean => {
  if (found.clock !== null || found.part !== null || found.date === null) return false;
  const written = numericDateAt(here, tokens, k) ?? monthDateAt(here, tokens, k) ?? ordinalDateAt(here, tokens, k);
  const weekday = written === null ? weekdayDateAt(here, tokens, k) : null;
  if (written === null) {
    if (weekday === null || found.date.weak) return false;
    if (wordAt(tokens, k - 1) !== ',' && wordAt(tokens, k - 1) !== 'on' && k !== found.end) return false;
    found.end = weekday.end;
    return true;
  }
  // "tomorrow 5" is a time, and "on the 5th on the 6th" two dates.
  if (weekdayDateAt(here, tokens, found.dated?.[0] ?? k) === null) return false;
  found.date = { ...written, weak: false };
  found.dated = [k, written.end];
  found.end = written.end;
  return true;
};
