/** Lists and searches of the read model, always within one person's tasks: those they own and those assigned to them. */
import type { Priority, Task } from '../../actors/task/task.ts';
import { select, type Queryable } from './database.ts';
import { afterSql, decodeCursor, orderSql, pageOf, type Order, type Page } from './keyset.ts';
import { nearMisses } from './near-misses.ts';
import { named } from './prepared.ts';
import {
  conditionSql,
  parameters,
  wordsQuery,
  type Condition,
  type Parameters,
  type StatusFilter,
} from './task-conditions.ts';
import { taskOrder, type TaskSort } from './task-orders.ts';
import { row, taskColumns, taskOf } from './task-row.ts';

export const MAX_PAGE = 200;

/** What a list may ask for. Instants are RFC 3339 in UTC; `due_after` is inclusive, `due_before` is not. */
export type TaskFilter = {
  /** `open` unless said otherwise. */
  status?: StatusFilter | undefined;
  due_before?: string | undefined;
  due_after?: string | undefined;
  /** Any of these; null stands for none. */
  priority?: readonly (Priority | null)[] | undefined;
  /** All of these. */
  tags?: readonly string[] | undefined;
  category_id?: string | undefined;
  assignee_id?: string | undefined;
  q?: string | undefined;
  /** Whatever a saved filter adds. */
  where?: Condition | undefined;
  /** By due date, or by relevance when there are words. */
  sort?: TaskSort | undefined;
  /** 1 to 200; 50 unless said otherwise. */
  limit?: number | undefined;
  cursor?: string | undefined;
};

const conditionOf = (filter: TaskFilter): Condition => {
  const parts: Condition[] = [{ kind: 'status', is: filter.status ?? 'open' }];
  const { due_after: from = null, due_before: to = null } = filter;
  if (from !== null || to !== null) parts.push({ kind: 'between', column: 'due_date', from, to });
  if (filter.priority !== undefined) parts.push({ kind: 'priority', anyOf: filter.priority });
  for (const tag of filter.tags ?? []) parts.push({ kind: 'tag', is: tag });
  if (filter.category_id !== undefined) parts.push({ kind: 'category', is: filter.category_id });
  if (filter.assignee_id !== undefined) parts.push({ kind: 'assignee', is: filter.assignee_id });
  if (filter.q !== undefined) parts.push({ kind: 'words', q: filter.q });
  if (filter.where !== undefined) parts.push(filter.where);
  return { kind: 'and', of: parts };
};

/**
 * One page of the tasks that `userId` owns or is assigned.
 * @throws {InvalidCursor} when the cursor is not of this order. @throws {Unavailable} when Postgres cannot answer.
 */
export const listTasks = async (db: Queryable, userId: string, filter: TaskFilter = {}): Promise<Page<Task>> => {
  const limit = Math.max(1, Math.min(MAX_PAGE, filter.limit ?? 50));
  const sort = filter.sort ?? (filter.q === undefined ? 'due_date' : 'relevance');
  const params = parameters();
  const user = params.add(userId, 'uuid');
  const where = conditionSql(conditionOf(filter), params);
  const query = sort === 'relevance' && filter.q !== undefined ? wordsQuery(filter.q, params) : null;
  const order = taskOrder(sort, query);
  const list = `tasks:${query === null && sort === 'relevance' ? 'due_date' : sort}`;
  const after = filter.cursor === undefined ? 'true' : afterCursor(list, order, filter.cursor, params);
  const { sorts, keys, within, outside } = orderSql(order);
  // Literal, and one of few: a parameter would hide from the planner how little is wanted.
  const most = PAGE_SIZES.find((size) => size >= limit) ?? MAX_PAGE;
  // Two branches, each in the order of its own index; an OR would read and sort everything the person has.
  const branch = (mine: string): string =>
    `(SELECT ${taskColumns}, ${sorts} FROM tasks WHERE ${mine} AND ${where} AND ${after} ORDER BY ${within} LIMIT ${most + 1})`;
  const text = `SELECT ${taskColumns}, ${keys} FROM (
    ${branch(`user_id = ${user}`)} UNION ALL ${branch(`assignee_id = ${user} AND user_id <> ${user}`)}
  ) AS visible ORDER BY ${outside} LIMIT ${most + 1}`;
  // Filters have as many shapes as people have ideas: prepared, they would crowd out the lists everybody asks for.
  const statement = filter.where === undefined ? named(text) : text;
  const rows = await select(db, row, statement, params.values);
  return pageOf(list, order, limit, rows, taskOf);
};

const PAGE_SIZES = [20, 50, 100, MAX_PAGE];

const afterCursor = (list: string, order: Order, cursor: string, params: Parameters): string => {
  const first = params.values.length + 1;
  params.values.push(...decodeCursor(list, order, cursor));
  return afterSql(order, first);
};

/**
 * Search is a list of everything not deleted, best match first, 50 a page. Words that find nothing are taken for the
 * beginning of a word, or for a slip: then there is one page, the nearest titles first.
 */
export const searchTasks = async (
  db: Queryable,
  userId: string,
  q: string,
  filter: Omit<TaskFilter, 'q'> = {},
): Promise<Page<Task>> => {
  const wanted = { limit: 50, ...filter, status: filter.status ?? 'kept' };
  const found = await listTasks(db, userId, { ...wanted, q });
  if (found.items.length > 0 || filter.cursor !== undefined) return found;
  const limit = Math.max(1, Math.min(MAX_PAGE, wanted.limit ?? 50));
  return { items: await nearMisses(db, userId, q, conditionOf(wanted), limit), next_cursor: null };
};

/** The occurrences of a series that `userId` may see, first to last; none when it is not theirs. */
export const seriesTasks = async (db: Queryable, userId: string, seriesId: string): Promise<Task[]> => {
  const rows = await select(db, row, SERIES, [userId, seriesId]);
  return rows.map(taskOf);
};

const SERIES = {
  name: 'series_tasks',
  text: `SELECT ${taskColumns} FROM tasks
    WHERE (series_id = $2 OR (id = $2 AND series_id IS NULL)) AND (user_id = $1 OR assignee_id = $1)
    ORDER BY occurrence NULLS FIRST, created_at, id LIMIT 1000`,
};

/** Tasks by their ids, as the read model has them and in no order; ids that are not `userId`'s are left out. */
export const tasksByIds = async (db: Queryable, userId: string, ids: readonly string[]): Promise<Task[]> => {
  const rows = await select(db, row, BY_IDS, [userId, ids]);
  return rows.map(taskOf);
};

const BY_IDS = {
  name: 'tasks_by_ids',
  text: `SELECT ${taskColumns} FROM tasks WHERE id = ANY ($2::uuid[]) AND (user_id = $1 OR assignee_id = $1)`,
};
