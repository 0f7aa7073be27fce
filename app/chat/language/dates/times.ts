/** When a clock time is meant as one: led to by "at", beside a day, or written so that it can be nothing else. */
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb, numbered } from '../words/verbs.ts';
import { minutesOf, type Here } from './calendar.ts';
import { clockAt, noClockAt, partNamed, type Clock } from './clock.ts';
import { monthNamed } from './names.ts';
import { partAt } from './parts-of-day.ts';

export type Time = { end: number; clock: Clock };

/** What a bare number counts rather than times. */
const counted =
  /^(?:%|percent|degrees?|people|persons?|guests?|kids|kg|km|miles?|items?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|times|dollars|pounds|euros|bucks|mph|st|street|road|avenue|or|of|x|\/|th|rd|nd|and|up|for|bags?|boxes|bottles?|cups?|pages?|copies)$/;

const days =
  /^(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)(?:day|nesday|sday|urday|rsday)?s?$|^(?:tomorrow|today|tonight|i|i'm|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)/;

/** Nothing after a bare number speaks against its being a time. */
const endsBare = (tokens: readonly Token[], k: number): boolean => {
  const next = tokens[k];
  if (next === undefined || next.kind === 'break') return true;
  if (next.kind === 'number') return /^\d{1,2}(?:st|nd|rd|th)$|[/-]/.test(next.lower);
  if (next.kind === 'sign') {
    if (/^[%°$€£&]$/.test(next.text)) return false;
    return !next.glued || !/^[:'"/-]$/.test(next.text) || (next.text === ':' && tokens[k + 1]?.glued !== true);
  }
  if (next.kind !== 'word') return true;
  if (next.lower === 'for') return true;
  // "at 7 and 19" names two times, "at 5 and 6 year olds" none.
  if (next.lower === 'and') return !/^\d/.test(wordAt(tokens, k + 1)) || tokens[k + 2]?.kind !== 'word';
  if (next.lower === 'or' && /^(?:rather|actually)$/.test(wordAt(tokens, k + 1))) return true;
  if (counted.test(next.lower)) return false;
  // "Sing at 3 weddings" counts them; "at 6 drinks with Bob" begins with its time.
  if (k > 2 && /[^s]s$/.test(next.lower) && !isLink(next.lower) && !isVerb(next.lower) && !days.test(next.lower))
    return false;
  // "at 5 Guys", "at 10 Downing Street" are names.
  return days.test(next.lower) || !/^\p{Lu}\p{Ll}/u.test(next.text);
};

/** The first time of a range takes am or pm from the second, unless that would put it after it. */
const inRange = (start: Clock, stop: Clock): Clock => {
  if (start.half !== null || stop.half === null || start.full) return { ...start, bare: false };
  const half = start.hour % 12 <= stop.hour % 12 ? stop.half : stop.half === 'pm' ? 'am' : 'pm';
  return { ...start, half, bare: false };
};

/** "3-4pm" in one word. */
const packedRange = (tokens: readonly Token[], i: number, led: boolean): Time | null => {
  const token = tokens[i];
  if (token?.kind !== 'number') return null;
  const range = /^(\d{1,2}(?:[:.]\d\d)?(?:am|pm)?)-(\d{1,2}(?:[:.]\d\d)?(?:am|pm)?)$/.exec(token.lower);
  if (range === null) return null;
  const half = /^[ap]m$/.test(wordAt(tokens, i + 1)) ? wordAt(tokens, i + 1) : '';
  const start = clockAt([{ ...token, lower: range[1] ?? '' }], 0);
  const stop = clockAt([{ ...token, lower: (range[2] ?? '') + half }], 0);
  if (start === null || stop === null || (start.bare && stop.bare && !led)) return null;
  return { end: half === '' ? i + 1 : i + 2, clock: inRange(start, stop) };
};

/** "between 2 and 3pm", "tomorrow between 2 and 3": from the first time on. */
const betweenAt = (tokens: readonly Token[], i: number, beside: boolean): Time | null => {
  if (wordAt(tokens, i) !== 'between') return null;
  const start = clockAt(tokens, i + 1);
  const stop = start !== null && wordAt(tokens, start.end) === 'and' ? clockAt(tokens, start.end + 1) : null;
  if (start === null || stop === null || (stop.bare && !(beside && endsBare(tokens, stop.end)))) return null;
  return { end: stop.end, clock: inRange(start, stop) };
};
/** "tomorrow morning", "Friday evening". */
const dayPart = (tokens: readonly Token[], k: number): boolean =>
  /^(?:today|tomorrow|tmrw|tmr)$|day$/.test(wordAt(tokens, k)) && partNamed(wordAt(tokens, k + 1)) !== null;
/** A bare number needs a lead, a day beside it, or the part of the day behind it. */
const believed = (tokens: readonly Token[], i: number, clock: Clock, led: boolean, beside: boolean): boolean => {
  const part = partAt(tokens, clock.end, false, false);
  if (part?.today === false) return true;
  // "7 this evening", "9 tomorrow morning"; "read chapter 3 tonight" and "buy 2 tonight" count something.
  const before = wordAt(tokens, i - 1);
  if (
    (part !== null || dayPart(tokens, clock.end)) &&
    clock.hour <= 12 &&
    !numbered.test(before) &&
    !isVerb(before) &&
    !isLink(before)
  )
    return true;
  if (wordAt(tokens, i) === 'half') return endsBare(tokens, clock.end);
  // "17.30 tomorrow": the day behind it tells it from a price.
  if (/^\d{1,2}\.\d\d$/.test(wordAt(tokens, i)) && /^(?:today|tonight|tomorrow)$|day$/.test(wordAt(tokens, clock.end)))
    return true;
  if ((!led && !beside) || !endsBare(tokens, clock.end)) return false;
  const written = wordAt(tokens, i);
  const next = tokens[clock.end];
  // "Look at 2025 figures" looks at a year's.
  if (
    led &&
    /^20[23]\d$/.test(written) &&
    next?.kind === 'word' &&
    !isLink(next.lower) &&
    !isVerb(next.lower) &&
    !days.test(next.lower)
  )
    return false;
  if (led) return true;
  if (/^\d{4}$/.test(written)) return /^0|00$|[134]5$|30$/.test(written);
  return tokens[i]?.kind !== 'word' || clock.end > i + 1 || tokens[clock.end] === undefined;
};

/** A time at token `i`, and where the range it may begin ends: "from 3 to 4pm". */
export const timeAt = (here: Here, tokens: readonly Token[], i: number, led: boolean, beside: boolean): Time | null => {
  if (wordAt(tokens, i) === 'this' && wordAt(tokens, i + 1) === 'time') {
    const minutes = minutesOf(here.wall);
    const clock = {
      end: i + 2,
      hour: Math.floor(minutes / 60),
      minute: minutes % 60,
      half: null,
      full: true,
      bare: false,
    };
    return { end: i + 2, clock };
  }
  const packed = packedRange(tokens, i, led) ?? betweenAt(tokens, i, beside);
  if (packed !== null) return packed;
  const clock = clockAt(tokens, i);
  if (clock === null) {
    const none = led || beside ? noClockAt(tokens, i) : null;
    return none === null ? null : { end: none.end, clock: none };
  }
  if (/^(?:noon|midday|midnight)$/.test(wordAt(tokens, i))) {
    if (wordAt(tokens, i - 1) === 'high' || (!led && !beside && !endsBare(tokens, clock.end))) return null;
  }
  if (/^(?:-|–|to|until|till|til)$/.test(wordAt(tokens, clock.end))) {
    const stop = clockAt(tokens, clock.end + 1);
    const told = stop !== null && (led || !stop.bare || partAt(tokens, stop.end, false, false)?.today === false);
    const day = stop !== null && stop.bare && monthNamed(wordAt(tokens, stop.end)) !== null;
    const plain = stop !== null && !clock.bare && !day && (beside || endsBare(tokens, stop.end));
    const sure = told || plain;
    if (stop !== null && sure) return { end: stop.end, clock: inRange(clock, stop) };
  }
  return clock.bare && !believed(tokens, i, clock, led, beside) ? null : { end: clock.end, clock };
};
