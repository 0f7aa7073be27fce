/** What a phrase of time comes to, read at the speaker's here and now. */
import { addDays, atMinutes, minutesOf, type Here, type Wall } from './calendar.ts';
import { minutesOfClock, partMinutes } from './clock.ts';
import { instantAfter } from './lengths.ts';
import type { Moment } from './moments.ts';

/** A day, a wall time, an instant (ms); or why it comes to nothing. */
export type When =
  | { kind: 'day'; day: Wall }
  | { kind: 'time'; wall: Wall }
  | { kind: 'instant'; at: number }
  | { kind: 'impossible' }
  | { kind: 'no-time' }
  | { kind: 'past' };

/** Minutes after midnight that the phrase says, or null; 1440 is the midnight that ends the day. */
export const minutesSaid = (moment: Pick<Moment, 'clock' | 'part'>): number | null =>
  moment.clock !== null
    ? minutesOfClock(moment.clock, moment.part)
    : moment.part !== null
      ? partMinutes[moment.part]
      : null;

export const whenOf = (here: Here, moment: Moment): When => {
  if (moment.elapsed !== null) return { kind: 'instant', at: instantAfter(here, here.now, moment.elapsed) };
  if (moment.clock?.impossible === true) return { kind: 'no-time' };
  const minutes = minutesSaid(moment);
  if (moment.date === null) {
    return minutes === null ? { kind: 'impossible' } : { kind: 'time', wall: nextAt(here, minutes) };
  }
  const { day } = moment.date;
  if (day === null) return { kind: 'impossible' };
  if (day < here.today) return { kind: 'past' };
  if (minutes === null) return { kind: 'day', day };
  if (minutes === 1440) return { kind: 'time', wall: day === here.today ? addDays(day, 1) : day };
  const wall = atMinutes(day, minutes);
  if (wall > here.wall) return { kind: 'time', wall };
  // The evening may be on already: what is due "this evening" at half past seven is due today.
  return moment.clock === null ? { kind: 'day', day } : { kind: 'past' };
};

/** A bare time: today if still ahead, else tomorrow. */
export const nextAt = (here: Here, minutes: number): Wall =>
  minutes > minutesOf(here.wall) ? atMinutes(here.today, minutes) : atMinutes(addDays(here.today, 1), minutes);
