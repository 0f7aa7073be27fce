/** Whether words that could be a date are meant as one: "The 5th Wave", "Friday's meeting" and "march on" are not. */
import type { Moment } from './moments.ts';
import { weekdayNamed, weekdaysNamed, monthNamed } from './names.ts';
import type { Recurrence } from './recurrence.ts';
import type { Token } from './tokens.ts';
import { isLink, isVerb } from './verbs.ts';

/** Where in a sentence: `from` is its beginning, behind "remind me to" and its like. */
export type Place = { tokens: readonly Token[]; from: number; taken: ReadonlySet<number> };

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

/** Days that are names: "Black Friday". */
const named = new Set(
  'black good cyber casual fat easter palm ash super shrove maundy holy ruby freaky bloody giving taco'.split(' '),
);
/** What days of the week describe more often than precede. */
const described =
  /^(?:roast|brunch|newspapers?|papers?|school|league|market|times|post|night|lunch|dinner|prayers?|service|mass|meetings?|calls?|standups?|stand-ups?|sync|review|report|class|lesson|practice|training|edition|issue|special|deals?|sales?|shift|crossword|game|match)$/;

const capital = (token: Token | undefined): boolean => token !== undefined && /^\p{Lu}\p{Ll}/u.test(token.text);

/** Nothing of the title stands before, or nothing stands after. */
const startsHere = (place: Place, i: number): boolean => {
  for (let k = place.from; k < i; k++)
    if (!place.taken.has(k) && !/^[,:;.–—-]$/.test(wordAt(place.tokens, k))) return false;
  return true;
};
const endsAt = (place: Place, end: number): boolean => {
  const next = place.tokens[end];
  if (next === undefined || next.kind === 'break') return true;
  if (/^(?:tag|at|plus|star|bangs)$/.test(next.kind)) return true;
  if (next.kind === 'sign')
    return /^[,.;:!?)\]–—-]$/.test(next.text) && !(next.text === '-' && next.glued)
      ? true
      : !/^[\p{L}\p{N}$€£&+%/'"(]/u.test(next.text);
  return /^(?:please|pls|plz|thanks|thx|p[1-4]|urgent|asap|every|daily|weekly)$/.test(next.lower);
};

