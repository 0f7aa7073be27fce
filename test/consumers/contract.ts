/** What consumers may rely on and what may rely on them, on the broker it is given: the same suite for each. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskEvent, type EventEnvelope } from '../../actors/task/events.ts';
import { verifyChain } from '../../actors/task/history.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import type { Broker } from '../../local/servers.ts';
import { domainActors } from '../read-model/domain-actors.ts';
import { eventually, holds } from '../support/eventually.ts';
import { startSystem, type System } from '../support/system.ts';
import { rawOf, rawPublisher, type RawPublisher } from './raw-publisher.ts';

const policy = { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null };

/** `tasks` histories of `changes` + 1 events each, every task with an owner of its own. */
const histories = async (tasks: number, changes: number): Promise<EventEnvelope[][]> => {
  const now = new Date().toISOString();
  const all: EventEnvelope[][] = [];
  for (let n = 0; n < tasks; n++) {
    const actors = domainActors(now);
    const user = randomUUID();
    const id = taskIdFor(user, 'task');
    await actors.person(user, id, 'task', {
      type: 'CreateTask',
      fields: { title: 'version 0', time_zone: 'UTC' },
      policy,
    });
    for (let change = 1; change <= changes; change++) {
      await actors.person(user, id, `change ${change}`, {
        type: 'UpdateTask',
        changes: { title: `version ${change}` },
      });
    }
    all.push(actors.events);
  }
  return all;
};

/** One event of each history in turn, as if their owners were all at work at once. */
const interleaved = (all: readonly EventEnvelope[][]): EventEnvelope[] =>
  Array.from({ length: Math.max(...all.map((one) => one.length)) }, (_, n) =>
    all.flatMap((one) => one[n] ?? []),
  ).flat();

