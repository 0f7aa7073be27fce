/** The tasks as they will be once some acts are done: what the next sentence of a message is said of. */
import type { Act, KnownTask, SaidChanges } from '../contract.ts';
import { instantOf } from '../dates/calendar.ts';

const dueFrom = (task: KnownTask, due: string | null): Partial<KnownTask> =>
  due === null
    ? { due_date: null, all_day: false }
    : due.length > 10
      ? { due_date: new Date(due).toISOString(), all_day: false }
      : { due_date: new Date(instantOf(task.time_zone, Date.parse(`${due}T00:00:00Z`))).toISOString(), all_day: true };

const changed = (task: KnownTask, { title, due, priority, tags, description, rrule }: SaidChanges): KnownTask => ({
  ...task,
  ...(title !== undefined && { title }),
  ...(priority !== undefined && { priority }),
  ...(tags !== undefined && { tags }),
  ...(description !== undefined && { description }),
  ...(rrule !== undefined && { recurrence_rule: rrule }),
  ...(due !== undefined && dueFrom(task, due)),
});

/** What repeats is due again after its completion, and when is for its actor to say: it stays as it is. */
export const afterwards = (tasks: readonly KnownTask[], acts: readonly Act[]): readonly KnownTask[] =>
  acts.reduce<readonly KnownTask[]>((all, act) => {
    if (act.op === 'add' || act.op === 'undo') return all;
    const { id } = act.target;
    switch (act.op) {
      case 'delete':
        return all.filter((task) => task.id !== id);
      case 'complete':
      case 'reopen':
        return all.map((task) =>
          task.id === id && task.recurrence_rule === null ? { ...task, completed: act.op === 'complete' } : task,
        );
      case 'update':
        return all.map((task) => (task.id === id ? changed(task, act.changes) : task));
      default:
        return all;
    }
  }, tasks);
