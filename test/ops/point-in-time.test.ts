/** Back to a moment between two commands, from a base backup and archived WAL, as docs/operations/backup.md describes it. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDocument, serialise } from '../../actors/document.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { rebuild } from '../../app/ops/rebuild.ts';
import { verify } from '../../app/ops/verify.ts';
import { appendEvents } from '../../app/queries/events.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTasks } from '../../app/read-model/project-task.ts';
import { domainActors } from '../read-model/domain-actors.ts';
import { holds } from '../support/eventually.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem({ roles: [], parts: ['postgres'] });
});
afterAll(async () => {
  await system.stop();
});

const user = randomUUID();
const actors = domainActors('2026-06-01T09:00:00.000Z');

/** A file in a data folder, owned by the account that Postgres runs under. */
const put = (folder: string, name: string, text: string): void => {
  const { uid, gid } = statSync(folder);
  writeFileSync(join(folder, name), text);
  chownSync(join(folder, name), uid, gid);
};

/** One command with all that it leaves behind, as edge, actor and audit would. */
const command = async (title: string): Promise<string> => {
  const id = taskIdFor(user, title);
  const events = await actors.person(user, id, title, {
    type: 'CreateTask',
    fields: { title, time_zone: 'Europe/Berlin', due_date: '2026-06-05T10:00:00Z' },
    policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  });
  const snapshot = await actors.read(id);
  const state = actors.states.get(id);
  if (snapshot === null || state === undefined) throw new Error('expected a task');
  await system.tasks.query(`INSERT INTO actor_state VALUES ($1, convert_to($2, 'UTF8'), now())`, [
    `task-actors||TaskActor||${id}||task`,
    serialise({ ...emptyDocument, revision: 1, state }),
  ]);
  await appendEvents(
    system.tasks,
    events.map((event) => ({ event, userId: user })),
  );
  await projectTasks(system.tasks, [snapshot]);
  return id;
};

test('the first command is there, the second is not, and everything agrees', async () => {
  const data = join(system.folder, 'postgres');
  const base = join(system.folder, 'base');
  const wal = join(system.folder, 'wal');
  mkdirSync(wal);
  chmodSync(wal, 0o777);
  await migrate(system.servers.addresses.tasks, 'up', 'tasks');
  await system.tasks.query(
    'CREATE TABLE actor_state (key text PRIMARY KEY, value bytea NOT NULL, updated_at timestamptz)',
  );
  await system.tasks.query(`ALTER SYSTEM SET archive_mode = 'on'`);
  await system.tasks.query(`ALTER SYSTEM SET archive_command = 'test ! -f ${wal}/%f && cp %p ${wal}/%f'`);
  await system.servers.postgres.stop();
  await system.servers.postgres.start();

  const client = await system.tasks.connect();
  await client.query(`SELECT pg_backup_start('base', true)`);
  execFileSync('cp', ['-a', data, base]);
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
  client.release();
  put(base, 'backup_label', rows[0]?.labelfile ?? '');
  rmSync(join(base, 'postmaster.pid'), { force: true });
  for (const name of readdirSync(join(base, 'pg_wal'))) rmSync(join(base, 'pg_wal', name), { recursive: true });

  const first = await command('before the mistake');
  const { rows: moments } = await system.tasks.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const second = await command('the mistake');
  const { rows: segments } = await system.tasks.query<{ name: string }>(
    'SELECT pg_walfile_name(pg_switch_wal()) AS name',
  );
  await holds(() => {
    expect(readdirSync(wal)).toContain(segments[0]?.name);
  });

  await system.servers.postgres.stop();
  rmSync(data, { recursive: true });
  execFileSync('cp', ['-a', base, data]);
  appendFileSync(
    join(data, 'postgresql.auto.conf'),
    [
      `restore_command = 'cp ${wal}/%f %p'`,
      `recovery_target_time = '${moments[0]?.at ?? ''}'`,
      `recovery_target_action = 'promote'`,
      '',
    ].join('\n'),
  );
  put(data, 'recovery.signal', '');
  await system.servers.postgres.start();
  await holds(async () => {
    const state = await system.tasks.query<{ busy: boolean }>('SELECT pg_is_in_recovery() AS busy');
    expect(state.rows[0]?.busy).toBe(false);
  });

  await rebuild(system.tasks);
  const found = await system.tasks.query<{ id: string }>('SELECT id FROM tasks');
  expect(found.rows).toEqual([{ id: first }]);
  expect((await verify(system.tasks, { only: [first] })).findings).toEqual([]);
  expect(await verify(system.tasks)).toEqual({ tasks: 1, events: 1, findings: [] });
  expect((await verify(system.tasks, { only: [second] })).findings).toMatchObject([
    { finding: 'audit: there is no event of this task' },
  ]);
  // And life goes on from there.
  await command('after the recovery');
  expect((await verify(system.tasks)).findings).toEqual([]);
});
