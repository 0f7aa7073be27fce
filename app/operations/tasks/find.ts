/** Reading tasks: one from its actor, many from the read model. */
import { z } from 'zod';
import { parseDue } from '../../../actors/task/due-date.ts';
import { priority, task } from '../../../actors/task/task.ts';
import { iso } from '../../../actors/task/zone.ts';
import { LONGEST } from '../../filters/parse.ts';
import { taskSort } from '../../queries/task-orders.ts';
import { listTasks as listed, searchTasks as searched, type TaskFilter } from '../../queries/tasks.ts';
import { filterCondition } from '../filter-text.ts';
import { done, forUser, page, pageInput, reads, wrongField, type Context, type Outcome } from '../operation.ts';
import { paged } from '../paged.ts';
import { onTask } from './command.ts';
import { present, taskAt } from './history.ts';

export const moment = z.string().max(40).describe('An instant, a local date-time or a date, in your time zone');

export const NOT_A_MOMENT = 'must be a date such as 2026-12-01 or an instant such as 2026-12-01T09:00:00Z';

const status = z.enum(['open', 'completed', 'archived', 'deleted', 'all']);
const filters = {
  due_before: moment.optional(),
  due_after: moment.optional(),
  priority: z
    .array(z.enum([...priority.options, 'NONE']))
    .max(5)
    .optional()
    .describe('Any of these'),
  tag: z.array(z.string().max(51)).max(10).optional().describe('All of these'),
  category: z.guid().optional().describe('A category_id'),
  assignee: z.guid().optional().describe('A user_id'),
  sort: taskSort.optional(),
  filter: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST)
    .optional()
    .describe('The id of a saved filter, or one such as: (overdue | due before friday) & #home & !high'),
};
type Filters = z.output<z.ZodObject<typeof filters>>;

/** @returns the filter with its moments read in the caller's zone, or what is wrong with one */
const filterOf = async (ctx: Context, asked: Filters, scoped: boolean): Promise<Outcome<TaskFilter>> => {
  const moments: Pick<TaskFilter, 'due_before' | 'due_after'> = {};
  for (const field of ['due_before', 'due_after'] as const) {
    const text = asked[field];
    if (text === undefined) continue;
    const due = parseDue(text, (await ctx.user()).timezone);
    if (due === null) return wrongField(field, NOT_A_MOMENT);
    moments[field] = iso(due.at);
  }
  const where = asked.filter === undefined ? undefined : await filterCondition(ctx, asked.filter, scoped);
  if (where?.ok === false) return where;
  return done({
    ...moments,
    priority: asked.priority?.map((one) => (one === 'NONE' ? null : one)),
    // As tasks keep them.
    tags: asked.tag?.map((tag) => tag.replace(/^#/, '').toLowerCase()),
    category_id: asked.category,
    assignee_id: asked.assignee,
    sort: asked.sort,
    where: where?.value,
  });
};

export const listTasks = forUser({
  name: 'list_tasks',
  summary: 'List your tasks; without a status the open ones, and of the others those that a filter names',
  input: z.strictObject({
    status: status.optional(),
    ...filters,
    q: z.string().min(1).max(500).optional().describe('Words to find'),
    ...pageInput,
  }),
  output: page(task),
  hints: reads,
  route: { method: 'get', path: '/api/tasks' },
  run: async (ctx, { status: said, q, limit, cursor, ...asked }) => {
    const filter = await filterOf(ctx, asked, said === undefined);
    if (!filter.ok) return filter;
    // Without a status, a filter says itself which tasks it is about.
    const wanted = said ?? (asked.filter === undefined ? 'open' : 'all');
    return paged(() => listed(ctx.db, ctx.userId, { ...filter.value, status: wanted, q, limit, cursor }));
  },
});

export const searchTasks = forUser({
  name: 'search_tasks',
  summary: 'Find tasks by words in title, description and tags, best match first',
  input: z.strictObject({
    status: status.default('all'),
    ...filters,
    q: z.string().min(1).max(500).describe('Words to find; "quoted" together, -without'),
    ...pageInput,
  }),
  output: page(task),
  hints: reads,
  route: { method: 'get', path: '/api/search' },
  run: async (ctx, { status: said, q, limit, cursor, ...asked }) => {
    const filter = await filterOf(ctx, asked, false);
    if (!filter.ok) return filter;
    // Of what is in the trash a search tells only when asked for it.
    const wanted = said === 'all' ? 'kept' : said;
    return paged(() => searched(ctx.db, ctx.userId, q, { ...filter.value, status: wanted, limit, cursor }));
  },
});

export const getTask = forUser({
  name: 'get_task',
  summary: 'One task as it is now, or as it was `at` an instant',
  input: z.strictObject({ ...onTask, at: moment.optional() }),
  output: task,
  hints: reads,
  route: { method: 'get', path: '/api/tasks/{id}' },
  versioned: true,
  run: async (ctx, { id, at }) => {
    if (at === undefined) return present(ctx, id);
    const due = parseDue(at, (await ctx.user()).timezone);
    return due === null ? wrongField('at', NOT_A_MOMENT) : taskAt(ctx, id, iso(due.at));
  },
});
