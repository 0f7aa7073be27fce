/** What is down stays down for a while: what can go on goes on, what cannot says so, and all of it catches up by itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { eventually, holds } from '../support/eventually.ts';
import { call, signUp } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const eventsOf = async (taskId: string): Promise<string[]> => {
  const sql = 'SELECT event_type FROM events WHERE aggregate_id = $1 ORDER BY sequence';
  return (await system.tasks.query<{ event_type: string }>(sql, [taskId])).rows.map((row) => row.event_type);
};

test('the broker is down: commands are taken, the next occurrence comes, and every event arrives afterwards', async () => {
  const ann = await signUp(system.url);
  const repeating = await ann.add({
    title: 'stretch',
    recurrence_rule: 'FREQ=DAILY',
    due_date: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await system.servers.broker.kill('SIGKILL');

  const plain = await ann.add({ title: 'written in the dark' });
  expect((await ann.list()).map(({ title }) => title)).toContain('written in the dark');
  expect((await ann.call('POST', `/api/tasks/${repeating.id}/complete`, {})).status).toBe(200);
  // Without an event to drive it: the actor's own reminder does.
  const next = await eventually(
    async () => {
      const { body } = await ann.call('GET', `/api/tasks/${repeating.id}`);
      return (body as Task).status === 'RECURRING_CREATED_NEXT' ? (body as Task) : undefined;
    },
    { timeout: 60_000, what: 'the successor, with the broker down' },
  );

  await system.servers.broker.start();
  await holds(
    async () => {
      expect(await eventsOf(plain.id)).toEqual(['TASK_CREATED']);
      expect(await eventsOf(next.id)).toEqual(['TASK_CREATED', 'TASK_COMPLETED', 'RECURRING_TRIGGERED']);
      const open = await ann.list();
      expect(open.filter(({ occurrence }) => occurrence === 2)).toHaveLength(1);
    },
    { timeout: 120_000, what: 'the events to arrive' },
  );
});

test('Postgres is down: a clear 503, an honest /health, and all works again without a restart', async () => {
  const bob = await signUp(system.url);
  const task = await bob.add({ title: 'before' });
  await system.servers.postgres.kill('SIGKILL');

  for (const [method, path, body] of [
    ['POST', '/api/tasks', { title: 'during' }],
    ['PATCH', `/api/tasks/${task.id}`, { title: 'changed' }],
    ['GET', '/api/tasks', undefined],
  ] as const) {
    const answer = await bob.call(method, path, body);
    expect(answer.status, `${method} ${path}`).toBe(503);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(answer.body).toMatchObject({ status: 503 });
  }
  const sick = await call(system.url, 'GET', '/health');
  expect(sick.status).toBe(503);
  expect(sick.body.dependencies.postgres.status).toBe('down');

  await system.servers.postgres.start();
  await eventually(async () => (await call(system.url, 'GET', '/health')).status === 200, { timeout: 60_000 });
  const after = await eventually(async () => {
    const answer = await bob.call('POST', '/api/tasks', { title: 'after' }, { 'idempotency-key': 'after' });
    return answer.status === 201 ? answer : undefined;
  });
  expect((await bob.list()).map(({ title }) => title).sort()).toEqual(['after', 'before']);
  await holds(async () => {
    expect(await eventsOf(after.body.id as string)).toEqual(['TASK_CREATED']);
  });
});
