/** A turn with a model: it chooses the calls, we keep them before they run, and hold it within what the person allows. */
import { createLimiter, type Limit } from '../../operations/limiter.ts';
import type { AnyOperation } from '../../operations/operation.ts';
import { planBefore, saidBefore, storePlan, type Unanswered } from '../../queries/turns.ts';
import { planned, type Come, type Think, type Turn } from '../turn.ts';
import { readMemory } from '../understand.ts';
import { allowedBy, asMeant, proposalOf, questionFor, waiting } from './confirm.ts';
import { functionOf } from './functions.ts';
import { ModelFailed, type Model, type Step } from './model.ts';
import { performConfirmed, readableOf, takeStep, type Functions } from './perform.ts';
import { confirmedPlan, modelPlan, type KeptStep, type ModelPlan, type Proposed } from './plan.ts';
import { promptFor } from './prompt.ts';
import { comeOf, hearing, type Scene } from './scene.ts';
import { accountOf, newTally } from './tally.ts';

/** How far one turn may go: `characters` are those said to the model and by it after the first question, calls included. */
export type Limits = {
  steps: number;
  writes: number;
  milliseconds: number;
  characters: number;
  /** How many turns a person may have with the model: every one costs somebody something. */
  turns: Limit;
};
export const usualLimits: Limits = {
  steps: 8,
  writes: 30,
  milliseconds: 40_000,
  characters: 200_000,
  turns: { burst: 60, everyMs: 3_000 },
};
const HISTORY = 12;

/** A way to answer with `model`, calling `operations` as functions. */
export const thinkWith = (model: Model, operations: readonly AnyOperation[], limits: Limits = usualLimits): Think => {
  const functions = new Map(
    operations.filter(({ access }) => access === 'user').map((operation) => [operation.name, functionOf(operation)]),
  );
  const turns = createLimiter(limits.turns, () => Date.now());
  return async (needs, turn, message, { asker, offline }) => {
    // An earlier try has gone its way without the model, or by the person's word.
    if (planned.safeParse(message.plan).success) return offline('');
    const memory = readMemory(message.memory);
    const scene: Scene = { needs, turn, message, asker, memory, tally: newTally() };
    const confirmed = await confirmedCalls(turn, message);
    if (confirmed.length === 0) {
      const begun = modelPlan.safeParse(message.plan).success;
      if (!begun && turns.wait(asker.user.user_id) > 0)
        return offline('That is a lot for the model, so I read this by myself. ');
      if (!begun) turns.take(asker.user.user_id);
      return converse({ model, functions, limits, scene, offline });
    }
    await performConfirmed(scene, confirmed);
    const reply = accountOf(scene.tally);
    asker.voice.say(2, 0, reply);
    return comeOf(scene, { reply, asked: false });
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

type Conversing = {
  model: Model;
  functions: Functions;
  limits: Limits;
  scene: Scene;
  offline: (note: string) => Promise<Come>;
};

const sizeOf = (said: readonly object[]): number => JSON.stringify(said).length;

const converse = async ({ model, functions, limits, scene, offline }: Conversing): Promise<Come> => {
  const { turn, message, tally, asker } = scene;
  const { heard, meant } = await hearing(scene);
  const history = await saidBefore(turn.held.db, turn.conversationId, message.message_id, HISTORY);
  const messages = promptFor(turn.user, heard, history);
  const asked = messages.length;
  const tools = [...functions.values()].map(({ tool }) => tool);
  const signal = AbortSignal.timeout(limits.milliseconds);
  const plan: ModelPlan = modelPlan.safeParse(message.plan).data ?? { by: 'model', steps: [], proposal: null };
  const proposed: Proposed[] = [];

  const decided = (step: Step): KeptStep => {
    const acts = meant?.acts ?? [];
    const calls = step.calls.map((one) => {
      const read = readableOf(functions, one);
      const readable = read === null ? null : asMeant(read, acts);
      return { ...one, ...(readable === read ? {} : { arguments: JSON.stringify(readable?.input) }), readable };
    });
    const wait = waiting(
      calls.flatMap(({ readable }) => readable ?? []),
      { acts, touched: tally.touched, made: tally.made },
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
    if (kept !== undefined) {
      if (kept.text !== '' && proposed.length === 0) asker.voice.say(n + 1, 0, kept.text);
      return kept;
    }
    const spent = sizeOf(messages.slice(asked)) > limits.characters;
    if (n >= limits.steps || tally.writes >= limits.writes || spent) return null;
    const onText = (at: number, more: string): void => {
      // Once something waits for the person's word, what the model says about it is not for their ears.
      if (proposed.length === 0) asker.voice.say(n + 1, at, more);
    };
    try {
      const step = decided(await model({ messages, tools, signal, onText }));
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
    messages.push(...(await takeStep({ functions, mostWrites: limits.writes, scene, proposed }, step, n)));
  }
};

/** The end of a turn. A question for the person's word is ours alone: a model must not colour what a yes allows. */
const ended = async (scene: Scene, plan: ModelPlan, proposed: Proposed[], text: string): Promise<Come> => {
  const proposal = proposalOf(proposed, scene.needs.services.now());
  if (proposal === null) return comeOf(scene, { reply: text, asked: false });
  await storePlan(scene.turn.held.db, scene.message.message_id, { ...plan, proposal });
  const question = questionFor(proposal);
  scene.asker.voice.confirmation({ question, calls: proposal.calls });
  const reply = [accountOf(scene.tally), question].filter((part) => part !== '').join('\n');
  return comeOf(scene, { reply, asked: true });
};
