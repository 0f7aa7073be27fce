/** The task actor on the real runtime: sidecar, placement, Scheduler, Postgres and JetStream. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument, serialise, TASK_ACTOR, type TaskDocument } from '../../actors/document.ts';
import type { Answer, Reply } from '../../actors/task/answers.ts';
import { occurrenceIdFor } from '../../actors/task/ids.ts';
import { createTaskActors } from '../../app/dapr/actor-client.ts';
import { createSidecarHttp, type SidecarHttp } from '../../app/dapr/sidecar-http.ts';
import { Unavailable, type TaskActors } from '../../app/operations/ports.ts';
import type { App } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem, type System } from '../support/system.ts';
import type { Message, TopicReader } from '../support/topic-reader.ts';
import { ada, create, envelope } from './commands.ts';

const command = [process.execPath, '--import', 'tsx', fileURLToPath(new URL('./apps/task-actors.ts', import.meta.url))];
const marks = mkdtempSync(join(tmpdir(), 'duecourse-marks-'));

let system: System;
let host: App;
let sidecar: SidecarHttp;
let tasks: TaskActors;
let events: TopicReader;

beforeAll(async () => {
  system = await startSystem({ roles: [], apps: { 'task-actors': { command, env: { TEST_FOLDER: marks } } } });
  host = system.app('task-actors');
  sidecar = createSidecarHttp({ httpPort: Number(new URL(host.daprUrl).port), token: system.servers.secrets.daprApi });
  tasks = createTaskActors(sidecar.request);
  events = await system.topic('task-events');
});

afterAll(async () => {
  await sidecar.close();
  await system.stop();
  rmSync(marks, { recursive: true });
});

const answered = (reply: Reply): Answer => {
  if (!reply.ok) throw new Error(`rejected: ${JSON.stringify(reply.rejection)}`);
  return reply.answer;
};
/** Waits until every assertion in `claim` holds. */
const holds = (claim: () => Promise<void> | void, timeout = 30_000) =>
  eventually(
    async () => {
      await claim();
      return true;
    },
    { timeout },
  );
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** The whole stored document, from the actor; null when there is none. */
const inspect = async (id: string): Promise<TaskDocument | null> => {
  const path = `/v1.0/actors/${TASK_ACTOR}/${id}/method/inspect`;
  const { status, body } = await sidecar.request({ method: 'PUT', path, timeoutMs: 5_000 });
  if (status !== 200) throw new Error(`inspect answered ${status}: ${body}`);
  return JSON.parse(body) as TaskDocument | null;
};
const health = async () => {
  const response = await fetch(`${host.appUrl}/health`);
  return { status: response.status, body: (await response.json()) as { dependencies: Record<string, unknown> } };
};
/** What the topic has of a task, each event once, as `type sequence`. */
const published = (id: string) => [
  ...new Set(
    events.messages
      .filter(({ event }) => event['subject'] === id)
      .map(({ event }) => `${event.type} ${(event.data as { sequence: number }).sequence}`),
  ),
];
const isOf = (id: string, type: string) => (message: Message) =>
  message.event['subject'] === id && message.event.type === type;

