/** A turn with a model: it chooses the calls, we keep them before they run, and hold it within what the person allows. */
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { derivedCommandId } from '../../../actors/task/ids.ts';
import { call } from '../../operations/call.ts';
import { absent, refuse, type AnyOperation, type Outcome } from '../../operations/operation.ts';
import { Unavailable } from '../../operations/ports.ts';
import { memoryOf, planBefore, saidBefore, storePlan, type Unanswered } from '../../queries/turns.ts';
import type { Asker } from '../carry-out.ts';
import type { Heard, Memory, Understanding } from '../language/index.ts';
import { planned, type Come, type Think, type Turn, type TurnNeeds } from '../turn.ts';
import { readMemory, understood } from '../understand.ts';
import { allowedBy, nameFor, proposalOf, questionFor, waiting, type Readable } from './confirm.ts';
import { functionOf, type ModelFunction } from './functions.ts';
import { ModelFailed, type Call, type Model, type Step } from './model.ts';
import { confirmedPlan, modelPlan, type KeptStep, type ModelPlan, type Proposed } from './plan.ts';
import { promptFor } from './prompt.ts';
import { toldModel } from './results.ts';
import { accountOf, count, newTally, remember, type Tally } from './tally.ts';

export type Limits = { steps: number; writes: number; milliseconds: number };
const usual: Limits = { steps: 8, writes: 30, milliseconds: 40_000 };
const HISTORY = 12;

/** Who acts on what in this turn. */
type Scene = {
  needs: TurnNeeds;
  turn: Turn;
  message: Unanswered;
  asker: Asker;
  memory: Memory;
  tally: Tally;
};

/** A way to answer with `model`, calling `operations` as functions. */
export const thinkWith = (model: Model, operations: readonly AnyOperation[], limits: Limits = usual): Think => {
  const functions = new Map(
    operations.filter(({ access }) => access === 'user').map((operation) => [operation.name, functionOf(operation)]),
  );
  return async (needs, turn, message, { asker, offline }) => {
    // An earlier try has gone its way without the model, or by the person's word.
    if (planned.safeParse(message.plan).success) return offline('');
    const memory = readMemory(await memoryOf(turn.held.db, turn.conversationId));
    const scene: Scene = { needs, turn, message, asker, memory, tally: newTally() };
    const confirmed = await confirmedCalls(turn, message);
    if (confirmed.length > 0) return doConfirmed(scene, confirmed);
    return converse({ model, functions, limits, scene, offline });
  };
};

/** What the person's message says yes to: the answer before it asked, and nothing has been said in between. */
const confirmedCalls = async ({ held, conversationId }: Turn, message: Unanswered): Promise<Proposed[]> => {
  const earlier = confirmedPlan.safeParse(message.plan);
  if (earlier.success) return earlier.data.calls;
  if (modelPlan.safeParse(message.plan).success) return [];
  const before = modelPlan.safeParse(await planBefore(held.db, conversationId, message.message_id));
  const calls = allowedBy(before.data?.proposal ?? null, message.content, message.created_at);
  if (calls.length > 0) await storePlan(held.db, message.message_id, { by: 'confirmation', calls });
  return calls;
};

const doConfirmed = async (scene: Scene, calls: readonly Proposed[]): Promise<Come> => {
  for (const [n, { tool, arguments: input, version }] of calls.entries()) {
    const operation = scene.needs.operations.get(tool);
    if (operation === undefined) throw new Error(`the catalogue has no ${tool}`);
    count(
      scene.tally,
      operation,
      input,
      await perform(scene, operation, input, { purpose: `confirmed ${n}`, version }),
    );
  }
  return comeOf(scene, { reply: accountOf(scene.tally), asked: false });
};

type Conversing = {
  model: Model;
  functions: ReadonlyMap<string, ModelFunction>;
  limits: Limits;
  scene: Scene;
  offline: (note: string) => Promise<Come>;
};

const converse = async ({ model, functions, limits, scene, offline }: Conversing): Promise<Come> => {
  const { turn, message, tally } = scene;
  const { heard, meant } = await hearing(scene);
  const history = await saidBefore(turn.held.db, turn.conversationId, message.message_id, HISTORY);
  const messages = promptFor(turn.user, heard, history);
  const tools = [...functions.values()].map(({ tool }) => tool);
  const signal = AbortSignal.timeout(limits.milliseconds);
  const plan: ModelPlan = modelPlan.safeParse(message.plan).data ?? { by: 'model', steps: [], proposal: null };
  const proposed: Proposed[] = [];

  const decided = (step: Step): KeptStep => {
    const calls = step.calls.map((one) => ({ ...one, readable: readableOf(functions, one) }));
    const wait = waiting(
      calls.flatMap(({ readable }) => readable ?? []),
      { acts: meant?.acts ?? [], touched: tally.touched, made: tally.made },
    );
    return {
      text: step.text,
      calls: calls.map(({ tool, arguments: text, readable }) => {
        return { tool, arguments: text, waits: readable !== null && wait.has(readable) };
      }),
    };
  };
  const next = async (n: number): Promise<KeptStep | null> => {
    const kept = plan.steps[n];
    if (kept !== undefined) return kept;
    if (n >= limits.steps || tally.writes >= limits.writes) return null;
    try {
      const step = decided(await model(messages, tools, signal));
      plan.steps.push(step);
      await storePlan(turn.held.db, message.message_id, plan);
      return step;
    } catch (error) {
      if (error instanceof ModelFailed) return null;
      throw error;
    }
  };

  for (let n = 0; ; n += 1) {
    const step = await next(n);
    if (step === null) {
      const acted = tally.writes > 0 || tally.failed.length > 0 || proposed.length > 0;
      if (!acted) return offline('The model does not answer properly at present, so I read this by myself. ');
      const left = 'The model stopped before it was through; whatever else you asked for was not done.';
      return ended(scene, plan, proposed, [accountOf(tally), left].filter((part) => part !== '').join('\n'));
    }
    if (step.calls.length === 0) return ended(scene, plan, proposed, step.text);
    messages.push(...(await takeStep({ scene, functions, limits, proposed }, step, n)));
  }
};

