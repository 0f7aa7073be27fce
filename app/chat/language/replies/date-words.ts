/** Dates in plain words: "today", "Friday 27 November at 09:00". */
import { addDays, dateOf, minutesOf, startOfDay, type Here, type Wall } from '../dates/calendar.ts';
import { monthName, weekdayName } from '../dates/names.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export const clockText = (wall: Wall): string => {
  const minutes = minutesOf(wall);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** "today", "tomorrow", "Friday 27 November", with the year when it is not this one. */
export const dayText = (here: Here, wall: Wall): string => {
  const day = startOfDay(wall);
  if (day === here.today) return 'today';
  if (day === addDays(here.today, 1)) return 'tomorrow';
  if (day === addDays(here.today, -1)) return 'yesterday';
  const { year, month, day: d, weekday } = dateOf(day);
  return `${weekdayName(weekday)} ${d} ${monthName(month)}${year === dateOf(here.today).year ? '' : ` ${year}`}`;
};

/** The due text of an act in words. */
export const dueText = (here: Here, due: string): string => {
  if (due.length === 10) return dayText(here, Date.parse(`${due}T00:00:00Z`));
  const wall = Date.parse(`${due.slice(0, 19)}Z`);
  return `${dayText(here, wall)} at ${clockText(wall)}`;
};
