/** What could never be understood: kept with its reason until somebody looks, sends it again or lets it go. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { execute, instantColumn, select, type Queryable } from './database.ts';

export type Burial = { consumer: string; topic: string; reason: string; body: string };

const BURY = {
  name: 'bury',
  text: `INSERT INTO dead_letters (consumer, topic, reason, body, digest) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (consumer, topic, digest) DO UPDATE
      SET times = dead_letters.times + 1, last_seen_at = now(), reason = excluded.reason, redriven_at = NULL`,
};

/** Keeps a message with the reason why it was refused; the same message again only counts. */
export const bury = async (db: Queryable, { consumer, topic, reason, body }: Burial): Promise<void> => {
  const digest = createHash('sha256').update(body).digest('hex');
  // Postgres' text holds no NUL; a body with one was not JSON to begin with.
  await execute(db, BURY, [consumer, topic, reason.slice(0, 2000), body.replaceAll('\0', '\uFFFD'), digest]);
};

export const deadLetter = z.object({
  dead_letter_id: z.string(),
  consumer: z.string(),
  topic: z.string(),
  reason: z.string(),
  body: z.string(),
  times: z.int(),
  first_seen_at: instantColumn,
  last_seen_at: instantColumn,
});
export type DeadLetter = z.output<typeof deadLetter>;

const columns = Object.keys(deadLetter.shape).join(', ');

/** Those not sent again yet, oldest first, after `after` (a `dead_letter_id`; '0' for the beginning). */
export const waitingDeadLetters = async (db: Queryable, after = '0', limit = 100): Promise<DeadLetter[]> =>
  select(
    db,
    deadLetter,
    `SELECT ${columns} FROM dead_letters WHERE redriven_at IS NULL AND dead_letter_id > $1 ORDER BY dead_letter_id LIMIT $2`,
    [after, limit],
  );

/**
 * Says that a letter, as it was when it had been refused `times` times, was handed to its consumer again. One that has been
 * refused once more since is back in the queue, and stays there.
 */
export const markRedriven = async (db: Queryable, id: string, times: number): Promise<void> => {
  await execute(db, 'UPDATE dead_letters SET redriven_at = now() WHERE dead_letter_id = $1 AND times = $2', [
    id,
    times,
  ]);
};