/** A word that goes on with the sentence, and is not what the date describes. */
const goesOn = (token: Token | undefined): boolean =>
  token === undefined || token.kind !== 'word'
    ? token?.kind !== 'number' && token?.kind !== 'quoted'
    : isLink(token.lower) || isVerb(token.lower) || /^(?:at|i'm|i've|it's)$/.test(token.lower);

/** Several words in title case amid a sentence that is not: "The Day After Tomorrow". */
const isTitle = (place: Place, start: number, end: number): boolean => {
  const inside = place.tokens.slice(start, end).filter((t) => t.kind === 'word');
  const others = place.tokens
    .slice(place.from)
    .filter((t, k) => t.kind === 'word' && (k + place.from < start || k + place.from >= end));
  const allTitled = others.filter((t) => !/^\p{Lu}/u.test(t.text)).length === 0 && others.length > 1;
  if (allTitled || inside.length === 0 || startsHere(place, start)) return false;
  const before = place.tokens[start - 1];
  const after = place.tokens[end];
  const each = inside.every((t) => capital(t));
  if (inside.length >= 2 && each) {
    const lead = inside[0]?.lower ?? '';
    // "Call Bob Friday" and "on May Day" differ in what is between; "The", "After" and "Next" are capitals only in titles.
    return (
      /^(?:the|day|next|this|after|last|in|on|at|by|every)$/.test(lead) ||
      inside.some((t) => /^(?:after|before|of|in|the)$/.test(t.lower))
    );
  }
  return (
    each &&
    capital(after) &&
    after?.kind === 'word' &&
    !isLink(after.lower) &&
    (capital(before) || !/^(?:on|by|at|until|due)$/.test(before?.lower ?? ''))
  );
};

/** Whether the moment is meant, by what stands around it. */
export const believable = (place: Place, moment: Moment): boolean => {
  const { tokens } = place;
  const { start, end, lead, date } = moment;
  const before = tokens[start - 1];
  const after = tokens[end];
  if (before?.kind === 'sign' && /^[$€£¥#]$/.test(before.text) && tokens[start]?.glued === true) return false;
  if (after?.kind === 'sign' && /^[%°]$/.test(after.text) && after.glued) return false;
  if (after?.glued === true && /^(?:word|number)$/.test(after.kind)) return false;
  if (isTitle(place, start, end)) return false;
  if (moment.elapsed !== null) return before?.kind !== 'number' || lead !== null || startsHere(place, start);
  const lone = monthAlone(tokens, moment);
  if (lone !== null) return lone;
  const firm = lead !== null && lead !== 'for' && lead !== 'from' && lead !== 'in';
  if (date !== null) {
    if (named.has(before?.lower ?? '') && weekdayNamed(wordAt(tokens, start)) !== null) return false;
    if (date.weak && !firm && !weakly(place, moment)) return false;
    if (ratio(tokens, start, end) && lead === null) return false;
    if (firm && !date.weak) return true;
    if (firm)
      return (
        !(date.weak && described.test(after?.lower ?? '') && after?.kind === 'word') && !ordinalName(tokens, moment)
      );
  }
  if (date === null) return timeOnly(place, moment, firm);
  const near = /^(?:today|tonight|tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow|2moro|eod|yesterday)$/.test(
    wordAt(tokens, lead === null ? start : start + 1),
  );
  const determined = /^(?:the|a|an|my|our|his|her|this|last|old|every|each|of)$/.test(before?.lower ?? '');
  if (determined && !place.taken.has(start - 1) && moment.clock === null) return false;
  if (near) return true;
  if (startsHere(place, start))
    return goesOn(after) || endsAt(place, end) || moment.clock !== null || !described.test(after?.lower ?? '');
  if (endsAt(place, end)) return true;
  if (moment.clock !== null || moment.part !== null) return lead !== 'for' || goesOn(after) || true;
  return goesOn(after) && !(lead === 'from');
};

/** A month by itself is a date only behind "in", "by", "before", "until": "may", "march" and "june" are other things too. */
const monthAlone = (tokens: readonly Token[], moment: Moment): boolean | null => {
  const { date, lead, start, end } = moment;
  if (date === null || moment.clock !== null) return null;
  const words = tokens.slice(start, end);
  const last = words.at(-1);
  const month = last?.kind === 'word' ? monthNamed(last.lower) : null;
  if (month === null || words.length > 3 || date.span[1] - date.span[0] < 27 * 86_400_000) return null;
  const led = wordAt(tokens, start) === 'in' ? 'in' : lead;
  const modified = words.some((t) => /^(?:next|this|mid|early|late)$/.test(t.lower));
  return modified || (led !== null && /^(?:in|by|before|until|till|til|due|during)$/.test(led));
};

/** Weak dates without a word that leads to them: only where nothing of the sentence comes after. */
const weakly = (place: Place, moment: Moment): boolean => {
  const { tokens } = place;
  const first = wordAt(tokens, moment.start);
  const before = wordAt(tokens, moment.start - 1);
  if (/^(?:the|a|an|my|and|in)$/.test(before) && !place.taken.has(moment.start - 1)) return false;
  if (moment.clock !== null) return true;
  // Feasts and days of the month need a lead: "buy Christmas presents", "finish the 5th".
  if (weekdayNamed(first) === null) return false;
  return (
    endsAt(place, moment.end) ||
    (startsHere(place, moment.start) && (goesOn(tokens[moment.end]) || tokens[moment.end] === undefined))
  );
};

/** "on the 5th floor", "by the second draft": an ordinal that goes on to something. */
const ordinalName = (tokens: readonly Token[], moment: Moment): boolean => {
  const after = tokens[moment.end];
  if (after?.kind !== 'word' || moment.clock !== null) return false;
  return (
    !isLink(after.lower) &&
    !isVerb(after.lower) &&
    weekdayNamed(after.lower) === null &&
    monthNamed(after.lower) === null
  );
};

/** "24/7", "1/2 cup", "3/4". */
const ratio = (tokens: readonly Token[], start: number, end: number): boolean =>
  end === start + 1 &&
  /^(?:24\/7|50\/50|9\/11|1\/2|1\/3|2\/3|1\/4|3\/4|\d+\/10|\d+\/100)$/.test(wordAt(tokens, start)) &&
  (/^(?:24\/7|50\/50|9\/11)$/.test(wordAt(tokens, start)) ||
    (tokens[end]?.kind === 'word' && !isLink(wordAt(tokens, end)) && !isVerb(wordAt(tokens, end))));

const counted =
  /^(?:chapters?|verse|psalms?|score|ratio|version|v|room|page|pages|section|level|season|episode|step|bus|route|flight|gate|platform|number|no|size|unit|apartment|apt|track|exercise|question|part|volume|vol|phase|grade|figure|table|channel|line)$/;

const timeOnly = (place: Place, moment: Moment, firm: boolean): boolean => {
  const { tokens } = place;
  const before = wordAt(tokens, moment.start - 1);
  if (moment.clock !== null && !firm && counted.test(before)) return false;
  if (moment.clock === null) return true;
  if (firm || moment.lead === 'for' || moment.lead === 'from') return true;
  const token = wordAt(tokens, moment.start);
  if (/^(?:noon|midnight|midday)$/.test(token)) return endsAt(place, moment.end) || startsHere(place, moment.start);
  return true;
};

const adverbial =
  /^(?:daily|everyday|weekly|fortnightly|biweekly|bi-weekly|monthly|bimonthly|bi-monthly|quarterly|yearly|annually|hourly|nightly|biannually)$/;

/** "Weekly report" is a name, "report weekly" a habit; "Daily standup at 9" is one for want of any other time. */
export const believableHabit = (
  place: Place,
  found: Recurrence,
  said: { moments: readonly Moment[]; recurrences: readonly Recurrence[] },
): boolean => {
  const { tokens } = place;
  const first = wordAt(tokens, found.start);
  const before = wordAt(tokens, found.start - 1);
  if (isTitle(place, found.start, found.end)) return false;
  if (first === 'every' || first === 'each' || /^(?:once|twice|thrice)$/.test(first)) return true;
  if (adverbial.test(first) && found.end === found.start + 1) {
    if (/^(?:the|a|an|my|our|his|her|their|this|that|new)$/.test(before) && !place.taken.has(found.start - 1))
      return false;
    if (endsAt(place, found.end) || goesOn(tokens[found.end])) return !isVerbObject(place, found);
    const later = laterTime(place, found.end);
    if (!startsHere(place, found.start) || said.recurrences.length > 0 || later === 'date') return false;
    return later === 'time' || first === 'daily';
  }
  if (adverbial.test(first)) return true;
  const plural = weekdaysNamed(first) !== null || /^(?:weekdays|weekends|workdays|weeknights)$/.test(first);
  if (plural)
    return (
      endsAt(place, found.end) || startsHere(place, found.start) || found.times.length > 0 || goesOn(tokens[found.end])
    );
  if (weekdayNamed(first) !== null) return found.times.length > 0 || said.moments.some((m) => m.clock !== null);
  return true;
};

/** "write daily and weekly plans": what follows belongs to a noun after all. */
const isVerbObject = (place: Place, found: Recurrence): boolean =>
  /^(?:and|or)$/.test(wordAt(place.tokens, found.end)) && adverbial.test(wordAt(place.tokens, found.end + 1));

/** What else the rest of the sentence says of time, roughly. */
const laterTime = (place: Place, from: number): 'date' | 'time' | null => {
  let time = false;
  for (let k = from; k < place.tokens.length; k++) {
    const word = wordAt(place.tokens, k);
    if (
      /^(?:today|tomorrow|tonight|every|each|next)$/.test(word) ||
      weekdayNamed(word) !== null ||
      weekdaysNamed(word) !== null
    )
      return 'date';
    if (word === 'due' || word === 'by') return 'date';
    if (
      /^\d{1,2}(?:[:.]\d\d)?(?:am|pm)$|^\d{1,2}:\d\d$|^noon$|^midday$|^o'?clock$/.test(word) ||
      (word === 'at' && /^\d/.test(wordAt(place.tokens, k + 1)))
    )
      time = true;
  }
  return time ? 'time' : null;
};
