/** The results of commands on the edge's own rows, by user and idempotency key; either database has its own. */
import { z } from 'zod';
import { execute, select, type Queryable } from './database.ts';

/** Makes a second request under the same key wait until the first has ended; released with the transaction. */
export const lockCommand = async (tx: Queryable, userId: string, commandId: string): Promise<void> => {
  await execute(tx, 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${userId}\n${commandId}`]);
};

const stored = z.object({ body_hash: z.string(), result: z.unknown() });

export const commandResult = async (
  tx: Queryable,
  userId: string,
  commandId: string,
): Promise<z.output<typeof stored> | null> =>
  (
    await select(tx, stored, 'SELECT body_hash, result FROM command_results WHERE user_id = $1 AND command_id = $2', [
      userId,
      commandId,
    ])
  )[0] ?? null;

type CommandResult = { user_id: string; command_id: string; body_hash: string; result: object };

/** Nobody retries after a month: keeping a result forgets the same person's older ones. */
export const keepCommandResult = async (tx: Queryable, kept: CommandResult): Promise<void> => {
  const old = `DELETE FROM command_results WHERE user_id = $1 AND created_at < now() - interval '30 days'`;
  await execute(tx, old, [kept.user_id]);
  await execute(tx, 'INSERT INTO command_results (user_id, command_id, body_hash, result) VALUES ($1, $2, $3, $4)', [
    kept.user_id,
    kept.command_id,
    kept.body_hash,
    kept.result,
  ]);
};
