/** Talking to Duecourse: a message is stored, then answered, one turn at a time in each conversation. */
import { derivedCommandId } from '../../actors/task/ids.ts';
import { transaction, withLock, type Commit, type Queryable } from '../queries/database.ts';
import { conversationById, lockConversation } from '../queries/conversations.ts';
import { BEGINNING, eventOf, recordEvent, type Said } from '../queries/edge-outbox.ts';
import { beginConversation, memoryOf, resultOf, storeMessage, storedMessage } from '../queries/turns.ts';
import {
  absent,
  done,
  forUser,
  refuse,
  writes,
  type AnyOperation,
  type Context,
  type Outcome,
  type Progress,
  type Refused,
  type Services,
} from '../operations/operation.ts';
import { conversationOperations } from './conversations.ts';
import { tryOut } from './dry-run.ts';
import { chatAnswer, chatInput, keptAnswer, type ChatAnswer } from './message.ts';
import { createQueue } from './queue.ts';
import { chatEvents, createTellings, FIRST_ID } from './telling.ts';
import { answerUpTo, commitOf, type Think, type TurnNeeds } from './turn.ts';
import { readMemory, understood, type Understand } from './understand.ts';

export type ChatNeeds = {
  services: Services;
  /** What acts are carried out with. */
  operations: readonly AnyOperation[];
  understand: Understand;
  /** Answers with a model's help; without it the understander answers alone. */
  think?: Think | undefined;
  log: { error: (fields: object, message: string) => void };
};

// A turn holds a connection of its own to the conversations; the rest of the pool is for storing and reading messages.
const TURNS_AT_ONCE = 6;
// A conversation's turns wait for each other.
const PATIENCE_MS = 15_000;
const PATIENCE_WITH_MODEL_MS = 60_000;
const TITLE_LENGTH = 60;

/** The operations of chat, to be offered beside the catalogue they work with. */
export const createChat = ({ services, operations, understand, think, log }: ChatNeeds): AnyOperation[] => {
  const inTurn = createQueue(TURNS_AT_ONCE);
  const tellings = createTellings();
  const needs: TurnNeeds = {
    services,
    understand,
    think: think ?? null,
    tellings,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    onBug: (error, messageId) => {
      log.error({ err: error, message_id: messageId }, 'a message could not be carried out');
    },
  };

  const sendMessage = forUser({
    name: 'send_message',
    summary: 'Say what is to be done, or ask, in your own words',
    input: chatInput,
    output: chatAnswer,
    hints: writes,
    route: { method: 'post', path: '/api/chat' },
    tells: chatEvents,
    deadlineMs: think === undefined ? PATIENCE_MS : PATIENCE_WITH_MODEL_MS,
    run: async (ctx, { message: text, conversation_id, dry_run }) => {
      if (dry_run) return dryRun(ctx, understand, text, conversation_id);
      const asking = ctx.user();
      // Waited for when the turn begins: who cannot be found then has been heard nevertheless.
      asking.catch(() => undefined);
      const said = await hear(ctx, text, conversation_id, commitOf(needs));
      if ('rejection' in said) return said;
      const { conversationId, messageId } = said;
      const answered = async (): Promise<ChatAnswer | null> => {
        const result = await resultOf(ctx.conversations, messageId);
        return result === null ? null : { ...keptAnswer.parse(result), command_id: ctx.request.commandId };
      };
      // What was just heard for the first time has no answer yet.
      const earlier = said.isNew ? null : await answered();
      if (earlier !== null) return done(earlier);
      // A turn without a model is over in an instant: its message is told of together with its answer, in one publishing.
      if (needs.think !== null) ctx.announce('conversations');
      const { listener } = ctx.request;
      listener?.tell(accepted(said));
      const stop = listener === undefined ? null : tellings.listen(messageId, listener);
      try {
        const turn = { user: await asking, conversationId, request: ctx.request };
        const given = await inTurn(conversationId, () =>
          withLock(ctx.conversations, `turn\n${conversationId}`, (held) =>
            answerUpTo(needs, { ...turn, held }, messageId),
          ),
        );
        if (given !== null) return done({ ...given, command_id: ctx.request.commandId });
      } catch (error) {
        // Heard, if not answered.
        ctx.announce('conversations');
        throw error;
      } finally {
        stop?.();
      }
      const answer = await answered();
      if (answer === null) throw new Error(`message ${messageId} has no answer after its turn`);
      return done(answer);
    },
  });

  return [sendMessage, ...conversationOperations];
};