/** What the sentence is heard against, and what it means without a model; null when that could not be made out. */
const hearing = async ({
  needs,
  turn,
  message,
  memory,
}: Scene): Promise<{ heard: Heard; meant: Understanding | null }> => {
  const kept: { heard: Heard | null; meant: Understanding | null } = { heard: null, meant: null };
  const said = { user: turn.user, text: message.content, at: message.created_at, memory };
  const listen = (heard: Heard): Understanding => {
    kept.heard = heard;
    return needs.understand(heard);
  };
  try {
    kept.meant = await understood(needs.services, listen, said);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, message.message_id);
  }
  if (kept.heard === null) throw new Error('a sentence was understood without being heard');
  return { heard: kept.heard, meant: kept.meant };
};

/** What a call asks for; null when there is no such function or its arguments cannot be read. */
const readableOf = (functions: Conversing['functions'], { tool, arguments: text }: Call): Readable | null => {
  const known = functions.get(tool);
  const input = known?.read(text) ?? null;
  return known === undefined || input === null ? null : { operation: known.operation, input };
};

type Stepping = Pick<Conversing, 'functions' | 'limits' | 'scene'> & { proposed: Proposed[] };

/** Runs the calls of a step in their order. @returns what the model is told of them */
const takeStep = async (
  { functions, limits, scene, proposed }: Stepping,
  step: KeptStep,
  n: number,
): Promise<ChatCompletionMessageParam[]> => {
  const { tally } = scene;
  const answer = async (kept: KeptStep['calls'][number], purpose: string): Promise<Outcome<unknown>> => {
    const readable = readableOf(functions, kept);
    if (readable === null) {
      return functions.has(kept.tool)
        ? refuse('invalid', 'The arguments are not a JSON object; send the call again')
        : refuse('not-found', `There is no function ${kept.tool}`);
    }
    if (kept.waits) return propose(scene, readable, proposed);
    const { operation, input } = readable;
    if (!operation.hints.readOnly && tally.writes >= limits.writes) {
      return refuse('rate-limited', 'That is as much as one message may change; say what was not done');
    }
    const outcome = await perform(scene, operation, input, { purpose, version: null });
    count(tally, operation, input, outcome);
    return outcome;
  };
  const calls = step.calls.map((kept, m) => ({ kept, id: `call_${n}_${m}`, purpose: `step ${n} call ${m}` }));
  const told: ChatCompletionMessageParam[] = [];
  for (const { id, kept, purpose } of calls) {
    told.push({ role: 'tool', tool_call_id: id, content: toldModel(await answer(kept, purpose)) });
  }
  const made = calls.map(({ id, kept }) => ({
    id,
    type: 'function' as const,
    function: { name: kept.tool, arguments: kept.arguments },
  }));
  return [{ role: 'assistant', content: step.text === '' ? null : step.text, tool_calls: made }, ...told];
};

const MOST_PROPOSED = 100;

/** Keeps a call for the person to allow, instead of running it. */
const propose = async (
  { needs, asker }: Scene,
  readable: Readable,
  proposed: Proposed[],
): Promise<Outcome<unknown>> => {
  const named = await nameFor(needs.services.db, asker.userId, readable);
  if (named === null) return absent('task, category or filter');
  if (proposed.length >= MOST_PROPOSED) return refuse('rate-limited', 'Too much to be asked about at once');
  const key = JSON.stringify([named.tool, named.arguments]);
  if (!proposed.some((one) => JSON.stringify([one.tool, one.arguments]) === key)) proposed.push(named);
  return refuse(
    'forbidden',
    'needs-confirmation: it was not done; the person is asked for their word after your answer',
  );
};

/** One call as the person, under an id that a retry computes again. @throws {Unavailable} when something is down */
const perform = async (
  { needs, asker }: Scene,
  operation: AnyOperation,
  input: Record<string, unknown>,
  { purpose, version }: { purpose: string; version: number | null },
): Promise<Outcome<unknown>> => {
  const commandId = derivedCommandId(asker.messageId, purpose);
  const request = { ...asker.request, commandId, ...(version === null ? {} : { expectedVersion: version }) };
  try {
    return await call(operation, needs.services, asker.userId, request, input);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, asker.messageId);
    return refuse('conflict', 'something went wrong here; it was noted');
  }
};

/** The end of a turn. A question for the person's word is ours alone: a model must not colour what a yes allows. */
const ended = async (scene: Scene, plan: ModelPlan, proposed: Proposed[], text: string): Promise<Come> => {
  const proposal = proposalOf(proposed, scene.needs.services.now());
  if (proposal === null) return comeOf(scene, { reply: text, asked: false });
  await storePlan(scene.turn.held.db, scene.message.message_id, { ...plan, proposal });
  const reply = [accountOf(scene.tally), questionFor(proposal)].filter((part) => part !== '').join('\n');
  return comeOf(scene, { reply, asked: true });
};

const comeOf = ({ memory, tally }: Scene, said: { reply: string; asked: boolean }): Come => ({
  ...said,
  memory: remember(memory, tally),
  run: tally.run,
  listed: tally.listed,
});
