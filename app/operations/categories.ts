/** A person's own categories. */
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { categoriesOf, category, deleteCategory, insertCategory, renameCategory } from '../queries/categories.ts';
import { nextByName, readNameCursor } from './name-cursor.ts';
import { once } from './once.ts';
import { absent, destroys, done, forUser, page, pageInput, reads, wrongField, writes } from './operation.ts';

const name = z.string().trim().min(1).max(100);
const commanded = category.extend({ command_id: z.string() });
const taken = wrongField('name', 'is the name of another of your categories; choose another');
const parse = (stored: unknown) => category.parse(stored);

export const listCategories = forUser({
  name: 'list_categories',
  summary: 'List your categories by name',
  input: z.strictObject(pageInput),
  output: page(category),
  hints: reads,
  route: { method: 'get', path: '/api/categories' },
  run: async (ctx, { limit, cursor }) => {
    const after = readNameCursor('categories', cursor);
    if (!after.ok) return after;
    const found = await categoriesOf(ctx.db, ctx.userId, { limit: limit + 1, after: after.value });
    return done(nextByName('categories', found, limit));
  },
});

export const addCategory = forUser({
  name: 'add_category',
  summary: 'Make a category',
  input: z.strictObject({ name }),
  output: commanded,
  hints: writes,
  route: { method: 'post', path: '/api/categories', status: 201 },
  run: (ctx, input) =>
    once(ctx, { operation: 'add_category', input, parse }, async (tx) => {
      const made = {
        category_id: derivedCommandId(`${ctx.userId}\n${ctx.request.commandId}`, 'category'),
        user_id: ctx.userId,
        name: input.name,
      };
      return (await insertCategory(tx, made)) ? done(made) : taken;
    }),
});

export const updateCategory = forUser({
  name: 'update_category',
  summary: 'Rename a category; its tasks keep it',
  input: z.strictObject({ id: z.guid(), name }),
  output: commanded,
  hints: writes,
  route: { method: 'patch', path: '/api/categories/{id}' },
  run: (ctx, input) =>
    once(ctx, { operation: 'update_category', input, parse }, async (tx) => {
      const renamed = await renameCategory(tx, { category_id: input.id, user_id: ctx.userId, name: input.name });
      if (renamed === 'taken') return taken;
      return renamed === null ? absent('category') : done(renamed);
    }),
});

export const removeCategory = forUser({
  name: 'delete_category',
  summary: 'Remove a category; its tasks stay and keep naming it',
  input: z.strictObject({ id: z.guid() }),
  output: commanded,
  hints: destroys,
  route: { method: 'delete', path: '/api/categories/{id}' },
  run: (ctx, input) =>
    once(ctx, { operation: 'delete_category', input, parse }, async (tx) => {
      const removed = await deleteCategory(tx, ctx.userId, input.id);
      return removed === null ? absent('category') : done(removed);
    }),
});
