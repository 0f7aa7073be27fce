/** Conversations and their messages, as rows of their own database. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { execute, instantColumn, select, type Queryable } from './database.ts';
import { afterSql, decodeCursor, orderSql, pageOf, type Order, type Page } from './keyset.ts';

export const conversation = z.strictObject({
  conversation_id: uuid,
  user_id: uuid,
  title: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  status: z.enum(['ACTIVE', 'ARCHIVED']),
});
export type Conversation = z.output<typeof conversation>;

export const message = z.strictObject({
  message_id: uuid,
  conversation_id: uuid,
  sender_type: z.enum(['USER', 'SYSTEM', 'ASSISTANT']),
  sender_id: uuid.nullable(),
  content: z.string(),
  created_at: z.string(),
  related_task_id: uuid.nullable(),
});
export type Message = z.output<typeof message>;

const conversationColumns = Object.keys(conversation.shape).join(', ');
const conversationRow = z.looseObject({ ...conversation.shape, created_at: instantColumn, updated_at: instantColumn });
const conversationOf = (row: z.output<typeof conversationRow>): Conversation =>
  conversation.parse(Object.fromEntries(Object.keys(conversation.shape).map((name) => [name, row[name]])));

const messageColumns = Object.keys(message.shape).join(', ');
const messageRow = z.looseObject({ ...message.shape, created_at: instantColumn });
const messageOf = (row: z.output<typeof messageRow>): Message =>
  message.parse(Object.fromEntries(Object.keys(message.shape).map((name) => [name, row[name]])));

export const conversationById = async (db: Queryable, userId: string, id: string): Promise<Conversation | null> => {
  const sql = `SELECT ${conversationColumns} FROM conversations WHERE conversation_id = $2 AND user_id = $1`;
  const [row] = await select(db, conversationRow, sql, [userId, id]);
  return row === undefined ? null : conversationOf(row);
};

/** Locks the row, so that messages get their positions in the order in which they are committed. */
export const lockConversation = async (tx: Queryable, userId: string, id: string): Promise<boolean> =>
  (await execute(tx, LOCK, [userId, id])) === 1;

const LOCK = {
  name: 'lock_conversation',
  text: 'SELECT 1 FROM conversations WHERE conversation_id = $2 AND user_id = $1 FOR UPDATE',
};

/** @returns the conversation as changed, or null when it is not `userId`'s */
export const updateConversation = async (
  tx: Queryable,
  userId: string,
  id: string,
  changes: { title?: string | undefined; status?: Conversation['status'] | undefined },
  now: Date,
): Promise<Conversation | null> => {
  const sql = `UPDATE conversations SET title = coalesce($3, title), status = coalesce($4, status), updated_at = $5
    WHERE conversation_id = $2 AND user_id = $1 RETURNING ${conversationColumns}`;
  const [row] = await select(tx, conversationRow, sql, [userId, id, changes.title, changes.status, now]);
  return row === undefined ? null : conversationOf(row);
};

/** @param status whose conversations; every one when undefined */
export const listConversations = async (
  db: Queryable,
  userId: string,
  filter: { status?: Conversation['status'] | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<Conversation>> => {
  const order: Order = {
    by: [
      { sql: 'updated_at', type: 'timestamptz' },
      { sql: 'conversation_id', type: 'uuid' },
    ],
    direction: 'DESC',
  };
  const { sorts, keys, within, outside } = orderSql(order);
  const after = filter.cursor === undefined ? [] : decodeCursor('conversations', order, filter.cursor);
  const sql = `SELECT ${conversationColumns}, ${keys} FROM (
    SELECT ${conversationColumns}, ${sorts} FROM conversations
    WHERE user_id = $1 AND ($2::text IS NULL OR status = $2) AND ${after.length === 0 ? 'true' : afterSql(order, 4)}
    ORDER BY ${within} LIMIT $3) AS page ORDER BY ${outside}`;
  const rows = await select(db, conversationRow, sql, [userId, filter.status, filter.limit + 1, ...after]);
  return pageOf('conversations', order, filter.limit, rows, conversationOf);
};

/** The messages of a conversation in the order in which they were said. */
export const listMessages = async (
  db: Queryable,
  conversationId: string,
  filter: { limit: number; cursor?: string | undefined },
): Promise<Page<Message>> => {
  const order: Order = { by: [{ sql: 'position', type: 'bigint' }], direction: 'ASC' };
  const { sorts, keys, within, outside } = orderSql(order);
  const after = filter.cursor === undefined ? [] : decodeCursor('messages', order, filter.cursor);
  const sql = `SELECT ${messageColumns}, ${keys} FROM (
    SELECT ${messageColumns}, ${sorts} FROM messages
    WHERE conversation_id = $1 AND ${after.length === 0 ? 'true' : afterSql(order, 3)}
    ORDER BY ${within} LIMIT $2) AS page ORDER BY ${outside}`;
  const rows = await select(db, messageRow, sql, [conversationId, filter.limit + 1, ...after]);
  return pageOf('messages', order, filter.limit, rows, messageOf);
};
