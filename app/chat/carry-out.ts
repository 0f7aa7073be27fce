/** Does what a message was understood to ask for, act by act, through the catalogue, each under an id of its own. */
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { task, type Task } from '../../actors/task/task.ts';
import { call } from '../operations/call.ts';
import { done, refuse, type AnyOperation, type Outcome, type Request, type Services } from '../operations/operation.ts';
import { Unavailable } from '../operations/ports.ts';
import { categoryByName } from '../queries/categories.ts';
import type { User } from '../queries/users.ts';
import { toolCallOf, type ToolCall } from './acts.ts';
import type { Act, ActOutcome } from './language/index.ts';
import type { action } from './message.ts';
import { UNAIDED, type Voice } from './telling.ts';

export type CarryOutNeeds = {
  services: Services;
  operations: ReadonlyMap<string, AnyOperation>;
  /** A bug was met; whoever sent the message is told only that it did not work. */
  onBug: (error: unknown, messageId: string) => void;
};

/** Who asks, which message they asked with, and who hears what comes of it. */
export type Asker = { user: User; messageId: string; request: Request; voice: Voice };

export type CarriedOut = { actions: z.output<typeof action>[]; outcomes: ActOutcome[]; tasks: Task[] };

const commanded = z.looseObject({ ...task.shape, command_id: z.string() });
const madeCategory = z.looseObject({ category_id: z.guid() });

/** @throws {Unavailable} when something is down; every act may then be done again, and none of them twice. */
export const carryOut = async (needs: CarryOutNeeds, asker: Asker, acts: readonly Act[]): Promise<CarriedOut> => {
  const all: CarriedOut = { actions: [], outcomes: [], tasks: [] };
  for (const [n, act] of acts.entries()) {
    const wanted = toolCallOf(act);
    const { tool } = wanted;
    asker.voice.call(UNAIDED.doing, n, { tool, arguments: wanted.arguments });
    const { outcome, args } = await attempt(needs, asker, wanted, n);
    const result = resultOf(outcome);
    asker.voice.result(UNAIDED.doing, n, { tool, ok: outcome.ok, result });
    all.actions.push({ tool, arguments: args, result });
    const resulting = outcome.ok ? changedTask(outcome.value) : null;
    if (resulting === null) {
      all.outcomes.push({ ok: false, message: outcome.ok ? 'nothing came of it' : outcome.rejection.message });
      continue;
    }
    const { command_id, now } = resulting;
    all.outcomes.push({ ok: true, task: { id: now.id, title: now.title }, command_id });
    // A task changed twice in one message is shown once, as it ended.
    all.tasks = [...all.tasks.filter(({ id }) => id !== now.id), now];
  }
  return all;
};

/** The task that a command answered with, and the command's id; null when the answer is none of a command on a task. */
export const changedTask = (value: unknown): { now: Task; command_id: string } | null => {
  const found = commanded.safeParse(value);
  if (!found.success) return null;
  const { command_id, ...rest } = found.data;
  return { now: task.parse(rest), command_id };
};

export const resultOf = (outcome: Outcome<unknown>): unknown => {
  if (outcome.ok) return outcome.value;
  const { code, message, errors } = outcome.rejection;
  return { error: { code, message, ...(errors === undefined ? {} : { errors }) } };
};

const attempt = async (
  needs: CarryOutNeeds,
  asker: Asker,
  wanted: ToolCall,
  n: number,
): Promise<{ outcome: Outcome<unknown>; args: Record<string, unknown> }> => {
  try {
    const args = await withCategory(needs, asker, wanted, n);
    if (!args.ok) return { outcome: args, args: wanted.arguments };
    return { outcome: await run(needs, asker, wanted.tool, `act ${n}`, args.value), args: args.value };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, asker.messageId);
    return { outcome: refuse('conflict', 'something went wrong here; it was noted'), args: wanted.arguments };
  }
};

const run = (
  { operations, services }: CarryOutNeeds,
  { user, messageId, request }: Asker,
  tool: string,
  purpose: string,
  args: Record<string, unknown>,
): Promise<Outcome<unknown>> => {
  const operation = operations.get(tool);
  if (operation === undefined) throw new Error(`the catalogue has no ${tool}`);
  const asked = { ...request, commandId: derivedCommandId(messageId, purpose) };
  return call(operation, services, user, asked, args);
};

/** The arguments with the category that was named, made if it is new. */
const withCategory = async (
  needs: CarryOutNeeds,
  asker: Asker,
  { arguments: args, category }: ToolCall,
  n: number,
): Promise<Outcome<Record<string, unknown>>> => {
  if (category === undefined) return done(args);
  if (category === null) return done({ ...args, category_id: null });
  const known = await categoryByName(needs.services.db, asker.user.user_id, category);
  if (known !== null) return done({ ...args, category_id: known.category_id });
  const made = await run(needs, asker, 'add_category', `category ${n}`, { name: category });
  return made.ok ? done({ ...args, category_id: madeCategory.parse(made.value).category_id }) : made;
};
