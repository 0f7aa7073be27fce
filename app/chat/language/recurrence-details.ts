/** What is said of a recurrence behind its core: days, times of the day, start, end, exceptions, "after completion". */
import { addDays, addMonths, dateOf, type Here } from './calendar.ts';
import { partNamed } from './clock.ts';
import { monthDateAt } from './dates-written.ts';
import { adverbHabit, groupAt, monthsAt, unitHabit } from './frequencies.ts';
import { plainDays } from './habits.ts';
import { lengthAt } from './lengths.ts';
import { momentAt, type Moment } from './moments.ts';
import { nthDaysAt } from './nth-days.ts';
import { numberAt } from './numbers.ts';
import type { Recurrence } from './recurrence.ts';
import type { Token } from './tokens.ts';
import { daysAt } from './weekday-lists.ts';
import { minutesSaid, whenOf } from './when.ts';

type Words = readonly Token[];
const wordAt = (tokens: Words, k: number): string => tokens[k]?.lower ?? '';
const behind = (tokens: Words, found: Recurrence): number =>
  wordAt(tokens, found.end) === ',' ? found.end + 1 : found.end;

/** Reads on as long as something more is said of the recurrence. */
export const addDetails = (here: Here, tokens: Words, core: Recurrence): Recurrence => {
  const found = { ...core, habit: { ...core.habit }, times: [...core.times] };
  const details = [completion, ending, starting, except, onDays, again, times];
  for (let n = 0; n < 8 && details.some((detail) => detail(here, tokens, found)); n++) continue;
  return found;
};

