/** Whether words that could be a date are meant as one: "The 5th Wave", "Friday's meeting" and "march on" are not. */
import type { Moment } from '../dates/moments.ts';
import { monthNamed, weekdayNamed } from '../dates/names.ts';
import { ordinalAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb, numbered } from '../words/verbs.ts';
import { startsHere, type Place } from './proper-names.ts';

/** Days that are names: "Black Friday". */
const namedDays = new Set(
  'black good cyber casual fat easter palm ash super shrove maundy holy ruby freaky bloody giving taco'.split(' '),
);

/** What days of the week describe more often than precede. */
const described =
  /^(?:roast|brunch|newspapers?|papers?|school|league|market|times|post|lunch|dinner|prayers?|service|mass|meetings?|calls?|standups?|stand-ups?|sync|review|report|class|lesson|practice|training|edition|issue|special|deals?|sales?|shift|crossword|game|match|cream|hat|lotion|block|screen|glasses|dress|tan|bed|shade|roof|protection|room|agenda|minutes|notes|slides|nav)$/;

const edge =
  /^(?:please|pls|plz|thanks|thx|p[1-4]|urgent|asap|every|each|daily|weekly|fortnightly|biweekly|bi-weekly|monthly|quarterly|yearly|annually|tag|tagged|with|note|notes)$/;

/** Nothing of the sentence goes on after. */
export const endsAt = (place: Place, end: number): boolean => {
  const next = place.tokens[end];
  if (next === undefined || next.kind === 'break' || /^(?:tag|at|plus|star|bangs)$/.test(next.kind)) return true;
  if (next.kind !== 'sign') return edge.test(next.lower);
  return /^[,.;:!?)\]–—-]$/.test(next.text) ? !(next.text === '-' && next.glued) : !/^[$€£&+%/'"(]/.test(next.text);
};

