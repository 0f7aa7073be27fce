/** The running system under the operator's eyes: everything it keeps agrees, and what it lost comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import type { Task } from '../../actors/task/task.ts';
import { roles } from '../../app/config.ts';
import { verify } from '../../app/ops/verify.ts';
import { invoke } from '../delivery/support/invoke.ts';
import { holds } from '../support/eventually.ts';
import { signUp } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const inMinutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString();
const clean = async (): Promise<void> => {
  const { tasks, findings } = await verify(system.tasks, { settle: () => pause(500) });
  expect(findings).toEqual([]);
  expect(tasks).toBeGreaterThan(3);
};

test('audit, read model and actors agree after work of every kind', async () => {
  const ann = await signUp(system.url);
  const one = await ann.add({ title: 'one', due_date: inMinutes(600), recurrence_rule: 'FREQ=DAILY' });
  const two = await ann.add({ title: 'two', due_date: inMinutes(20), tags: ['x'] });
  await ann.add({ title: 'three' });
  for (const [method, path, body] of [
    ['POST', `/api/tasks/${one.id}/complete`, {}],
    ['PATCH', `/api/tasks/${two.id}`, { title: 'two, again', priority: 'HIGH' }],
    ['DELETE', `/api/tasks/${two.id}`, undefined],
  ] as const) {
    expect((await ann.call(method, path, body)).status).toBe(200);
  }
  await holds(async () => {
    expect((await ann.list()).map(({ title }) => title).sort()).toEqual(['one', 'three']);
  });
  await holds(clean, { timeout: 60_000, what: 'a clean proof' });
});

test('a task whose reminder was lost is woken when the search-service starts', async () => {
  const bob = await signUp(system.url);
  const task: Task = await bob.add({ title: 'lost', due_date: inMinutes(60 * 24) });
  // As if its wake had passed long ago and the Scheduler had forgotten it.
  await holds(async () => {
    const moved = await system.tasks.query(`UPDATE tasks SET next_wake_at = now() - interval '1 hour' WHERE id = $1`, [
      task.id,
    ]);
    expect(moved.rowCount).toBe(1);
  });
  const search = system.app('search-service');
  await search.app.stop();
  await search.start();
  await holds(async () => {
    const { rows } = await system.tasks.query<{ next_wake_at: Date }>('SELECT next_wake_at FROM tasks WHERE id = $1', [
      task.id,
    ]);
    expect(rows[0]?.next_wake_at.getTime()).toBeGreaterThan(Date.now());
  });
});

test('the job of the reconciler is registered, and registered again when the Scheduler has lost it', async () => {
  const { daprUrl, headers } = system.app('search-service');
  const job = async (method: 'GET' | 'DELETE') => fetch(`${daprUrl}/v1.0/jobs/reconcile`, { method, headers });
  const registered = async (): Promise<void> => {
    expect((await job('GET')).status).toBe(200);
  };
  await holds(registered);
  await job('DELETE');
  expect((await job('GET')).status).not.toBe(200);
  await holds(registered, { timeout: 60_000, what: 'the job to be back' });
});

test('no sidecar has a route of its app called for another, which would get past the lock of an actor', async () => {
  const cleo = await signUp(system.url);
  const task = await cleo.add({ title: 'mine' });
  for (const role of roles) {
    const address = `127.0.0.1:${String(system.app(role).daprInternalPort)}`;
    for (const route of ['healthz', `actors/TaskActor/${task.id}/method/read`]) {
      expect(await invoke(address, route)).toContain('access control policy has denied access');
    }
  }
  // Actor calls are another matter.
  expect((await cleo.call('POST', `/api/tasks/${task.id}/complete`, {})).status).toBe(200);
});

test('every role is in the register', async () => {
  const { rows } = await system.tasks.query<{ service_name: string }>(
    'SELECT DISTINCT service_name FROM services ORDER BY 1',
  );
  expect(rows.map(({ service_name }) => service_name)).toEqual([
    'audit-service',
    'chat-api',
    'notification-service',
    'recurring-task-service',
    'search-service',
    'task-actors',
  ]);
});
