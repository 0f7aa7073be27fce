/** A point in time as one phrase says it: a date, a time, a part of the day, in any order, with what leads to them. */
import { addDays, atMinutes, minutesOf, type Here, type Wall } from './calendar.ts';
import { clockAt, minutesOfClock, partMinutes, partNamed, type Clock, type Part } from './clock.ts';
import { nearDayAt, elapsedAt, periodAt, spanDateAt, weekdayDateAt } from './dates-relative.ts';
import { monthAloneAt, monthDateAt, numericDateAt, ordinalDateAt, type DateMatch } from './dates-written.ts';
import { feastAt } from './feasts.ts';
import { instantAfter, type Length } from './lengths.ts';
import type { Token } from './tokens.ts';

/** Token positions, and what was found between them. `lead` is the word that led to it, "on", "by", "at". */
export type Moment = {
  start: number;
  end: number;
  lead: string | null;
  date: DateMatch | null;
  clock: Clock | null;
  part: Part | null;
  elapsed: Length | null;
};

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

const leads = new Set([
  'on',
  'at',
  '@',
  'by',
  'before',
  'until',
  'till',
  'til',
  'due',
  'for',
  'from',
  'around',
  'starting',
  'deadline',
  'in',
  'during',
  'over',
  'this',
  'sometime',
  'ending',
  'as',
  'no',
  'not',
  'when',
  'date',
  'when',
  'within',
  'into',
  'come',
  'beginning',
  'circa',
  'approximately',
  'latest',
]);

/** Words that lead to a time or date, and where they end. */
const leadAt = (
  tokens: readonly Token[],
  i: number,
  extra: ReadonlySet<string>,
): { end: number; lead: string | null } => {
  let j = i;
  let lead: string | null = null;
  for (let n = 0; n < 4; n++) {
    const word = wordAt(tokens, j);
    if (word === 'no' || word === 'not') {
      if (wordAt(tokens, j + 1) !== 'later' || wordAt(tokens, j + 2) !== 'than') break;
      lead = 'by';
      j += 3;
    } else if (word === 'on' && wordAt(tokens, j + 1) === 'or' && wordAt(tokens, j + 2) === 'before') {
      lead = 'by';
      j += 3;
    } else if (word === 'as') {
      if (wordAt(tokens, j + 1) !== 'of' && wordAt(tokens, j + 1) !== 'from') break;
      lead = 'from';
      j += 2;
    } else if (word === 'deadline' || word === 'date' || word === 'when' || word === 'due') {
      if (word === 'due' && wordAt(tokens, j + 1) === 'date') j += 1;
      const is = /^(?::|is|=)$/.test(wordAt(tokens, j + 1)) || (word === 'deadline' && wordAt(tokens, j + 1) !== '');
      if (word !== 'due' && !is) break;
      lead = 'due';
      j += /^(?::|is|=)$/.test(wordAt(tokens, j + 1)) ? 2 : 1;
    } else if (word === 'this' || word === 'in') {
      break;
    } else if (leads.has(word) || extra.has(word)) {
      // "from" and "for" keep their say over what follows: a bare number after them is no time.
      lead = lead === null || /^(?:at|@|due|by|before)$/.test(word) ? (word === '@' ? 'at' : word) : lead;
      j += 1;
    } else if (
      n > 0 &&
      /^(?:about|approx|exactly|roughly|say|latest|the)$/.test(word) &&
      (word !== 'the' || /^latest$/.test(wordAt(tokens, j + 1)))
    ) {
      j += 1;
    } else break;
  }
  return { end: j, lead };
};

const dateAt = (here: Here, tokens: readonly Token[], i: number, led: boolean): DateMatch | null =>
  spanDateAt(here, tokens, i) ??
  nearDayAt(here, tokens, i) ??
  weekdayDateAt(here, tokens, i) ??
  numericDateAt(here, tokens, i) ??
  monthDateAt(here, tokens, i) ??
  ordinalDateAt(here, tokens, i) ??
  periodAt(here, tokens, i) ??
  feastAt(here, tokens, i) ??
  (led || /^(?:in|mid|early|late|this|next)$/.test(wordAt(tokens, i))
    ? monthAloneAt(here, tokens, wordAt(tokens, i) === 'in' ? i + 1 : i)
    : null);

type PartMatch = { end: number; part: Part; today: boolean };

