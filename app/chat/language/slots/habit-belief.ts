/** Whether words that could be a recurrence are meant as one: "weekly report" is a name, "report weekly" a habit. */
import type { Moment } from '../dates/moments.ts';
import { weekdayNamed, weekdaysNamed } from '../dates/names.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import { wordAt } from '../words/tokens.ts';
import { isLink } from '../words/verbs.ts';
import { determiner, endsAt, goesOn } from './belief.ts';
import { startsHere, type Place } from './proper-names.ts';

const adverbial =
  /^(?:daily|everyday|weekly|fortnightly|bi-?weekly|monthly|bi-?monthly|quarterly|yearly|annually|hourly|nightly|bi-?annually|semi-?annually)$/;

const groups = /^(?:weekdays|weekends|workdays|weeknights)$/;

/** What else was found in the sentence before. */
export type Earlier = { moments: readonly Moment[]; recurrences: readonly Recurrence[] };

/** "Weekly report" is a name, "report weekly" a habit; "Daily standup at 9" is one for want of any other time. */
export const believableHabit = (place: Place, found: Recurrence, said: Earlier): boolean => {
  const { tokens } = place;
  const first = wordAt(tokens, found.start);
  const before = wordAt(tokens, found.start - 1);
  if (/^(?:every|each|once|twice|thrice)$/.test(first) || tokens[found.start]?.kind === 'star') return true;
  const starts = startsHere(place, found.start);
  if (adverbial.test(first)) {
    if (determiner.test(before) && !place.taken.has(found.start - 1)) return false;
    if (found.end > found.start + 1 || endsAt(place, found.end)) return true;
    const after = tokens[found.end];
    if (!starts)
      return after?.kind !== 'word' ? goesOn(after) : isLink(after.lower) && !/^(?:and|or)$/.test(after.lower);
    const later = laterTime(place, found.end);
    return (
      said.recurrences.length === 0 &&
      (later === 'time' ||
        later === 'habit' ||
        (later === null && first === 'daily') ||
        (goesOn(after) && later === null && tokens[found.end + 1] !== undefined))
    );
  }
  if (weekdaysNamed(first) !== null || groups.test(first)) {
    return (
      endsAt(place, found.end) ||
      starts ||
      found.times.length > 0 ||
      goesOn(tokens[found.end]) ||
      tokens[found.end]?.kind === 'number'
    );
  }
  if (weekdayNamed(first) !== null)
    return found.times.length > 0 || said.moments.some((m) => m.clock !== null) || found.habit.byDay.length > 2;
  return true;
};

/** What else the rest of the sentence says of time, roughly: a day of its own, a habit, a time only. */
const laterTime = (place: Place, from: number): 'date' | 'habit' | 'time' | null => {
  let time = false;
  for (let k = from; k < place.tokens.length; k++) {
    const word = wordAt(place.tokens, k);
    if (/^(?:starting|beginning|from)$/.test(word) || weekdaysNamed(word) !== null) return 'habit';
    if (weekdayNamed(word) !== null && wordAt(place.tokens, k - 1) === 'on') return 'habit';
    if (/^(?:today|tomorrow|tonight|every|each|next|due|by|before|eod)$/.test(word) || weekdayNamed(word) !== null)
      return 'date';
    const clock = /^\d{1,2}(?:[:.]\d\d)?(?:am|pm)$|^\d{1,2}:\d\d$|^noon$|^midday$|^o'?clock$/.test(word);
    if (clock || (word === 'at' && /^\d/.test(wordAt(place.tokens, k + 1)))) time = true;
  }
  return time ? 'time' : null;
};
