/** Taking back an earlier command, by events that change things to what they were. */
import type { CommandEnvelope } from './commands.ts';
import { closingFact, takingBack } from './decide-chain.ts';
import { differences } from './decide-fields.ts';
import { accept, reject, type Context, type Decision } from './decision.ts';
import type { Effect } from './effects.ts';
import type { Fact } from './facts.ts';
import type { Undoable } from './state.ts';
import { task as taskSchema, type Task } from './task.ts';
import { changedSince, findUndoable } from './undo.ts';

type Asked = Extract<CommandEnvelope['command'], { type: 'UndoCommand' }>;

/** Possible as long as nothing has changed since what the command changed. Undoing an undo does the thing again. */
export const undoCommand = (context: Context, task: Task, { undo_command_id }: Asked): Decision => {
  const entry = findUndoable(context.state, undo_command_id);
  if (entry === undefined) return reject('conflict', 'There is nothing to take back.');
  if (entry.undone) return accept([]);
  const back = entry.created ? uncreate(task) : restore(context, task, entry);
  return back.kind === 'accepted' && back.facts.length > 0 ? { ...back, undo: entry.command_id } : back;
};

const uncreate = (task: Task): Decision =>
  task.deleted_at !== null ? accept([]) : accept([{ event_type: 'TASK_DELETED', payload: {} }]);

const restore = (context: Context, task: Task, entry: Undoable): Decision => {
  const { before } = entry;
  if (task.deleted_at !== null && !('deleted_at' in before)) {
    return reject('conflict', 'The task is deleted; restore it first.');
  }
  const since = changedSince(task, entry);
  if (since.length > 0) return reject('conflict', `It cannot be taken back: ${since.join(', ')} changed since.`);
  if (before['deleted_at'] === null && context.state.withdrawn) {
    return reject('conflict', 'The occurrence before this one is open again; complete that one instead.');
  }
  const { archived, completed, deleted_at } = before;
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  if (deleted_at !== undefined) {
    facts.push({ event_type: deleted_at === null ? 'TASK_RESTORED' : 'TASK_DELETED', payload: {} });
  }
  if (archived !== undefined)
    facts.push({ event_type: archived === true ? 'TASK_ARCHIVED' : 'TASK_RESTORED', payload: {} });
  if (completed === false) {
    effects.push(...takingBack(context, task, facts.length));
    facts.push({ event_type: 'TASK_REOPENED', payload: {} });
  }
  const closes = completed !== undefined;
  // Closing as skipped names the slot among `skipped_dates`, and reopening takes it out: no update does it once more.
  const fields = Object.entries(before).filter(
    ([key]) => !WITH_EVENTS.has(key) && !(closes && key === 'skipped_dates'),
  );
  facts.push(...differences(task, merged(task, Object.fromEntries(fields))));
  if (completed === true) facts.push(closedAgain(context, task, before, facts.length));
  return accept(facts, effects);
};

/** Each of these comes back with the event that closes, reopens, deletes or archives. */
const WITH_EVENTS = new Set(['status', 'archived', 'completed', 'completed_at', 'outcome', 'deleted_at']);

const merged = (task: Task, fields: Record<string, unknown>): Task => {
  const reminders = taskSchema.shape.reminders.safeParse(fields['reminders']);
  const rungFor = new Map(task.reminders.map(({ id, fired_for }) => [id, fired_for]));
  const restored = reminders.data?.map((r) => ({ ...r, fired_for: rungFor.get(r.id) ?? null }));
  return taskSchema.parse({ ...task, ...fields, ...(restored !== undefined && { reminders: restored }) });
};

/** Undoing a reopening closes again, as it had been closed. */
const closedAgain = (context: Context, task: Task, before: Record<string, unknown>, n: number): Fact => {
  const { outcome } = before;
  const ending = outcome === 'skipped' ? 'TASK_SKIPPED' : outcome === 'missed' ? 'TASK_MISSED' : 'TASK_COMPLETED';
  return closingFact(context, task, ending, String(before['completed_at']), n);
};
