/** The saved filters of whoever speaks of filters, and what each that they name holds at that moment. */
import { conditionOf } from '../filters/condition.ts';
import { FilterError } from '../filters/expression.ts';
import { parseFilter } from '../filters/parse.ts';
import { hereFor } from '../operations/filter-text.ts';
import type { Queryable } from '../queries/database.ts';
import { filtersOf } from '../queries/filters.ts';
import { listTasks, MAX_PAGE } from '../queries/tasks.ts';
import type { User } from '../queries/users.ts';
import type { KnownFilter } from './language/index.ts';

const MOST_FILTERS = 200;

/** Messages that say nothing of filters, which are nearly all, cost no trip to the database. */
const spokenOf = /\bfilters?\b/i;

/** @param at when it was said, RFC 3339 */
export const filtersFor = async (
  db: Queryable,
  user: User,
  said: { text: string; at: string },
): Promise<KnownFilter[]> => {
  if (!spokenOf.test(said.text)) return [];
  const saved = await filtersOf(db, user.user_id, { limit: MOST_FILTERS, after: null });
  const text = said.text.toLowerCase();
  return Promise.all(
    saved.map(async ({ name, query }) => ({
      name,
      tasks: text.includes(name.toLowerCase()) ? await held(db, user, query, said.at) : [],
    })),
  );
};

const held = async (db: Queryable, user: User, query: string, at: string): Promise<string[]> => {
  try {
    const where = conditionOf(parseFilter(query), hereFor(user, Date.parse(at)));
    const { items } = await listTasks(db, user.user_id, { status: 'all', where, limit: MAX_PAGE });
    return items.map(({ id }) => id);
  } catch (error) {
    // What could be read when it was saved, and cannot any more, holds nothing.
    if (error instanceof FilterError) return [];
    throw error;
  }
};
