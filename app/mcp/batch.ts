/** Many changes in one call, each with a result of its own: one that is refused stops none of the others. */
import { randomUUID } from 'node:crypto';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { fieldErrors } from '../operations/field-errors.ts';
import { done, refuse, type AnyOperation, type Outcome, type Services } from '../operations/operation.ts';
import { bug, failureOf, knownFailure } from './answers.ts';
import { callTool, type Caller } from './calls.ts';
import { failure, idempotencyKey, outputSchemaOf, schemaOf, type Failure } from './tools.ts';

const NAME = 'change_many';
const MOST = 50;

type Call = { tool: string; arguments: Record<string, unknown> };
type Item = { tool: string; ok: boolean; result?: Record<string, unknown>; error?: Failure };

const item = z.strictObject({
  tool: z.string(),
  ok: z.boolean(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: failure.optional(),
});
const output = z.strictObject({ items: z.array(item).describe('In the order of `calls`') });
const result = z.record(z.string(), z.unknown());

/** What `change_many` needs beside the call itself. */
export type BatchNeeds = { services: Services; onBug: (error: unknown, tool: string) => void };

/** The tool over every entry that changes something and destroys nothing: what is deleted is deleted one by one. */
export const batchOf = (operations: readonly AnyOperation[], { services, onBug }: BatchNeeds) => {
  const allowed = new Map(
    operations
      .filter(({ hints }) => !hints.readOnly && !hints.destructive)
      .map((operation) => [operation.name, operation] as const),
  );
  const input = z.strictObject({
    calls: z
      .array(
        z.strictObject({
          tool: z.enum([...allowed.keys()]),
          arguments: z.record(z.string(), z.unknown()).describe('As the tool takes them'),
        }),
      )
      .min(1)
      .max(MOST),
    idempotency_key: idempotencyKey.optional(),
  });
  const tool: Tool = {
    name: NAME,
    title: 'Change many',
    description: `Up to ${String(MOST)} changes in order, each answered by itself; what destroys is not among them`,
    inputSchema: schemaOf(input, 'input'),
    outputSchema: outputSchemaOf(output),
    // Many at once deserve the question that hosts ask before something destructive.
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  };

  const one = async (caller: Caller, call: Call, key: string): Promise<Item> => {
    const operation = allowed.get(call.tool);
    if (operation === undefined) return { tool: call.tool, ok: false, error: bug };
    try {
      const outcome = await callTool(services, caller, operation, call.arguments, key);
      return outcome.ok
        ? { tool: call.tool, ok: true, result: result.parse(outcome.value) }
        : { tool: call.tool, ok: false, error: failureOf(outcome.rejection) };
    } catch (error) {
      const known = knownFailure(error);
      if (known === null) onBug(error, call.tool);
      return { tool: call.tool, ok: false, error: known ?? bug };
    }
  };

  const run = async (caller: Caller, args: Record<string, unknown>): Promise<Outcome<{ items: Item[] }>> => {
    const asked = input.safeParse(args, { reportInput: true });
    if (!asked.success) {
      const errors = fieldErrors(asked.error, Object.keys(input.shape));
      return refuse('invalid', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });
    }
    const { calls, idempotency_key = randomUUID() } = asked.data;
    const items: Item[] = [];
    for (const [n, call] of calls.entries()) {
      items.push(await one(caller, call, derivedCommandId(`${caller.userId}\n${idempotency_key}`, `call ${n}`)));
    }
    return done({ items });
  };
  return { tool, run };
};
