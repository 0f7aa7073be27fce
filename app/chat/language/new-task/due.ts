/** What all that was said of time comes to: one due date, a rule with its first occurrence, or a question. */
import { dateOf, dateText, dueAt, localText, startOfDay, type Here, type Wall } from '../dates/calendar.ts';
import type { Moment } from '../dates/moments.ts';
import { clockAt, noClockAt } from '../dates/clock.ts';
import { minutesSaid, whenOf } from '../dates/when.ts';
import { firstDue, ruleText, type Habit } from '../recurrence/habits.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import type { Slots } from '../slots/slots.ts';
import type { Token } from '../words/tokens.ts';
import { mainMoment } from './main-moment.ts';
import { withTimes } from './several-times.ts';

export type Problem = {
  kind: 'impossible' | 'no-time' | 'past' | 'days' | 'times' | 'minutes' | 'hours';
  start: number;
  end: number;
};

/** `due` as acts carry it; `wall` the same on the speaker's clock. */
export type Timing = {
  due: string | null;
  wall: Wall | null;
  allDay: boolean;
  rrule: string | null;
  habit: Habit | null;
  text: string | null;
};

export type Settled = { ok: true; timing: Timing; more: Timing[] } | { ok: false; problem: Problem };

type Place = { start: number; end: number };
const spanOf = (tokens: readonly Token[], from: number, to: number): Place => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[Math.max(from, to - 1)]?.end ?? 0,
});

/** What is wrong, and where: of a date the date alone, so that its time is kept when it is asked for again. */
const problemAt = (
  tokens: readonly Token[],
  kind: 'impossible' | 'no-time' | 'past',
  { dated, timed, start, end }: Moment,
): Problem => ({
  kind,
  ...(kind === 'impossible' && dated !== null
    ? spanOf(tokens, dated[0], dated[1])
    : kind === 'no-time' && timed !== null
      ? spanOf(tokens, timed[0], timed[1])
      : spanOf(tokens, start, end)),
});

/** "Biweekly payroll on Fridays": how often and on which day were said apart. */
const mainRecurrence = ({ recurrences }: Slots): Recurrence | undefined => {
  const [first, second] = recurrences;
  if (
    first === undefined ||
    second === undefined ||
    first.habit.byDay.length > 0 ||
    first.habit.freq !== second.habit.freq
  )
    return first;
  return {
    ...first,
    habit: { ...second.habit, interval: first.habit.interval },
    times: [...first.times, ...second.times],
    from: first.from ?? second.from,
  };
};

/** Reads the slots at the speaker's here and now. */
export const settleDue = (here: Here, text: string, tokens: readonly Token[], slots: Slots): Settled => {
  const habit = mainRecurrence(slots);
  const recurrence = habit === undefined ? undefined : withTimes(tokens, habit, slots);
  const moment = mainMoment(tokens, slots);
  if (recurrence !== undefined) return recurring(here, text, tokens, recurrence, moment);
  const empty: Timing = { due: null, wall: null, allDay: true, rrule: null, habit: null, text: null };
  if (moment === null) return { ok: true, timing: empty, more: [] };
  const when = whenOf(here, moment);
  switch (when.kind) {
    case 'impossible':
    case 'no-time':
    case 'past':
      return { ok: false, problem: problemAt(tokens, when.kind, moment) };
    case 'day':
      return { ok: true, timing: { ...empty, due: dateText(when.day), wall: when.day }, more: [] };
    case 'time':
      return {
        ok: true,
        timing: { ...empty, due: dueAt(here.zone, when.wall), wall: when.wall, allDay: false },
        more: [],
      };
    case 'instant': {
      const due = localText(here.zone, when.at);
      return { ok: true, timing: { ...empty, due, wall: Date.parse(`${due.slice(0, 19)}Z`), allDay: false }, more: [] };
    }
    default:
      return when satisfies never;
  }
};

/** What is asked for anew: of a time that is none the time alone; times of the day come behind what was said. */
const placeOf = (tokens: readonly Token[], said: Recurrence, whole: Place): Place => {
  if (said.unclear === 'times') return { start: whole.end, end: whole.end };
  if (said.unclear !== 'no-time') return whole;
  for (let k = said.start; k < said.end; k++) {
    const none = noClockAt(tokens, k);
    if (none !== null && clockAt(tokens, k) === null) return spanOf(tokens, k, none.end);
  }
  return whole;
};

