/** The routes as a sidecar speaks to them, over HTTP. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heartbeatOf } from './heartbeat.ts';
import { createConsumerMetrics } from './metrics.ts';
import type { KnownEvent } from './parse-event.ts';
import { createPartitionLog } from './partitions.ts';
import { subscriptionRouter } from './subscriptions.ts';

const handled: KnownEvent[] = [];
const partitions = createPartitionLog(() => 0);
let server: Server;
let url: string;

beforeAll(async () => {
  const router = subscriptionRouter(
    {
      name: 'some-service',
      topics: ['task-events', 'user-events'],
      handle: async (events) => {
        await Promise.resolve();
        handled.push(...events);
        return { seen: 0 };
      },
    },
    20,
    {
      bury: () => Promise.resolve(),
      log: pino({ level: 'silent' }),
      metrics: createConsumerMetrics(new Registry()),
      now: () => new Date(),
      partitions,
    },
  );
  server = createServer(express().use(router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const post = async (path: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return response.json();
};
const cloudEvent = () => ({
  specversion: '1.0',
  data: heartbeatOf(
    {
      service_id: randomUUID(),
      service_name: 'x',
      description: '',
      consumes_topics: [],
      produces_topics: [],
      health: 'DEGRADED',
      dependencies: { postgres: 'down' },
      partition_assignment: {},
      sent_at: '2026-12-01T09:00:00.000Z',
    },
    1,
    { event: randomUUID(), correlation: randomUUID() },
  ),
});
const raw = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

test('every topic is subscribed in bulk, raw, with a default route', async () => {
  const subscriptions = await (await fetch(`${url}/dapr/subscribe`)).json();
  expect(subscriptions).toHaveLength(2);
  expect(subscriptions).toContainEqual({
    pubsubname: 'pubsub',
    topic: 'user-events',
    routes: { default: '/events/user-events' },
    bulkSubscribe: { enabled: true, maxMessagesCount: 100, maxAwaitDurationMs: 20 },
    metadata: { rawPayload: 'true' },
  });
});

test('a bulk is answered entry by entry, whatever a broker says beside the events', async () => {
  const events = [cloudEvent(), cloudEvent()];
  const answer = await post('/events/task-events', {
    id: 'x',
    topic: 'task-events',
    pubsubname: 'pubsub',
    type: 'com.dapr.event.sent.bulk',
    entries: [
      {
        entryId: '0',
        event: raw(events[0]),
        contentType: 'application/octet-stream',
        metadata: { __partition: '2', __key: 'u' },
      },
      { entryId: '1', event: raw('garbage'), contentType: 'application/octet-stream', metadata: { __partition: '0' } },
      { entryId: '2', event: raw(events[1]), contentType: 'application/octet-stream' },
    ],
  });
  expect(answer).toEqual({
    statuses: [
      { entryId: '0', status: 'SUCCESS' },
      { entryId: '1', status: 'DROP' },
      { entryId: '2', status: 'SUCCESS' },
    ],
  });
  expect(handled).toEqual(events.map(({ data }) => data));
  expect(partitions.assignment()).toEqual({ 'task-events': [0, 2] });
});

test('a single delivery is answered too', async () => {
  expect(await post('/events/user-events', cloudEvent())).toEqual({ status: 'SUCCESS' });
  expect(await post('/events/user-events', { specversion: '1.0', data: 'nonsense' })).toEqual({ status: 'DROP' });
});
