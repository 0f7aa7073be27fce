/** What the upkeep of tasks reads: always the next few by key, never a whole table. */
import { z } from 'zod';
import { select, type Queryable } from './database.ts';

const id = z.object({ id: z.guid() });

const OWNED_OPEN = {
  name: 'owned_open_task_ids',
  text: `SELECT id FROM tasks
    WHERE user_id = $1 AND NOT completed AND deleted_at IS NULL AND status <> 'ARCHIVED' AND ($2::uuid IS NULL OR id > $2)
    ORDER BY id LIMIT $3`,
};

/** The ids of up to `limit` open tasks that `userId` owns, in order, after the id `after`. */
export const ownedOpenTaskIds = async (
  db: Queryable,
  userId: string,
  after: string | null,
  limit: number,
): Promise<string[]> => (await select(db, id, OWNED_OPEN, [userId, after, limit])).map((row) => row.id);
