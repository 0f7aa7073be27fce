/** The schema itself: it goes up, down and up again, and keeps the promises the code relies on. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../app/read-model/migrate.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

const describeSchema = async (url: string): Promise<unknown> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const columns = await client.query(
      `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'schema_migrations' ORDER BY 1, 2`,
    );
    const indexes = await client.query(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY 1`,
    );
    const routines = await client.query(
      `SELECT proname, regexp_replace(prosrc, '\\s+', ' ', 'g') AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> 13 ORDER BY 1, 2`,
    );
    return { columns: columns.rows, indexes: indexes.rows, routines: routines.rows };
  } finally {
    await client.end();
  }
};

describe.each(['tasks', 'conversations'] as const)('the %s database', (set) => {
  test('up, all the way down and up again gives the same schema', async () => {
    const url = await postgres.database(`${set}_cycle`);
    const first = await migrate(url, 'up', set);
    const before = await describeSchema(url);
    const down = await migrate(url, 'down', set, { count: first.length });
    expect(down).toEqual([...first].reverse());
    expect(await describeSchema(url)).toMatchObject({ columns: [], indexes: [] });
    await migrate(url, 'up', set);
    expect(await describeSchema(url)).toEqual(before);
  });

  test('each migration goes down and up again by itself and leaves nothing changed', async () => {
    const url = await postgres.database(`${set}_steps`);
    const all = await migrate(url, 'up', set);
    for (let taken = 1; taken <= all.length; taken++) {
      const after = await describeSchema(url);
      expect(await migrate(url, 'down', set, { count: 1 })).toEqual([all.at(-taken)]);
      expect(await migrate(url, 'up', set, { count: 1 })).toEqual([all.at(-taken)]);
      expect(await describeSchema(url)).toEqual(after);
      await migrate(url, 'down', set, { count: 1 });
    }
  });

  test('several processes at once migrate it once', async () => {
    const url = await postgres.database(`${set}_race`);
    const ran = await Promise.all([1, 2, 3].map(async () => migrate(url, 'up', set)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  });
});

test('the audit refuses UPDATE, DELETE and TRUNCATE, on the table and on a partition', async () => {
  const url = await postgres.database('append_only');
  await migrate(url, 'up', 'tasks');
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO events (event_id, event_type, aggregate_id, aggregate_type, sequence, "timestamp", correlation_id,
         user_id, event)
       VALUES ($1, 'TASK_CREATED', $1, 'task', 1, now(), $1, $1, '{}')`,
      [randomUUID()],
    );
    const partition = await client.query<{ name: string }>('SELECT tableoid::regclass::text AS name FROM events');
    for (const table of ['events', partition.rows[0]?.name ?? '']) {
      await expect(client.query(`UPDATE ${table} SET event = '{}'`)).rejects.toThrow();
      await expect(client.query(`DELETE FROM ${table}`)).rejects.toThrow();
      await expect(client.query(`TRUNCATE ${table}`)).rejects.toThrow();
    }
    expect((await client.query('SELECT 1 FROM events')).rowCount).toBe(1);
  } finally {
    await client.end();
  }
});
