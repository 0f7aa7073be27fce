/** What a restoration does to Postgres: everything in one transaction, so that it is all there or nothing has happened. */
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type pg from 'pg';
import { z } from 'zod';
import { PLAIN, TABLES, list, quoted, table, type DatabaseDescription } from './backup.ts';
import { select, transaction, type Database } from './database.ts';

const OTHERS = `SELECT count(*)::int AS n FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

/** How many others are connected to the database; the caller's own pool has one connection. */
export const countOthers = async (client: pg.ClientBase): Promise<number> =>
  (await select(client, z.object({ n: z.int() }), OTHERS))[0]?.n ?? 0;

/** The tables of ours, or Dapr's, that hold rows. */
export const tablesInUse = async (client: pg.ClientBase): Promise<string[]> => {
  const used: string[] = [];
  for (const { name } of await select(client, table, TABLES)) {
    const { rowCount } = await client.query(`SELECT FROM public.${quoted(name)} LIMIT 1`);
    if (rowCount !== 0) used.push(name);
  }
  return used;
};

/** Takes away everything there is, in the caller's transaction. */
export const clear = async (client: pg.ClientBase): Promise<void> => {
  await client.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC`);
};

/** Makes the tables and partitions that migrations leave to others and to time. */
export const complete = async (client: pg.ClientBase, { tables, partitions }: DatabaseDescription): Promise<void> => {
  for (const { name, ddl } of tables) {
    const there = await client.query(`SELECT to_regclass('public.' || quote_ident($1)) AS oid`, [name]);
    if (z.object({ oid: z.string().nullable() }).parse(there.rows[0]).oid === null) {
      for (const statement of ddl) await client.query(statement);
    }
  }
  for (const { parent, lower } of partitions) {
    await client.query('SELECT ensure_partition($1, $2::timestamptz)', [parent, lower]);
  }
};

/** Takes rows in, as `rowsOf` gave them. */
export const rowsInto = (client: pg.ClientBase, name: string, columns: readonly string[]): CopyStreamQuery =>
  client.query(copyFrom(`COPY public.${quoted(name)} (${list(columns)}) FROM STDIN`));

export const resumeSequences = async (
  client: pg.ClientBase,
  sequences: DatabaseDescription['sequences'],
): Promise<void> => {
  for (const { table: of, column, last } of sequences) {
    await client.query(`SELECT setval(pg_get_serial_sequence('public.' || quote_ident($1), $2), $3::bigint)`, [
      of,
      column,
      last,
    ]);
  }
};

/** Runs `work` in one transaction with every time limit lifted. */
export const inOneTransaction = <T>(db: Database, work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
  transaction(db, async (client) => {
    await client.query(PLAIN);
    return work(client);
  });