/** "in the morning", "this evening", "at night", "tonight", "first thing", and "morning" beside a day or a time. */
const partAt = (tokens: readonly Token[], i: number, beside: boolean, led: boolean): PartMatch | null => {
  const word = wordAt(tokens, i);
  if (word === 'tonight' || word === 'tonite' || word === '2nite' || word === '2night')
    return { end: i + 1, part: 'night', today: true };
  if (word === 'first' && wordAt(tokens, i + 1) === 'thing') {
    const j =
      wordAt(tokens, i + 2) === 'in' && wordAt(tokens, i + 3) === 'the' && wordAt(tokens, i + 4) === 'morning'
        ? i + 5
        : i + 2;
    return { end: j, part: 'morning', today: false };
  }
  const this_ = word === 'this';
  let j = this_ ? i + 1 : i;
  let phrase = this_;
  if (word === 'in' && wordAt(tokens, i + 1) === 'the') {
    j = i + 2;
    phrase = true;
  } else if (word === 'at' || word === 'over' || word === 'during') {
    j = wordAt(tokens, i + 1) === 'the' ? i + 2 : i + 1;
    phrase = /^(?:night|lunch|lunchtime|breakfast)$/.test(wordAt(tokens, j)) || j === i + 2;
  }
  if (/^(?:early|late|mid)$/.test(wordAt(tokens, j)) && (beside || phrase)) j += wordAt(tokens, j + 1) === '-' ? 2 : 1;
  const name = wordAt(tokens, j);
  const part = partNamed(name) ?? (name === 'lunch' && (phrase || led) ? 'lunch' : null);
  if (part === null || !(beside || phrase || (led && part === 'lunch'))) return null;
  return { end: j + 1, part, today: this_ };
};

/** What may stand after a bare number that is a time: nothing, a mark, or a word that begins something new. */
const countable =
  /^(?:%|percent|degrees?|people|persons?|guests?|pm?s|kg|km|miles?|items?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|times|dollars|pounds|euros|bucks|mph|st|street|road|avenue|or|of|x|\/|th|st|nd|rd)$/;
const opening = new Set([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'mon',
  'tue',
  'tues',
  'wed',
  'thu',
  'thur',
  'thurs',
  'fri',
  'sat',
  'sun',
  'tomorrow',
  'today',
  'tonight',
  'i',
  "i'm",
]);