describe('a task actor', () => {
  it('is ready when its sidecar and the fence are', async () => {
    await holds(async () => {
      expect(await health()).toMatchObject({
        status: 200,
        body: { status: 'HEALTHY', dependencies: { sidecar: { status: 'up' }, fence: { status: 'up' } } },
      });
    });
  });

  it('answers, stores one row, and publishes a CloudEvent for its owner with the trace it came with', async () => {
    const { id, envelope: creation } = create(randomUUID());
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = answered(await tasks.execute(id, { ...creation, traceparent }));
    expect(await tasks.read(id)).toEqual({ task: answer.task, sequence: 1, next_wake_at: null });
    const rows = await system.tasks.query<{ key: string }>('SELECT key FROM actor_state WHERE key LIKE $1', [
      `%${id}%`,
    ]);
    expect(rows.rows.map(({ key }) => key)).toEqual([`task-actors||TaskActor||${id}||task`]);
    const { event } = await events.waitFor(isOf(id, 'task.created'));
    expect(event).toMatchObject({
      specversion: '1.0',
      id: answer.task.last_event_id,
      type: 'task.created',
      source: '/duecourse/task-actors',
      subject: id,
      datacontenttype: 'application/json',
      partitionkey: ada,
      traceparent,
      data: { event_id: answer.task.last_event_id, aggregate_id: id, sequence: 1, payload: { task: answer.task } },
    });
  });

  it('has nothing where nothing was created', async () => {
    expect(await tasks.read(randomUUID())).toBeNull();
    expect(await inspect(randomUUID())).toBeNull();
  });

  it('takes many commands of many tasks at once, each task in order', async () => {
    const keys = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      keys.map(async (key) => {
        const { id, envelope: creation } = create(key);
        await tasks.execute(id, creation);
        await Promise.all(
          Array.from({ length: 10 }, (_, n) =>
            tasks.execute(id, envelope(`${key} ${n}`, { type: 'UpdateTask', changes: { title: `title ${n}` } })),
          ),
        );
      }),
    );
    for (const key of keys) {
      const { id } = create(key);
      expect((await inspect(id))?.state.sequence).toBe(11);
      await holds(() => {
        expect(published(id)).toEqual([
          'task.created 1',
          ...Array.from({ length: 10 }, (_, n) => `task.updated ${n + 2}`),
        ]);
      });
    }
  });

  it('refuses a caller without the token', async () => {
    const { id } = create(randomUUID());
    const response = await fetch(`${host.appUrl}/actors/TaskActor/${id}/method/read`, { method: 'PUT' });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const malformed = await fetch(`${host.appUrl}/actors/TaskActor/${id}/method/execute`, {
      method: 'PUT',
      headers: { 'dapr-api-token': system.servers.secrets.appApi },
      body: '{',
    });
    expect(malformed.status).toBe(400);
  });
});

describe('a reminder', () => {
  it('rings on time, never early, and its copy is on its own topic', async () => {
    const reader = await system.topic('task-reminders');
    const at = inSeconds(2);
    const { id, envelope: creation } = create(randomUUID(), { reminders: [{ at }] });
    expect(answered(await tasks.execute(id, creation)).next_wake_at).toBe(at);
    const { event } = await events.waitFor(isOf(id, 'reminder.due'));
    expect(String(event['time']) >= at).toBe(true);
    expect(event.data).toMatchObject({ payload: { reminder_time: at }, correlation_id: creation.correlation_id });
    expect((await reader.waitFor(isOf(id, 'reminder.due'))).event.id).toBe(event.id);
  });

  it('is delivered although the app is down when it is due, for longer than the default policy tries', async () => {
    const at = inSeconds(2);
    const { id, envelope: creation } = create(randomUUID(), { reminders: [{ at }] });
    await tasks.execute(id, creation);
    await host.app.kill('SIGKILL');
    await eventually(() => Date.now() > Date.parse(at) + 6_000);
    await host.app.start();
    await events.waitFor(isOf(id, 'reminder.due'), { timeout: 40_000 });
    await host.untilReady();
  });

  it('is delivered although the store is down when it is due', async () => {
    const at = inSeconds(3);
    const { id, envelope: creation } = create(randomUUID(), { reminders: [{ at }] });
    await tasks.execute(id, creation);
    // Nothing in memory helps: the sidecar that comes back has every cached actor dropped.
    await host.app.kill('SIGKILL');
    await system.servers.postgres.kill('SIGKILL');
    await host.app.start();
    await eventually(() => Date.now() > Date.parse(at) + 6_000);
    await system.servers.postgres.start();
    await events.waitFor(isOf(id, 'reminder.due'), { timeout: 60_000 });
    await host.untilReady();
  });

  it('of a closed recurring task brings the next occurrence, though nobody else does', async () => {
    const { id, envelope: creation } = create(randomUUID(), {
      due_date: inSeconds(86_400),
      recurrence_rule: 'FREQ=DAILY',
      tags: ['plants'],
    });
    const { task } = answered(await tasks.execute(id, creation));
    answered(await tasks.execute(id, envelope(`done ${id}`, { type: 'CompleteTask' })));
    const next = occurrenceIdFor(task.series_id ?? '', 2);
    await events.waitFor(isOf(next, 'task.created'));
    expect((await tasks.read(next))?.task).toMatchObject({ title: task.title, tags: ['plants'], occurrence: 2 });
    await events.waitFor(isOf(id, 'task.recurring_triggered'));
  });
});