const finished = /^(?:completion|completing|completed|done|finishing|finished|complete|last)$/;
const between = /^(?:i|i'm|im|it|it's|its|is|being|the|each|my|after|have|i've|from|am|task|been|has|was|when)$/;

/** "after completion", "from when it was last done". */
const completion = (_: Here, tokens: Words, found: Recurrence): boolean => {
  const j = behind(tokens, found);
  if (!/^(?:after|from|following|since|upon|counted)$/.test(wordAt(tokens, j))) return false;
  let k = j + 1;
  while (k < j + 5 && between.test(wordAt(tokens, k))) k++;
  if (!finished.test(wordAt(tokens, k))) return false;
  k++;
  while (/^(?:completion|done|completed|it|time|the|task|one)$/.test(wordAt(tokens, k))) k++;
  found.habit.mode = 'completion';
  found.end = k;
  return true;
};

const untilLeads: ReadonlySet<string> = new Set(['until', 'till', 'til', 'end', 'the', 'on', 'through', 'thru', 'to']);

/** "until June", "for 3 weeks", "for 5 times", "10 times", "ending 1 March". */
const ending = (here: Here, tokens: Words, found: Recurrence): boolean => {
  if (found.habit.until !== null || found.habit.count !== null) return false;
  const j = behind(tokens, found);
  const word = wordAt(tokens, j);
  if (/^(?:until|till|til|through|thru|ending|ends|up)$/.test(word)) {
    const moment = momentAt(here, tokens, /^(?:until|till|til)$/.test(word) ? j : j + 1, untilLeads);
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

const startLeads: ReadonlySet<string> = new Set(['on', 'from', 'with', 'in']);

/** "starting next Monday", "from 1 June", "beginning tomorrow at 9". */
const starting = (here: Here, tokens: Words, found: Recurrence): boolean => {
  if (found.from !== null) return false;
  const j = behind(tokens, found);
  if (!/^(?:starting|start|starts|from|beginning|begin|as|commencing|since)$/.test(wordAt(tokens, j))) return false;
  const moment =
    momentAt(here, tokens, wordAt(tokens, j) === 'as' ? j : j + 1, startLeads) ?? momentAt(here, tokens, j);
  if (moment === null || (moment.date === null && moment.clock === null)) return false;
  if (moment.date !== null) {
    const when = whenOf(here, { ...moment, clock: null, part: null });
    if (when.kind === 'day') found.from = when.day;
    else found.unclear = 'impossible';
  }
  if (found.times.length === 0) setTime(found, moment);
  found.end = moment.end;
  return true;
};

/** "every day except weekends". */
const except = (_: Here, tokens: Words, found: Recurrence): boolean => {
  const j = behind(tokens, found);
  if (!/^(?:except|excluding|but|besides)$/.test(wordAt(tokens, j))) return false;
  let k = j + 1;
  while (/^(?:for|on|not|the)$/.test(wordAt(tokens, k))) k++;
  const days = groupAt(tokens, k) ?? daysAt(tokens, k);
  if (days === null || (found.habit.freq !== 'DAILY' && found.habit.freq !== 'WEEKLY')) return false;
  const present = found.habit.byDay.length > 0 ? found.habit.byDay.map((d) => d.weekday) : [0, 1, 2, 3, 4, 5, 6];
  found.habit = { ...found.habit, freq: 'WEEKLY', byDay: plainDays(present.filter((d) => !days.days.includes(d))) };
  found.end = days.end;
  return true;
};

/** "every week on Monday", "monthly on the 15th", "every year on 5 May", "every Monday in January". */
const onDays = (here: Here, tokens: Words, found: Recurrence): boolean => {
  const said = found.habit;
  const j = behind(tokens, found);
  const led = /^(?:on|in|of)$/.test(wordAt(tokens, j));
  const k = led ? j + 1 : j;
  const clear = (): void => {
    if (found.unclear === 'days') found.unclear = null;
  };
  if (said.byDay.length === 0 && (said.freq === 'WEEKLY' || said.freq === 'DAILY')) {
    const days = daysAt(tokens, k) ?? groupAt(tokens, k);
    if (days === null || (!led && said.freq === 'DAILY')) return false;
    found.habit = { ...said, freq: 'WEEKLY', byDay: plainDays(days.days) };
    found.end = days.end;
    clear();
    return true;
  }
  if (said.freq === 'YEARLY' && said.byMonthDay.length === 0) {
    const date = monthDateAt(here, tokens, k);
    if (date !== null) {
      if (date.day === null) found.unclear = 'impossible';
      else found.habit = { ...said, byMonth: [dateOf(date.day).month], byMonthDay: [dateOf(date.day).day] };
      found.end = date.end;
      return true;
    }
  }
  if (said.freq !== 'YEARLY' && said.freq !== 'MONTHLY') return inMonths(tokens, found, k, wordAt(tokens, j) === 'in');
  const open = said.byMonthDay.length === 0 && said.byDay.length === 0;
  const nth = open && (led || wordAt(tokens, k) === 'the' || said.byMonth.length > 0) ? nthDaysAt(tokens, k) : null;
  if (nth === null) return inMonths(tokens, found, k, led);
  const { byDay, byMonthDay, bySetPos, byMonth } = nth.habit;
  found.habit = { ...said, byDay, byMonthDay, bySetPos, byMonth: said.byMonth.length > 0 ? said.byMonth : byMonth };
  if (nth.impossible) found.unclear = 'impossible';
  else clear();
  found.end = nth.end;
  return true;
};

const inMonths = (tokens: Words, found: Recurrence, k: number, led: boolean): boolean => {
  const months = led && found.habit.byMonth.length === 0 ? monthsAt(tokens, k) : null;
  if (months === null) return false;
  found.habit = { ...found.habit, byMonth: months.months };
  found.end = months.end;
  return true;
};

/** "last Friday of the month, every month": said once more. */
const again = (_: Here, tokens: Words, found: Recurrence): boolean => {
  const j = behind(tokens, found);
  const { freq, interval } = found.habit;
  const every = /^(?:every|each|per|a)$/.test(wordAt(tokens, j)) ? unitHabit(wordAt(tokens, j + 1), 1) : null;
  const same = every ?? adverbHabit(wordAt(tokens, j));
  if (same?.freq !== freq || same.interval !== interval || (every !== null && wordAt(tokens, j) === 'a')) return false;
  found.end = every === null ? j + 1 : j + 2;
  return true;
};

/** "at 9", "in the morning", "at 8am and 8pm", "every morning and every evening". */
const times = (here: Here, tokens: Words, found: Recurrence): boolean => {
  const fresh = found.times.length === 0 || found.part !== null;
  const and = /^(?:and|&)$/.test(wordAt(tokens, found.end));
  if (and && found.times.length > 0) {
    let k = found.end + 1;
    while (/^(?:every|each|at|in|the|again)$/.test(wordAt(tokens, k)) && k < found.end + 4) k++;
    const part = partNamed(wordAt(tokens, k));
    const moment =
      part === null ? momentAt(here, tokens, wordAt(tokens, k - 1) === 'at' ? k - 1 : k, startLeads) : null;
    if (part === null && !(moment?.date === null && moment.elapsed === null)) return false;
    const minutes = minutesSaid(moment ?? { clock: null, part });
    if (minutes === null) return false;
    found.times.push(minutes);
    found.part = null;
    found.end = moment?.end ?? k + 1;
    return true;
  }
  if (!fresh) return false;
  const j = behind(tokens, found);
  const part = found.part === null ? partNamed(wordAt(tokens, j)) : null;
  if (part !== null) {
    found.part = part;
    found.times = [minutesSaid({ clock: null, part }) ?? 0];
    found.end = j + 1;
    return true;
  }
  const moment = momentAt(here, tokens, j) ?? bare(here, tokens, j);
  if (!(moment?.date === null && moment.elapsed === null)) return false;
  if (moment.clock === null && found.part !== null) return false;
  setTime(found, { ...moment, part: moment.part ?? found.part });
  found.part = moment.clock === null ? moment.part : null;
  found.end = moment.end;
  return true;
};

/** "every day 9", "weekdays 7": the time stands bare beside the habit, at the end. */
const bare = (here: Here, tokens: Words, j: number): Moment | null => {
  const token = tokens[j];
  if (token === undefined || !/^\d{1,2}$/.test(token.lower) || tokens[j + 1]?.kind === 'word') return null;
  const at: Token = { ...token, kind: 'word', text: 'at', lower: 'at' };
  const moment = momentAt(here, [at, ...tokens.slice(j, j + 4)], 0);
  return moment === null ? null : { ...moment, end: j + moment.end - 1 };
};

const setTime = (found: Recurrence, moment: Moment): void => {
  const minutes = minutesSaid(moment);
  if (minutes !== null) found.times = [minutes];
};
