/** Pages of small lists that are ordered by name. */
import { decodeCursor, encodeCursor, InvalidCursor, type Order, type Page } from '../queries/keyset.ts';
import { done, wrongField, type Outcome } from './operation.ts';

const byName: Order = { by: [{ sql: 'name', type: 'text' }], direction: 'ASC' };

/** @returns the name after which the page begins; null at the first page */
export const readNameCursor = (list: string, cursor: string | undefined): Outcome<string | null> => {
  if (cursor === undefined) return done(null);
  try {
    return done(decodeCursor(list, byName, cursor)[0] ?? null);
  } catch (error) {
    if (error instanceof InvalidCursor) return wrongField('cursor', error.message);
    throw error;
  }
};

/** Cuts `found`, one more of which than `limit` says that there is a next page. */
export const nextByName = <Row extends { name: string }>(list: string, found: Row[], limit: number): Page<Row> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: found.length > limit && last !== undefined ? encodeCursor(list, [last.name]) : null };
};
