/** The orders a list of tasks can have; each ends in the id, so that no two rows are equal and every page is stable. */
import { z } from 'zod';
import type { Order } from './keyset.ts';

/** A minus turns the order round. `due_date` puts tasks without one last, `priority` the highest first. */
export const taskSort = z.enum([
  'due_date',
  '-due_date',
  'created_at',
  '-created_at',
  'updated_at',
  '-updated_at',
  'priority',
  '-priority',
  'title',
  '-title',
  'relevance',
]);
export type TaskSort = z.infer<typeof taskSort>;

const id = { sql: 'id', type: 'uuid' } as const;
const due = { sql: `coalesce(due_date, 'infinity'::timestamptz)`, type: 'timestamptz' } as const;
const dueOrNever = { sql: `coalesce(due_date, '-infinity'::timestamptz)`, type: 'timestamptz' } as const;
const rank = { sql: '(-priority_rank)::int', type: 'int' } as const;
const column = (sql: string) => ({ sql, type: 'timestamptz' }) as const;
const title = { sql: 'lower(title)', type: 'text' } as const;

/** @param query the tsquery that `relevance` is judged by, as SQL; without one, relevance is the order by due date */
export const taskOrder = (sort: TaskSort, query: string | null): Order => {
  switch (sort) {
    case 'due_date':
      return { by: [due, id], direction: 'ASC' };
    case '-due_date':
      return { by: [dueOrNever, id], direction: 'DESC' };
    case 'created_at':
      return { by: [column('created_at'), id], direction: 'ASC' };
    case '-created_at':
      return { by: [column('created_at'), id], direction: 'DESC' };
    case 'updated_at':
      return { by: [column('updated_at'), id], direction: 'ASC' };
    case '-updated_at':
      return { by: [column('updated_at'), id], direction: 'DESC' };
    case 'priority':
      return { by: [rank, due, id], direction: 'ASC' };
    case '-priority':
      return { by: [rank, due, id], direction: 'DESC' };
    case 'title':
      return { by: [title, id], direction: 'ASC' };
    case '-title':
      return { by: [title, id], direction: 'DESC' };
    case 'relevance':
      return query === null
        ? { by: [due, id], direction: 'ASC' }
        : { by: [{ sql: `ts_rank(search_vector, ${query})`, type: 'real' }, id], direction: 'DESC' };
    default:
      return sort satisfies never;
  }
};
