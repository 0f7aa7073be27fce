/** A person's saved filters, as rows of the tasks database. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { execute, select, type Queryable } from './database.ts';

export const filter = z.strictObject({ filter_id: uuid, user_id: uuid, name: z.string(), query: z.string() });
export type Filter = z.output<typeof filter>;

/** At most `limit` in the order of their names, from the one after `after` on. */
export const filtersOf = (
  db: Queryable,
  userId: string,
  page: { limit: number; after: string | null },
): Promise<Filter[]> =>
  select(
    db,
    filter,
    `SELECT filter_id, user_id, name, query FROM filters
     WHERE user_id = $1 AND ($2::text IS NULL OR lower(name) > lower($2)) ORDER BY lower(name) LIMIT $3`,
    [userId, page.after, page.limit],
  );

export const filterById = async (db: Queryable, userId: string, filterId: string): Promise<Filter | null> =>
  (
    await select(
      db,
      filter,
      'SELECT filter_id, user_id, name, query FROM filters WHERE user_id = $1 AND filter_id = $2',
      [userId, filterId],
    )
  )[0] ?? null;

/** @returns false when the person has a filter of that name already */
export const insertFilter = async (tx: Queryable, given: Filter): Promise<boolean> =>
  (await execute(
    tx,
    'INSERT INTO filters (filter_id, user_id, name, query) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [given.filter_id, given.user_id, given.name, given.query],
  )) === 1;

/** @returns the filter that was there, or null */
export const deleteFilter = async (tx: Queryable, userId: string, filterId: string): Promise<Filter | null> =>
  (
    await select(
      tx,
      filter,
      'DELETE FROM filters WHERE user_id = $1 AND filter_id = $2 RETURNING filter_id, user_id, name, query',
      [userId, filterId],
    )
  )[0] ?? null;
