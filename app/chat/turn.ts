/** One turn of a conversation: what a message means is stored, then done, then answered; a retry goes on where it stopped. */
import { z } from 'zod';
import { derivedCommandId } from '../../actors/task/ids.ts';
import type { Task } from '../../actors/task/task.ts';
import type { Request } from '../operations/operation.ts';
import { Unavailable } from '../operations/ports.ts';
import type { Commit, Held } from '../queries/database.ts';
import { eventOf, recordEvent, type Said } from '../queries/edge-outbox.ts';
import { tasksByIds } from '../queries/tasks.ts';
import {
  nextUnanswered,
  storeAnswer,
  storeAnswerAs,
  storePlan,
  type Answer,
  type Unanswered,
} from '../queries/turns.ts';
import type { User } from '../queries/users.ts';
import { carryOut, type Asker, type CarriedOut, type CarryOutNeeds } from './carry-out.ts';
import { settle, type Memory, type Understanding } from './language/index.ts';
import type { KeptAnswer } from './message.ts';
import { UNAIDED, type Tellings, type Voice } from './telling.ts';
import { readMemory, understood, type Understand } from './understand.ts';

/** What came of a message, to be told and remembered. `listed` are ids of tasks to show where none was changed. */
export type Come = { reply: string; asked: boolean; memory: Memory; run: CarriedOut; listed: readonly string[] };

/** Another way to answer a message. `offline` is the usual one, which says `note` before its own reply. */
export type Think = (
  needs: TurnNeeds,
  turn: Turn,
  message: Unanswered,
  ways: { asker: Asker; offline: (note: string) => Promise<Come> },
) => Promise<Come>;

export type TurnNeeds = CarryOutNeeds & { understand: Understand; think: Think | null; tellings: Tellings };

/**
 * How message and answer are committed. Without a model every turn waits for the disk once, when its plan is stored, and with
 * it the message; an answer that a crash of Postgres takes is given again from the plan, by the turn that comes next.
 */
export const commitOf = ({ think }: TurnNeeds): Commit => (think === null ? 'soon' : 'durable');

/** A conversation somebody goes on with, held by this process alone. */
export type Turn = { held: Held; user: User; conversationId: string; request: Request };

/**
 * Answers every message of the conversation that has no answer yet, in the order they were said, up to `messageId`.
 * @returns the answer to `messageId`, or null when another process had given it before.
 * @throws {Unavailable} when something is down; what is done so far is not done again by the next try.
 */
export const answerUpTo = async (needs: TurnNeeds, turn: Turn, messageId: string): Promise<KeptAnswer | null> => {
  for (;;) {
    const message = await nextUnanswered(turn.held.db, turn.conversationId, messageId);
    if (message === null) return null;
    const voice = needs.tellings.voiceOf(message.message_id);
    try {
      const answer = await answerOne(needs, turn, message, voice);
      if (message.message_id === messageId) return answer;
    } finally {
      voice.end();
    }
  }
};

const answerOne = async (needs: TurnNeeds, turn: Turn, message: Unanswered, voice: Voice): Promise<KeptAnswer> => {
  const { user, conversationId } = turn;
  const request: Request = {
    ...turn.request,
    via: 'chat',
    correlationId: message.correlation_id,
    causationId: message.message_id,
  };
  const asker = { user, messageId: message.message_id, request, voice };
  const offline = (note: string) => unaided(needs, turn, message, { asker, note });
  const come = await (needs.think?.(needs, turn, message, { asker, offline }) ?? offline(''));
  const { reply, asked, memory, run } = come;
  const answer: KeptAnswer = {
    conversation_id: conversationId,
    message_id: message.message_id,
    reply,
    asked,
    actions: run.actions,
    tasks: run.tasks.length > 0 ? run.tasks : await shown(needs, user, come.listed),
  };
  await tell(needs, turn, { message, answer, memory, run });
  needs.services.announce('conversations');
  return answer;
};