export const consumerContract = (broker: Broker): void => {
  describe(`consumers over ${broker}`, () => {
    let system: System;
    let raw: RawPublisher;
    beforeAll(async () => {
      system = await startSystem({ broker, roles: { 'search-service': {}, 'audit-service': { count: 2 } } });
      raw = await rawPublisher(system);
    });
    afterAll(async () => {
      await raw.close();
      await system.stop();
    });

    const say = async (events: readonly EventEnvelope[]): Promise<void> => raw.publish(events.flatMap(rawOf));

    /** Waits until audit and read model have these histories, and finds nothing wrong with either. */
    const expectKept = async (all: readonly EventEnvelope[][], timeout = 60_000): Promise<void> => {
      const ids = all.map((one) => one[0]?.aggregate_id);
      await holds(
        async () => {
          const { rows } = await system.tasks.query<{ n: string }>(
            'SELECT count(*) AS n FROM events WHERE aggregate_id = ANY ($1::uuid[])',
            [ids],
          );
          expect(Number(rows[0]?.n)).toBe(all.flat().length);
          const { rows: behind } = await system.tasks.query(
            'SELECT id FROM tasks WHERE id = ANY ($1::uuid[]) AND sequence = $2',
            [ids, all[0]?.length],
          );
          expect(behind).toHaveLength(all.length);
        },
        { timeout, what: 'audit and read model to have everything' },
      );
      for (const one of all) {
        const { rows } = await system.tasks.query<{ event: unknown }>(
          'SELECT event FROM events WHERE aggregate_id = $1 ORDER BY sequence',
          [one[0]?.aggregate_id],
        );
        expect(rows.map((row) => row.event)).toEqual(one);
        expect(verifyChain(rows.map((row) => taskEvent.parse(row.event)))).toEqual([]);
      }
      const { rows: titles } = await system.tasks.query(
        'SELECT DISTINCT title FROM tasks WHERE id = ANY ($1::uuid[])',
        [ids],
      );
      expect(titles).toEqual([{ title: `version ${(all[0]?.length ?? 0) - 1}` }]);
    };

    const letters = async (): Promise<{ consumer: string; reason: string; body: string }[]> =>
      (
        await system.tasks.query<{ consumer: string; reason: string; body: string }>(
          'SELECT consumer, reason, body FROM dead_letters ORDER BY consumer, reason, body',
        )
      ).rows;

    const consumed = async (index: number): Promise<number> => {
      const { appUrl, headers } = system.app('audit-service', index);
      const text = await (
        await fetch(`${appUrl}/metrics`, { headers: { ...headers, 'dapr-api-token': system.servers.secrets.appApi } })
      ).text();
      return [
        ...text.matchAll(/^duecourse_consumed_events_total\{.*topic="task-events".*outcome="done".*\} (\d+)/gm),
      ].reduce((sum, [, n]) => sum + Number(n), 0);
    };

    test('every event arrives, and the replicas of a group share them', async () => {
      let said = 0;
      // A replica that has just joined gets its share when the group has agreed on it.
      await holds(
        async () => {
          const all = await histories(12, 9);
          said += all.flat().length;
          await say(interleaved(all));
          await expectKept(all);
          expect(await consumed(0)).toBeGreaterThan(0);
          expect(await consumed(1)).toBeGreaterThan(0);
        },
        { timeout: 60_000, what: 'both replicas to have had a share' },
      );
      expect((await consumed(0)) + (await consumed(1))).toBeGreaterThanOrEqual(said);
      expect(await letters()).toEqual([]);
    });

    test('duplicates and disorder change nothing', async () => {
      const all = await histories(5, 6);
      const events = interleaved(all);
      await say([...events.toReversed(), ...events, ...events.toReversed()]);
      await expectKept(all);
    });

    test('what nobody can read is put aside with its reason, by each consumer, and the rest flows', async () => {
      const all = await histories(3, 4);
      const [sample] = all.flat();
      if (sample === undefined) throw new Error('expected an event');
      const wrong = (change: Record<string, unknown>): string =>
        JSON.stringify({ ...JSON.parse(rawOf(sample)[0]?.bytes ?? '{}'), data: { ...sample, ...change } });
      const poison = [
        '{"cut": off',
        '\u0000\u0001\u0002',
        '{"hello":"world"}',
        wrong({ event_type: 'TASK_SUNG' }),
        wrong({ schema_version: '7.0' }),
        wrong({ payload: {} }),
      ];
      const messages = interleaved(all).flatMap(rawOf);
      await raw.publish(
        messages.flatMap((message, n) => [
          message,
          ...(poison[n] === undefined ? [] : [{ ...message, bytes: poison[n] }]),
        ]),
      );
      await expectKept(all);
      await holds(async () => {
        expect(await letters()).toHaveLength(poison.length * 2);
      });
      for (const consumer of ['audit-service', 'search-service']) {
        const reasons = (await letters()).filter((letter) => letter.consumer === consumer).map(({ reason }) => reason);
        expect(reasons.filter((reason) => reason === 'not a JSON object')).toHaveLength(2);
        expect(reasons).toContain('not a CloudEvent of version 1.0');
        expect(reasons).toContain('unknown event type TASK_SUNG');
        expect(reasons.some((reason) => reason.includes('7.0'))).toBe(true);
        expect(reasons.some((reason) => reason.startsWith('TASK_CREATED: payload'))).toBe(true);
      }
    });

    test('a consumer that is killed at its work leaves nothing undone', async () => {
      // What was put aside before may be delivered once more to whoever takes over; it is the same letter.
      const before = await letters();
      const all = await histories(10, 19);
      const events = interleaved(all);
      const half = events.length / 2;
      await say(events.slice(0, half));
      await system.app('audit-service', 0).app.kill('SIGKILL');
      await say(events.slice(half));
      await system.app('search-service').app.kill('SIGKILL');
      await system.app('audit-service', 1).sidecar.kill('SIGKILL');
      await system.start();
      await expectKept(all, 120_000);
      expect(await letters()).toEqual(before);
    });

    test('while Postgres is away nothing is lost and nothing put aside', async () => {
      const before = await letters();
      const all = await histories(6, 9);
      const events = interleaved(all);
      // Of audit's replicas either may be given what comes: a group that shares anew has one without a share for a while.
      const consumers = [
        [system.app('audit-service', 0).app, system.app('audit-service', 1).app],
        [system.app('search-service').app],
      ].map((replicas) => replicas.map((app) => ({ app, after: app.mark() })));
      const hasMetIt = (replicas: (typeof consumers)[number]): boolean =>
        replicas.some(({ app, after }) =>
          app
            .lines()
            .slice(after)
            .some((line) => line.includes('will come again')),
        );
      await say(events.slice(0, 20));
      await system.servers.postgres.kill('SIGKILL');
      await raw.publish([
        ...events.slice(20, 40).flatMap(rawOf),
        { topic: 'task-events', key: 'poison', bytes: 'poison in the outage' },
      ]);
      // Both consumers have met the outage before it ends.
      await eventually(() => consumers.every(hasMetIt), { timeout: 60_000, what: 'both consumers to meet the outage' });
      await say(events.slice(40));
      await system.servers.postgres.start();
      await expectKept(all, 120_000);
      await holds(async () => {
        const bodies = (await letters()).map(({ body }) => body);
        expect(bodies.filter((body) => body === 'poison in the outage')).toHaveLength(2);
        expect(bodies).toHaveLength(before.length + 2);
      });
    });
  });
};
