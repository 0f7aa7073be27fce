/** The reconciler on a real Postgres: it wakes what was left behind, all of it, a page at a time, and nothing else. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { createReconciler, type Reconciler } from '../../app/consumers/reconciler.ts';
import { Unavailable } from '../../app/operations/ports.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { appendEvents } from '../../app/queries/events.ts';
import { RESTORED, rememberUpkeep, upkeepPosition } from '../../app/queries/upkeep.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTask } from '../../app/read-model/project-task.ts';
import { domainActors, type DomainActors } from './domain-actors.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

const start = '2026-12-01T09:00:00.000Z';
const user = randomUUID();
let postgres: TestPostgres;
let db: Database;
let actors: DomainActors;
let reconciler: Reconciler;
let published: EventEnvelope[];
let repaired: Record<string, number>;
let clock: Date;
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  const url = await postgres.database(`reconciler_${databases++}`);
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
  // As the sidecar makes it (state.postgresql v2).
  await db.query(`CREATE TABLE actor_state (key text PRIMARY KEY, value bytea NOT NULL, etag uuid,
    created_at timestamptz DEFAULT now(), updated_at timestamptz, expires_at timestamptz)`);
  actors = domainActors(start);
  clock = new Date(start);
  repaired = {};
  published = [];
  reconciler = createReconciler({
    db,
    actors,
    publish: async (events) => {
      published.push(...events);
      return Promise.resolve(events.length);
    },
    log: pino({ level: 'silent' }),
    metrics: { repaired: (kind, tasks) => void (repaired[kind] = (repaired[kind] ?? 0) + tasks) },
    now: () => clock,
  });
  return async () => {
    await db.end();
  };
});

const create = async (key: string, due_date: string | null = null): Promise<string> => {
  const id = taskIdFor(user, key);
  await actors.person(user, id, key, {
    type: 'CreateTask',
    fields: { title: key, time_zone: 'Europe/Berlin', due_date },
    policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  });
  return id;
};
const project = async (id: string): Promise<void> => {
  const snapshot = await actors.read(id);
  if (snapshot !== null) await projectTask(db, snapshot);
};
const audit = async (): Promise<void> => {
  await appendEvents(
    db,
    actors.events.map((event) => ({ event, userId: user })),
  );
};
/** Stores an actor's document the way its sidecar does, saved `agoSeconds` before the clock. */
const store = async (id: string, agoSeconds: number, about: Record<string, unknown> = {}): Promise<void> => {
  const document = { schema: 1, revision: 1, state: actors.states.get(id), outbox: [], pending: [], ...about };
  await db.query(
    `INSERT INTO actor_state (key, value, updated_at) VALUES ($1, convert_to($2, 'UTF8'), $3)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    [
      `task-actors||TaskActor||${id}||task`,
      JSON.stringify(document),
      new Date(clock.getTime() - agoSeconds * 1000).toISOString(),
    ],
  );
};
const woken = (): string[] =>
  actors.asked.filter(({ envelope }) => envelope.command.type === 'Wake').map(({ taskId }) => taskId);
const later = (seconds: number): void => {
  clock = new Date(Date.parse(start) + seconds * 1000);
  actors.now = clock.toISOString();
};

test('a reminder more than a minute late wakes its task; one that may still come does not', async () => {
  const late = await create('late', '2026-12-01T10:30:00Z');
  const soon = await create('soon', '2026-12-01T10:31:00Z');
  await create('never projected', '2026-12-01T10:30:00Z');
  await project(late);
  await project(soon);
  later(30 * 60 + 90);
  expect(await reconciler.run()).toEqual({ overdue: 1, behind: 0, armed: 0 });
  expect(woken()).toEqual([late]);
  expect(repaired).toEqual({ overdue: 1, behind: 0, armed: 0 });
});

test('what the actor answers is projected, so that a woken task is not woken again', async () => {
  const id = await create('late', '2026-12-01T11:00:00Z');
  await project(id);
  // The reminder rang and the event was lost on its way.
  actors.now = '2026-12-01T10:00:00.000Z';
  await actors.person(user, id, 'moved', { type: 'UpdateTask', changes: { due_date: '2026-12-24T18:00:00Z' } });
  later(3600 + 90);
  expect(await reconciler.run()).toEqual({ overdue: 1, behind: 0, armed: 0 });
  expect(await reconciler.run()).toEqual({ overdue: 0, behind: 0, armed: 0 });
  const row = await db.query<{ due_date: Date }>('SELECT due_date FROM tasks WHERE id = $1', [id]);
  expect(row.rows[0]?.due_date.toISOString()).toBe('2026-12-24T18:00:00.000Z');
});

test('a wake that moved without an event is taken over', async () => {
  const id = await create('late', '2026-12-01T11:00:00Z');
  const snapshot = await actors.read(id);
  if (snapshot === null) throw new Error('expected a task');
  await projectTask(db, { ...snapshot, next_wake_at: '2026-11-01T00:00:00.000Z' });
  expect(await reconciler.run()).toEqual({ overdue: 1, behind: 0, armed: 0 });
  expect(await reconciler.run()).toEqual({ overdue: 0, behind: 0, armed: 0 });
});

test('hundreds of overdue tasks are all woken, each once', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 450; n++) ids.push(await create(`late ${n}`, '2026-12-01T10:30:00Z'));
  await Promise.all(ids.map(project));
  later(2 * 3600);
  expect((await reconciler.run()).overdue).toBe(450);
  expect(woken().sort()).toEqual(ids.sort());
});

test('a stored document that knows more than the audit, or still owes a call, wakes its task', async () => {
  const known = await create('in the audit');
  const owing = await create('owes a call');
  const published = await create('published, and its outbox not cleared yet');
  await audit();
  const ahead = await create('never published');
  const fresh = await create('saved just now');
  await store(known, 600);
  await store(owing, 600, { pending: [{ kind: 'disarm', name: 'x' }, { kind: 'call' }] });
  await store(published, 600, { outbox: [{ sequence: 1 }], pending: [{ kind: 'disarm', name: 'x' }] });
  await store(ahead, 600);
  await store(fresh, 10);
  await db.query(
    `INSERT INTO actor_state (key, value) VALUES ('other||Thing||1||x', '\\x00'), ('task-actors||TaskActor||odd||task', '\\x00')`,
  );
  expect(await reconciler.run()).toEqual({ overdue: 0, behind: 2, armed: 0 });
  expect(woken().sort()).toEqual([ahead, owing].sort());
  expect(repaired).toEqual({ overdue: 0, behind: 2, armed: 0 });
});

test('a bounded pass goes on where the last one stopped, and begins again after the end', async () => {
  const total = 2_300;
  await db.query(
    `INSERT INTO actor_state (key, value, updated_at)
     SELECT 'task-actors||TaskActor||' || gen_random_uuid() || '||task',
       convert_to('{"state":{"sequence":1,"task":{"user_id":"${user}"}},"outbox":[{}],"pending":[]}', 'UTF8'), $1
     FROM generate_series(1, $2)`,
    ['2026-12-01T08:00:00Z', total],
  );
  const ids = new Set<string>();
  const counts: number[] = [];
  for (let pass = 0; pass < 4; pass++) {
    clock = new Date(clock.getTime() + 60_000);
    actors.asked.length = 0;
    counts.push((await reconciler.run({ maxDocuments: 1_000 })).behind);
    for (const id of woken()) ids.add(id);
  }
  expect(counts).toEqual([1_000, 1_000, 300, 0]);
  expect(ids.size).toBe(total);
  expect(await upkeepPosition(db, 'stored-documents')).toBe('');
  actors.asked.length = 0;
  expect((await reconciler.run()).behind).toBe(total);
});

test('after a restoration all that wait for a reminder are woken, and what was said last is said again, once', async () => {
  const soon = await create('soon', '2026-12-01T12:00:00Z');
  const far = await create('far', '2027-06-01T12:00:00Z');
  const never = await create('never');
  for (const id of [soon, far, never]) await project(id);
  await audit();
  await rememberUpkeep(db, RESTORED, start);
  expect(await reconciler.run({ maxDocuments: 10 })).toEqual({ overdue: 0, behind: 0, armed: 2 });
  expect(woken()).toEqual([soon, far]);
  expect(published.map(({ event_id }) => event_id).sort()).toEqual(
    actors.events.map(({ event_id }) => event_id).sort(),
  );
  expect(await reconciler.run({ maxDocuments: 10 })).toEqual({ overdue: 0, behind: 0, armed: 0 });
  expect(await reconciler.run({ restored: true })).toEqual({ overdue: 0, behind: 0, armed: 2 });
  expect(published).toHaveLength(6);
});

test('while the actors are down it says so, and does all of it when they are back', async () => {
  const ids = [await create('a', '2026-12-01T10:30:00Z'), await create('b', '2026-12-01T10:30:00Z')];
  await Promise.all(ids.map(project));
  later(2 * 3600);
  actors.down = true;
  await expect(reconciler.run()).rejects.toBeInstanceOf(Unavailable);
  actors.down = false;
  expect((await reconciler.run()).overdue).toBe(2);
});

test('without the documents in this Postgres it heals what the read model shows', async () => {
  await db.query('DROP TABLE actor_state');
  const id = await create('late', '2026-12-01T10:30:00Z');
  await project(id);
  later(2 * 3600);
  expect(await reconciler.run()).toEqual({ overdue: 1, behind: 0, armed: 0 });
});

test('partitions of the months to come are there before they are needed', async () => {
  clock = new Date('2030-12-31T23:59:00.000Z');
  await reconciler.run();
  const { rows } = await db.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent IN ('tasks'::regclass, 'events'::regclass)`,
  );
  const names = rows.map(({ name }) => name);
  for (const name of [
    'events_203012',
    'events_203101',
    'events_203102',
    'tasks_203010',
    'tasks_203101',
    'tasks_203104',
  ]) {
    expect(names).toContain(name);
  }
});
