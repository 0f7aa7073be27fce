/** From a sentence to the notification it leads to, every hop of it, as a collector of traces is told by the running roles. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { roles } from '../../app/config.ts';
import { tracedConfiguration } from '../../local/tracing.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { kinds, startCollector, treeOf, type Collected, type Collector } from './collector.ts';

let collector: Collector;
let folder: string;
let system: System;
let ann: Person;
/** Asked for first, because its reminder takes its time. */
let later: { task: Task; traceId: string };

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const newTrace = (flags = '01') => {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` } };
};

beforeAll(async () => {
  collector = await startCollector();
  folder = await mkdtemp(join(tmpdir(), 'duecourse-traced-'));
  const sidecar = { args: ['--config', tracedConfiguration(collector.url, folder)] };
  system = await startSystem({
    // Two of the sidecars tell their part as well.
    roles: Object.fromEntries(
      roles.map((role) => [role, role === 'chat-api' || role === 'task-actors' ? { sidecar } : {}]),
    ),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' },
  });
  ann = await signUp(system.url);
  const { traceId, headers } = newTrace();
  const reminders = [{ at: inMinutes(0.2) }];
  const made = await ann.call('POST', '/api/tasks', { title: 'later', reminders }, headers);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  later = { task: made.body as Task, traceId };
});
afterAll(async () => {
  await system.stop();
  await collector.close();
  await rm(folder, { recursive: true });
});

type Step = { name: string; service: string; kind: (typeof kinds)[number]; attributes?: Record<string, unknown> };

/** Spans that fit `steps`, each the child of the one before; the first may have any parent. */
const pathOf = (spans: readonly Collected[], steps: readonly Step[]): Collected[] | undefined => {
  const go = (from: Collected | undefined, [step, ...rest]: readonly Step[]): Collected[] | undefined => {
    if (step === undefined) return [];
    for (const one of spans) {
      const { name, service, attributes = {} } = step;
      const fits =
        one.name === name &&
        one.service === service &&
        kinds[one.kind] === step.kind &&
        (from === undefined || one.parentSpanId === from.spanId) &&
        Object.entries(attributes).every(([key, value]) => one.attributes[key] === value);
      const on = fits ? go(one, rest) : undefined;
      if (on !== undefined) return [one, ...on];
    }
    return undefined;
  };
  return go(undefined, steps);
};

const chat: Step[] = [
  { name: 'POST /api/chat', service: 'chat-api', kind: 'server', attributes: { 'http.response.status_code': 200 } },
  { name: 'send_message', service: 'chat-api', kind: 'internal', attributes: { 'duecourse.outcome': 'ok' } },
  { name: 'add_task', service: 'chat-api', kind: 'internal', attributes: { 'duecourse.outcome': 'ok' } },
  { name: 'TaskActor/execute', service: 'chat-api', kind: 'client' },
  { name: 'TaskActor/CreateTask', service: 'task-actors', kind: 'server' },
];
const send = (event: string): Step => ({
  name: 'send task-events',
  service: 'task-actors',
  kind: 'producer',
  attributes: { 'duecourse.event_type': event },
});
const process = (service: string, topic = 'task-events'): Step => ({
  name: `process ${topic}`,
  service,
  kind: 'consumer',
  attributes: { 'messaging.consumer.group.name': `${service}-group`, 'duecourse.outcome': 'SUCCESS' },
});
const firing: Step = { name: 'TaskActor/FireReminder', service: 'task-actors', kind: 'consumer' };
const notifying: Step[] = [
  send('REMINDER_DUE'),
  process('notification-service', 'task-reminders'),
  { name: 'deliver inbox', service: 'notification-service', kind: 'internal' },
];

test('one trace spans the request, its actor, what it publishes, its consumers and the notification', async () => {
  const { traceId, headers } = newTrace();
  const said = await ann.call('POST', '/api/chat', { message: 'call the bank in 30 minutes' }, headers);
  expect(said.status).toBe(200);
  const expected: Step[][] = [
    [...chat, { name: 'save', service: 'task-actors', kind: 'client' }],
    [...chat, send('TASK_CREATED'), process('search-service')],
    [...chat, send('TASK_CREATED'), process('audit-service')],
    [...chat, send('TASK_CREATED'), process('notification-service')],
    [...chat, { name: 'arm', service: 'task-actors', kind: 'producer' }, firing, ...notifying],
    [
      process('notification-service', 'task-reminders'),
      { name: 'TaskActor/execute', service: 'notification-service', kind: 'client' },
      { name: 'TaskActor/MarkReminderSent', service: 'task-actors', kind: 'server' },
      send('REMINDER_SENT'),
      process('search-service'),
    ],
    [...chat.slice(0, 2), { ...send('MESSAGE_RECEIVED'), name: 'send conversation-events', service: 'chat-api' }],
  ];
  await holds(() => {
    const spans = collector.of(traceId);
    for (const steps of expected) {
      expect(pathOf(spans, steps), `${steps.map(({ name }) => name).join(' → ')}\n${treeOf(spans)}`).toBeDefined();
    }
  });
  // One tree: all but the first have their parent in it, and the first has the caller's span. Each process tells its spans
  // when it gets to it, so a child may be known before its parent.
  await holds(() => {
    const spans = collector.of(traceId);
    const known = new Set(spans.map(({ spanId }) => spanId));
    const roots = spans.filter(({ parentSpanId }) => !known.has(parentSpanId));
    expect(
      roots.map(({ name, parentSpanId }) => [name, parentSpanId]),
      treeOf(spans),
    ).toEqual([['POST /api/chat', headers.traceparent.split('-')[2]]]);
  });
  console.log(`\n${treeOf(collector.of(traceId))}\n`);
  expect(collector.of(traceId).filter(({ status }) => status.code === 2)).toEqual([]);
  // What is kept for good names the trace too.
  const { rows } = await system.tasks.query<{ traceparent: string }>(
    `SELECT event ->> 'traceparent' AS traceparent FROM events WHERE event ->> 'traceparent' LIKE $1`,
    [`%${traceId}%`],
  );
  expect(rows.length).toBeGreaterThanOrEqual(4);
});

test('the sidecars on the way tell the same collector of the same trace', async () => {
  const { traceId, headers } = newTrace();
  expect((await ann.call('POST', '/api/tasks', { title: 'by way of sidecars' }, headers)).status).toBe(201);
  // In protobuf, where ids are bytes and names are text.
  const id = Buffer.from(traceId, 'hex');
  const tell = (service: string) => collector.binary.some((body) => body.includes(id) && body.includes(service));
  await holds(() => {
    expect(tell('chat-api')).toBe(true);
    expect(tell('task-actors')).toBe(true);
  });
});

test('what the broker did not take at once is in the same trace when it goes out later', async () => {
  const { traceId, headers } = newTrace();
  await system.servers.broker.kill('SIGKILL');
  const made = await ann.call('POST', '/api/tasks', { title: 'in the dark' }, headers);
  expect(made.status).toBe(201);
  await system.servers.broker.start();
  const turn: Step = { name: 'TaskActor/CreateTask', service: 'task-actors', kind: 'server' };
  await holds(
    () => {
      const spans = collector.of(traceId);
      expect(pathOf(spans, [turn, send('TASK_CREATED'), process('audit-service')]), treeOf(spans)).toBeDefined();
    },
    { timeout: 90_000, what: 'the event to be worked on' },
  );
});

test('a reminder that rings later begins a trace of its own, linked to the one it was armed in', async () => {
  const fired = await eventually(
    () =>
      collector.spans.find(
        ({ name, attributes }) =>
          name === 'TaskActor/FireReminder' && attributes['duecourse.task_id'] === later.task.id,
      ),
    { what: 'the reminder', timeout: 60_000 },
  );
  expect(fired.traceId).not.toBe(later.traceId);
  expect(fired.parentSpanId).toBe('');
  const armed = collector.of(later.traceId).find(({ name }) => name === 'arm');
  expect(fired.links).toMatchObject([{ traceId: later.traceId, spanId: armed?.spanId }]);
  await holds(() => {
    expect(pathOf(collector.of(fired.traceId), [firing, ...notifying])).toBeDefined();
  });
});

test('what its caller does not sample is handed on and not told', async () => {
  const { traceId, headers } = newTrace('00');
  const made = await ann.call('POST', '/api/tasks', { title: randomUUID() }, headers);
  expect(made.status).toBe(201);
  await holds(async () => {
    const { rows } = await system.tasks.query<{ traceparent: string }>(
      `SELECT event ->> 'traceparent' AS traceparent FROM events WHERE aggregate_id = $1`,
      [(made.body as Task).id],
    );
    expect(rows[0]?.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
  });
  expect(collector.of(traceId)).toEqual([]);
});
