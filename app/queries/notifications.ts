/** What people were told, one row for each occasion and channel; the inbox is the channel everybody has. */
import { z } from 'zod';
import { instantColumn, select, type Queryable } from './database.ts';
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

/** A further channel for an entry, taken if its owner has chosen it; `obstacle`: why nothing can be sent over it here. */
export type Outward = { notification_id: string; channel: string; obstacle: string | null };

// One statement, so the inbox and what is to be sent come to be together or not at all.
const TELL = {
  name: 'tell',
  text: `WITH told AS (
      INSERT INTO notifications (notification_id, user_id, task_id, kind, channel, occasion, text, due_at, planned_at,
        fired_at, delivered_at, attempts, channels)
      SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, 'inbox', $5::text, $6::text, $7::timestamptz, $8::timestamptz,
        $9::timestamptz, $10::timestamptz, 1, (SELECT array_agg(choice) FROM users,
        jsonb_array_elements_text(users.preferences -> 'channels') AS choice WHERE users.user_id = $2)
      ON CONFLICT DO NOTHING RETURNING coalesce(channels, '{}') AS channels
    ), further AS (
      INSERT INTO notifications (notification_id, user_id, task_id, kind, channel, occasion, text, due_at, planned_at,
        fired_at, attempts, state, reason, next_attempt_at)
      SELECT outward.notification_id, $2::uuid, $3::uuid, $4::text, outward.channel, $5::text, $6::text,
        $7::timestamptz, $8::timestamptz, $9::timestamptz, 0,
        CASE WHEN outward.obstacle IS NULL THEN 'waiting' ELSE 'suppressed' END, outward.obstacle,
        CASE WHEN outward.obstacle IS NULL THEN $10::timestamptz END
      FROM told, jsonb_to_recordset($11::jsonb) AS outward (notification_id uuid, channel text, obstacle text)
      WHERE outward.channel = ANY (told.channels)
      ON CONFLICT DO NOTHING RETURNING channel, state
    )
    SELECT 'inbox' AS channel FROM told UNION ALL SELECT channel FROM further WHERE state = 'waiting'`,
};
const toldRow = z.object({ channel: z.string() });

/**
 * Puts an entry into its owner's inbox and, with it, in line for those of `outward` that they have chosen.
 * @returns the channels that have something new: none when the entry was there already, whoever put it there.
 */
export const tell = async (
  db: Queryable,
  entry: InboxEntry,
  outward: readonly Outward[],
  now: string,
): Promise<string[]> => {
  const { notification_id, user_id, task_id, kind, occasion, text, due_at, planned_at, fired_at } = entry;
  const values = [notification_id, user_id, task_id, kind, occasion, text, due_at, planned_at, fired_at, now];
  return (await select(db, toldRow, TELL, [...values, JSON.stringify(outward)])).map(({ channel }) => channel);
};

/** What a reminder's notification is about: the reminder, and the instant for which that ring of it was planned. */
export const reminderOccasion = (reminderId: string, plannedAt: string): string =>
  `reminder ${reminderId} ${plannedAt}`;

const sending = z.object({
  occasion: z.string(),
  channel: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed', 'suppressed']),
  reason: z.string().nullable(),
  attempts: z.int(),
  fired_at: instantColumn,
  delivered_at: instantColumn.nullable(),
  next_attempt_at: instantColumn.nullable(),
  channels: z.array(z.string()).nullable(),
});
/** What became of a notification on one channel. */
export type Sending = z.output<typeof sending>;

/** Everything `userId` was told, or was to be told, of a task. */
export const sendingsOf = async (db: Queryable, taskId: string, userId: string): Promise<Sending[]> =>
  select(
    db,
    sending,
    `SELECT ${Object.keys(sending.shape).join(', ')} FROM notifications WHERE task_id = $1 AND user_id = $2
     ORDER BY fired_at, channel`,
    [taskId, userId],
  );

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
