/** Sudden deaths of the whole installation's parts: nothing acknowledged is missing afterwards, and nothing is doubled. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskIdFor } from '../../actors/task/ids.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const historyOf = async (taskId: string): Promise<string[]> => {
  const { rows } = await system.tasks.query<{ sequence: number; event_type: string }>(
    'SELECT sequence, event_type FROM events WHERE aggregate_id = $1 ORDER BY sequence',
    [taskId],
  );
  return rows.map(({ sequence, event_type }) => `${sequence} ${event_type}`);
};

/** What a client does that was cut off: the same again, under the same key, until there is an answer. */
const persist = (person: Person, path: string, body: unknown, key: string) =>
  eventually(
    async () => {
      const answer = await person.call('POST', path, body, { 'idempotency-key': key }).catch(() => undefined);
      return answer !== undefined && answer.status < 500 ? answer : undefined;
    },
    { timeout: 60_000, what: `an answer to POST ${path}` },
  );

test('the host dies between save and publish: the retry has the first result, and the event arrives once', async () => {
  const ann = await signUp(system.url);
  const host = system.app('task-actors');
  const key = randomUUID();
  const id = taskIdFor(ann.id, key);
  // With the broker frozen a publish cannot end, so a stored document is one between save and publish.
  system.servers.broker.freeze();
  const cutOff = ann
    .call('POST', '/api/tasks', { title: 'survive' }, { 'idempotency-key': key })
    .catch(() => undefined);
  await eventually(
    async () => (await system.tasks.query('SELECT 1 FROM actor_state WHERE key LIKE $1', [`%${id}%`])).rowCount === 1,
    { interval: 2 },
  );
  await host.app.kill('SIGKILL');
  system.servers.broker.thaw();
  await host.app.start();
  // Also by its own account, though its sidecar may not have noticed anything.
  await host.untilReady();
  await cutOff;
  const again = await persist(ann, '/api/tasks', { title: 'survive' }, key);
  expect(again.status).toBe(201);
  expect(again.body.id).toBe(id);
  expect(again.body.version).toBe(1);
  await holds(async () => {
    expect(await historyOf(id)).toEqual(['1 TASK_CREATED']);
  });
  expect(await ann.list()).toHaveLength(1);
});

const loadThrough = async (disaster: () => Promise<void>): Promise<void> => {
  const bob = await signUp(system.url);
  const keys = Array.from({ length: 60 }, (): string => randomUUID());
  const acknowledged = new Map<string, string>();
  const waiting = [...keys];
  const work = async (): Promise<void> => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      const answer = await bob
        .call('POST', '/api/tasks', { title: `task ${key}` }, { 'idempotency-key': key })
        .catch(() => undefined);
      if (answer?.status === 201) acknowledged.set(key, String(answer.body.id));
    }
  };
  // A few at a time, so that the disaster finds some done, some under way and some not begun.
  const workers = Array.from({ length: 8 }, work);
  await eventually(() => acknowledged.size >= 5, { interval: 2 });
  await disaster();
  await Promise.all(workers);

  for (const [key, id] of acknowledged) {
    const seen = await eventually(async () => {
      const answer = await bob.call('GET', `/api/tasks/${id}`).catch(() => undefined);
      return answer !== undefined && answer.status < 500 ? answer : undefined;
    });
    expect(seen.status, `acknowledged task ${key}`).toBe(200);
  }
  const all = await Promise.all(keys.map(async (key) => (await persist(bob, '/api/tasks', { title: `task ${key}` }, key)).body.id as string)); // prettier-ignore
  for (const [key, id] of acknowledged) expect(all[keys.indexOf(key)]).toBe(id);
  expect(new Set(all).size).toBe(keys.length);
  for (const id of all) {
    await holds(async () => {
      expect(await historyOf(id)).toEqual(['1 TASK_CREATED']);
    });
  }
  const listed = await bob.list('?limit=200');
  expect(listed.map(({ id }) => id).sort()).toEqual([...all].sort());
};

test('the sidecar of the actors dies under load', async () => {
  const host = system.app('task-actors');
  await loadThrough(async () => {
    await host.sidecar.kill('SIGKILL');
    await host.sidecar.start();
    await host.untilReady();
  });
});

test('everything dies at once under load, and a reminder that came due meanwhile still rings, once', async () => {
  const cleo = await signUp(system.url);
  const ringing = await cleo.add({
    title: 'take the pill',
    due_date: new Date(Date.now() + 7_200_000).toISOString(),
    reminders: [{ at: new Date(Date.now() + 6_000).toISOString() }],
  });
  await loadThrough(async () => {
    await system.killEverything();
    await eventually(() => Date.now() > Date.parse(ringing.reminders[0]!.at!), { what: 'the reminder to be overdue' });
    await system.start();
  });
  await holds(async () => {
    expect((await cleo.call('GET', `/api/tasks/${ringing.id}`)).body.reminder_sent).toBe(true);
  }, { timeout: 90_000 }); // prettier-ignore
  expect((await cleo.inbox()).map(({ task_id }) => task_id)).toEqual([ringing.id]);
});
