/** What a message would do: its acts tried out on copies of the tasks, with nothing stored and nothing done. */
import { z } from 'zod';
import { taskEvent } from '../../actors/task/events.ts';
import { fold } from '../../actors/task/history.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { ringsOf } from '../../actors/task/reminders.ts';
import type { TaskState } from '../../actors/task/state.ts';
import type { Task } from '../../actors/task/task.ts';
import { everything, visibleTo } from '../operations/tasks/history.ts';
import { nextOccurrences } from '../operations/tasks/recurrence.ts';
import { policyOf } from '../operations/preferences.ts';
import type { Context } from '../operations/operation.ts';
import { categoriesOf } from '../queries/categories.ts';
import { commandOf, type Whose } from './act-command.ts';
import { toolCallOf } from './acts.ts';
import type { Act } from './language/index.ts';
import type { action } from './message.ts';
import { createRehearsal, reasonOf, type Rehearsal } from './rehearsal.ts';

type Tried = z.output<typeof action>;

const OCCURRENCES = 5;
const MOST_CATEGORIES = 200;
/** What a change of means nothing to a person. */
const BOOKKEEPING = new Set(['updated_at', 'created_at', 'last_event_id', 'version', 'id', 'user_id', 'series_id', 'series_start']); // prettier-ignore

/** The task's state as its history tells it; where the audit is a moment behind, with the task as its actor has it. */
const stateOf = async (ctx: Context, id: string): Promise<TaskState | null> => {
  const now = await ctx.actors.read(id);
  if (now === null || !visibleTo(ctx.userId, now.task)) return null;
  const events = await everything(ctx, id, ctx.now().toISOString());
  const history = events.map((event) => taskEvent.parse(event));
  const gap = history.findIndex(({ sequence }, n) => sequence !== n + 1);
  const state = fold(gap === -1 ? history : history.slice(0, gap));
  return state.sequence === now.sequence ? state : { ...state, task: now.task, sequence: now.sequence };
};

const changesOf = (before: Task | null, after: Task): Record<string, unknown> => {
  const was = new Map<string, unknown>(Object.entries(before ?? {}));
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      if (BOOKKEEPING.has(name)) return false;
      const old = was.get(name) ?? null;
      return JSON.stringify(old) !== JSON.stringify(value) && !(before === null && isEmpty(value));
    }),
  );
};

/** What a new task has without anybody having said so. */
const isEmpty = (value: unknown): boolean =>
  value === false || value === 0 || (Array.isArray(value) && value.length === 0);

const followsFrom = (before: Task | null, { task, plans, ...state }: TaskState, now: Date): Tried['would'] => {
  if (task === null) return undefined;
  return {
    changes: changesOf(before, task),
    occurrences: task.completed ? [] : nextOccurrences(task, now, OCCURRENCES),
    reminders: ringsOf({ task, plans, ...state }).flatMap((ring) =>
      ring.kind === 'due' || ring.kind === 'snooze' ? [{ reminder_id: ring.plan.reminder_id, at: ring.at }] : [],
    ),
    next: state.closing?.next ?? null,
  };
};

const tryOne = (rehearsal: Rehearsal, whose: Whose, act: Act, id: string, n: number, now: Date): Tried['would'] => {
  const before = rehearsal.read(id);
  try {
    const tried = rehearsal.send(id, `dry run ${n}`, commandOf(whose, act), now.toISOString());
    const after = rehearsal.state(id);
    return tried.ok && after !== null ? followsFrom(before, after, now) : { refused: tried.ok ? '' : reasonOf(tried.rejection) }; // prettier-ignore
  } catch (error) {
    // As the operation's own input would be refused.
    if (error instanceof z.ZodError) return { refused: error.issues.map(({ message }) => message).join('; ') };
    throw error;
  }
};

/** Each act as the call it would be, with what would follow. @throws {Unavailable} when tasks cannot be read */
export const tryOut = async (ctx: Context, acts: readonly Act[]): Promise<Tried[]> => {
  const user = await ctx.user();
  const rehearsal = createRehearsal(ctx.userId);
  const targets = new Set(acts.flatMap((act) => (act.op === 'add' ? [] : [act.target.id])));
  for (const id of targets) {
    const state = await stateOf(ctx, id);
    if (state !== null) rehearsal.plant(id, state);
  }
  const categories = await categoriesOf(ctx.db, ctx.userId, { limit: MOST_CATEGORIES, after: null });
  const named = new Map(categories.map(({ name, category_id }) => [name.toLowerCase(), category_id]));
  const whose: Whose = {
    zone: user.timezone,
    policy: policyOf(user.preferences),
    // A new category would get an id that nobody knows yet.
    categoryId: (name) => named.get(name.toLowerCase()) ?? taskIdFor(ctx.userId, `category ${name.toLowerCase()}`),
  };
  return acts.map((act, n) => {
    const { tool, arguments: args, category } = toolCallOf(act);
    const id = act.op === 'add' ? taskIdFor(ctx.userId, `${ctx.request.commandId} ${n}`) : act.target.id;
    const would = tryOne(rehearsal, whose, act, id, n, ctx.now());
    return { tool, arguments: category === undefined ? args : { ...args, category }, result: null, would };
  });
};
