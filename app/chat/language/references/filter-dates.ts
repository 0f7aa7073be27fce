/** The time a list is asked for: "this week", "before Friday", "between Friday and Monday". */
import { addDays, type Here, type Wall } from '../dates/calendar.ts';
import { isElapsed, lengthAt, onCalendar } from '../dates/lengths.ts';
import { momentAt } from '../dates/moments.ts';
import { minutesSaid } from '../dates/when.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Filter } from './filter.ts';

export const spans: ReadonlySet<string> = new Set(['after', 'since', 'between', 'past', 'throughout']);

/** "between Friday and Monday", "from the 1st to the 10th": both days and what lies between. */
export const rangeAt = (
  here: Here,
  tokens: readonly Token[],
  k: number,
): { end: number; span: [Wall, Wall] } | null => {
  const begin = /^(?:on|due)$/.test(wordAt(tokens, k)) ? k + 1 : k;
  if (!/^(?:between|from)$/.test(wordAt(tokens, begin))) return null;
  const first = momentAt(here, tokens, begin + 1);
  if (first?.date?.day == null || !/^(?:and|to|until|till|through|-|–)$/.test(wordAt(tokens, first.end))) return null;
  const last = momentAt(here, tokens, first.end + 1);
  if (last?.date?.day == null) return null;
  const from = first.date.span[0];
  // "between Friday and Tuesday" goes on from that Friday.
  const weeks = last.date.span[1] <= from ? 7 : 0;
  return { end: last.end, span: [from, addDays(last.date.span[1], weeks)] };
};

/** "in the next 3 days", "over the next week", "the past fortnight": from today on, or back, that far. */
export const stretchAt = (
  here: Here,
  tokens: readonly Token[],
  k: number,
): { end: number; span: [Wall, Wall] } | null => {
  let at = /^(?:due|on)$/.test(wordAt(tokens, k)) ? k + 1 : k;
  const led = /^(?:in|within|over|during|for)$/.test(wordAt(tokens, at));
  if (led) at++;
  if (wordAt(tokens, at) === 'the') at++;
  const way = wordAt(tokens, at);
  const ahead = /^(?:next|coming|following)$/.test(way);
  if (!ahead && !/^(?:last|past|previous)$/.test(way)) return null;
  const few = wordAt(tokens, at + 1) === 'few' ? [at + 1] : [];
  const a: Token = { kind: 'word', text: 'a', lower: 'a', start: 0, end: 0, glued: false };
  const counted = lengthAt(tokens, at + 1);
  // "the next week" is a week on the calendar; "over the next week" and "the next few weeks" begin today.
  const single = counted === null && (led || few.length > 0) ? lengthAt([a, ...tokens.slice(at + 1)], 0) : null;
  const found = counted ?? (single === null ? null : { ...single, end: at + single.end });
  if (found === null || (!ahead && counted === null)) return null;
  const { length, end } = found;
  if (isElapsed(length)) return ahead ? { end, span: [here.wall, here.wall + length.minutes * 60_000] } : null;
  return ahead
    ? { end, span: [here.today, addDays(onCalendar(here.today, length), 1)] }
    : { end, span: [onCalendar(here.today, length, -1), addDays(here.today, 1)] };
};

/** "What am I doing at half four?" asks for what is due then. */
const exactly = (filter: Filter, point: Wall): void => {
  filter.from = point;
  filter.to = point + 60_000;
};

export const dueIn = (
  here: Here,
  tokens: readonly Token[],
  filter: Filter,
  moment: NonNullable<ReturnType<typeof momentAt>>,
): void => {
  const span = moment.date?.span ?? null;
  const minutes = minutesSaid(moment);
  const leads = tokens.slice(moment.start, moment.end).map((t) => t.lower);
  const lead = leads.find((w) => /^(?:before|by|until|till|til|after|since|from|within|in)$/.test(w)) ?? null;
  if (moment.elapsed !== null) {
    filter.from = here.wall;
    filter.to = here.wall + moment.elapsed.minutes * 60_000;
    return;
  }
  const day = span?.[0] ?? here.today;
  const point = minutes === null ? null : day + minutes * 60_000;
  if (lead === 'before') filter.to = point ?? day;
  else if (lead === 'by' || lead === 'until' || lead === 'till' || lead === 'til')
    filter.to = point === null ? (span?.[1] ?? addDays(day, 1)) : point + 60_000;
  else if (lead === 'after') filter.from = point === null ? (span?.[1] ?? addDays(day, 1)) : point + 60_000;
  else if (lead === 'from' && span !== null && span[1] <= here.today) [filter.from, filter.to] = span;
  else if (lead === 'since' || lead === 'from') filter.from = point ?? day;
  else if (lead === 'within' || (lead === 'in' && /^(?:next|within)$/.test(leads[2] ?? ''))) {
    filter.from = here.today;
    filter.to = addDays(day, 1);
  } else if (point !== null && moment.clock !== null) exactly(filter, point);
  else {
    filter.from = day;
    filter.to = span?.[1] ?? addDays(day, 1);
    if (moment.part !== null && moment.clock === null) {
      const edges = {
        morning: [0, 720],
        lunch: [660, 840],
        afternoon: [720, 1080],
        evening: [1020, 1440],
        night: [1020, 1440],
      }[moment.part];
      if (leads.some((w) => /^(?:tonight|tonite)$/.test(w)) || leads.length > 0) {
        filter.from = day + (edges[0] ?? 0) * 60_000;
        filter.to = day + (edges[1] ?? 1440) * 60_000;
      }
    } else filter.today = filter.from === here.today && filter.to === addDays(here.today, 1);
  }
};
