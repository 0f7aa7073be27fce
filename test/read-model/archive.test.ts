/** What is old and closed goes into the archive: out of lists, never out of proof, and back when somebody opens it again. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyDocument, serialise } from '../../actors/document.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { createReconciler, type Reconciler } from '../../app/consumers/reconciler.ts';
import { rebuild } from '../../app/ops/rebuild.ts';
import { verify } from '../../app/ops/verify.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { appendEvents, historyOf, listEvents } from '../../app/queries/events.ts';
import { listTasks } from '../../app/queries/tasks.ts';
import { archivePartitions } from '../../app/read-model/archive.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTasks } from '../../app/read-model/project-task.ts';
import { domainActors, type DomainActors } from './domain-actors.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

const user = randomUUID();
let postgres: TestPostgres;
let db: Database;
let actors: DomainActors;
let clock: Date;
let reconciler: Reconciler;
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  const url = await postgres.database(`archive_${databases++}`);
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
  await db.query(`CREATE TABLE actor_state (key text PRIMARY KEY, value bytea NOT NULL, updated_at timestamptz)`);
  actors = domainActors('2024-03-10T09:00:00.000Z');
  clock = new Date('2026-06-01T00:00:00.000Z');
  reconciler = createReconciler({
    db,
    actors,
    publish: async (events) => Promise.resolve(events.length),
    log: pino({ level: 'silent' }),
    metrics: { repaired: () => undefined },
    now: () => clock,
    archival: { closed: 180, partitions: 365 },
  });
  return async () => {
    await db.end();
  };
});

const create = async (key: string): Promise<string> => {
  const id = taskIdFor(user, key);
  await actors.person(user, id, key, {
    type: 'CreateTask',
    fields: { title: key, time_zone: 'Europe/Berlin' },
    policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  });
  return id;
};
const say = async (id: string, at: string, type: 'CompleteTask' | 'ReopenTask' | 'RestoreTask'): Promise<void> => {
  actors.now = at;
  await actors.person(user, id, `${type} ${at}`, { type });
};
const keep = async (): Promise<void> => {
  await appendEvents(
    db,
    actors.events.map((event) => ({ event, userId: user })),
  );
  for (const [id, state] of actors.states) {
    const snapshot = await actors.read(id);
    if (snapshot !== null) await projectTasks(db, [snapshot]);
    await db.query(
      `INSERT INTO actor_state VALUES ($1, convert_to($2, 'UTF8'), '2024-01-01')
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [`task-actors||TaskActor||${id}||task`, serialise({ ...emptyDocument, revision: 1, state })],
    );
  }
};
const listed = async (): Promise<string[]> =>
  (await listTasks(db, user, { status: 'all' })).items.map(({ title }) => title);
const clean = async (): Promise<void> => {
  expect((await verify(db)).findings).toEqual([]);
};

test('a quarter stays while one of its tasks is open, and goes with all of its months when none is', async () => {
  const done = await create('done');
  const open = await create('open');
  await say(done, '2024-04-02T09:00:00.000Z', 'CompleteTask');
  await keep();
  expect(await archivePartitions(db, '2025-01-01T00:00:00Z')).toEqual([]);

  await say(open, '2024-05-02T09:00:00.000Z', 'CompleteTask');
  await keep();
  expect(await archivePartitions(db, '2024-05-01T00:00:00Z')).toEqual([
    'tasks_202401',
    'events_202403',
    'events_202404',
  ]);
  expect(await archivePartitions(db, '2025-01-01T00:00:00Z')).toEqual(['events_202405']);
  expect(await listed()).toEqual([]);
  expect((await historyOf(db, done)).map(({ event_type }) => event_type)).toEqual(['TASK_CREATED', 'TASK_COMPLETED']);
  const { items } = await listEvents(db, user);
  expect(items.map(({ state }) => state)).toEqual(['ARCHIVED', 'ARCHIVED', 'ARCHIVED', 'ARCHIVED']);
  await clean();
  expect(await rebuild(db)).toEqual({ tasks: 0, events: 0, written: 0, unreadable: 0 });
  // Nor is anybody woken for events that the audit has in its archive.
  expect(await reconciler.run()).toEqual({ overdue: 0, behind: 0, armed: 0 });
});

test('an event has been processed when the read model is as far as it, and is only published before', async () => {
  const id = await create('watched');
  await say(id, '2024-04-02T09:00:00.000Z', 'CompleteTask');
  await keep();
  const states = async (): Promise<string[]> => (await listEvents(db, user)).items.map(({ state }) => state);
  expect(await states()).toEqual(['PROCESSED_BY_CONSUMERS', 'PROCESSED_BY_CONSUMERS']);
  await db.query('UPDATE tasks SET sequence = 1');
  expect(await states()).toEqual(['PUBLISHED_TO_KAFKA', 'PROCESSED_BY_CONSUMERS']);
});

test('what is archived is neither changed nor doubled, and an opened task is in use again until it is archived anew', async () => {
  const id = await create('comes back');
  await say(id, '2024-04-02T09:00:00.000Z', 'CompleteTask');
  await keep();
  await archivePartitions(db, '2025-01-01T00:00:00Z');
  for (const table of ['archived_events', 'archived_events_202403']) {
    await expect(db.query(`UPDATE ${table} SET event = '{}'`)).rejects.toThrow('append-only');
    await expect(db.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
    await expect(db.query(`TRUNCATE ${table}`)).rejects.toThrow();
  }
  // An actor says its last event once more when it wakes after years.
  const old = actors.events.map((event) => ({ event, userId: user }));
  expect(await appendEvents(db, old)).toBe(0);
  expect(await historyOf(db, id)).toHaveLength(2);

  await say(id, '2024-06-02T09:00:00.000Z', 'ReopenTask');
  await keep();
  expect(await listed()).toEqual(['comes back']);
  const meanwhile = await archivePartitions(db, '2025-01-01T00:00:00Z');
  expect(meanwhile).not.toContain('tasks_202401');
  expect(meanwhile).not.toContain('events_202406');
  await clean();

  await say(id, '2024-07-02T09:00:00.000Z', 'CompleteTask');
  await keep();
  expect(await archivePartitions(db, '2025-01-01T00:00:00Z')).toContain('tasks_202401');
  expect(await listed()).toEqual([]);
  expect(await historyOf(db, id)).toHaveLength(4);
  await clean();
});

test('once a day, what has been closed for long is archived as its owner would, and can be restored', async () => {
  const long = await create('closed long ago');
  actors.now = '2026-05-20T09:00:00.000Z';
  const lately = await create('closed lately');
  const open = await create('open');
  await say(long, '2025-11-20T09:00:00.000Z', 'CompleteTask');
  await say(lately, '2026-05-21T09:00:00.000Z', 'CompleteTask');
  await keep();
  actors.now = clock.toISOString();
  await reconciler.run();
  const statusOf = (id: string) => actors.states.get(id)?.task?.status;
  expect([long, lately, open].map(statusOf)).toEqual(['ARCHIVED', 'COMPLETED', 'CREATED']);
  // The event is on its way; the read model knows already.
  expect((await listTasks(db, user, { status: 'archived' })).items.map(({ id }) => id)).not.toContain(lately);
  await say(long, '2026-06-01T10:00:00.000Z', 'RestoreTask');
  await keep();
  await reconciler.run();
  expect(statusOf(long)).toBe('COMPLETED');
  await clean();
});
