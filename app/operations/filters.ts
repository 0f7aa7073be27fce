/** A person's saved filters. */
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { LONGEST } from '../filters/parse.ts';
import { deleteFilter, filter, filtersOf, insertFilter } from '../queries/filters.ts';
import { checkedFilter } from './filter-text.ts';
import { nextByName, readNameCursor } from './name-cursor.ts';
import { once } from './once.ts';
import { absent, destroys, done, forUser, page, pageInput, reads, wrongField, writes } from './operation.ts';

const commanded = filter.extend({ command_id: z.string() });
const parse = (stored: unknown) => filter.parse(stored);

export const listFilters = forUser({
  name: 'list_filters',
  summary: 'List your saved filters by name',
  input: z.strictObject(pageInput),
  output: page(filter),
  hints: reads,
  route: { method: 'get', path: '/api/filters' },
  run: async (ctx, { limit, cursor }) => {
    const after = readNameCursor('filters', cursor);
    if (!after.ok) return after;
    const found = await filtersOf(ctx.db, ctx.userId, { limit: limit + 1, after: after.value });
    return done(nextByName('filters', found, limit));
  },
});

export const addFilter = forUser({
  name: 'add_filter',
  summary: 'Save a filter such as `due before friday & #home & !high` under a name; list_tasks takes its id',
  input: z.strictObject({ name: z.string().trim().min(1).max(100), query: z.string().trim().min(1).max(LONGEST) }),
  output: commanded,
  hints: writes,
  route: { method: 'post', path: '/api/filters', status: 201 },
  run: (ctx, input) =>
    once(ctx, { operation: 'add_filter', input, parse }, async (tx) => {
      const checked = await checkedFilter(ctx, 'query', input.query);
      if (!checked.ok) return checked;
      const made = {
        filter_id: derivedCommandId(`${ctx.userId}\n${ctx.request.commandId}`, 'filter'),
        user_id: ctx.userId,
        ...input,
      };
      return (await insertFilter(tx, made))
        ? done(made)
        : wrongField('name', 'is the name of another of your filters; choose another');
    }),
});

export const removeFilter = forUser({
  name: 'delete_filter',
  summary: 'Forget a saved filter',
  input: z.strictObject({ id: z.guid() }),
  output: commanded,
  hints: destroys,
  route: { method: 'delete', path: '/api/filters/{id}' },
  run: (ctx, input) =>
    once(ctx, { operation: 'delete_filter', input, parse }, async (tx) => {
      const removed = await deleteFilter(tx, ctx.userId, input.id);
      return removed === null ? absent('filter') : done(removed);
    }),
});
