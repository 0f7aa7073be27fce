/** What happened to a task: its events, how it was at an instant, and the chain it belongs to. */
import { z } from 'zod';
import { eventEnvelope, type EventEnvelope } from '../../../actors/task/events.ts';
import { instant, task, type Task } from '../../../actors/task/task.ts';
import { historyOf } from '../../queries/events.ts';
import { seriesTasks } from '../../queries/tasks.ts';
import { absent, done, forUser, page, pageInput, reads, wrongField, type Context, type Outcome } from '../operation.ts';
import { onTask } from './command.ts';

/** Owner and assignee may see a task; to everyone else it does not exist. */
export const visibleTo = (userId: string, seen: Task): boolean =>
  seen.user_id === userId || seen.assignee_id === userId;

/** The task as its actor holds it now, when the caller may see it. */
export const present = async (ctx: Context, id: string): Promise<Outcome<Task>> => {
  const found = await ctx.actors.read(id);
  return found !== null && visibleTo(ctx.userId, found.task) ? done(found.task) : absent('task');
};

const withTask = z.object({ task });

/** The task as the last event up to and including `at` left it. */
export const taskAt = async (ctx: Context, id: string, at: string): Promise<Outcome<Task>> => {
  const now = await present(ctx, id);
  if (!now.ok) return now;
  const last = (await everything(ctx, id, at)).at(-1);
  return last === undefined ? absent('task at that time') : done(withTask.parse(last.payload).task);
};

const STEP = 1_000;
/** Every event of a task up to and including the instant `until`, first to last. Who may see it is the caller's to check. */
export const everything = async (ctx: Context, id: string, until: string): Promise<EventEnvelope[]> => {
  const events = await historyOf(ctx.db, id, { until, limit: STEP });
  for (let last = events; last.length === STEP;) {
    last = await historyOf(ctx.db, id, { until, after: events.at(-1)?.sequence ?? 0, limit: STEP });
    events.push(...last);
  }
  return events;
};

export const getHistory = forUser({
  name: 'get_history',
  summary: 'The events of a task, first to last, each with the task as it left it',
  input: z.strictObject({ ...onTask, ...pageInput }),
  output: page(eventEnvelope),
  hints: reads,
  route: { method: 'get', path: '/api/tasks/{id}/history' },
  run: async (ctx, { id, limit, cursor }) => {
    if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) return wrongField('cursor', 'is not a cursor of this list');
    const now = await present(ctx, id);
    if (!now.ok) return now;
    const found = await historyOf(ctx.db, id, { after: Number(cursor ?? 0), limit: limit + 1 });
    const items = found.slice(0, limit);
    return done({ items, next_cursor: found.length > limit ? String(items.at(-1)?.sequence) : null });
  },
});

const link = z.strictObject({
  id: z.guid(),
  occurrence: z.int().nullable(),
  title: z.string(),
  due_date: instant.nullable(),
  /** How it ended: done, late, skipped or missed; `open` while it has not. */
  state: z.enum(['done', 'late', 'skipped', 'missed', 'open', 'archived', 'deleted']),
  completed_at: instant.nullable(),
});

const linkOf = (one: Task): z.output<typeof link> => {
  const ended = one.status === 'ARCHIVED' ? 'archived' : 'open';
  const state = one.deleted_at === null ? (one.outcome ?? ended) : 'deleted';
  const { id, occurrence, title, due_date, completed_at } = one;
  return { id, occurrence, title, due_date, state, completed_at };
};

export const getSeries = forUser({
  name: 'get_series',
  summary: 'The chain of a recurring task: done, late, skipped, missed and open occurrences',
  input: z.strictObject({ id: z.guid().describe('The series_id of its tasks') }),
  output: z.strictObject({ series_id: z.guid(), items: z.array(link), next_cursor: z.null() }),
  hints: reads,
  route: { method: 'get', path: '/api/series/{id}' },
  run: async (ctx, { id }) => {
    const tasks = await seriesTasks(ctx.db, ctx.userId, id);
    return tasks.length === 0 ? absent('series') : done({ series_id: id, items: tasks.map(linkOf), next_cursor: null });
  },
});
