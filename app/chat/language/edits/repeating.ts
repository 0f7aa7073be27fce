/** A new rule for a task: whether its due date suits it, else its first occurrence. */
import type { KnownTask, SaidChanges } from '../contract.ts';
import { dateOf, dateText, dueAt, minutesOf, type Here, type Wall } from '../dates/calendar.ts';
import { minutesSaid } from '../dates/when.ts';
import type { Problem } from '../new-task/due.ts';
import { firstDue, ruleText, type Habit } from '../recurrence/habits.ts';
import type { Edit } from './edit.ts';
import { dueOf } from './moving.ts';

const suits = (habit: Habit, due: Wall): boolean => {
  const { month, day, weekday } = dateOf(due);
  if (habit.byMonth.length > 0 && !habit.byMonth.includes(month)) return false;
  if (habit.byMonthDay.length > 0) return habit.byMonthDay.includes(day);
  return (
    habit.byDay.length === 0 ||
    (habit.bySetPos.length === 0 && habit.byDay.some((d) => d.weekday === weekday && d.nth === null))
  );
};

/** A new rule keeps a due date that suits it; else the first occurrence is due. */
export const repeated = (here: Here, task: KnownTask, edit: Edit, changes: SaidChanges): Problem['kind'] | null => {
  const recurrence = edit.recurrence;
  if (recurrence === undefined) return null;
  if (recurrence.unclear !== null) return recurrence.unclear;
  const due = dueOf(here, task);
  const said = recurrence.times[0] ?? (edit.moment === undefined ? null : minutesSaid(edit.moment));
  const minutes = said ?? (due === null || due.allDay ? null : minutesOf(due.wall));
  changes.rrule = ruleText(recurrence.habit, here.weekStart);
  changes.recurrence_mode = recurrence.habit.mode;
  const ahead = due !== null && due.wall >= (due.allDay ? here.today : here.wall);
  const from = edit.moment?.date?.day ?? recurrence.from;
  if (ahead && from === null && suits(recurrence.habit, due.wall) && said === null) return null;
  const first = firstDue(here, recurrence.habit, minutes, from);
  if (first === null) return 'impossible';
  changes.due = first.wall === null ? dateText(first.day) : dueAt(here.zone, first.wall);
  return null;
};
