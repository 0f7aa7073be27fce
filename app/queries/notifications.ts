/** What people were told, one row for each occasion and channel; the inbox is the channel everybody has. */
import { z } from 'zod';
import { execute, instantColumn, select, type Queryable } from './database.ts';
import { afterSql, decodeCursor, orderSql, pageOf, type Order, type Page } from './keyset.ts';
import { named } from './prepared.ts';
import { parameters } from './task-conditions.ts';

export const notificationKind = z.enum(['reminder', 'assignment']);

export const notification = z.strictObject({
  notification_id: z.guid(),
  user_id: z.guid(),
  task_id: z.guid(),
  kind: notificationKind,
  text: z.string(),
  /** When the task is due. */
  due_at: z.string().nullable(),
  fired_at: z.string(),
  delivered_at: z.string().nullable(),
  channel: z.string(),
  attempts: z.int(),
  read_at: z.string().nullable(),
});
export type Notification = z.infer<typeof notification>;

const columns = Object.keys(notification.shape).join(', ');
const moment = instantColumn.nullable();
const notificationRow = z.looseObject({
  ...notification.shape,
  due_at: moment,
  fired_at: instantColumn,
  delivered_at: moment,
  read_at: moment,
});
const notificationOf = (row: z.output<typeof notificationRow>): Notification =>
  notification.parse(Object.fromEntries(Object.keys(notification.shape).map((name) => [name, row[name]])));

export type InboxEntry = Pick<
  Notification,
  'notification_id' | 'user_id' | 'task_id' | 'kind' | 'text' | 'due_at' | 'fired_at'
> & {
  /** What makes two entries the same. */
  occasion: string;
  planned_at: string | null;
};

const DELIVER = {
  name: 'deliver_to_inbox',
  text: `INSERT INTO notifications (notification_id, user_id, task_id, kind, channel, occasion, text, due_at, planned_at,
      fired_at, delivered_at, attempts)
    VALUES ($1, $2, $3, $4, 'inbox', $5, $6, $7, $8, $9, $10, 1) ON CONFLICT DO NOTHING`,
};

/** Puts an entry into its owner's inbox. @returns false when it is there already, whoever put it there. */
export const deliverToInbox = async (db: Queryable, entry: InboxEntry, now: string): Promise<boolean> => {
  const { notification_id, user_id, task_id, kind, occasion, text, due_at, planned_at, fired_at } = entry;
  const values = [notification_id, user_id, task_id, kind, occasion, text, due_at, planned_at, fired_at, now];
  return (await execute(db, DELIVER, values)) === 1;
};

const newestFirst: Order = {
  by: [
    { sql: 'fired_at', type: 'timestamptz' },
    { sql: 'notification_id', type: 'uuid' },
  ],
  direction: 'DESC',
};

/** A page of `userId`'s inbox, newest first. @throws {InvalidCursor} */
export const listNotifications = async (
  db: Queryable,
  userId: string,
  filter: { unread?: boolean | undefined; limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<Page<Notification>> => {
  const limit = Math.max(1, Math.min(200, filter.limit ?? 50));
  const params = parameters();
  const where = [`user_id = ${params.add(userId, 'uuid')}`, `channel = 'inbox'`];
  if (filter.unread === true) where.push('read_at IS NULL');
  if (filter.cursor !== undefined) {
    const first = params.values.length + 1;
    params.values.push(...decodeCursor('notifications', newestFirst, filter.cursor));
    where.push(afterSql(newestFirst, first));
  }
  const { sorts, keys, within, outside } = orderSql(newestFirst);
  const text = `SELECT ${columns}, ${keys} FROM (
    SELECT ${columns}, ${sorts} FROM notifications WHERE ${where.join(' AND ')} ORDER BY ${within} LIMIT 201
  ) AS page ORDER BY ${outside} LIMIT 201`;
  const rows = await select(db, notificationRow, named(text), params.values);
  return pageOf('notifications', newestFirst, limit, rows, notificationOf);
};

const READ = {
  name: 'read_notification',
  text: `UPDATE notifications SET read_at = coalesce(read_at, $3)
    WHERE notification_id = $2 AND user_id = $1 AND channel = 'inbox' RETURNING ${columns}`,
};

/** Marks an entry of `userId`'s inbox as read at `now`, unless it was before; null when it is not theirs. */
export const markNotificationRead = async (
  db: Queryable,
  userId: string,
  notificationId: string,
  now: string,
): Promise<Notification | null> => {
  const [row] = await select(db, notificationRow, READ, [userId, notificationId, now]);
  return row === undefined ? null : notificationOf(row);
};
