/** What consumers may take for granted of whichever broker is behind `pubsub`, seen from an app behind a sidecar. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokers } from '../../local/servers.ts';
import type { App } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';
import type { System } from '../support/system.ts';

const command = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'consumer-app.ts')];

type Data = { retries?: number; hangs?: boolean };
type Attempt = { id: string; attempt: number; done: boolean };

describe.each(brokers)('delivery over %s', (broker) => {
  let system: System;
  let consumer: App;
  let publisher: App;

  beforeAll(async () => {
    const apps = { consumer: { command, env: { HANG: '1' } }, publisher: { command: [...command] } };
    system = await startSystem({ broker, roles: [], apps, parts: ['postgres', 'broker'] });
    consumer = system.app('consumer');
    publisher = system.app('publisher');
  });
  afterAll(() => system.stop());

  const publish = async (events: Record<string, Data>): Promise<void> => {
    const body = Object.entries(events).map(([id, data]) => ({
      entryId: id,
      contentType: 'application/cloudevents+json',
      event: { specversion: '1.0', id, type: 'test', source: 'test', data },
      metadata: { partitionKey: 'someone' },
    }));
    const response = await fetch(`${publisher.daprUrl}/v1.0-alpha1/publish/bulk/pubsub/task-events`, {
      method: 'POST',
      headers: { ...publisher.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(204);
  };
  const attempts = (prefix: string): Attempt[] =>
    consumer.app
      .lines()
      .map((line) => JSON.parse(line) as Attempt)
      .filter((one) => one.id.startsWith(prefix));
  const finished = (prefix: string, count: number) =>
    eventually(
      () => new Set(attempts(prefix).flatMap((one) => (one.done ? [one.id] : []))).size === count,
      { timeout: 60_000 },
    );

  it('brings an event back until it is taken, and the others meanwhile or after', async () => {
    await publish({ 'a-1': {}, 'a-2': { retries: 2 }, 'a-3': {} });
    await finished('a-', 3);
    expect(attempts('a-2').length).toBeGreaterThanOrEqual(3);
  });

  it('keeps what is published while the consumer is down', async () => {
    await consumer.app.stop();
    await publish({ 'b-1': {}, 'b-2': {} });
    await consumer.app.start();
    await finished('b-', 2);
  });

  it('brings back what a consumer died over', async () => {
    await publish({ 'c-1': { hangs: true } });
    await consumer.app.waitForLine('"c-1"');
    await Promise.all([consumer.app.kill(), consumer.sidecar.kill()]);
    const before = consumer.app.mark();
    await consumer.start();
    await consumer.app.waitForLine('"c-1"', { after: before, timeout: 60_000 });
  });
});