const unaided = async (
  needs: TurnNeeds,
  turn: Turn,
  message: Unanswered,
  { asker, note }: { asker: Asker; note: string },
): Promise<Come> => {
  const plan = await planOf(needs, turn, message, note);
  const run = await carryOut(needs, asker, plan.acts);
  const settled = settle(plan, run.outcomes);
  const { memory } = settled;
  const reply = `${noted.safeParse(plan).data?.note ?? ''}${settled.reply}`;
  asker.voice.say(UNAIDED.answering, 0, reply);
  const waits = memory.pending?.kind === 'confirm-delete' ? memory.pending.targets : [];
  if (waits.length > 0) {
    const calls = waits.map(({ id, title }) => ({ tool: 'delete_task', arguments: { id }, named: title }));
    asker.voice.confirmation({ question: reply, calls });
  }
  return { reply, asked: plan.asked, memory, run, listed: plan.listed };
};
const noted = z.looseObject({ note: z.string() });

/** The tasks a query listed, in its order. */
const shown = async ({ services }: TurnNeeds, user: User, ids: readonly string[]): Promise<Task[]> => {
  if (ids.length === 0) return [];
  const found = new Map((await tasksByIds(services.db, user.user_id, ids)).map((one) => [one.id, one]));
  return ids.flatMap((id) => found.get(id) ?? []);
};

// Written by `storePlan` and read back by this code, perhaps a version later: looked at only as far as it is relied on.
const stored = z.looseObject({
  acts: z.array(z.looseObject({ op: z.string() })),
  reply: z.string(),
  memory: z.object(),
});
/** A plan made without a model. */
export const planned = z.custom<Understanding>((value) => stored.safeParse(value).success);

/** What the message means: as stored by an earlier try, else as understood now and stored before anything is done. */
const planOf = async (needs: TurnNeeds, turn: Turn, message: Unanswered, note: string): Promise<Understanding> => {
  const earlier = planned.safeParse(message.plan);
  if (earlier.success) return earlier.data;
  const memory = readMemory(message.memory);
  const said = { user: turn.user, text: message.content, at: message.created_at, memory };
  const plan = await understood(needs.services, needs.understand, said).catch((error: unknown) => {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, message.message_id);
    return lost(memory);
  });
  const kept = note === '' ? plan : { ...plan, note };
  await storePlan(turn.held.db, message.message_id, kept);
  return kept;
};

/** A sentence that breaks the understander must not block the conversation behind it. */
const lost = (memory: Memory): Understanding => ({
  acts: [],
  query: null,
  listed: [],
  asked: false,
  reply: 'Sorry, I could not make sense of that, and nothing was done. Could you say it in other words?',
  memory,
});

type Told = { message: Unanswered; answer: KeptAnswer; memory: Memory; run: CarriedOut };

/** Keeps the answer and its event. Nearly always nothing was said meanwhile, and the event's place is the one that was read. */
const tell = async (needs: TurnNeeds, turn: Turn, told: Told): Promise<void> => {
  const [answer, said] = tellable(needs, turn, told);
  const event = eventOf('message.answered', said, told.message);
  if (await storeAnswerAs(turn.held.db, answer, event, commitOf(needs))) return;
  await turn.held.transaction(async (tx) => {
    await storeAnswer(tx, answer);
    await recordEvent(tx, 'message.answered', said);
  }, commitOf(needs));
};

const tellable = (
  { services }: TurnNeeds,
  { user, conversationId, request }: Turn,
  { message, answer, memory, run }: Told,
): [Answer, Said<'message.answered'>] => {
  const now = services.now();
  const answerId = derivedCommandId(message.message_id, 'answer');
  const actions = run.actions.map(({ tool }, n) => {
    const outcome = run.outcomes[n];
    return { tool, ok: outcome?.ok === true, task_id: outcome?.ok === true ? outcome.task.id : null };
  });
  return [
    {
      message_id: answerId,
      conversation_id: conversationId,
      content: answer.reply,
      answers: message.message_id,
      related_task_id: run.tasks[0]?.id ?? null,
      result: answer,
      memory,
      now,
    },
    {
      event_id: answerId,
      aggregate_id: conversationId,
      payload: {
        conversation_id: conversationId,
        message_id: answerId,
        content: answer.reply,
        answers: message.message_id,
        actions,
      },
      user_context: { user_id: user.user_id, via: 'chat' },
      correlation_id: message.correlation_id,
      causation_id: message.message_id,
      traceparent: request.traceparent,
      now,
    },
  ];
};
