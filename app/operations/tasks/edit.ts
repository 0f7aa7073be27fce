/** Making a task and changing what it says. */
import { z } from 'zod';
import { taskFields, type TaskFields } from '../../../actors/task/commands.ts';
import { hashOf } from '../../../actors/task/hash.ts';
import { taskIdFor } from '../../../actors/task/ids.ts';
import { categoryById } from '../../queries/categories.ts';
import { userById } from '../../queries/users.ts';
import { destroys, forUser, wrongField, writes, type Context, type Refused } from '../operation.ts';
import { policyOf } from '../preferences.ts';
import { command, commandedTask, onTask } from './command.ts';

/** What a task points at has to be there, and to be the caller's own. */
const wrongReference = async (
  ctx: Context,
  { category_id, assignee_id }: { [Field in 'category_id' | 'assignee_id']?: TaskFields[Field] | undefined },
): Promise<Refused | null> => {
  if (category_id != null && (await categoryById(ctx.db, ctx.userId, category_id)) === null) {
    return wrongField('category_id', 'must be the category_id of one of your categories');
  }
  if (assignee_id != null && assignee_id !== ctx.userId && (await userById(ctx.db, assignee_id)) === null) {
    return wrongField('assignee_id', 'must be the user_id of somebody who uses Duecourse');
  }
  return null;
};

export const addTask = forUser({
  name: 'add_task',
  summary: 'Add a task, once or recurring',
  input: taskFields.partial().required({ title: true }),
  output: commandedTask,
  hints: writes,
  route: { method: 'post', path: '/api/tasks', status: 201 },
  versioned: true,
  run: async (ctx, input) => {
    const wrong = await wrongReference(ctx, input);
    if (wrong !== null) return wrong;
    const user = await ctx.user();
    const create = {
      type: 'CreateTask' as const,
      fields: { ...input, time_zone: input.time_zone ?? user.timezone },
      policy: policyOf(user.preferences),
    };
    return command(ctx, taskIdFor(ctx.userId, ctx.request.commandId), create, hashOf(input));
  },
});

export const updateTask = forUser({
  name: 'update_task',
  summary: 'Change some fields of a task; null clears one, a field not named stays',
  input: taskFields.partial().extend(onTask),
  output: commandedTask,
  hints: writes,
  route: { method: 'patch', path: '/api/tasks/{id}' },
  versioned: true,
  run: async (ctx, { id, ...changes }) =>
    (await wrongReference(ctx, changes)) ?? command(ctx, id, { type: 'UpdateTask', changes }),
});

export const deleteTask = forUser({
  name: 'delete_task',
  summary: 'Move a task to the trash, from which it can be restored',
  input: z.strictObject(onTask),
  output: commandedTask,
  hints: destroys,
  route: { method: 'delete', path: '/api/tasks/{id}' },
  versioned: true,
  run: (ctx, { id }) => command(ctx, id, { type: 'DeleteTask' }),
});

export const assignTask = forUser({
  name: 'assign_task',
  summary: 'Hand a task to somebody, or take it back with null',
  input: z.strictObject({ ...onTask, assignee_id: taskFields.shape.assignee_id }),
  output: commandedTask,
  hints: writes,
  route: { method: 'post', path: '/api/tasks/{id}/assign' },
  versioned: true,
  run: async (ctx, { id, assignee_id }) =>
    (await wrongReference(ctx, { assignee_id })) ?? command(ctx, id, { type: 'AssignTask', assignee_id }),
});
