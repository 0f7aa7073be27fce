/** Notifications on their way out: claimed one at a time for a while, so that a crash costs a repetition and never a loss. */
import { z } from 'zod';
import { execute, instantColumn, select, type Queryable } from './database.ts';
import { notificationKind } from './notifications.ts';

/** The channels that lead out of the system; the inbox is not one of them. */
export const outwardChannels = ['email', 'webhook'] as const;
export type OutwardChannel = (typeof outwardChannels)[number];

const moment = instantColumn.nullable();
const claimed = z.object({
  notification_id: z.guid(),
  user_id: z.guid(),
  task_id: z.guid(),
  kind: notificationKind,
  text: z.string(),
  due_at: moment,
  planned_at: moment,
  fired_at: instantColumn,
  /** This one included. */
  attempts: z.int(),
  email: z.string().nullable(),
  timezone: z.string().nullable(),
  locale: z.string().nullable(),
  /** Whether its owner wants the channel still; null when the person is gone. */
  chosen: z.boolean().nullable(),
  webhook_url: z.string().nullable(),
  webhook_secret: z.string().nullable(),
  completed_at: moment,
  deleted_at: moment,
});
/** A notification to be sent now, with what is known of its owner and its task at this moment. */
export type Claimed = z.output<typeof claimed>;

const CLAIM = {
  name: 'claim_delivery',
  text: `WITH due AS (
      SELECT notification_id FROM notifications
      WHERE state = 'waiting' AND channel = $1 AND next_attempt_at <= $2 AND user_id <> ALL ($3::uuid[])
      ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE notifications AS n SET attempts = n.attempts + 1, next_attempt_at = $4
      FROM due WHERE n.notification_id = due.notification_id RETURNING n.*
    )
    SELECT taken.notification_id, taken.user_id, taken.task_id, taken.kind, taken.text, taken.due_at, taken.planned_at,
      taken.fired_at, taken.attempts, users.email, users.timezone, users.preferences ->> 'locale' AS locale,
      users.preferences -> 'channels' ? $1 AS chosen, webhooks.url AS webhook_url, webhooks.secret AS webhook_secret,
      tasks.completed_at, tasks.deleted_at
    FROM taken LEFT JOIN users ON users.user_id = taken.user_id LEFT JOIN webhooks ON webhooks.user_id = taken.user_id
      LEFT JOIN tasks ON tasks.id = taken.task_id`,
};

/**
 * The longest due notification of a channel whose owner is not among `busy`, reserved until `leaseUntil`; null when none is
 * due at `now` (instants). Whoever does not note its end by then leaves it to the next.
 */
export const claimDelivery = async (
  db: Queryable,
  channel: OutwardChannel,
  { busy, now, leaseUntil }: { busy: readonly string[]; now: string; leaseUntil: string },
): Promise<Claimed | null> => (await select(db, claimed, CLAIM, [channel, now, busy, leaseUntil]))[0] ?? null;

/** What became of an attempt: an end, or the instant of the next one. */
export type Noted =
  | { state: 'delivered'; delivered_at: string }
  | { state: 'failed' | 'suppressed'; reason: string }
  | { state: 'waiting'; reason: string; next_attempt_at: string };

const NOTE = {
  name: 'note_delivery',
  text: `UPDATE notifications SET state = $2, delivered_at = $3, reason = $4, next_attempt_at = $5
    WHERE notification_id = $1 AND state = 'waiting'`,
};

export const noteDelivery = async (db: Queryable, notificationId: string, noted: Noted): Promise<void> => {
  await execute(db, NOTE, [
    notificationId,
    noted.state,
    noted.state === 'delivered' ? noted.delivered_at : null,
    noted.state === 'delivered' ? null : noted.reason,
    noted.state === 'waiting' ? noted.next_attempt_at : null,
  ]);
};

const earliest = z.object({ at: moment });
const NEXT = {
  name: 'next_delivery',
  text: `SELECT min(next_attempt_at) AS at FROM notifications WHERE state = 'waiting' AND channel = $1`,
};

/** When the next notification of a channel wants to be tried; null when none waits. */
export const nextDelivery = async (db: Queryable, channel: OutwardChannel): Promise<string | null> =>
  (await select(db, earliest, NEXT, [channel]))[0]?.at ?? null;
