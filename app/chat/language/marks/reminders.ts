/** "Remind me 10 minutes before", "with a reminder the day before at 6pm": when to be told, beside when it is due. */
import type { SaidReminder } from '../contract.ts';
import { addDays, atMinutes, dueAt, startOfDay, type Here, type Wall } from '../dates/calendar.ts';
import { isoLength, lengthAt, type Length } from '../dates/lengths.ts';
import { emptyMoment, momentAt, type Moment } from '../dates/moments.ts';
import { spanDateAt } from '../dates/spans.ts';
import { minutesSaid, whenOf } from '../dates/when.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';

/** `before`: a length before due. `at`: a moment, on the due day unless it names another; `daysBefore` moves that day. */
export type SaidReminding = { end: number; before: Length | null; at: Moment | null; daysBefore: number };

const intro = phrases(`
  remind|alert|notify|ping|nudge|warn|tell me again?
  and remind|alert|notify|ping|nudge|warn|tell me again?
  with a|an? reminder|alert|alarm|notification
  and a|an? reminder|alert|alarm|notification
  reminder|alert|reminders :?
  set a|an? reminder|alarm|alert for?
  and set a|an? reminder|alarm|alert for?
`);

const withLength = phrases(`
  with a|an?
  and a|an?
  set a|an?
`);

const isBefore = (word: string): boolean => /^(?:before|beforehand|prior|earlier|ahead|early|in)$/.test(word);

const afterBefore = (tokens: readonly Token[], i: number): number => {
  const word = wordAt(tokens, i);
  if (word === 'in') return wordAt(tokens, i + 1) === 'advance' ? i + 2 : -1;
  if (!isBefore(word)) return -1;
  let j = i + 1;
  if (word === 'prior' && wordAt(tokens, j) === 'to') j++;
  if (word === 'ahead' && wordAt(tokens, j) === 'of' && wordAt(tokens, j + 1) === 'time') j += 2;
  if (/^(?:it|that|due|hand)$/.test(wordAt(tokens, j))) j++;
  if (wordAt(tokens, j - 1) === 'it' && /^(?:is|starts|begins)$/.test(wordAt(tokens, j)))
    j += wordAt(tokens, j + 1) === 'due' ? 2 : 1;
  if (wordAt(tokens, j) === 'the' && /^(?:due|deadline)$/.test(wordAt(tokens, j + 1)))
    j += /^(?:date|time)$/.test(wordAt(tokens, j + 2)) ? 3 : 2;
  return j;
};

/** A wish to be reminded at token `i`. `main` says that the sentence has a due time of its own besides. */
export const remindingAt = (here: Here, tokens: readonly Token[], i: number, main: boolean): SaidReminding | null => {
  const found = unclosedAt(here, tokens, i, main);
  if (found === null) return null;
  const opened = wordAt(tokens, i) === '(' || wordAt(tokens, i - 1) === '(';
  return opened && wordAt(tokens, found.end) === ')' ? { ...found, end: found.end + 1 } : found;
};

const unclosedAt = (here: Here, tokens: readonly Token[], i: number, main: boolean): SaidReminding | null => {
  const skip = /^[,;(–—-]$|^but$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const begun = phraseEnd(intro, tokens, skip);
  if (begun > 0) {
    const from =
      wordAt(tokens, begun) === 'of' || wordAt(tokens, begun) === 'for' || wordAt(tokens, begun) === 'about'
        ? begun + 1
        : begun;
    const dayBefore =
      /^the|a$/.test(wordAt(tokens, from)) &&
      /^(?:day|night|evening|week|morning)$/.test(wordAt(tokens, from + 1)) &&
      wordAt(tokens, from + 2) === 'before';
    if (
      dayBefore &&
      (tokens[from + 3] === undefined ||
        momentAt(here, tokens, from + 3)?.clock != null ||
        !/^\p{L}/u.test(wordAt(tokens, from + 3)) ||
        main)
    ) {
      const week = wordAt(tokens, from + 1) === 'week';
      const moment = momentAt(here, tokens, from + 3);
      const evening = /^(?:night|evening)$/.test(wordAt(tokens, from + 1));
      if (moment?.clock != null && moment.date === null)
        return {
          end: moment.end,
          before: null,
          at: { ...moment, part: evening ? 'evening' : moment.part },
          daysBefore: week ? 7 : 1,
        };
      if (evening)
        return {
          end: from + 3,
          before: null,
          at: {
            ...emptyMoment(from, from + 3, null),
            part: wordAt(tokens, from + 1) === 'night' ? 'night' : 'evening',
          },
          daysBefore: 1,
        };
      return {
        end: afterBefore(tokens, from + 2),
        before: { months: 0, days: week ? 7 : 1, minutes: 0 },
        at: null,
        daysBefore: 0,
      };
    }
    const length = lengthAt(tokens, from);
    if (length !== null) {
      const end = afterBefore(tokens, length.end);
      if (end > 0 && (spanDateAt(here, tokens, from) === null || main))
        return withTime(here, tokens, end, length.length);
      return null;
    }
    if (!main || skip === 0) return null;
    const moment = momentAt(here, tokens, from);
    if (
      moment === null ||
      (moment.clock === null && moment.date === null && moment.elapsed === null && moment.part === null)
    )
      return null;
    return { end: moment.end, before: null, at: moment, daysBefore: 0 };
  }
  const withed = phraseEnd(withLength, tokens, skip);
  const from = withed > 0 ? withed : skip;
  const length = lengthAt(tokens, from) ?? (withed > 0 ? lengthAt(tokens, from - 1) : null);
  if (length === null) return null;
  if (/^(?:reminder|alert|alarm|notification|warning)$/.test(wordAt(tokens, length.end))) {
    const end = afterBefore(tokens, length.end + 1);
    return { end: end > 0 ? end : length.end + 1, before: length.length, at: null, daysBefore: 0 };
  }
  const end = afterBefore(tokens, length.end);
  const reminder = end > 0 && /^(?:reminder|alert)$/.test(wordAt(tokens, end));
  return reminder ? { end: end + 1, before: length.length, at: null, daysBefore: 0 } : null;
};

/** "a day before at 9am" is a moment of that day. */
const withTime = (here: Here, tokens: readonly Token[], end: number, length: Length): SaidReminding => {
  const moment = length.minutes === 0 && length.months === 0 ? momentAt(here, tokens, end) : null;
  const timed =
    moment !== null &&
    moment.clock !== null &&
    moment.date === null &&
    tokens[moment.end] === undefined &&
    end < tokens.length;
  return timed
    ? { end: moment.end, before: null, at: moment, daysBefore: length.days }
    : { end, before: length, at: null, daysBefore: 0 };
};

/** The reminder as a task keeps it, given when the task is due; null when it cannot be placed. */
export const placeReminder = (here: Here, said: SaidReminding, due: Wall | null): SaidReminder | null => {
  if (said.before !== null) return { offset: isoLength(said.before) };
  if (said.at === null) return null;
  const minutes = minutesSaid(said.at);
  if (said.at.date === null && said.at.elapsed === null && due !== null && minutes !== null) {
    return { at: dueAt(here.zone, atMinutes(addDays(startOfDay(due), -said.daysBefore), minutes)) };
  }
  const when = whenOf(here, said.at);
  if (when.kind === 'time') return { at: dueAt(here.zone, when.wall) };
  if (when.kind === 'day') return { at: dueAt(here.zone, atMinutes(when.day, 540)) };
  return when.kind === 'instant' ? { at: new Date(when.at).toISOString() } : null;
};
