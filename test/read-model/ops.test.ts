/** Proof and rebuilding on a real Postgres: what is planted is found and named, and what is rebuilt is proved. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyDocument } from '../../actors/document.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { rebuild } from '../../app/ops/rebuild.ts';
import { verify } from '../../app/ops/verify.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { appendEvents } from '../../app/queries/events.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTask, projectTasks } from '../../app/read-model/project-task.ts';
import { domainActors, type DomainActors } from './domain-actors.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

const start = '2026-06-01T09:00:00.000Z';
const user = randomUUID();
let postgres: TestPostgres;
let db: Database;
let actors: DomainActors;
let ids: string[];
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  const url = await postgres.database(`ops_${databases++}`);
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
  await db.query(`CREATE TABLE actor_state (key text PRIMARY KEY, value bytea NOT NULL, etag uuid,
    created_at timestamptz DEFAULT now(), updated_at timestamptz, expires_at timestamptz)`);
  actors = domainActors(start);
  ids = [];
  for (let n = 0; n < 130; n++) ids.push(await create(`task ${n}`));
  await keep();
  return async () => {
    await db.end();
  };
});

const create = async (key: string): Promise<string> => {
  const id = taskIdFor(user, key);
  await actors.person(user, id, key, {
    type: 'CreateTask',
    fields: {
      title: key,
      priority: 'LOW',
      time_zone: 'Europe/Berlin',
      due_date: '2026-06-05T10:00:00Z',
      recurrence_rule: 'FREQ=DAILY',
    },
    policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  });
  await actors.person(user, id, `${key} changed`, { type: 'UpdateTask', changes: { tags: ['a'] } });
  return id;
};
/** Audit, read model and actor store as they are when nothing is under way. */
const keep = async (): Promise<void> => {
  await appendEvents(
    db,
    actors.events.map((event) => ({ event, userId: user })),
  );
  const snapshots = await Promise.all([...actors.states.keys()].map(async (id) => actors.read(id)));
  await projectTasks(
    db,
    snapshots.filter((snapshot) => snapshot !== null),
  );
  const documents = [...actors.states].map(([id, state]) => ({
    key: `task-actors||TaskActor||${id}||task`,
    // Not packed, so that a test can edit it; it is read either way.
    value: { ...emptyDocument, revision: 1, state },
  }));
  await db.query(
    `INSERT INTO actor_state (key, value, updated_at)
     SELECT key, convert_to(value::text, 'UTF8'), now() FROM json_to_recordset($1) AS stored (key text, value json)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(documents)],
  );
};
/** As somebody with the keys to the server would. */
const tamper = async (sql: string, values: unknown[]): Promise<void> => {
  const client = await db.connect();
  try {
    await client.query('SET session_replication_role = replica');
    expect((await client.query(sql, values)).rowCount).toBe(1);
    await client.query('SET session_replication_role = origin');
  } finally {
    client.release();
  }
};

describe('verify', () => {
  test('finds nothing where all is well, over several pages', async () => {
    expect(await verify(db)).toEqual({ tasks: 130, events: 260, findings: [] });
  });

  test.each<[string, string, RegExp]>([
    [
      'an edited event',
      `UPDATE events SET event = jsonb_set(event, '{payload,task,title}', '"x"') WHERE aggregate_id = $1 AND sequence = 1`,
      /audit: the event .*hash|does not follow/,
    ],
    [
      'an edited last event',
      `UPDATE events SET event = jsonb_set(event, '{user_context,via}', '"mcp"') WHERE aggregate_id = $1 AND sequence = 2`,
      /actor: its state is not/,
    ],
    [
      'an edited column',
      `UPDATE events SET event_type = 'TASK_DELETED' WHERE aggregate_id = $1 AND sequence = 1`,
      /row does not say/,
    ],
    ['a missing event', `DELETE FROM events WHERE aggregate_id = $1 AND sequence = 1`, /sequence 2 where 1 comes next/],
    [
      'a missing last event',
      `DELETE FROM events WHERE aggregate_id = $1 AND sequence = 2`,
      /read model: is at sequence 2, the audit at 1/,
    ],
    ['a wrong row', `UPDATE tasks SET title = 'x' WHERE id = $1`, /read model: title is not what/],
    ['a row that is behind', `UPDATE tasks SET sequence = 1 WHERE id = $1`, /read model: is at sequence 1/],
    ['a missing row', `DELETE FROM tasks WHERE id = $1`, /read model: the task is missing/],
    [
      'an edited document',
      `UPDATE actor_state SET value = convert_to(replace(convert_from(value, 'UTF8'), '"LOW"', '"HIGH"'), 'UTF8') WHERE key LIKE '%' || $1 || '%'`,
      /actor: its state is not/,
    ],
    [
      'a document that nobody can read',
      `UPDATE actor_state SET value = convert_to('{"schema":9}', 'UTF8') WHERE key LIKE '%' || $1 || '%'`,
      /actor: its document cannot be read/,
    ],
    [
      'an event from the future',
      `UPDATE events SET recorded_at = "timestamp" - interval '6 minutes' WHERE aggregate_id = $1 AND sequence = 1`,
      /five minutes after it was recorded/,
    ],
  ])('names %s, and nothing else', async (_, sql, finding) => {
    const victim = ids[77] ?? '';
    await tamper(sql, [victim]);
    const { findings } = await verify(db);
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ task_id }) => task_id))).toEqual(new Set([victim]));
    expect(findings.some((one) => finding.test(one.finding))).toBe(true);
    expect((await verify(db, { only: ids.filter((id) => id !== victim) })).findings).toEqual([]);
  });

  test('names an actor of which nobody else knows', async () => {
    const id = ids[9] ?? '';
    const client = await db.connect();
    await client.query('SET session_replication_role = replica');
    await client.query('DELETE FROM events WHERE aggregate_id = $1', [id]);
    await client.query('DELETE FROM tasks WHERE id = $1', [id]);
    client.release(true);
    const { tasks, findings } = await verify(db);
    expect(tasks).toBe(130);
    expect(findings).toEqual([
      { task_id: id, finding: 'audit: there is no event of this task' },
      { task_id: id, finding: 'actor: is at sequence 2, the audit at 0' },
    ]);
  });

  test('names a cause that never was, and not one that was', async () => {
    const id = ids[3] ?? '';
    await actors.execute(id, {
      command_id: 'caused by something',
      command: { type: 'UpdateTask', changes: { title: 'moved first' } },
      caller: { user_id: user, via: 'chat' },
      correlation_id: id,
      causation_id: actors.events[0]?.event_id ?? null,
    });
    await actors.execute(id, {
      command_id: 'caused by nothing',
      command: { type: 'UpdateTask', changes: { title: 'moved' } },
      caller: { user_id: user, via: 'chat' },
      correlation_id: id,
      causation_id: randomUUID(),
    });
    await keep();
    expect((await verify(db)).findings).toEqual([
      { task_id: id, sequence: 4, finding: 'audit: its cause is no event of the audit' },
    ]);
  });

  test('does not take for wrong what is still on its way', async () => {
    const id = ids[0] ?? '';
    await actors.person(user, id, 'late', { type: 'UpdateTask', changes: { title: 'late' } });
    const snapshot = await actors.read(id);
    if (snapshot !== null) await projectTask(db, snapshot);
    expect((await verify(db)).findings).toHaveLength(1);
    expect((await verify(db, { settle: keep })).findings).toEqual([]);
  });
});

describe('rebuild', () => {
  test('mends rows that are wrong, missing or behind', async () => {
    await tamper(`UPDATE tasks SET title = 'x', tags = '{}' WHERE id = $1`, [ids[5]]);
    await tamper(`DELETE FROM tasks WHERE id = $1`, [ids[6]]);
    await tamper(`UPDATE tasks SET sequence = 1, title = 'old' WHERE id = $1`, [ids[7]]);
    expect((await verify(db)).findings.length).toBeGreaterThan(2);
    expect(await rebuild(db)).toEqual({ tasks: 130, events: 260, written: 3, unreadable: 0 });
    expect(await rebuild(db)).toMatchObject({ written: 0 });
    expect((await verify(db)).findings).toEqual([]);
  });

  test('takes nothing away, and nothing back, from those who work meanwhile', async () => {
    let working = true;
    let fewest = Infinity;
    const watch = async (): Promise<void> => {
      while (working) {
        const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM tasks');
        fewest = Math.min(fewest, rows[0]?.n ?? 0);
      }
    };
    const work = async (): Promise<void> => {
      for (let n = 0; working || n < 50; n++) {
        const id = ids[n % ids.length] ?? '';
        await actors.person(user, id, `work ${n}`, { type: 'UpdateTask', changes: { title: `work ${n}` } });
        const snapshot = await actors.read(id);
        if (snapshot !== null) await projectTask(db, snapshot);
      }
    };
    const others = [watch(), work()];
    for (let n = 0; n < 5; n++) await rebuild(db);
    working = false;
    await Promise.all(others);
    expect(fewest).toBe(130);
    await keep();
    expect((await verify(db)).findings).toEqual([]);
  });
});