/** A word that goes on with the sentence, and is not what the date describes. */
export const goesOn = (token: Token | undefined): boolean => {
  if (token === undefined) return true;
  if (token.kind !== 'word') return token.kind !== 'number' && token.kind !== 'quoted';
  return isLink(token.lower) || isVerb(token.lower) || /^(?:i'm|i've|it's)$/.test(token.lower);
};

export const determiner = /^(?:the|a|an|my|our|his|her|this|last|old|each|of)$/;

const near = /^(?:today|tonight|tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow|2moro|eod|yesterday)$/;

/** Whether the moment is meant, by what stands around it. */
export const believable = (place: Place, moment: Moment): boolean => {
  const { tokens } = place;
  const { start, end, lead, date } = moment;
  const [before, first, after] = [tokens[start - 1], tokens[start], tokens[end]];
  if (first?.glued === true && before?.kind === 'sign' && !/^["'(,;:–—-]$/.test(before.text)) return false;
  if (after?.glued === true && (/^(?:word|number)$/.test(after.kind) || /^[%°]$/.test(after.text))) return false;
  // "tomorrow.io" is an address.
  const inner = tokens[end + 1];
  if (after?.glued === true && after.text === '.' && inner?.glued === true && /^\p{Ll}/u.test(inner.text)) return false;
  if (moment.elapsed !== null)
    return before?.kind !== 'number' || startsHere(place, start) || numbersThing(tokens, start);
  const month = monthAlone(tokens, moment);
  if (month !== null) return month;
  // "Gym about 7pm" says when, "talk about 7pm shows" says what.
  if (wordAt(tokens, start) === 'about' && !endsAt(place, end)) return false;
  // "Ask Tom about Friday" is a thing to ask.
  if (lead === null && date !== null && moment.clock === null && /^(?:about|regarding|re)$/.test(before?.lower ?? ''))
    return false;
  // "Sort the receipts from last month" tells which.
  const which = lead === 'from' || /^(?:from|of)$/.test(before?.lower ?? '');
  if (which && /^(?:last|past|previous|yesterday)$/.test(wordAt(tokens, lead === null ? start : start + 1)))
    return false;
  const firm = lead !== null && lead !== 'for' && lead !== 'from' && lead !== 'in';
  if (date === null) return timeOnly(place, moment, firm);
  if (namedDays.has(before?.lower ?? '') && weekdayNamed(wordAt(tokens, start)) !== null) return false;
  if (date.weak && !firm && !weakly(place, moment)) return false;
  if (lead === null && ratio(tokens, start, end)) return false;
  if (firm) return !date.weak || !describes(tokens, moment);
  const determined = determiner.test(before?.lower ?? '') && !place.taken.has(start - 1);
  if (determined && moment.clock === null) return false;
  if (near.test(wordAt(tokens, lead === null ? start : start + 1))) return true;
  if (startsHere(place, start)) {
    // "End of year review" is a thing.
    if (/^(?:end|mid|middle)$/.test(first?.lower ?? '') && after?.kind === 'word' && described.test(after.lower))
      return false;
    // "Friday lunch" is a lunch; "5 Dec lunch with Sam" has its date before it.
    const month = monthNamed(first?.lower ?? '') !== null && /^\d/.test(wordAt(tokens, start + 1));
    if (first?.kind === 'number' || month) return true;
    return goesOn(after) || endsAt(place, end) || moment.clock !== null || !namesThing(place, moment);
  }
  if (endsAt(place, end) || moment.clock !== null || moment.part !== null) return true;
  return goesOn(after) && lead !== 'from';
};

/** "Bed 4 in 45 minutes": the number names what is before it; in "run 5 in 45 minutes" it is how much is done by then. */
const numbersThing = (tokens: readonly Token[], start: number): boolean => {
  const thing = tokens[start - 2];
  return thing?.kind === 'word' && !isLink(thing.lower) && !isVerb(thing.lower);
};

/** In "the second one until noon", "that one" is no hour. */
export const pointsOut = (tokens: readonly Token[], start: number): boolean =>
  wordAt(tokens, start) === 'one' &&
  start > 0 &&
  (/^(?:the|this|that|which|last|other|only|new|old|next|each|every|any|no)$/.test(wordAt(tokens, start - 1)) ||
    ordinalAt(tokens, start - 1) !== null);

/** "Sunday roast" and "Friday meeting prep" are things; "next Sunday lunch", "Friday lunch with Sam", "Friday lunch at 1" have a day. */
const namesThing = ({ tokens }: Place, { start, end }: Moment): boolean => {
  const [after, next] = [wordAt(tokens, end), wordAt(tokens, end + 1)];
  if (!described.test(after) || weekdayNamed(wordAt(tokens, start)) === null) return false;
  // "Sunday roast every Sunday at 1" has said its day.
  if (tokens.some((t) => /^(?:every|each)$/.test(t.lower))) return true;
  const timed = tokens.some((t, k) => k > end && /^\d{1,2}(?:[:.]\d\d)?(?:am|pm)$|^\d{1,2}:\d\d$/.test(t.lower));
  const clock = tokens.some(
    (t, k) => k > end && t.lower === 'at' && /^\d|^(?:noon|half|quarter)$/.test(wordAt(tokens, k + 1)),
  );
  // "Friday service the car": what is done to something is done.
  return !(timed || clock || /^(?:with|w\/|the|my|our|a|an|his|her|their)$/.test(next));
};
/** A month by itself is a date only behind "in", "by", "before", "until": "may", "march" and "june" are other things too. */
const monthAlone = (tokens: readonly Token[], moment: Moment): boolean | null => {
  const { date, lead, start, end } = moment;
  if (date === null || moment.clock !== null) return null;
  const words = tokens.slice(start, end);
  const last = words.at(-1);
  const month = last?.kind === 'word' && (monthNamed(last.lower) !== null || /^q[1-4]$/.test(last.lower));
  if (!month || words.length > 3 || date.span[1] - date.span[0] < 27 * 86_400_000) return null;
  const led = wordAt(tokens, start) === 'in' ? 'in' : lead;
  const shaded = words.some((t) => /^(?:next|this|mid|early|late)$/.test(t.lower));
  return shaded || (led !== null && /^(?:in|by|before|until|till|til|due|during)$/.test(led));
};

/** Weak dates without a word that leads to them: only where nothing of the sentence comes after. */
const weakly = (place: Place, moment: Moment): boolean => {
  const { tokens } = place;
  const first = wordAt(tokens, moment.start);
  const before = wordAt(tokens, moment.start - 1);
  if (/^(?:the|a|an|my|and|in|of|no|number)$/.test(before) && !place.taken.has(moment.start - 1)) return false;
  if (moment.clock !== null) return true;
  const ends = endsAt(place, moment.end) && !startsHere(place, moment.start);
  const day = moment.lead === 'for' ? wordAt(tokens, moment.end - 1) : first;
  if (/^\d{1,2}(?:st|nd|rd|th)$/.test(day)) return ends;
  // Feasts need a lead: "buy Christmas presents".
  if (weekdayNamed(first) === null) return false;
  const after = tokens[moment.end];
  return ends || (startsHere(place, moment.start) && (goesOn(after) || !described.test(after?.lower ?? '')));
};

/** "on the 5th floor", "by the second draft", "on Sat crossword": what follows is what is numbered or named. */
const describes = (tokens: readonly Token[], moment: Moment): boolean => {
  const [after, next] = [tokens[moment.end], tokens[moment.end + 1]];
  if (after?.kind !== 'word' || moment.clock !== null || (next?.lower === ':' && next.glued)) return false;
  // "Into the second hand shop", "by the first draft": spelt out, an ordinal counts what follows it, whatever that is.
  if (
    moment.date?.weak === true &&
    !/\d/.test(wordAt(tokens, moment.end - 1)) &&
    ordinalAt(tokens, moment.end - 1) !== null
  )
    return !isLink(after.lower);
  // "on Friday call Ann" goes on; "on Friday call" would be a call.
  if (described.test(after.lower)) return !(isVerb(after.lower) && next?.kind === 'word' && !isLink(next.lower));
  const known = isLink(after.lower) || isVerb(after.lower) || weekdayNamed(after.lower) !== null;
  return !known && monthNamed(after.lower) === null;
};

/** "24/7", "1/2 cup", "3/4". */
const ratio = (tokens: readonly Token[], start: number, end: number): boolean => {
  if (end !== start + 1) return false;
  const after = tokens[end];
  if (/^(?:24\/7|50\/50)$/.test(wordAt(tokens, start))) return true;
  const thing = after?.kind === 'word' && !isLink(after.lower) && !isVerb(after.lower);
  return thing && /^(?:1\/[2-48]|2\/3|3\/[48]|5\/8|\d+\/100?)$/.test(wordAt(tokens, start));
};

const timeOnly = (place: Place, moment: Moment, firm: boolean): boolean => {
  const { tokens } = place;
  // "For the 8pm show" is for a show.
  if (moment.lead === 'for' && !endsAt(place, moment.end) && !goesOn(tokens[moment.end])) return false;
  if (moment.clock === null || firm || moment.lead === 'for' || moment.lead === 'from') return true;
  const before = wordAt(tokens, moment.start - 1);
  // "between 8 and 10am" is read whole or not at all.
  if (before === 'and' && tokens.slice(Math.max(0, moment.start - 5), moment.start).some((t) => t.lower === 'between'))
    return false;
  if (numbered.test(before) || (before === 'about' && !endsAt(place, moment.end))) return false;
  // "the 8pm show", "the 10am call", "the 10:15 to Leeds" are one of several; "for 8pm show" is for one.
  const thing = tokens[moment.end];
  const named = thing?.kind === 'word' && (!isLink(thing.lower) || /^(?:to|from|for)$/.test(thing.lower));
  if (determiner.test(before) && !place.taken.has(moment.start - 1) && (named || !goesOn(thing))) return false;
  if (before === 'for' && !goesOn(thing) && !endsAt(place, moment.end)) return false;
  if (!/^(?:noon|midnight|midday)$/.test(wordAt(tokens, moment.start))) return true;
  // "Midnight snack run", "Midnight Mass".
  if (wordAt(tokens, moment.start) === 'midnight' && !goesOn(tokens[moment.end])) return false;
  return endsAt(place, moment.end) || startsHere(place, moment.start);
};
