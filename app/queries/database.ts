/** The one way to Postgres: rows are parsed as they arrive, and an outage is told apart from a bug. */
import pg from 'pg';
import { z } from 'zod';
import { Unavailable } from '../operations/ports.ts';

export type Database = pg.Pool;
/** A pool, or one connection of it inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'> | Pick<pg.PoolClient, 'query'>;

/** A column of type timestamptz as an RFC 3339 instant. */
export const instantColumn = z.date().transform((date) => date.toISOString());

// Classes of SQLSTATE that say "not now" rather than "never": connection, resources, operator intervention, system.
const OUTAGE_CLASSES = new Set(['08', '53', '57', '58']);
// Serialization failure, deadlock, read-only (a standby that was promoted away): the same statement may succeed later. So
// may one whose table another role is about to make, at the first start.
const OUTAGE_CODES = new Set(['40001', '40P01', '25006', '55P03', '42P01']);

/** Whether `error` means that Postgres cannot answer at present, as opposed to having refused the statement. */
export const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (!('code' in error))
    return /terminat|timeout|timed out|closed|not queryable|cannot use a pool/i.test(error.message);
  const code = String(error.code);
  // SQLSTATE is five characters; anything else comes from the socket (ECONNREFUSED, EPIPE, …).
  return code.length === 5 && !code.startsWith('E')
    ? OUTAGE_CLASSES.has(code.slice(0, 2)) || OUTAGE_CODES.has(code)
    : true;
};

/** SQL, or SQL with a name under which each connection prepares it once and runs it many times. */
export type Statement = string | { readonly name: string; readonly text: string };

const prepared = (statement: Statement, values: readonly unknown[]) =>
  typeof statement === 'string' ? { text: statement, values: [...values] } : { ...statement, values: [...values] };

const rethrow = (error: unknown): never => {
  throw isOutage(error) ? new Unavailable('postgres', error) : error;
};

/** @returns the rows of `sql`, each parsed by `row`. @throws {Unavailable} when Postgres cannot answer. */
export const select = async <Row extends z.ZodType>(
  db: Queryable,
  row: Row,
  sql: Statement,
  values: readonly unknown[] = [],
): Promise<z.output<Row>[]> => {
  const result = await db.query<Record<string, unknown>>(prepared(sql, values)).catch(rethrow);
  return result.rows.map((raw) => row.parse(raw));
};

/** Runs a statement and says how many rows it touched. @throws {Unavailable} when Postgres cannot answer. */
export const execute = async (db: Queryable, sql: Statement, values: readonly unknown[] = []): Promise<number> => {
  const result = await db.query(prepared(sql, values)).catch(rethrow);
  return result.rowCount ?? 0;
};

type Borrowed = { client: pg.PoolClient; giveBack: () => void };

/** Borrows one connection of the pool. One that broke meanwhile is thrown away when it is given back. */
const borrow = async (db: Database): Promise<Borrowed> => {
  const client = await db.connect().catch(rethrow);
  let broken: Error | undefined;
  // While it is lent the pool does not listen, and an error event that nobody listens to ends the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  return {
    client,
    giveBack: () => {
      client.off('error', onError);
      client.release(broken);
    },
  };
};

/**
 * Whether a commit waits for the disk. What is committed `soon` is seen at once and on disk within a second, or with the next
 * commit that waits (see `onDisk`): for what can be made again from what is durable.
 */
export type Commit = 'durable' | 'soon';
/** The same for one statement: a common table expression, `committed`, which has its effect when the statement reads from it. */
export const COMMITTED: Readonly<Record<Commit, string>> = {
  durable: 'committed AS MATERIALIZED (SELECT 1)',
  soon: `committed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`,
};
const BEGIN = { durable: 'BEGIN', soon: 'BEGIN; SET LOCAL synchronous_commit = off' } as const;

const begun = async <T>(
  client: pg.PoolClient,
  work: (tx: pg.PoolClient) => Promise<T>,
  commit: Commit = 'durable',
): Promise<T> => {
  try {
    await client.query(BEGIN[commit]).catch(rethrow);
    const result = await work(client);
    await client.query('COMMIT').catch(rethrow);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => {
      client.emit('error', failure instanceof Error ? failure : new Error(String(failure)));
    });
    throw error;
  }
};

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export const transaction = async <T>(
  db: Database,
  work: (tx: pg.PoolClient) => Promise<T>,
  commit?: Commit,
): Promise<T> => {
  const { client, giveBack } = await borrow(db);
  try {
    return await begun(client, work, commit);
  } finally {
    giveBack();
  }
};

/** Any record does: a commit that waits for the disk takes along all that was committed before it. */
const RECORD = { name: 'on_disk', text: `SELECT pg_logical_emit_message(true, 'duecourse', '')` };

/** Resolves once all that is visible now is on disk. @throws {Unavailable} when Postgres cannot answer. */
export const onDisk = async (db: Database): Promise<void> => {
  await execute(db, RECORD);
};

/** A connection that holds a lock, and how to run a transaction on it. */
export type Held = {
  db: Queryable;
  transaction: <T>(work: (tx: Queryable) => Promise<T>, commit?: Commit) => Promise<T>;
};

/**
 * Runs `work` while no other process does under the same `key`. A process that dies lets go with its connection. All of
 * the work's own queries to this database belong on the connection it is given: taking another while holding this one
 * could leave everybody waiting for a second.
 */
export const withLock = async <T>(db: Database, key: string, work: (held: Held) => Promise<T>): Promise<T> => {
  const { client, giveBack } = await borrow(db);
  try {
    await execute(client, 'SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
    return await work({ db: client, transaction: (inside, commit) => begun(client, inside, commit) });
  } finally {
    // Who did the work need not wait for the letting go.
    void client
      .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key])
      .catch((failure: unknown) => {
        // Released with the connection instead.
        client.emit('error', failure instanceof Error ? failure : new Error(String(failure)));
      })
      .finally(giveBack);
  }
};

/** Opens a pool on `url`. An idle connection that breaks is dropped and replaced; it never ends the process. */
export const openDatabase = (url: string, options: pg.PoolConfig = {}): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 30_000,
    ...options,
  });
  pool.on('error', () => undefined);
  // A connection may be ended in the very packet that opens it, before whoever asked for it can listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
