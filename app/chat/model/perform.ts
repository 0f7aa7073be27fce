/** The calls of a model, carried out in their order as the person, or kept for the person's word. */
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { derivedCommandId } from '../../../actors/task/ids.ts';
import { call } from '../../operations/call.ts';
import { absent, refuse, type AnyOperation, type Outcome } from '../../operations/operation.ts';
import { Unavailable } from '../../operations/ports.ts';
import { nameFor, type Readable } from './confirm.ts';
import type { ModelFunction } from './functions.ts';
import type { Call } from './model.ts';
import type { KeptStep, Proposed } from './plan.ts';
import { toldModel } from './results.ts';
import type { Scene } from './scene.ts';
import { count } from './tally.ts';

export type Functions = ReadonlyMap<string, ModelFunction>;

/** What a call asks for; null when there is no such function or its arguments cannot be read. */
export const readableOf = (functions: Functions, { tool, arguments: text }: Call): Readable | null => {
  const known = functions.get(tool);
  const input = known?.read(text) ?? null;
  return known === undefined || input === null ? null : { operation: known.operation, input };
};

/** One call as the person, under an id that a retry computes again. @throws {Unavailable} when something is down */
export const perform = async (
  { needs, asker }: Scene,
  operation: AnyOperation,
  input: Record<string, unknown>,
  { purpose, version }: { purpose: string; version: number | null },
): Promise<Outcome<unknown>> => {
  const commandId = derivedCommandId(asker.messageId, purpose);
  const request = { ...asker.request, commandId, ...(version === null ? {} : { expectedVersion: version }) };
  try {
    return await call(operation, needs.services, asker.user.user_id, request, input);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, asker.messageId);
    return refuse('conflict', 'something went wrong here; it was noted');
  }
};

const MOST_PROPOSED = 100;

/** Keeps a call for the person to allow, instead of running it. */
const propose = async (
  { needs, asker }: Scene,
  readable: Readable,
  proposed: Proposed[],
): Promise<Outcome<unknown>> => {
  const named = await nameFor(needs.services.db, asker.user.user_id, readable);
  if (named === null) return absent('task, category or filter');
  if (proposed.length >= MOST_PROPOSED) return refuse('rate-limited', 'Too much to be asked about at once');
  const key = JSON.stringify([named.tool, named.arguments]);
  if (!proposed.some((one) => JSON.stringify([one.tool, one.arguments]) === key)) proposed.push(named);
  return refuse(
    'forbidden',
    'needs-confirmation: it was not done; the person is asked for their word after your answer',
  );
};

type Stepping = { functions: Functions; mostWrites: number; scene: Scene; proposed: Proposed[] };

/** Runs the calls of a step in their order. @returns what the model is told of them */
export const takeStep = async (
  { functions, mostWrites, scene, proposed }: Stepping,
  step: KeptStep,
  n: number,
): Promise<ChatCompletionMessageParam[]> => {
  const { tally, asker } = scene;
  const run = async ({ operation, input }: Readable, m: number): Promise<Outcome<unknown>> => {
    if (!operation.hints.readOnly && tally.writes >= mostWrites) {
      return refuse('rate-limited', 'That is as much as one message may change; say what was not done');
    }
    const tool = operation.name;
    asker.voice.call(n + 1, m, { tool, arguments: input });
    const outcome = await perform(scene, operation, input, { purpose: `step ${n} call ${m}`, version: null });
    asker.voice.result(n + 1, m, { tool, ok: outcome.ok, result: count(tally, operation, input, outcome) });
    return outcome;
  };
  const answer = async (kept: KeptStep['calls'][number], m: number): Promise<Outcome<unknown>> => {
    const readable = readableOf(functions, kept);
    if (readable !== null) return kept.waits ? propose(scene, readable, proposed) : run(readable, m);
    return functions.has(kept.tool)
      ? refuse('invalid', 'The arguments are not a JSON object; send the call again')
      : refuse('not-found', `There is no function ${kept.tool}`);
  };
  const ids = step.calls.map((_, m) => `call_${n}_${m}`);
  const told: ChatCompletionMessageParam[] = [];
  for (const [m, kept] of step.calls.entries()) {
    told.push({ role: 'tool', tool_call_id: ids[m] ?? '', content: toldModel(await answer(kept, m)) });
  }
  const made = step.calls.map((kept, m) => ({
    id: ids[m] ?? '',
    type: 'function' as const,
    function: { name: kept.tool, arguments: kept.arguments },
  }));
  return [{ role: 'assistant', content: step.text === '' ? null : step.text, tool_calls: made }, ...told];
};

/** Runs what the person said yes to: the very calls they were shown, on the very versions. */
export const performConfirmed = async (scene: Scene, calls: readonly Proposed[]): Promise<void> => {
  const { voice } = scene.asker;
  for (const [n, { tool, arguments: input, version }] of calls.entries()) {
    const operation = scene.needs.operations.get(tool);
    if (operation === undefined) throw new Error(`the catalogue has no ${tool}`);
    voice.call(1, n, { tool, arguments: input });
    const outcome = await perform(scene, operation, input, { purpose: `confirmed ${n}`, version });
    voice.result(1, n, { tool, ok: outcome.ok, result: count(scene.tally, operation, input, outcome) });
  }
};
