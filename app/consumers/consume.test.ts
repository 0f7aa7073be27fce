/** SUCCESS, RETRY or DROP: one table of what can happen to an entry, and what Dapr is told. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { Unavailable } from '../operations/ports.ts';
import type { Burial } from '../queries/dead-letters.ts';
import { consume, Unfit, type Consumer, type Delivery, type Handled } from './consume.ts';
import { heartbeatOf } from './heartbeat.ts';
import { createConsumerMetrics } from './metrics.ts';
import type { KnownEvent } from './parse-event.ts';

const at = '2026-12-01T09:00:00.000Z';
const eventOf = (name: string): KnownEvent =>
  heartbeatOf(
    {
      service_id: randomUUID(),
      service_name: name,
      description: '',
      consumes_topics: [],
      produces_topics: [],
      health: 'HEALTHY',
      dependencies: {},
      partition_assignment: {},
      sent_at: at,
    },
    1,
    { event: randomUUID(), correlation: randomUUID() },
  );
const good = (name: string): Delivery => ({ entryId: name, event: { specversion: '1.0', data: eventOf(name) } });
const broken = (entryId: string): Delivery => ({ entryId, event: 'not an event' });
const nameOf = (event: KnownEvent): string => event.source_service;
const sqlError = (code: string): Error => Object.assign(new Error(`SQLSTATE ${code}`), { code });

let buried: Burial[];
let registry: Registry;
beforeEach(() => {
  buried = [];
  registry = new Registry();
});

const run = async (
  handle: (names: string[], events: readonly KnownEvent[]) => Handled | Error,
  deliveries: readonly Delivery[],
  bury = async (letter: Burial): Promise<void> => {
    await Promise.resolve();
    buried.push(letter);
  },
): Promise<Record<string, string>> => {
  const consumer: Consumer = {
    name: 'some-service',
    topics: ['a-topic'],
    handle: async (events) => {
      await Promise.resolve();
      const result = handle(events.map(nameOf), events);
      if (result instanceof Error) throw result;
      return result;
    },
  };
  const deps = {
    bury,
    log: pino({ level: 'silent' }),
    metrics: createConsumerMetrics(registry),
    now: () => new Date('2026-12-01T09:00:02.000Z'),
  };
  const answers = await consume(consumer, deps, 'a-topic', deliveries);
  return Object.fromEntries(answers.map(({ entryId, status }) => [entryId, status]));
};

const counted = async (): Promise<Record<string, number>> => {
  const metric = await registry.getSingleMetric('duecourse_consumed_events_total')?.get();
  return Object.fromEntries((metric?.values ?? []).map(({ labels, value }) => [String(labels['outcome']), value]));
};

describe('an entry is told', () => {
  test('SUCCESS when its work is done', async () => {
    expect(await run(() => ({ seen: 1 }), [good('a'), good('b'), good('c')])).toEqual({
      a: 'SUCCESS',
      b: 'SUCCESS',
      c: 'SUCCESS',
    });
    expect(await counted()).toEqual({ done: 2, duplicate: 1 });
  });

  test.each<[string, Error]>([
    ['something is down', new Unavailable('postgres')],
    ['the socket broke', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
    ['Postgres is shutting down', sqlError('57P01')],
    ['a serialization failure', sqlError('40001')],
    ['a table is not there yet', sqlError('42P01')],
    ['a bug of ours', new TypeError('x is not a function')],
  ])('RETRY when %s, all of the bulk, and nothing is buried', async (_, error) => {
    let calls = 0;
    const answers = await run(() => {
      calls++;
      return error;
    }, [good('a'), good('b')]);
    expect(answers).toEqual({ a: 'RETRY', b: 'RETRY' });
    expect({ calls, buried }).toEqual({ calls: 1, buried: [] });
    expect(await counted()).toEqual({ retry: 2 });
  });

  test.each<[string, Error]>([
    ['unfit', new Unfit('no such thing')],
    ['refused as data', sqlError('22P05')],
    ['refused by a constraint', sqlError('23514')],
  ])('DROP when it alone is %s; its neighbours succeed', async (_, error) => {
    const answers = await run(
      (names) => (names.includes('b') ? error : { seen: 0 }),
      [good('a'), good('b'), good('c')],
    );
    expect(answers).toEqual({ a: 'SUCCESS', b: 'DROP', c: 'SUCCESS' });
    expect(buried.map(({ reason }) => reason)).toEqual([error.message]);
  });

  test('DROP when it cannot be understood, with reason and body kept; the rest flows', async () => {
    expect(await run(() => ({ seen: 0 }), [broken('x'), good('a')])).toEqual({ x: 'DROP', a: 'SUCCESS' });
    expect(buried).toEqual([
      { consumer: 'some-service', topic: 'a-topic', reason: 'not a JSON object', body: 'not an event' },
    ]);
    expect(await counted()).toMatchObject({ done: 1, dead_letter: 1 });
  });

  test('RETRY when its dead letter cannot be written', async () => {
    const answers = await run(
      () => ({ seen: 0 }),
      [broken('x'), good('a')],
      () => Promise.reject(new Unavailable('postgres')),
    );
    expect(answers).toEqual({ x: 'RETRY', a: 'SUCCESS' });
  });

  test('what became of itself, when the work fails for some and not for others', async () => {
    const answers = await run(
      (_, events) => ({
        seen: 0,
        failures: new Map(
          events.flatMap((event): [KnownEvent, unknown][] => {
            if (nameOf(event) === 'down') return [[event, new Unavailable('task-actors')]];
            return nameOf(event) === 'unfit' ? [[event, new Unfit('never')]] : [];
          }),
        ),
      }),
      [good('a'), good('down'), good('unfit')],
    );
    expect(answers).toEqual({ a: 'SUCCESS', down: 'RETRY', unfit: 'DROP' });
    expect(buried).toHaveLength(1);
  });
});

test('the age of the oldest event is measured', async () => {
  await run(() => ({ seen: 0 }), [good('a')]);
  const metric = await registry.getSingleMetric('duecourse_consumer_lag_seconds')?.get();
  expect(metric?.values.find(({ labels }) => labels['le'] === 2.5)?.value).toBe(1);
  expect(metric?.values.find(({ labels }) => labels['le'] === 1)?.value).toBe(0);
});
