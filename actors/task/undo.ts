/** Taking back: what each command of a person changed is remembered, and undone by the events that change it back. */
import type { Fact } from './facts.ts';
import { same } from './hash.ts';
import { definitionsOf } from './reminders.ts';
import type { TaskState, Undoable } from './state.ts';
import type { Task } from './task.ts';

/** How many commands back a task remembers. */
const REMEMBERED = 50;

/** The part of a task that a person sets; `archived` stands for its status. */
export const visible = (t: Task): Record<string, unknown> => ({
  title: t.title,
  description: t.description,
  priority: t.priority,
  tags: t.tags,
  category_id: t.category_id,
  due_date: t.due_date,
  all_day: t.all_day,
  time_zone: t.time_zone,
  recurrence_rule: t.recurrence_rule,
  recurrence_text: t.recurrence_text,
  recurrence_mode: t.recurrence_mode,
  series_id: t.series_id,
  occurrence: t.occurrence,
  series_start: t.series_start,
  rule_from: t.rule_from,
  scheduled_for: t.scheduled_for,
  reminders: definitionsOf(t),
  completed: t.completed,
  completed_at: t.completed_at,
  outcome: t.outcome,
  checklist: t.checklist,
  paused: t.paused,
  skipped_dates: t.skipped_dates,
  snoozed_until: t.snoozed_until,
  assignee_id: t.assignee_id,
  deleted_at: t.deleted_at,
  archived: t.status === 'ARCHIVED',
});

/** The undo memory after an event of the person's command `meta.command_id`. */
export const remember = (
  state: TaskState,
  task: Task,
  fact: Fact,
  meta: { command_id: string; undoes: string | null },
): Undoable[] => {
  const [old, now] = [state.task === null ? null : visible(state.task), visible(task)];
  const keys = old === null ? [] : Object.keys(now).filter((key) => !same(old[key], now[key]));
  const pick = (from: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(keys.map((key) => [key, from[key]]));
  const entry: Undoable = {
    command_id: meta.command_id,
    created: fact.event_type === 'TASK_CREATED',
    before: { ...(state.task !== null && { status: state.task.status }), ...(old !== null && pick(old)) },
    after: pick(now),
    undoes: meta.undoes,
    undone: false,
  };
  const last = state.undo.at(-1);
  if (last?.command_id === entry.command_id) return [...state.undo.slice(0, -1), merged(last, entry)];
  return [...marked(state.undo, meta.undoes), entry].slice(-REMEMBERED);
};

/** One command made several events: the first `before` and the last `after` of each field count. */
const merged = (first: Undoable, then: Undoable): Undoable => ({
  ...first,
  before: { ...then.before, ...first.before },
  after: { ...first.after, ...then.after },
});

/** Taking back a taking-back makes the first command stand, and undoable, again. */
const marked = (entries: readonly Undoable[], undoes: string | null): Undoable[] => {
  const target = entries.find((entry) => entry.command_id === undoes);
  return entries.map((entry) => {
    if (target === undefined) return entry;
    if (entry === target) return { ...entry, undone: true };
    return entry.command_id === target.undoes ? { ...entry, undone: false } : entry;
  });
};

/** The command that undo means: the one named, or the latest that has not been taken back and takes nothing back itself. */
export const findUndoable = (state: TaskState, commandId: string | null): Undoable | undefined =>
  commandId === null
    ? state.undo.findLast((entry) => !entry.undone && entry.undoes === null)
    : state.undo.findLast((entry) => entry.command_id === commandId);

/** The names of what the command changed and something else has changed since. */
export const changedSince = (task: Task, entry: Undoable): string[] => {
  const now = visible(task);
  return Object.keys(entry.after).filter((key) => !same(now[key], entry.after[key]));
};
