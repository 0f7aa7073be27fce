/** A hundred thousand tasks rebuilt while commands run: no list is ever short, nothing is taken back, and all of it is proved. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskIdFor } from '../../actors/task/ids.ts';
import { rebuild } from '../../app/ops/rebuild.ts';
import { verify } from '../../app/ops/verify.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { appendEvents } from '../../app/queries/events.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTasks } from '../../app/read-model/project-task.ts';
import { domainActors } from '../read-model/domain-actors.ts';
import { startPostgres, type TestPostgres } from '../read-model/postgres.ts';

const TASKS = 100_000;
const BATCH = 1_000;
const user = randomUUID();
let postgres: TestPostgres;
let db: Database;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.database('rebuild');
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
});
afterAll(async () => {
  await db.end();
  await postgres.stop();
});

const actors = domainActors('2026-06-01T09:00:00.000Z');
let kept = 0;

/** Audit and read model get what the actors have said since the last time. */
const keep = async (ids: readonly string[]): Promise<void> => {
  const events = actors.events.slice(kept).map((event) => ({ event, userId: user }));
  kept = actors.events.length;
  await appendEvents(db, events);
  const snapshots = await Promise.all(ids.map(async (id) => actors.read(id)));
  await projectTasks(
    db,
    snapshots.filter((one) => one !== null),
  );
};

test('readers see every task at every moment, and the proof is clean', async () => {
  const ids: string[] = [];
  for (let n = 0; n < TASKS; n += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, at) => taskIdFor(user, `${n + at}`));
    for (const [at, id] of batch.entries()) {
      await actors.person(user, id, `${n + at}`, {
        type: 'CreateTask',
        fields: { title: `task ${n + at}`, time_zone: 'Europe/Berlin', tags: ['many'] },
        policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
      });
    }
    await keep(batch);
    ids.push(...batch);
  }
  await db.query(`UPDATE tasks SET title = 'wrong' WHERE id IN (SELECT id FROM tasks ORDER BY id LIMIT 20000)`);

  let working = true;
  let fewest = Infinity;
  const watch = async (): Promise<void> => {
    while (working) {
      const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM tasks');
      fewest = Math.min(fewest, rows[0]?.n ?? 0);
    }
  };
  const work = async (): Promise<void> => {
    for (let n = 0; working; n++) {
      const id = ids[(n * 7919) % ids.length] ?? '';
      await actors.person(user, id, `work ${n}`, { type: 'UpdateTask', changes: { title: `work ${n}` } });
      await keep([id]);
    }
  };
  const others = [watch(), work()];
  const began = performance.now();
  const done = await rebuild(db);
  const seconds = (performance.now() - began) / 1000;
  working = false;
  await Promise.all(others);

  process.stdout.write(
    `${done.tasks} tasks, ${done.events} events, ${done.written} rows written in ${seconds.toFixed(1)} s: ` +
      `${Math.round(done.events / seconds)} events/s, with ${actors.events.length - TASKS} commands meanwhile\n`,
  );
  expect(done).toMatchObject({ tasks: TASKS, unreadable: 0 });
  expect(fewest).toBe(TASKS);
  expect((await verify(db)).findings).toEqual([]);
});
