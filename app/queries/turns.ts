/** What a turn of a conversation leaves in the database: the message, what it was taken to mean, the answer, the memory. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { hashOf } from '../../actors/task/hash.ts';
import type { EdgeEvent } from '../operations/edge-events.ts';
import { COMMITTED, execute, instantColumn, select, type Commit, type Queryable } from './database.ts';

const heard = z.object({ conversation_id: uuid, content: z.string(), sender_id: uuid.nullable() });

/** A message as it was stored, to tell a retry from another message under the same key. */
export const storedMessage = async (tx: Queryable, messageId: string): Promise<z.output<typeof heard> | null> =>
  (
    await select(tx, heard, 'SELECT conversation_id, content, sender_id FROM messages WHERE message_id = $1', [
      messageId,
    ])
  )[0] ?? null;

type Message = {
  message_id: string;
  conversation_id: string;
  user_id: string;
  content: string;
  correlation_id: string;
  now: Date;
};

/**
 * Begins a conversation with its first message and the first event of its history, all in one statement.
 * @returns false when the conversation is there already, and nothing was done
 */
export const beginConversation = async (
  db: Queryable,
  message: Message,
  title: string,
  event: EdgeEvent,
  commit: Commit,
): Promise<boolean> => {
  const { message_id, conversation_id, user_id, content, correlation_id, now } = message;
  const values = [conversation_id, user_id, title, now, hashOf(event), message_id, content, correlation_id, event];
  return (await execute(db, BEGIN[commit], values)) === 1;
};

const begin = (commit: Commit) => ({
  name: `begin_conversation_${commit}`,
  text: `WITH ${COMMITTED[commit]},
      begun AS (
        INSERT INTO conversations (conversation_id, user_id, title, created_at, updated_at, event_sequence, last_event_hash)
        SELECT $1, $2, $3, $4, $4, 1, $5 FROM committed ON CONFLICT DO NOTHING RETURNING conversation_id),
      said AS (
        INSERT INTO messages (message_id, conversation_id, sender_type, sender_id, content, created_at, correlation_id)
        SELECT $6, conversation_id, 'USER', $2, $7, $4, $8 FROM begun)
    INSERT INTO edge_outbox (event) SELECT $9::jsonb FROM begun`,
});
const BEGIN = { soon: begin('soon'), durable: begin('durable') };

/** @returns false when the message is there already */
export const storeMessage = async (tx: Queryable, given: Message): Promise<boolean> => {
  const { message_id, conversation_id, user_id, content, now, correlation_id } = given;
  return (await execute(tx, STORE, [message_id, conversation_id, user_id, content, now, correlation_id])) === 1;
};

