/** A person's categories, as rows of the tasks database. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { execute, select, type Queryable } from './database.ts';

export const category = z.strictObject({ category_id: uuid, user_id: uuid, name: z.string() });
export type Category = z.output<typeof category>;

/** At most `limit` in the order of their names, from the one after `after` on. */
export const categoriesOf = (
  db: Queryable,
  userId: string,
  page: { limit: number; after: string | null },
): Promise<Category[]> =>
  select(
    db,
    category,
    `SELECT category_id, user_id, name FROM categories
     WHERE user_id = $1 AND ($2::text IS NULL OR lower(name) > lower($2)) ORDER BY lower(name) LIMIT $3`,
    [userId, page.after, page.limit],
  );

export const categoryById = async (db: Queryable, userId: string, categoryId: string): Promise<Category | null> =>
  (
    await select(
      db,
      category,
      'SELECT category_id, user_id, name FROM categories WHERE user_id = $1 AND category_id = $2',
      [userId, categoryId],
    )
  )[0] ?? null;

/** @param name in any case */
export const categoryByName = async (db: Queryable, userId: string, name: string): Promise<Category | null> =>
  (
    await select(
      db,
      category,
      'SELECT category_id, user_id, name FROM categories WHERE user_id = $1 AND lower(name) = lower($2)',
      [userId, name],
    )
  )[0] ?? null;

/** @returns false when the person has a category of that name already */
export const insertCategory = async (tx: Queryable, given: Category): Promise<boolean> =>
  (await execute(tx, 'INSERT INTO categories (category_id, user_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    given.category_id,
    given.user_id,
    given.name,
  ])) === 1;

/** @returns the category under its new name, `taken` when another has that name, null when there is none to rename */
export const renameCategory = async (tx: Queryable, given: Category): Promise<Category | 'taken' | null> => {
  const other = await categoryByName(tx, given.user_id, given.name);
  if (other !== null && other.category_id !== given.category_id) return 'taken';
  return (await execute(tx, 'UPDATE categories SET name = $3 WHERE category_id = $1 AND user_id = $2', [
    given.category_id,
    given.user_id,
    given.name,
  ])) === 1
    ? given
    : null;
};

/** @returns the category that was there, or null */
export const deleteCategory = async (tx: Queryable, userId: string, categoryId: string): Promise<Category | null> =>
  (
    await select(
      tx,
      category,
      'DELETE FROM categories WHERE user_id = $1 AND category_id = $2 RETURNING category_id, user_id, name',
      [userId, categoryId],
    )
  )[0] ?? null;
