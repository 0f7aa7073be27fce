/** The running system under the operator's eyes: everything it keeps agrees, and what it lost comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Task } from '../../actors/task/task.ts';
import { roles } from '../../app/config.ts';
import { verify } from '../../app/ops/verify.ts';
import { tree } from '../../local/paths.ts';
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

test('what is measured is what docs/operations/metrics.md says, and moves', async () => {
  const dan = await signUp(system.url);
  const task = await dan.add({ title: 'measured', due_date: inMinutes(30) });
  expect((await dan.call('POST', '/api/tasks', { title: '' })).status).toBe(422);
  await holds(async () => {
    expect((await dan.inbox()).map(({ task_id }) => task_id)).toEqual([task.id]);
  });
  const scrape = async (role: string): Promise<string> => {
    const answer = await fetch(`${system.app(role).appUrl}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    return answer.text();
  };
  const valueOf = (text: string, name: string, labels: Record<string, string>): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);

  await holds(async () => {
    const [edge, actors, notifier, search] = await Promise.all(
      ['chat-api', 'task-actors', 'notification-service', 'search-service'].map(scrape),
    );
    const commands = 'duecourse_command_duration_seconds_count';
    expect(valueOf(edge!, commands, { operation: 'add_task', outcome: 'ok' })).toBeGreaterThan(0);
    expect(valueOf(edge!, commands, { operation: 'add_task', outcome: 'invalid' })).toBe(1);
    expect(valueOf(edge!, 'duecourse_outbox_events', { database: 'tasks' })).toBe(0);
    expect(edge).toContain('duecourse_outbox_events{database="conversations"} 0');
    const created = { command: 'CreateTask', outcome: 'done' };
    expect(valueOf(actors!, 'duecourse_turn_duration_seconds_count', created)).toBeGreaterThan(0);
    expect(valueOf(actors!, 'duecourse_reminders_armed_total', { kind: 'due' })).toBeGreaterThan(0);
    const rang = valueOf(actors!, 'duecourse_reminders_fired_total', { kind: 'due', outcome: 'done' });
    expect(rang).toBeGreaterThan(0);
    expect(valueOf(actors!, 'duecourse_reminder_lateness_seconds_count', { kind: 'due' })).toBe(rang);
    const taken = { topic: 'task-events', outcome: 'taken' };
    expect(valueOf(actors!, 'duecourse_published_events_total', taken)).toBeGreaterThan(0);
    expect(valueOf(actors!, 'duecourse_broker_available', {})).toBe(1);
    expect(valueOf(actors!, 'duecourse_owing_actors', {})).toBe(0);
    const worked = { topic: 'task-reminders', outcome: 'done' };
    expect(valueOf(notifier!, 'duecourse_consumed_events_total', worked)).toBeGreaterThan(0);
    expect(valueOf(search!, 'duecourse_consumer_lag_seconds_count', { topic: 'task-events' })).toBeGreaterThan(0);
    // A task had lost its reminder above.
    expect(valueOf(search!, 'duecourse_reconciler_repairs_total', { kind: 'overdue' })).toBeGreaterThan(0);
  });

  const all = (await Promise.all(roles.map(scrape))).join('\n');
  const documented = await readFile(join(tree, 'docs/operations/metrics.md'), 'utf8');
  const told = new Set([...documented.matchAll(/^\| `(duecourse_\w+)`/gm)].map(([, name]) => name));
  const measured = new Set([...all.matchAll(/^# HELP (duecourse_\w+)/gm)].map(([, name]) => name));
  expect([...measured].sort()).toEqual([...told].sort());
  // Labels are of few values: nothing in them is an id or an address.
  expect(all).not.toMatch(/^duecourse_.*[\da-f]{8}-[\da-f]{4}-/m);
  for (const [, name, kind] of all.matchAll(/^# TYPE (duecourse_\w+) (\w+)$/gm)) {
    if (kind === 'counter') expect(name).toMatch(/_total$/);
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
  }
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