const endsBare = (tokens: readonly Token[], k: number): boolean => {
  const next = tokens[k];
  if (next === undefined || next.kind === 'break') return true;
  if (next.kind === 'number') return false;
  if (next.kind !== 'word') return !(next.glued && /^[%°:'"/$€£-]$/.test(next.text)) && !/^[%°:$€£&]$/.test(next.text);
  if (countable.test(next.lower)) return false;
  if (opening.has(next.lower)) return true;
  // "at 5 Guys", "at 10 Downing Street": a name; in a sentence all in capitals, letters say nothing.
  return !/^\p{Lu}\p{Ll}/u.test(next.text);
};

type Found = { end: number; clock: Clock };

/** A time, and the end of the range it begins: "3-4pm", "from 3 to 4pm". */
const timeAt = (tokens: readonly Token[], i: number, led: boolean, beside: boolean): Found | null => {
  const token = tokens[i];
  const range =
    token?.kind === 'number'
      ? /^(\d{1,2}(?:[:.]\d\d)?(?:am|pm)?)-(\d{1,2}(?:[:.]\d\d)?(am|pm)?)$/.exec(token.lower)
      : null;
  if (token !== undefined && range !== null) {
    const [, from = '', to = ''] = range;
    const start = clockAt([{ ...token, lower: from }], 0);
    const spaced = wordAt(tokens, i + 1);
    const stop = clockAt([{ ...token, lower: /^[ap]m$/.test(spaced) ? to + spaced : to }], 0);
    if (start === null || stop === null || (start.bare && stop.bare && !led)) return null;
    return { end: /^[ap]m$/.test(spaced) ? i + 2 : i + 1, clock: inRange(start, stop) };
  }
  const clock = clockAt(tokens, i);
  if (clock === null) return null;
  const named = /^(?:noon|midday|midnight)$/.test(wordAt(tokens, i));
  if (named && !led && !beside && !endsBare(tokens, clock.end)) return null;
  if (named && wordAt(tokens, i - 1) === 'high') return null;
  const join = wordAt(tokens, clock.end);
  if (/^(?:-|–|to|until|till|til)$/.test(join)) {
    const stop = clockAt(tokens, clock.end + 1);
    if (stop !== null && (!stop.bare || led || beside) && (!clock.bare || !stop.bare || led))
      return { end: stop.end, clock: inRange(clock, stop) };
  }
  if (clock.bare) {
    const wordy = token?.kind === 'word' && wordAt(tokens, i) !== 'half' && !(clock.end > i + 1);
    if (!led && !beside) return null;
    if (!endsBare(tokens, clock.end)) return null;
    if (!led && wordy && tokens[clock.end] !== undefined) return null;
    if (!led && /^\d{4}$/.test(wordAt(tokens, i)) && !/^0|00$|[134]5$|30$/.test(wordAt(tokens, i))) return null;
  }
  return { end: clock.end, clock };
};

/** The first time of a range takes am or pm from the second, unless that would put it after it. */
const inRange = (start: Clock, stop: Clock): Clock => {
  if (start.half !== null || stop.half === null || start.full) return { ...start, bare: false };
  const half = start.hour % 12 <= stop.hour % 12 ? stop.half : stop.half === 'pm' ? 'am' : 'pm';
  return { ...start, half, bare: false };
};

const joins = /^(?:,|at|@|on|around|about|by|in|the|of|from|before|-|for|due|starting|is|—|–)$/;
const timely = /^(?:at|@|around|by|before|from|about|until|till|til|due|starting|beginning)$/;
const none: ReadonlySet<string> = new Set();

/** The phrase at token `i` that says when, with the words that lead to it; null when there is none. */
export const momentAt = (
  here: Here,
  tokens: readonly Token[],
  i: number,
  extra: ReadonlySet<string> = none,
): Moment | null => {
  const { end: from, lead } = leadAt(tokens, i, extra);
  const found: Moment = { start: i, end: from, lead, date: null, clock: null, part: null, elapsed: null };
  if (extendWith(here, tokens, found, from, lead !== null && lead !== 'for', lead !== null)) {
    while (more(here, tokens, found)) continue;
    if (/^(?:sharp|ish|latest|exactly)$/.test(wordAt(tokens, found.end))) found.end += 1;
    else if (
      found.clock !== null &&
      /^(?:or so|at the latest)$/.test(`${wordAt(tokens, found.end)} ${wordAt(tokens, found.end + 1)}`)
    )
      found.end += 2;
    return found;
  }
  return lead === null ? null : momentLed(here, tokens, i, extra, from);
};

/** A lead word may itself be the beginning of a phrase: "by [in] …", "at the weekend". Try with fewer of them. */
const momentLed = (
  here: Here,
  tokens: readonly Token[],
  i: number,
  extra: ReadonlySet<string>,
  from: number,
): Moment | null => {
  for (let j = from - 1; j >= i; j--) {
    const lead = j > i ? wordAt(tokens, j - 1) : null;
    const found: Moment = { start: i, end: j, lead, date: null, clock: null, part: null, elapsed: null };
    if (extendWith(here, tokens, found, j, lead !== null && lead !== 'for', lead !== null)) {
      while (more(here, tokens, found)) continue;
      return found;
    }
  }
  return null;
};

const more = (here: Here, tokens: readonly Token[], found: Moment): boolean => {
  for (let skip = 0; skip <= 3; skip++) {
    const k = found.end + skip;
    if (skip > 0 && !joins.test(wordAt(tokens, k - 1))) return false;
    const link = skip === 0 ? '' : wordAt(tokens, k - 1);
    const led = timely.test(link) || (link === 'the' && skip > 1);
    if (skip > 0 && link === 'for' && found.clock !== null) return false;
    if (extendWith(here, tokens, found, k, led, skip > 0 && link !== ',', true)) return true;
  }
  return false;
};

/** Takes the piece at token `k` into the phrase, if there is one that it still lacks. */
const extendWith = (
  here: Here,
  tokens: readonly Token[],
  found: Moment,
  k: number,
  timed: boolean,
  led: boolean,
  joined = false,
): boolean => {
  if (found.elapsed !== null) return false;
  const beside = joined && (found.date !== null || found.part !== null);
  if (found.part === null) {
    const part = partAt(tokens, k, joined && (found.date !== null || found.clock !== null), led);
    if (part !== null && !(part.today && found.date !== null && found.date.day !== here.today)) {
      found.part = part.part;
      if (part.today && found.date === null) found.date = nearDay(here, part.end);
      found.end = part.end;
      return true;
    }
  }
  if (found.date === null && found.clock === null && found.part === null) {
    const elapsed = elapsedAt(tokens, k);
    if (elapsed !== null) {
      found.elapsed = elapsed.length;
      found.end = elapsed.end;
      return true;
    }
  }
  if (found.date === null) {
    const date = dateAt(here, tokens, k, led);
    if (
      date !== null &&
      !(
        date.weak &&
        joined &&
        !led &&
        tokens[date.end] !== undefined &&
        tokens[date.end]?.kind === 'word' &&
        found.clock === null
      )
    ) {
      found.date = { ...date, led };
      found.end = date.end;
      return true;
    }
  } else if (joined && sameDay(here, tokens, found, k)) return true;
  if (found.clock === null) {
    const time = timeAt(tokens, k, timed, beside);
    if (time !== null) {
      found.clock = time.clock;
      found.end = time.end;
      return true;
    }
  }
  return false;
};

const nearDay = (here: Here, end: number): DateMatch => ({
  end,
  day: here.today,
  span: [here.today, addDays(here.today, 1)],
  weak: false,
});

/** "Friday 27 November", "Fri the 13th": the date says it, the weekday only repeats it. */
const sameDay = (here: Here, tokens: readonly Token[], found: Moment, k: number): boolean => {
  if (found.clock !== null || found.part !== null) return false;
  const written = numericDateAt(here, tokens, k) ?? monthDateAt(here, tokens, k) ?? ordinalDateAt(here, tokens, k);
  const weekday = written === null ? weekdayDateAt(here, tokens, k) : null;
  if (written === null && (weekday === null || found.date?.weak === true)) return false;
  if (written === null && wordAt(tokens, k - 1) !== ',' && wordAt(tokens, k - 1) !== 'on' && k !== found.end)
    return false;
  if (
    written !== null &&
    found.end === k &&
    wordAt(tokens, k) !== 'the' &&
    tokens[k]?.kind === 'number' &&
    /^\d{1,2}$/.test(wordAt(tokens, k)) &&
    written.end === k + 1
  )
    return false;
  if (written !== null) found.date = { ...written, weak: false };
  found.end = written?.end ?? weekday?.end ?? found.end;
  return true;
};

/** What a phrase comes to: a day, a wall time, an instant; or why it comes to nothing. */
export type When =
  | { kind: 'day'; day: Wall }
  | { kind: 'time'; wall: Wall }
  | { kind: 'instant'; at: number }
  | { kind: 'impossible' }
  | { kind: 'past' };

/** Minutes after midnight that the phrase says, or null; 1440 is the midnight that ends the day. */
export const minutesSaid = (moment: Pick<Moment, 'clock' | 'part'>): number | null =>
  moment.clock !== null
    ? minutesOfClock(moment.clock, moment.part)
    : moment.part !== null
      ? partMinutes[moment.part]
      : null;

/** Reads a phrase at the speaker's here and now. */
export const whenOf = (here: Here, moment: Moment): When => {
  if (moment.elapsed !== null) return { kind: 'instant', at: instantAfter(here, here.now, moment.elapsed) };
  const minutes = minutesSaid(moment);
  if (moment.date !== null && moment.date.day === null) return { kind: 'impossible' };
  const day = moment.date?.day ?? null;
  if (day === null) return minutes === null ? { kind: 'impossible' } : { kind: 'time', wall: nextAt(here, minutes) };
  if (day < here.today) return { kind: 'past' };
  if (minutes === null) return { kind: 'day', day };
  if (minutes === 1440) return { kind: 'time', wall: day === here.today ? addDays(day, 1) : day };
  const wall = atMinutes(day, minutes);
  if (wall > here.wall) return { kind: 'time', wall };
  // The evening may be on already: what is due "this evening" at half past seven is due today.
  return moment.clock === null ? { kind: 'day', day } : { kind: 'past' };
};

/** A bare time: today if still ahead, else tomorrow. */
export const nextAt = (here: Here, minutes: number): Wall =>
  minutes > minutesOf(here.wall) ? atMinutes(here.today, minutes) : atMinutes(addDays(here.today, 1), minutes);