describe('an outage', () => {
  it('of the broker accepts commands, and their events arrive in order when it is back', async () => {
    const { id, envelope: creation } = create(randomUUID());
    await tasks.execute(id, creation);
    await events.waitFor(isOf(id, 'task.created'));
    await system.servers.broker.kill('SIGKILL');
    const took: number[] = [];
    for (let n = 0; n < 5; n++) {
      const began = performance.now();
      answered(await tasks.execute(id, envelope(`${id} ${n}`, { type: 'UpdateTask', changes: { title: `t${n}` } })));
      took.push(performance.now() - began);
    }
    expect(Math.max(...took)).toBeLessThan(1_500);
    expect((await inspect(id))?.outbox.length).toBeGreaterThan(0);
    await system.servers.broker.start();
    // The old reader's client takes its time to notice that the broker is back.
    events = await system.topic('task-events');
    await holds(() => {
      expect(published(id)).toEqual(['task.created 1', ...[2, 3, 4, 5, 6].map((n) => `task.updated ${n}`)]);
    }, 60_000);
    await holds(async () => {
      expect((await inspect(id))?.outbox).toEqual([]);
    });
  });

  it('of Postgres is told as such, and is over when it is', async () => {
    const { id, envelope: creation } = create(randomUUID());
    await tasks.execute(id, creation);
    await system.servers.postgres.kill('SIGKILL');
    const update = envelope(`${id} u`, { type: 'UpdateTask', changes: { title: 'later' } });
    await expect(tasks.execute(id, update)).rejects.toBeInstanceOf(Unavailable);
    await system.servers.postgres.start();
    const answer = await eventually(() => tasks.execute(id, update), { timeout: 60_000 });
    expect(answered(answer)).toMatchObject({ sequence: 2, task: { title: 'later' } });
    await holds(() => {
      expect(published(id)).toEqual(['task.created 1', 'task.updated 2']);
    });
  });

  it('of the sidecar is told as such, and every cached actor is dropped when it is back', async () => {
    const { id, envelope: creation } = create(randomUUID(), { title: 'cached' });
    await tasks.execute(id, creation);
    await host.sidecar.kill('SIGKILL');
    await expect(tasks.read(id)).rejects.toBeInstanceOf(Unavailable);
    // What another host would have done meanwhile.
    const { rows } = await system.tasks.query<{ value: Buffer }>('SELECT value FROM actor_state WHERE key LIKE $1', [
      `%${id}%`,
    ]);
    const changed = parseDocument(rows[0]?.value.toString('utf8') ?? '');
    if (changed.state.task !== null) changed.state.task.title = 'changed elsewhere';
    await system.tasks.query('UPDATE actor_state SET value = $2 WHERE key LIKE $1', [
      `%${id}%`,
      Buffer.from(serialise({ ...changed, revision: 2 })),
    ]);
    await host.sidecar.start();
    await host.untilReady();
    expect((await eventually(() => tasks.read(id)))?.task.title).toBe('changed elsewhere');
  });

  it('of the host between save and publish is made good by the retry', async () => {
    const { id, envelope: creation } = create(randomUUID(), { title: 'die before publishing' });
    const first = tasks.execute(id, creation);
    await host.app.process().exited;
    await host.app.start();
    const reply = await first.catch(() => eventually(() => tasks.execute(id, creation), { timeout: 60_000 }));
    expect(answered(reply)).toMatchObject({ sequence: 1, changed: true });
    await holds(() => {
      expect(published(id)).toEqual(['task.created 1']);
    });
    await host.untilReady();
  });
});
