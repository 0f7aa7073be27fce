/** Each person's webhook: where their notifications are sent, and the secret that signs them. */
import { z } from 'zod';
import { execute, instantColumn, select, type Queryable } from './database.ts';

const webhookRow = z.object({ url: z.string(), created_at: instantColumn });
type Webhook = z.output<typeof webhookRow>;

export const webhookOf = async (db: Queryable, userId: string): Promise<Webhook | null> =>
  (await select(db, webhookRow, 'SELECT url, created_at FROM webhooks WHERE user_id = $1', [userId]))[0] ?? null;

/** Sets it, in place of the one before. `commandId` alone is told the secret, as often as it is repeated. */
export const saveWebhook = async (
  tx: Queryable,
  {
    userId,
    url,
    secret,
    commandId,
    now,
  }: { userId: string; url: string; secret: string; commandId: string; now: string },
): Promise<void> => {
  await execute(
    tx,
    `INSERT INTO webhooks (user_id, url, secret, command_id, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id) DO UPDATE SET url = excluded.url, secret = excluded.secret,
       command_id = excluded.command_id, created_at = excluded.created_at`,
    [userId, url, secret, commandId, now],
  );
};

const secretRow = z.object({ secret: z.string() });

/** The secret of the webhook that `commandId` set; null when it has been replaced or removed since. */
export const webhookSecret = async (db: Queryable, userId: string, commandId: string): Promise<string | null> => {
  const sql = 'SELECT secret FROM webhooks WHERE user_id = $1 AND command_id = $2';
  return (await select(db, secretRow, sql, [userId, commandId]))[0]?.secret ?? null;
};

/** @returns the one that was removed; null when there was none */
export const deleteWebhook = async (tx: Queryable, userId: string): Promise<Webhook | null> =>
  (await select(tx, webhookRow, 'DELETE FROM webhooks WHERE user_id = $1 RETURNING url, created_at', [userId]))[0] ??
  null;
