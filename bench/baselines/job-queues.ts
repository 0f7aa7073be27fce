/** Delayed jobs elsewhere (B6: graphile-worker and pg-boss; B7: a poller), each putting a row into an inbox when it is due. */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import type pg from 'pg';
import PgBoss from 'pg-boss';

export type JobQueue = {
  name: string;
  /** Has a job ring at `at`. */
  schedule: (at: Date) => Promise<void>;
  stop: () => Promise<void>;
};

const INBOX = `CREATE TABLE IF NOT EXISTS bench_inbox (queue text NOT NULL, due_at timestamptz NOT NULL,
  delivered_at timestamptz NOT NULL DEFAULT clock_timestamp())`;
const DELIVER = 'INSERT INTO bench_inbox (queue, due_at) VALUES ($1, $2)';

export const ensureInbox = async (db: pg.Pool): Promise<void> => {
  await db.query(INBOX);
};

/** How late each job of `queue` due since `from` was delivered, in milliseconds. */
export const inboxLateness = async (db: pg.Pool, queue: string, from: Date): Promise<number[]> => {
  const { rows } = await db.query<{ late: number }>(
    `SELECT extract(epoch FROM delivered_at - due_at)::float8 * 1000 AS late FROM bench_inbox WHERE queue = $1 AND due_at >= $2`,
    [queue, from.toISOString()],
  );
  return rows.map(({ late }) => late);
};

/** As its own documentation starts it: polling every two seconds, woken at once only for jobs that are due when added. */
export const graphileWorker = async (connectionString: string, db: pg.Pool): Promise<JobQueue> => {
  const logger = new Logger(() => () => undefined);
  const utils = await makeWorkerUtils({ connectionString, logger });
  await utils.migrate();
  const runner = await run({
    connectionString,
    logger,
    concurrency: 10,
    noHandleSignals: true,
    taskList: {
      ring: async (payload) => {
        await db.query(DELIVER, ['graphile-worker', (payload as { at: string }).at]);
      },
    },
  });
  return {
    name: 'graphile-worker',
    schedule: async (at) => {
      await utils.addJob('ring', { at: at.toISOString() }, { runAt: at });
    },
    stop: async () => {
      await runner.stop();
      await utils.release();
    },
  };
};

export const pgBoss = async (connectionString: string, db: pg.Pool): Promise<JobQueue> => {
  const boss = new PgBoss({ connectionString, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue('ring');
  await boss.work<{ at: string }>('ring', { batchSize: 100 }, async (jobs) => {
    for (const { data } of jobs) await db.query(DELIVER, ['pg-boss', data.at]);
  });
  return {
    name: 'pg-boss',
    schedule: async (at) => {
      await boss.send('ring', { at: at.toISOString() }, { startAfter: at });
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
};

/** A table looked through every `everyMs` milliseconds: what most to-do applications do. */
export const poller = async (db: pg.Pool, everyMs: number): Promise<JobQueue> => {
  const name = `poller every ${everyMs / 1_000} s`;
  await db.query('CREATE TABLE IF NOT EXISTS bench_polled (queue text NOT NULL, due_at timestamptz NOT NULL)');
  await db.query('CREATE INDEX IF NOT EXISTS bench_polled_due ON bench_polled (queue, due_at)');
  const timer = setInterval(() => {
    void db.query(
      `WITH due AS (DELETE FROM bench_polled WHERE queue = $1 AND due_at <= now() RETURNING queue, due_at)
       INSERT INTO bench_inbox (queue, due_at) SELECT queue, due_at FROM due`,
      [name],
    );
  }, everyMs);
  return {
    name,
    schedule: async (at) => {
      await db.query('INSERT INTO bench_polled VALUES ($1, $2)', [name, at.toISOString()]);
    },
    stop: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
};