const STORE = {
  name: 'store_message',
  text: `INSERT INTO messages (message_id, conversation_id, sender_type, sender_id, content, created_at, correlation_id)
    VALUES ($1, $2, 'USER', $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
};

const unanswered = z.object({
  message_id: uuid,
  content: z.string(),
  created_at: instantColumn,
  plan: z.unknown(),
  correlation_id: uuid,
  /** What the conversation remembers; null at its beginning. */
  memory: z.unknown(),
  /** Where the next event of the conversation belongs, if none comes in between. */
  sequence: z.int(),
  previous_hash: z.string().nullable(),
});
export type Unanswered = z.output<typeof unanswered>;

/** The oldest message of a conversation that has no answer yet, up to and including `upTo`. */
export const nextUnanswered = async (db: Queryable, conversationId: string, upTo: string): Promise<Unanswered | null> =>
  (await select(db, unanswered, NEXT, [conversationId, upTo]))[0] ?? null;

const NEXT = {
  name: 'next_unanswered',
  text: `SELECT message_id, content, said.created_at, plan, correlation_id, memory,
      event_sequence + 1 AS sequence, last_event_hash AS previous_hash
    FROM messages AS said JOIN conversations USING (conversation_id)
    WHERE conversation_id = $1 AND sender_type = 'USER'
      AND position <= (SELECT position FROM messages WHERE message_id = $2)
      AND NOT EXISTS (SELECT 1 FROM messages AS answer WHERE answer.answers = said.message_id)
    ORDER BY position LIMIT 1`,
};

/** Keeps what a message is taken to mean before any of it is done. */
export const storePlan = async (db: Queryable, messageId: string, plan: object): Promise<void> => {
  await execute(db, STORE_PLAN, [messageId, plan]);
};

const STORE_PLAN = { name: 'store_plan', text: 'UPDATE messages SET plan = $2 WHERE message_id = $1' };

const planned = z.object({ plan: z.unknown() });

/** What the message before this one in its conversation was taken to mean; null when there is none. */
export const planBefore = async (db: Queryable, conversationId: string, messageId: string): Promise<unknown> =>
  (
    await select(
      db,
      planned,
      `SELECT plan FROM messages WHERE conversation_id = $1 AND sender_type = 'USER'
         AND position < (SELECT position FROM messages WHERE message_id = $2)
       ORDER BY position DESC LIMIT 1`,
      [conversationId, messageId],
    )
  )[0]?.plan ?? null;

const spoken = z.object({ sender_type: z.enum(['USER', 'SYSTEM', 'ASSISTANT']), content: z.string() });

/** The last `limit` messages that were said or answered before this one, in the order of the conversation. */
export const saidBefore = async (
  db: Queryable,
  conversationId: string,
  messageId: string,
  limit: number,
): Promise<z.output<typeof spoken>[]> => {
  // An answer stands with its question: the questions of a crowd are stored before the first is answered.
  const rows = await select(
    db,
    spoken,
    `SELECT said.sender_type, said.content FROM messages AS said
       LEFT JOIN messages AS asked ON asked.message_id = said.answers
     WHERE said.conversation_id = $1
       AND coalesce(asked.position, said.position) < (SELECT position FROM messages WHERE message_id = $2)
     ORDER BY coalesce(asked.position, said.position) DESC, said.position DESC LIMIT $3`,
    [conversationId, messageId, limit],
  );
  return rows.reverse();
};

const remembered = z.object({ memory: z.unknown() });

/** What the conversation remembers; null at its beginning. */
export const memoryOf = async (db: Queryable, conversationId: string): Promise<unknown> =>
  (await select(db, remembered, 'SELECT memory FROM conversations WHERE conversation_id = $1', [conversationId]))[0]
    ?.memory ?? null;

export type Answer = {
  message_id: string;
  conversation_id: string;
  content: string;
  answers: string;
  related_task_id: string | null;
  result: object;
  memory: object;
  now: Date;
};

const answerValues = (given: Answer): unknown[] => {
  const { message_id, conversation_id, content, now, related_task_id, answers, result, memory } = given;
  return [message_id, conversation_id, content, now, related_task_id, answers, result, memory];
};

/** The answer, what came of the message, and the conversation's memory after it. */
export const storeAnswer = async (tx: Queryable, given: Answer): Promise<void> => {
  await execute(tx, STORE_ANSWER, answerValues(given));
};

const STORE_ANSWER = {
  name: 'store_answer',
  text: `WITH question AS (UPDATE messages SET related_task_id = $5 WHERE message_id = $6),
      remembered AS (UPDATE conversations SET memory = $8, updated_at = $4 WHERE conversation_id = $2)
    INSERT INTO messages (message_id, conversation_id, sender_type, content, created_at, related_task_id, answers, result)
    VALUES ($1, $2, 'ASSISTANT', $3, $4, $5, $6, $7)`,
};

/**
 * As `storeAnswer`, together with the answer's own event, in one statement.
 * @returns false when another event of the conversation came before it, and nothing was done
 */
export const storeAnswerAs = async (db: Queryable, given: Answer, event: EdgeEvent, commit: Commit): Promise<boolean> =>
  (await execute(db, ANSWER[commit], [...answerValues(given), event.sequence, hashOf(event), event])) === 1;

const answer = (commit: Commit) => ({
  name: `answer_message_${commit}`,
  text: `WITH ${COMMITTED[commit]},
      next AS (
        UPDATE conversations SET event_sequence = $9, last_event_hash = $10, memory = $8, updated_at = $4
        FROM committed WHERE conversation_id = $2 AND event_sequence = $9 - 1
        RETURNING conversation_id),
      question AS (UPDATE messages SET related_task_id = $5 FROM next WHERE message_id = $6),
      answer AS (
        INSERT INTO messages (message_id, conversation_id, sender_type, content, created_at, related_task_id, answers, result)
        SELECT $1, conversation_id, 'ASSISTANT', $3, $4, $5, $6, $7::jsonb FROM next)
    INSERT INTO edge_outbox (event) SELECT $11::jsonb FROM next`,
});
const ANSWER = { soon: answer('soon'), durable: answer('durable') };

const kept = z.object({ result: z.unknown() });

/** What the sender of `messageId` was told, or null while it is not answered. */
export const resultOf = async (db: Queryable, messageId: string): Promise<unknown> =>
  (await select(db, kept, RESULT, [messageId]))[0]?.result ?? null;

const RESULT = { name: 'result_of_message', text: 'SELECT result FROM messages WHERE answers = $1' };
