/** What was understood, as calls of the catalogue: which operation, with which arguments. */
import type { Act, Said, SaidChanges, Understanding } from './language/index.ts';

/** `category`, when there is one, is a name: found or made before the call, and given to it as `category_id`. */
export type ToolCall = { tool: string; arguments: Record<string, unknown>; category?: string | null };

const fieldsOf = (said: SaidChanges): Record<string, unknown> => {
  const { due, rrule, checklist, title, description, priority, tags, reminders, recurrence_text, recurrence_mode } =
    said;
  const same = { title, description, priority, tags, reminders, recurrence_text, recurrence_mode };
  return {
    ...Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined)),
    ...(due === undefined ? {} : { due_date: due }),
    ...(rrule === undefined ? {} : { recurrence_rule: rrule }),
    ...(checklist === undefined ? {} : { checklist: checklist.map((text) => ({ text })) }),
  };
};

/** A new task says only what was said: what is missing is for the task's own defaults. */
const newTask = (said: Said): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fieldsOf(said)).filter(
      ([name, value]) =>
        value !== null &&
        !(Array.isArray(value) && value.length === 0) &&
        (name !== 'recurrence_mode' || said.rrule !== null),
    ),
  );

export const toolCallOf = (act: Act): ToolCall => {
  switch (act.op) {
    case 'add':
      return {
        tool: 'add_task',
        arguments: newTask(act.task),
        // A new task without a category need not be told that it has none.
        ...(act.task.category === null ? {} : { category: act.task.category }),
      };
    case 'update': {
      const call = { tool: 'update_task', arguments: { id: act.target.id, ...fieldsOf(act.changes) } };
      return act.changes.category === undefined ? call : { ...call, category: act.changes.category };
    }
    case 'snooze':
      return { tool: 'snooze_task', arguments: { id: act.target.id, until: act.until } };
    case 'undo':
      return { tool: 'undo_task', arguments: { id: act.target.id, command_id: act.command_id } };
    case 'complete':
    case 'reopen':
    case 'delete':
    case 'skip':
    case 'pause':
    case 'resume':
      return { tool: `${act.op}_task`, arguments: { id: act.target.id } };
    default:
      return act satisfies never;
  }
};

/**
 * The same understanding with all that is said about one task in one command, so that it is one version, one event of
 * each kind and one undo. What else is done to the task in between keeps its place.
 */
export const together = (understood: Understanding): Understanding => {
  const acts: Act[] = [];
  for (const act of understood.acts) {
    const last =
      act.op === 'add' ? -1 : acts.findLastIndex((one) => one.op !== 'add' && one.target.id === act.target.id);
    const before = acts[last];
    if (act.op === 'update' && before?.op === 'update') {
      acts[last] = { ...before, changes: { ...before.changes, ...act.changes } };
    } else acts.push(act);
  }
  return { ...understood, acts };
};