/** Told again to whoever comes back: a listener knows by it that it is heard. */
const accepted = ({ conversationId, messageId }: { conversationId: string; messageId: string }): Progress => ({
  id: FIRST_ID,
  event: 'accepted' satisfies keyof typeof chatEvents,
  data: { conversation_id: conversationId, message_id: messageId },
});

const titleOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
};

const keyReused = (): Refused =>
  refuse('key-reused', 'This Idempotency-Key was used for another message; draw a new one');

/** Stores the message, and begins the conversation if there is none, before anything else is done with it. */
const hear = async (
  ctx: Context,
  text: string,
  given: string | undefined,
  commit: Commit,
): Promise<{ conversationId: string; messageId: string; isNew: boolean } | Refused> => {
  const { userId, request } = ctx;
  const key = `${userId}\n${request.commandId}`;
  const conversationId = given ?? derivedCommandId(key, 'conversation');
  const messageId = derivedCommandId(key, 'message');
  const now = ctx.now();
  const message = {
    message_id: messageId,
    conversation_id: conversationId,
    user_id: userId,
    content: text,
    correlation_id: request.correlationId,
    now,
  };
  const received: Said<'message.received'> = {
    event_id: messageId,
    aggregate_id: conversationId,
    payload: { conversation_id: conversationId, message_id: messageId, content: text },
    user_context: { user_id: userId, via: request.via },
    correlation_id: request.correlationId,
    causation_id: request.causationId,
    traceparent: request.traceparent,
    now,
  };
  const goOn = async (tx: Queryable): Promise<{ isNew: boolean } | Refused> => {
    if (!(await lockConversation(tx, userId, conversationId))) return absent('conversation');
    const isNew = await storeMessage(tx, message);
    if (isNew) {
      await recordEvent(tx, 'message.received', received);
      return { isNew };
    }
    const earlier = await storedMessage(tx, messageId);
    return earlier?.content === text && earlier.conversation_id === conversationId ? { isNew } : keyReused();
  };
  const begin = (): Promise<boolean> => {
    const event = eventOf('message.received', received, BEGINNING);
    return beginConversation(ctx.conversations, message, titleOf(text), event, commit);
  };
  const begun = given === undefined && (await begin());
  const stored = begun ? { isNew: true } : await transaction(ctx.conversations, goOn, commit);
  if ('rejection' in stored) return stored;
  return { conversationId, messageId, ...stored };
};

/** What a message would do, with nothing stored and nothing done. */
const dryRun = async (
  ctx: Context,
  understand: Understand,
  text: string,
  conversationId: string | undefined,
): Promise<Outcome<ChatAnswer>> => {
  if (
    conversationId !== undefined &&
    (await conversationById(ctx.conversations, ctx.userId, conversationId)) === null
  ) {
    return absent('conversation');
  }
  const memory = readMemory(conversationId === undefined ? null : await memoryOf(ctx.conversations, conversationId));
  const said = { user: await ctx.user(), text, at: ctx.now().toISOString(), memory };
  const plan = await understood(ctx, understand, said);
  return done({
    conversation_id: conversationId ?? null,
    message_id: null,
    reply: plan.reply,
    asked: plan.asked,
    actions: await tryOut(ctx, plan.acts),
    tasks: [],
    command_id: ctx.request.commandId,
  });
};
