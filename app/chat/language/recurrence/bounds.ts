/** When a recurrence begins and ends: "starting Monday", "until June", "for 3 weeks", "10 times". */
import { addDays, addMonths, type Here } from '../dates/calendar.ts';
import { lengthAt } from '../dates/lengths.ts';
import { momentAt } from '../dates/moments.ts';
import { whenOf } from '../dates/when.ts';
import { numberAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { behind, setTime, startLeads } from './behind.ts';
import type { Recurrence } from './recurrence.ts';

const untilLeads: ReadonlySet<string> = new Set(['until', 'till', 'til', 'end', 'the', 'on', 'through', 'thru', 'to']);

/** "until June", "for 3 weeks", "for 5 times", "10 times", "ending 1 March". */
export const ending = (here: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  if (found.habit.until !== null || found.habit.count !== null) return false;
  const j = behind(tokens, found);
  const word = wordAt(tokens, j);
  // "to" ends only what was begun: "from January to March".
  if (/^(?:until|till|til|through|thru|ending|ends|up)$/.test(word) || (word === 'to' && found.from !== null)) {
    const moment = momentAt(here, tokens, /^(?:until|till|til|to)$/.test(word) ? j : j + 1, untilLeads);
    if (moment?.date == null) return false;
    const { day, span } = moment.date;
    // "until March" goes on through March; "until next week" ends before it.
    const month = span[1] - span[0] > 27 * 86_400_000;
    if (day === null || day < here.today) found.unclear = 'impossible';
    else found.habit.until = month ? addDays(span[1], -1) : day;
    found.end = moment.end;
    return true;
  }
  const led = word === 'for';
  const from = led ? (wordAt(tokens, j + 1) === 'the' && wordAt(tokens, j + 2) === 'next' ? j + 3 : j + 1) : j;
  const count = numberAt(tokens, from);
  if (
    count !== null &&
    count.value >= 1 &&
    /^(?:times|occurrences|repetitions|x|sessions)$/.test(wordAt(tokens, count.end))
  ) {
    found.habit.count = count.value;
    found.end = count.end + 1;
    return true;
  }
  const length = led ? lengthAt(tokens, from) : null;
  if (length === null || length.length.minutes > 0) return false;
  spanning(here, found, length.length.months, length.length.days);
  found.end = length.end;
  return true;
};

/** A length as a number of times where it is one ("every day for 7 days"), else as the last day. */
const spanning = (here: Here, found: Recurrence, months: number, days: number): void => {
  const said = found.habit;
  const once = said.byMonthDay.length <= 1 && said.byDay.length <= 1;
  if (months === 0 && said.interval === 1 && said.freq === 'DAILY') said.count = days;
  else if (months === 0 && said.interval === 1 && said.freq === 'WEEKLY' && days % 7 === 0)
    said.count = (days / 7) * Math.max(1, said.byDay.length);
  else if (days === 0 && said.freq === 'MONTHLY' && once && months % said.interval === 0)
    said.count = months / said.interval;
  else if (days === 0 && said.freq === 'YEARLY' && once && months % (12 * said.interval) === 0)
    said.count = months / 12 / said.interval;
  else said.until = addDays(addMonths(addDays(found.from ?? here.today, days), months), -1);
};

/** "starting next Monday", "from 1 June", "beginning tomorrow at 9". */
export const starting = (here: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  if (found.from !== null) return false;
  const j = behind(tokens, found);
  if (!/^(?:starting|start|starts|from|beginning|begin|as|commencing|since)$/.test(wordAt(tokens, j))) return false;
  const moment =
    momentAt(here, tokens, wordAt(tokens, j) === 'as' ? j : j + 1, startLeads) ?? momentAt(here, tokens, j);
  if (moment === null || (moment.date === null && moment.clock === null)) return false;
  if (moment.date !== null) {
    const when = whenOf(here, { ...moment, clock: null, part: null });
    // "starting this week" begins with the week we are in, not with its Friday.
    const [from, to] = moment.date.span;
    const present = from <= here.today && here.today < to;
    if (when.kind === 'day') found.from = present ? here.today : when.day;
    else found.unclear = 'impossible';
  }
  if (found.times.length === 0) setTime(found, moment);
  found.end = moment.end;
  return true;
};