const recurring = (
  here: Here,
  text: string,
  tokens: readonly Token[],
  recurrence: Recurrence,
  moment: Moment | null,
): Settled => {
  const place = spanOf(tokens, recurrence.start, recurrence.end);
  if (recurrence.unclear !== null)
    return { ok: false, problem: { kind: recurrence.unclear, ...placeOf(tokens, recurrence, place) } };
  let { habit, from } = recurrence;
  const times = [...recurrence.times];
  if (moment?.clock?.impossible === true) return { ok: false, problem: problemAt(tokens, 'no-time', moment) };
  if (moment !== null) {
    const minutes = minutesSaid({ ...moment, part: moment.part ?? recurrence.part });
    if (times.length === 0 && minutes !== null) times.push(minutes);
    else if (times.length > 0 && moment.clock !== null && recurrence.times.length === 1)
      times.splice(0, 1, minutes ?? 0);
    const ends = /^(?:until|till|til|ending)$/.test(moment.lead ?? '') && habit.until === null && habit.count === null;
    const when = moment.date === null ? null : whenOf(here, { ...moment, clock: null, part: null });
    if (when?.kind === 'impossible' || (when?.kind === 'past' && from === null))
      return { ok: false, problem: problemAt(tokens, when.kind, moment) };
    const day = when?.kind === 'day' ? when.day : null;
    if (day !== null && ends) habit = { ...habit, until: day };
    else if (day !== null && from === null) {
      from = day;
      habit = anchored(habit, day, tokens, moment);
    }
    const elapsed = moment.elapsed === null ? null : whenOf(here, moment);
    if (elapsed?.kind === 'instant') {
      const due = localText(here.zone, elapsed.at);
      return {
        ok: true,
        timing: {
          due,
          wall: Date.parse(`${due.slice(0, 19)}Z`),
          allDay: false,
          rrule: ruleText(habit, here.weekStart),
          habit,
          text: text.slice(place.start, place.end),
        },
        more: [],
      };
    }
  }
  const said = text.slice(place.start, place.end);
  const timings = (times.length === 0 ? [null] : times).map((minutes): Timing | null => {
    const first = firstDue(here, habit, minutes, from);
    if (first === null) return null;
    const allDay = first.wall === null;
    return {
      due: first.wall === null ? dateText(first.day) : dueAt(here.zone, first.wall),
      wall: first.wall ?? first.day,
      allDay,
      rrule: ruleText(habit, here.weekStart),
      habit,
      text: said,
    };
  });
  const [timing, ...more] = timings.filter((t) => t !== null);
  return timing === undefined ? { ok: false, problem: { kind: 'impossible', ...place } } : { ok: true, timing, more };
};

/** "Mum's birthday on 5 May every year": the date is the rule's day. "Every week from Friday" leaves it to the start. */
const anchored = (habit: Habit, day: Wall, tokens: readonly Token[], moment: Moment): Habit => {
  const { month, day: d } = dateOf(day);
  const words = tokens.slice(moment.start, moment.end).map((t) => t.lower);
  const relative = words.some((w) => /^(?:today|tomorrow|tonight|next|in|tmrw|starting|from)$/.test(w));
  if (habit.byDay.length > 0 || habit.byMonthDay.length > 0 || habit.byMonth.length > 0 || relative) return habit;
  if (habit.freq === 'YEARLY') return { ...habit, byMonth: [month], byMonthDay: [d] };
  if (
    habit.freq === 'WEEKLY' &&
    moment.date !== null &&
    words.some((w) => /day$|^(?:mon|tue|wed|thu|fri|sat|sun)/.test(w))
  )
    return { ...habit, byDay: [{ weekday: dateOf(startOfDay(day)).weekday, nth: null }] };
  if (habit.freq === 'MONTHLY' && words.some((w) => /^\d{1,2}(?:st|nd|rd|th)$/.test(w)))
    return { ...habit, byMonthDay: [d] };
  return habit;
};
