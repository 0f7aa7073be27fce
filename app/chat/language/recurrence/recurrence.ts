/** How people say that something happens again and again, read into a habit. */
import type { Here, Wall } from '../dates/calendar.ts';
import { partNamed, type Part } from '../dates/clock.ts';
import { monthDateAt } from '../dates/months.ts';
import { weekdayNamed, weekdaysNamed } from '../dates/names.ts';
import { numberAt, ordinalAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { addDetails } from './details.ts';
import { adverbHabit, groupAt, monthsAt, packedHabit, unitHabit } from './frequencies.ts';
import { habit, plainDays, type Habit } from './habits.ts';
import { edgeAt } from './edges.ts';
import { nthDaysAt, type NthDays } from './nth-days.ts';
import { partsAt, timesOf } from './parts.ts';
import { daysAt } from './weekday-lists.ts';
import { feastRule, yearlyAt } from './yearly.ts';

/** Token positions; minutes after midnight of each time of the day it was said for; what is missing, if anything. */
export type Recurrence = {
  start: number;
  end: number;
  habit: Habit;
  times: number[];
  /** The part of the day it was said for, which tells what hour "at 10" is. */
  part: Part | null;
  /** The day it begins, where one was said. */
  from: Wall | null;
  /** Why it cannot be made a rule without asking: which days of "twice a week", "every 20 minutes", "the 32nd". */
  unclear: 'days' | 'times' | 'minutes' | 'hours' | 'impossible' | 'no-time' | null;
};

type Core = Pick<Recurrence, 'end' | 'habit'> & Partial<Recurrence>;

const nightly = (): Pick<Recurrence, 'part' | 'times'> => timesOf('night');

const weekly = (end: number, days: readonly number[], interval = 1): Core => ({
  end,
  habit: habit('WEEKLY', { interval, byDay: plainDays(days) }),
});
const ofNth = (nth: NthDays): Core => ({
  end: nth.end,
  habit: nth.habit,
  unclear: nth.impossible ? 'impossible' : null,
});

/** "other", "second": every one after the next. */
const alternateAt = (tokens: readonly Token[], i: number): Core | null => {
  if (!/^(?:other|alternate|alternating|second|2nd)$/.test(wordAt(tokens, i))) return null;
  const unit = unitHabit(wordAt(tokens, i + 1), 2);
  if (unit !== null) return { end: i + 2, habit: unit };
  const days = daysAt(tokens, i + 1) ?? groupAt(tokens, i + 1);
  // "every second Tuesday of the month" is another thing.
  if (days === null || /^(?:of|in)$/.test(wordAt(tokens, days.end)) || /^(?:and|&|,)$/.test(wordAt(tokens, i + 1)))
    return null;
  return weekly(days.end, days.days, 2);
};

/** "3 days", "two weeks", "30 minutes", "couple of months", "2nd Tuesdays". */
const countedAt = (tokens: readonly Token[], i: number): Core | null => {
  const few = /^(?:couple|few)$/.test(wordAt(tokens, i));
  const amount = few
    ? { end: wordAt(tokens, i + 1) === 'of' ? i + 2 : i + 1, value: wordAt(tokens, i) === 'few' ? 3 : 2 }
    : numberAt(tokens, i);
  if (amount === null) {
    const nth = ordinalAt(tokens, i);
    const unit = nth !== null && nth.value > 1 ? unitHabit(wordAt(tokens, nth.end), nth.value) : null;
    return nth === null || unit === null ? null : { end: nth.end + 1, habit: unit };
  }
  const j = wordAt(tokens, amount.end) === '-' ? amount.end + 1 : amount.end;
  if (/^(?:minutes?|mins?|seconds?|secs?)$/.test(wordAt(tokens, j))) {
    const hours = wordAt(tokens, j).startsWith('m') && amount.value % 60 === 0 ? amount.value / 60 : 0;
    return hours > 0
      ? { end: j + 1, habit: habit('HOURLY', { interval: hours }) }
      : { end: j + 1, habit: habit('HOURLY'), unclear: 'minutes' };
  }
  const unit = unitHabit(wordAt(tokens, j), amount.value);
  if (unit !== null) return { end: j + 1, habit: unit };
  const days = weekdaysNamed(wordAt(tokens, j)) === null ? groupAt(tokens, j) : daysAt(tokens, j);
  return days === null || amount.value < 1 ? null : weekly(days.end, days.days, amount.value);
};

/** What follows "every": days of the week or the month, a number of units, months, a part of the day. */
const everyAt = (here: Here, tokens: readonly Token[], i: number): Core | null => {
  const j = wordAt(tokens, i) === 'single' ? i + 1 : i;
  const group = groupAt(tokens, j);
  if (group !== null)
    return { ...weekly(group.end, group.days), ...(wordAt(tokens, j).startsWith('weeknight') ? nightly() : {}) };
  const alternate = alternateAt(tokens, j) ?? edgeAt(tokens, j, true);
  if (alternate !== null) return alternate;
  const date = monthDateAt(here, tokens, j);
  if (date?.day != null) return yearlyAt(here, tokens, date.end, date.day);
  const feast = feastRule(here, tokens, j);
  if (feast !== null) return feast;
  const nth = nthDaysAt(tokens, j);
  if (nth !== null && !(wordAt(tokens, j) === 'second' && nth.end === j + 1)) return ofNth(nth);
  const days = daysAt(tokens, j);
  if (days !== null) return weekly(days.end, days.days);
  const months = monthsAt(tokens, j);
  if (months !== null) return { end: months.end, habit: habit('YEARLY', { byMonth: months.months }) };
  const part = partNamed(wordAt(tokens, j));
  if (part !== null) return { end: j + 1, habit: habit('DAILY'), ...timesOf(part) };
  const counted = countedAt(tokens, j);
  if (counted !== null) return counted;
  if (wordAt(tokens, j) === 'half' && /^(?:an?|hour)$/.test(wordAt(tokens, j + 1))) {
    return { end: wordAt(tokens, j + 1) === 'hour' ? j + 2 : j + 3, habit: habit('HOURLY'), unclear: 'minutes' };
  }
  const packed = packedHabit(wordAt(tokens, j));
  if (packed !== null) return { end: j + 1, habit: packed };
  if (/^(?:minute|min|second)$/.test(wordAt(tokens, j)))
    return { end: j + 1, habit: habit('HOURLY'), unclear: 'minutes' };
  const unit = wordAt(tokens, j).endsWith('s') ? null : unitHabit(wordAt(tokens, j), 1);
  return unit === null ? null : { end: j + 1, habit: unit };
};

/** "once a week", "twice a month", "3 times a week", "twice daily". */
const timesPer = (tokens: readonly Token[], i: number): Core | null => {
  const adverb = { once: 1, twice: 2, thrice: 3 }[wordAt(tokens, i)] ?? null;
  const packed = /^(\d)x$/.exec(wordAt(tokens, i));
  const once = adverb ?? (packed === null ? null : Number(packed[1]));
  const counted = once !== null ? { end: i + 1, value: once } : numberAt(tokens, i);
  if (counted === null) return null;
  if (once === null && !/^(?:times|x)$/.test(wordAt(tokens, counted.end))) return null;
  const j = once !== null ? counted.end : counted.end + 1;
  const daily = adverbHabit(wordAt(tokens, j));
  const per = /^(?:a|an|per|every|each)$/.test(wordAt(tokens, j));
  const amount = per ? (numberAt(tokens, j + 1) ?? { end: j + 1, value: 1 }) : null;
  const unit = amount === null ? null : unitHabit(wordAt(tokens, amount.end), amount.value);
  const core =
    daily !== null
      ? { end: j + 1, habit: daily }
      : unit !== null && amount !== null
        ? { end: amount.end + 1, habit: unit }
        : null;
  if (core === null || counted.value === 1) return core;
  return { ...core, unclear: core.habit.freq === 'DAILY' ? 'times' : 'days' };
};

/** What begins a recurrence at token `i`: "every …", "on the 1st of every month", "Mondays", "daily", "twice a week". */
const coreAt = (here: Here, tokens: readonly Token[], i: number): Core | null => {
  const word = wordAt(tokens, i);
  if (/^(?:every|each|evry|ev)$/.test(word)) {
    const strict = tokens[i + 1]?.kind === 'bangs' && tokens[i + 1]?.glued === true;
    const found = everyAt(here, tokens, strict ? i + 2 : i + 1);
    return found === null ? null : { ...found, habit: { ...found.habit, mode: strict ? 'completion' : 'schedule' } };
  }
  const adverb = adverbHabit(word);
  if (adverb !== null) return { end: i + 1, habit: adverb, ...(word === 'nightly' ? nightly() : {}) };
  const per = timesPer(tokens, i);
  if (per !== null) return per;
  return withoutEvery(tokens, i);
};

/** "on Mondays", "weekends", "Mon/Wed/Fri", "the first Monday of every month", "on the 1st and 15th". */
const withoutEvery = (tokens: readonly Token[], i: number): Core | null => {
  const edge = edgeAt(tokens, i, false);
  if (edge !== null) return edge;
  const lead = /^(?:on|the|at|during|all)$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const alternate = /^alternat(?:e|ing)$/.test(wordAt(tokens, lead)) ? alternateAt(tokens, lead) : null;
  if (alternate !== null) return alternate;
  const group = groupAt(tokens, lead);
  const days = daysAt(tokens, lead);
  const parts = partsAt(tokens, i, lead);
  if (parts !== null) return parts;
  if (group?.plural === true && tokens[i - 1]?.kind !== 'number')
    return { ...weekly(group.end, group.days), ...(wordAt(tokens, lead).startsWith('weeknight') ? nightly() : {}) };
  // "on Monday, Wednesday and Friday" is every week's; "Monday to Friday" may be a conference.
  const several = days !== null && days.days.length > 1 && !days.range && !days.or;
  if (days !== null && (days.plural || several || (days.range && lead === i))) return weekly(days.end, days.days);
  const nth = nthDaysAt(tokens, lead);
  if (nth === null) return null;
  const said = tokens.slice(i, nth.end).some((t) => /^(?:every|each|per)$/.test(t.lower));
  const after = wordAt(tokens, nth.end) === ',' ? nth.end + 1 : nth.end;
  const follows =
    /^(?:monthly|each|every)$/.test(wordAt(tokens, after)) &&
    !/^(?:day|week|morning)$/.test(wordAt(tokens, after + 1)) &&
    weekdayNamed(wordAt(tokens, after + 1)) === null;
  const dates = nth.several && lead > i && nth.habit.byMonthDay.length > 1;
  return said || follows || dates ? ofNth(nth) : null;
};

/** A recurrence at token `i`, with all that is said of it: days, times, start, end. */
export const recurrenceAt = (here: Here, tokens: readonly Token[], i: number): Recurrence | null => {
  const { kind } = tokens[i] ?? {};
  if (kind !== 'word' && kind !== 'number') return null;
  const core = coreAt(here, tokens, i);
  if (core === null) return null;
  return addDetails(here, tokens, { start: i, times: [], part: null, from: null, unclear: null, ...core });
};
