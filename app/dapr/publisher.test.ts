import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../actors/task/events.ts';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { Unavailable } from '../operations/ports.ts';
import { createPublisher } from './publisher.ts';

const user = '11111111-1111-4111-8111-111111111111';
const taskId = (n: number) => `22222222-2222-4222-8222-${String(n).padStart(12, '0')}`;

const event = (aggregate: number, sequence: number, event_type = 'TASK_UPDATED'): EventEnvelope => ({
  event_id: `33333333-3333-4333-8333-${String(aggregate).padStart(6, '0')}${String(sequence).padStart(6, '0')}`,
  event_type,
  aggregate_id: taskId(aggregate),
  aggregate_type: 'task',
  sequence,
  payload: {},
  timestamp: '2026-11-22T09:00:00.000Z',
  user_context: { user_id: user, via: 'rest' },
  correlation_id: user,
  causation_id: null,
  schema_version: '1.0',
  source_service: 'task-actors',
  previous_hash: null,
});

type Call = { topic: string; entries: { entryId: string; event: Record<string, unknown>; metadata: unknown }[] };

/** A sidecar that answers each bulk call as `answer` says, and keeps what it was sent. */
const given = (answer: (call: Call) => Promise<{ status: number; body: string }>) => {
  const calls: Call[] = [];
  const clock = { now: 0 };
  const request: SidecarRequest = ({ path, body }) => {
    const [, topic = '', query] = /\/([a-z-]+)\?(.*)$/.exec(path) ?? [];
    expect(query).toBe('metadata.rawPayload=true');
    const entries = (JSON.parse(body ?? '[]') as { event: string; entryId: string; metadata: unknown }[]).map(
      (entry) => ({
        ...entry,
        event: JSON.parse(Buffer.from(entry.event, 'base64').toString()) as Record<string, unknown>,
      }),
    );
    const call: Call = { topic, entries };
    calls.push(call);
    return answer(call);
  };
  const publisher = createPublisher({ request, log: pino({ level: 'silent' }), now: () => clock.now });
  return { calls, clock, publisher };
};
const accepted = () => Promise.resolve({ status: 204, body: '' });
const refused = () => Promise.reject(new Unavailable('sidecar'));
const never = () => new Promise<never>(() => undefined);

describe('publishing', () => {
  it('writes CloudEvents 1.0 keyed by the owner, one call for all that is there', async () => {
    const { calls, publisher } = given(accepted);
    const published = await Promise.all([publisher.publish([event(1, 1)], 250), publisher.publish([event(2, 1)], 250)]);
    expect(published).toEqual([1, 1]);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.entries[0]).toMatchObject({
      entryId: event(1, 1).event_id,
      contentType: 'application/octet-stream',
      metadata: { partitionKey: user },
      event: {
        specversion: '1.0',
        id: event(1, 1).event_id,
        type: 'task.updated',
        source: '/duecourse/task-actors',
        subject: taskId(1),
        time: '2026-11-22T09:00:00.000Z',
        datacontenttype: 'application/json',
        partitionkey: user,
        data: event(1, 1),
      },
    });
  });

  it('carries the trace context', async () => {
    const { calls, publisher } = given(accepted);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await publisher.publish([{ ...event(1, 1), traceparent }], 250);
    expect(calls[0]?.entries[0]?.event).toMatchObject({ traceparent });
  });

  it('copies what other topics need, under the same id', async () => {
    const { calls, publisher } = given(accepted);
    expect(await publisher.publish([event(1, 1, 'TASK_COMPLETED'), event(1, 2, 'REMINDER_DUE')], 250)).toBe(2);
    const sent = calls.map(({ topic, entries }) => [topic, entries.map(({ entryId }) => entryId)]);
    expect(sent).toEqual(
      expect.arrayContaining([
        ['task-events', [event(1, 1).event_id]],
        ['task-events', [event(1, 2).event_id]],
        ['task-recurrence', [event(1, 1).event_id]],
        ['task-reminders', [event(1, 2).event_id]],
      ]),
    );
  });

  it('counts only up to the first event that some topic does not have', async () => {
    const { publisher } = given(({ topic, entries }) =>
      topic === 'task-recurrence'
        ? Promise.resolve({
            status: 500,
            body: JSON.stringify({ failedEntries: entries.map(({ entryId }) => ({ entryId, error: 'no' })) }),
          })
        : accepted(),
    );
    expect(await publisher.publish([event(1, 1), event(1, 2, 'TASK_COMPLETED'), event(1, 3)], 250)).toBe(1);
  });

  it('believes a refusal that names no entry to be about all of them', async () => {
    const { publisher } = given(() => Promise.resolve({ status: 500, body: 'no' }));
    expect(await publisher.publish([event(1, 1)], 250)).toBe(0);
  });

  it('waits no longer than the budget', async () => {
    const { publisher } = given(never);
    const began = performance.now();
    expect(await publisher.publish([event(1, 1)], 50)).toBe(0);
    expect(performance.now() - began).toBeLessThan(200);
  });

  it('stops asking a broker that is down, and tries again later', async () => {
    let answer: () => Promise<{ status: number; body: string }> = refused;
    const { calls, clock, publisher } = given(() => answer());
    for (let n = 1; n <= 3; n++) expect(await publisher.publish([event(n, 1)], 250)).toBe(0);
    expect(publisher.available()).toBe(false);
    expect(await publisher.publish([event(4, 1)], 250)).toBe(0);
    expect(calls).toHaveLength(3);

    answer = accepted;
    clock.now = 60_000;
    expect(await publisher.publish([event(4, 1)], 250)).toBe(1);
    expect(await publisher.publish([event(5, 1)], 250)).toBe(1);
    expect(publisher.available()).toBe(true);
  });
});
