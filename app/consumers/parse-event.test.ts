/** The parse border: whatever a sidecar can deliver is an event of the catalogue or a reason, never a throw. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../actors/task/decide.ts';
import { record } from '../../actors/task/history.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { initialState } from '../../actors/task/state.ts';
import { heartbeatOf } from './heartbeat.ts';
import { parseEvent, plainText } from './parse-event.ts';

const now = '2026-12-01T09:00:00.000Z';
const userId = randomUUID();
const envelope = {
  command_id: 'first',
  command: {
    type: 'CreateTask' as const,
    fields: { title: 'Täglich 🌱', time_zone: 'Europe/Berlin' },
    policy: { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null },
  },
  caller: { user_id: userId, via: 'rest' as const },
  correlation_id: randomUUID(),
  causation_id: null,
};
const decision = decide(initialState, envelope, now);
if (decision.kind === 'rejected') throw new Error(decision.rejection.message);
const taskId = taskIdFor(userId, 'first');
const [event] = record(initialState, decision, { taskId, envelope, now, source: 'task-actors' }).events;
const cloudEvent = {
  specversion: '1.0',
  id: event?.event_id,
  source: '/duecourse/task-actors',
  type: 'task.created',
  datacontenttype: 'application/json',
  data: event,
};
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

describe('an event of the catalogue', () => {
  test.each<[string, unknown]>([
    ['as JSON', cloudEvent],
    ['as text', JSON.stringify(cloudEvent)],
    ['as raw bytes in base64', base64(cloudEvent)],
    ['with its data as text', { ...cloudEvent, data: JSON.stringify(event) }],
    ['with its data as bytes', { ...cloudEvent, data: undefined, data_base64: base64(event) }],
    [
      'wrapped by a sidecar as raw payload',
      { specversion: '1.0', type: 'com.dapr.event.sent', data_base64: base64(cloudEvent) },
    ],
  ])('%s', (_, delivered) => {
    expect(parseEvent(delivered)).toEqual({ ok: true, event });
  });

  test('a heartbeat', () => {
    const heartbeat = heartbeatOf(
      {
        service_id: randomUUID(),
        service_name: 'audit-service',
        description: 'keeps the history',
        consumes_topics: ['task-events'],
        produces_topics: [],
        health: 'HEALTHY',
        dependencies: { postgres: 'up' },
        partition_assignment: { 'task-events': [0, 2] },
        sent_at: now,
      },
      1,
      { event: randomUUID(), correlation: randomUUID() },
    );
    expect(parseEvent({ specversion: '1.0', data: heartbeat })).toEqual({ ok: true, event: heartbeat });
  });
});

describe('what can never be understood has a reason', () => {
  test.each<[string, unknown, RegExp]>([
    ['bytes', Buffer.from([0xff, 0xfe, 0]).toString('base64'), /not a JSON object/],
    ['cut off', base64(cloudEvent).slice(0, 200), /not a JSON object/],
    ['digits that are base64 and JSON alike', '1234', /not a JSON object/],
    ['nothing', undefined, /not a JSON object/],
    ['an array', [cloudEvent], /not a JSON object/],
    ['no CloudEvent', { hello: 'world' }, /not a CloudEvent/],
    ['no data', { specversion: '1.0' }, /data is not a JSON object/],
    ['no envelope', { specversion: '1.0', data: { some: 'thing' } }, /no event_type/],
    [
      'an unknown type',
      { ...cloudEvent, data: { ...event, event_type: 'TASK_ATE_MY_HOMEWORK' } },
      /unknown event type/,
    ],
    ['a future version', { ...cloudEvent, data: { ...event, schema_version: '9.0' } }, /TASK_CREATED.*9\.0/],
    [
      'a missing field',
      { ...cloudEvent, data: { ...event, correlation_id: undefined } },
      /TASK_CREATED.*correlation_id/,
    ],
    [
      'a wrong task',
      { ...cloudEvent, data: { ...event, payload: { ...event?.payload, task: null } } },
      /TASK_CREATED.*task/,
    ],
  ])('%s', (_, delivered, reason) => {
    const parsed = parseEvent(delivered);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
  });

  test('and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.jsonValue(), fc.base64String()), (delivered) => {
        expect(parseEvent(delivered).ok).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});

test('plainText is the text that base64 stands for, and else what it was given', () => {
  expect(plainText(Buffer.from('grüße').toString('base64'))).toBe('grüße');
  expect(plainText('not base64!')).toBe('not base64!');
  expect(plainText('//79')).toBe('//79');
});
