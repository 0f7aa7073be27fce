/** The pieces a phrase of time is made of, each taken in where it still lacks one: part of the day, length, date, time. */
import { wordsOf } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb } from '../words/verbs.ts';
import { DAY, dateOf, weekdayIn, type Here } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { feastAt } from './feasts.ts';
import type { Moment } from './moments.ts';
import { monthAloneAt, monthDateAt, yearAt } from './months.ts';
import { nearDayAt } from './near-days.ts';
import { dottedDateAt, numericDateAt, stampAt } from './numeric-dates.ts';
import { ordinalDateAt, upcomingOn } from './ordinal-dates.ts';
import { partAt } from './parts-of-day.ts';
import { periodAt } from './periods.ts';
import { elapsedAt, spanDateAt } from './spans.ts';
import { timeAt } from './times.ts';
import { weekdayDateAt } from './weekday-dates.ts';

const dateAt = (here: Here, tokens: readonly Token[], i: number, led: boolean): DateMatch | null => {
  const ordinal = ordinalDateAt(here, tokens, i);
  return (
    spanDateAt(here, tokens, i) ??
    nearDayAt(here, tokens, i) ??
    (ordinal?.weak === false ? ordinal : null) ??
    weekdayDateAt(here, tokens, i) ??
    numericDateAt(here, tokens, i) ??
    (led ? null : dottedDateAt(here, tokens, i)) ??
    monthDateAt(here, tokens, i) ??
    ordinal ??
    periodAt(here, tokens, i) ??
    feastAt(here, tokens, i) ??
    (led || /^(?:in|mid|early|late|this|next)$/.test(wordAt(tokens, i)) || yearAt(tokens, i + 1) !== null
      ? monthAloneAt(here, tokens, wordAt(tokens, i) === 'in' ? i + 1 : i)
      : null)
  );
};

export const joins = /^(?:,|at|@|on|around|about|by|in|the|of|from|before|-|for|due|starting|is|—|–)$/;

export const timely = /^(?:at|@|around|by|before|from|about|until|till|til|due|starting|beginning)$/;

/** How a piece stands: behind a word that leads to times, behind any that leads, behind another piece. */
type Standing = { timed: boolean; led: boolean; joined: boolean };

/** Takes the piece at token `k` into the phrase, if there is one that it still lacks. */
export const extend = (here: Here, tokens: readonly Token[], found: Moment, k: number, standing: Standing): boolean =>
  found.elapsed === null &&
  (takePart(here, tokens, found, k, standing) ||
    takeElapsed(tokens, found, k) ||
    takeStamp(here, tokens, found, k) ||
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
    found.date = aDay(part.end, here.today);
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

/** "2026-12-05T14:30": day and time in one. */
const takeStamp = (here: Here, tokens: readonly Token[], found: Moment, k: number): boolean => {
  const stamp = found.date === null && found.clock === null ? stampAt(here, tokens, k) : null;
  if (stamp === null) return false;
  const { date, minutes } = stamp;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  found.date = date;
  found.clock = { end: date.end, hour, minute, half: null, full: true, bare: false };
  found.dated = [k, date.end];
  found.end = date.end;
  return true;
};

const takeDate = (
  here: Here,
  tokens: readonly Token[],
  found: Moment,
  k: number,
  { led, joined }: Standing,
): boolean => {
  if (found.date !== null)
    return (
      joined && (within(here, tokens, found, k) || closing(here, tokens, found, k) || sameDay(here, tokens, found, k))
    );
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
  found.timed = [k, time.end];
  found.clock = time.clock;
  found.end = time.end;
  return true;
};

/** "next month on the 5th", "next week on Tuesday": a day of the period that was said. */
const within = (here: Here, tokens: readonly Token[], found: Moment, k: number): boolean => {
  const [from, to] = found.date?.span ?? [0, 0];
  if (to - from < 7 * DAY || found.clock !== null || found.part !== null) return false;
  const words = wordsOf(tokens, found.dated?.[0] ?? k, found.dated?.[1] ?? k);
  if (!/^(?:the )?(?:next|this|following) (?:week|month)$|^(?:week|month) after next$/.test(words)) return false;
  const week = to - from === 7 * DAY;
  const date = week ? weekdayDateAt(here, tokens, k) : ordinalDateAt(here, tokens, k);
  if (date?.day == null || date.end > k + 2) return false;
  const { day: nth, weekday } = dateOf(date.day);
  const day = week ? weekdayIn(here, from, 0, weekday) : from + (nth - 1) * DAY;
  found.date = aDay(date.end, day < to ? day : null);
  found.dated = [k, date.end];
  found.end = date.end;
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
  const named = weekdayDateAt(here, tokens, found.dated?.[0] ?? k);
  if (named === null) return false;
  // "Monday 1st period": what is numbered there is no day.
  const after = tokens[written.end];
  if (written.weak && after?.kind === 'word' && !isLink(after.lower) && !isVerb(after.lower)) return false;
  const [day, same] = [written.day, named.day];
  const fitting =
    written.weak && day !== null && same !== null ? upcomingOn(here, dateOf(day).day, dateOf(same).weekday) : null;
  found.date = fitting === null ? { ...written, weak: false } : aDay(written.end, fitting);
  found.dated = [k, written.end];
  found.end = written.end;
  return true;
};
