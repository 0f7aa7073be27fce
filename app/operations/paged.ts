/** One page of a list, whose cursor may be none of ours. */
import { InvalidCursor, type Page } from '../queries/keyset.ts';
import { done, wrongField, type Outcome } from './operation.ts';

/** Runs `query`; a cursor that is none of ours is the caller's mistake, not a failure. */
export const paged = async <T>(query: () => Promise<Page<T>>): Promise<Outcome<Page<T>>> => {
  try {
    return done(await query());
  } catch (error) {
    if (error instanceof InvalidCursor) return wrongField('cursor', error.message);
    throw error;
  }
};
