/** How a command reaches its task: one actor call, and the answer projected before anyone is told. */
import { z } from 'zod';
import type { TaskCommand } from '../../../actors/task/commands.ts';
import { task, uuid, type Task } from '../../../actors/task/task.ts';
import { projectAnswer } from '../../read-model/project-task.ts';
import { done, type Context, type Outcome } from '../operation.ts';

/** What every command on a task answers: the resulting task, and the id under which it can be repeated or undone. */
export const commandedTask = task.extend({ command_id: z.string() });

export const onTask = { id: uuid.describe('The task') };

/**
 * @param saidHash of what the caller said, where the command adds to it what may have changed by a retry
 * @returns the resulting task, which the caller's next list, search or chat answer contains.
 * @throws {Unavailable} when the actor or the read model does not answer; the same command may then be repeated.
 */
export const command = async (
  ctx: Context,
  taskId: string,
  asked: TaskCommand,
  saidHash?: string,
): Promise<Outcome<Task & { command_id: string }>> => {
  const { request } = ctx;
  const reply = await ctx.actors.execute(taskId, {
    command_id: request.commandId,
    command: asked,
    caller: { user_id: ctx.userId, via: request.via },
    correlation_id: request.correlationId,
    causation_id: request.causationId,
    ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
    ...(saidHash === undefined ? {} : { said_hash: saidHash }),
    ...(request.expectedVersion === undefined ? {} : { expected_version: request.expectedVersion }),
  });
  if (!reply.ok) return { ok: false, rejection: reply.rejection };
  const { task: resulting, sequence, next_wake_at } = reply.answer;
  await projectAnswer(ctx.db, { task: resulting, sequence, next_wake_at });
  return done({ ...resulting, command_id: request.commandId });
};
