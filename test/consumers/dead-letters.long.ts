/** Dead letters on the running system, by the operator's own command: put aside with a reason, and sent again. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { tree } from '../../local/paths.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { rawOf, rawPublisher } from './raw-publisher.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const sidecarOf = (one: System): Record<string, string> => {
  const { daprUrl } = one.app('search-service');
  return { DAPR_HTTP_PORT: new URL(daprUrl).port };
};
const inMinutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString();

test('what cannot be understood is put aside with its reason, the rest flows, and it is sent again once it can be', async () => {
  const eve = await signUp(system.url);
  const env = { ...process.env, ...system.servers.env, ...sidecarOf(system) };
  // Exit code 1 says that something is not in order, as it is here.
  const ops = (...args: string[]): Promise<string> =>
    promisify(execFile)(process.execPath, [join(tree, 'dist/app/ops/main.js'), ...args], { env })
      .catch((failed: unknown) => failed as { stdout: string })
      .then(({ stdout }) => stdout);
  // The fault of a migration, say: a rule of the table that no reminder with this word can satisfy.
  await system.tasks.query(`ALTER TABLE notifications ADD CONSTRAINT planted CHECK (text NOT LIKE '%marmalade%')`);
  const task = await eve.add({ title: 'marmalade', due_date: inMinutes(30) });
  const publisher = await rawPublisher(system);
  const { rows } = await system.tasks.query<{ event: EventEnvelope }>('SELECT event FROM events WHERE aggregate_id = $1', [(await eve.add({ title: 'a model' })).id]); // prettier-ignore
  const [good] = rows;
  try {
    const later = good === undefined ? [] : rawOf({ ...good.event, schema_version: '9.0' });
    await publisher.publish([{ topic: 'task-events', key: eve.id, bytes: '{"broken":' }, ...later]);
  } finally {
    await publisher.close();
  }
  const other = await eve.add({ title: 'butter', due_date: inMinutes(30) });
  await holds(async () => {
    expect((await eve.inbox()).map(({ task_id }) => task_id)).toEqual([other.id]);
    const listed = await ops('dead-letters');
    expect(listed).toMatch(/notification-service ← task-reminders .*planted/);
    expect(listed).toMatch(/search-service ← task-events .*JSON/);
    expect(listed).toMatch(/audit-service ← task-events .*9\.0/);
  });
  await system.tasks.query('ALTER TABLE notifications DROP CONSTRAINT planted');
  // JetStream takes a message that is sent again within its duplicate window (2 s) for one sent twice.
  await eventually(async () => {
    const young = `SELECT 1 FROM dead_letters WHERE last_seen_at > now() - interval '3 seconds'`;
    return (await system.tasks.query(young)).rowCount === 0;
  });
  expect(await ops('dead-letters', 'redrive')).toMatch(/sent again/);
  await holds(async () => {
    expect((await eve.inbox()).map(({ task_id }) => task_id).sort()).toEqual([task.id, other.id].sort());
  });
  await holds(async () => {
    // What still cannot be read is back, and nothing that could be.
    expect(await ops('dead-letters')).not.toContain('planted');
    expect(await ops('dead-letters')).toMatch(/audit-service ← task-events .*9\.0/);
  });
});
