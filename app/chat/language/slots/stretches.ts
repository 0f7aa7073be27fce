/** Where a stretch of days ends: of "5/12 - 7/12" and "from Dec 3 to 6" the first day is due, and all of it is a date. */
import type { Here } from '../dates/calendar.ts';
import type { DateMatch } from '../dates/date-match.ts';
import type { Moment } from '../dates/moments.ts';
import { monthDateAt } from '../dates/months.ts';
import { monthNamed } from '../dates/names.ts';
import { numericDateAt } from '../dates/numeric-dates.ts';
import { wordAt, type Token } from '../words/tokens.ts';

const dateWritten = (here: Here, tokens: readonly Token[], i: number): DateMatch | null =>
  numericDateAt(here, tokens, i) ?? monthDateAt(here, tokens, i);

/** "From" leads to a date like "on" where the stretch that it begins is ended. */
const stretch = (moment: Moment, end: number): Moment => ({
  ...moment,
  end,
  lead: moment.lead === 'from' ? 'on' : moment.lead,
});

/** The moment with the rest of its stretch, where it is a written date and another follows that is later. */
export const stretched = (here: Here, tokens: readonly Token[], moment: Moment): Moment => {
  const { date, dated, clock, part, end } = moment;
  const first = date?.day ?? null;
  if (first === null || dated?.[1] !== end || clock !== null || part !== null) return moment;
  if (!/^(?:-|–|—|to|until|till|through|thru)$/.test(wordAt(tokens, end))) return moment;
  if (dateWritten(here, tokens, dated[0]) === null) return moment;
  const last = dateWritten(here, tokens, end + 1);
  const later = (last?.day ?? first) > first;
  if (last !== null && later) return stretch(moment, last.end);
  // "Dec 3 to 6": the month is said once.
  const month = tokens.slice(dated[0], dated[1]).some((t) => t.kind === 'word' && monthNamed(t.lower) !== null);
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(wordAt(tokens, end + 1));
  const within = day !== null && Number(day[1]) > new Date(first).getUTCDate() && Number(day[1]) <= 31;
  const ends = tokens[end + 2]?.kind !== 'word' || /^(?:at|in|for|with|and|#)$/.test(wordAt(tokens, end + 2));
  return month && within && ends ? stretch(moment, end + 2) : moment;
};
