/** Ten minutes without Postgres, with people at work and events arriving: nothing is put aside, nothing lost, all caught up. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskIdFor } from '../../actors/task/ids.ts';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { verify } from '../../app/ops/verify.ts';
import { brokers } from '../../local/servers.ts';
import { domainActors } from '../read-model/domain-actors.ts';
import { holds } from '../support/eventually.ts';
import { startLoad } from '../support/load.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { rawOf, rawPublisher, type RawPublisher } from './raw-publisher.ts';

/** Milliseconds; shorter only to try the test itself. */
const AWAY = Number(process.env['AWAY_MS'] ?? 600_000);
const REMINDERS = 20;

/** Events of tasks that no actor here has: what another installation's people would have the consumers do meanwhile. */
const foreign = async (): Promise<EventEnvelope[]> => {
  const actors = domainActors(new Date().toISOString());
  const user = randomUUID();
  const id = taskIdFor(user, 'task');
  const policy = { default_offsets: [], all_day_time: '09:00', quiet_hours: null };
  await actors.person(user, id, '1', { type: 'CreateTask', fields: { title: 'foreign', time_zone: 'UTC' }, policy });
  await actors.person(user, id, '2', { type: 'UpdateTask', changes: { title: 'foreign, again' } });
  return actors.events;
};

describe.each(brokers)('with Postgres away for a long time, over %s', (broker) => {
  let system: System;
  let raw: RawPublisher;
  let people: Person[];
  beforeAll(async () => {
    system = await startSystem({ broker });
    raw = await rawPublisher(system);
    people = await Promise.all(Array.from({ length: 4 }, () => signUp(system.url)));
  });
  afterAll(async () => {
    await raw.close();
    await system.stop();
  });

  test('everything that was acknowledged or published is there afterwards, once', async () => {
    const [ann] = people;
    if (ann === undefined) throw new Error('there is nobody');
    // They ring all through the outage.
    const rings = Array.from({ length: REMINDERS }, (_, n) => new Date(Date.now() + 5_000 + (AWAY * n) / REMINDERS));
    const reminded = await Promise.all(
      rings.map((at, n) => ann.add({ title: `ring ${String(n)}`, reminders: [{ at: at.toISOString() }] })),
    );
    const load = startLoad(people);
    await holds(() => {
      expect(load.acknowledged.length).toBeGreaterThan(100);
    });

    const began = performance.now();
    await system.servers.postgres.kill('SIGKILL');
    const before = load.acknowledged.length;
    const events: EventEnvelope[] = [];
    while (performance.now() - began < AWAY) {
      const said = await foreign();
      await raw.publish(said.flatMap(rawOf));
      events.push(...said);
      await pass(1_000);
    }
    // What was under way when it died may still have been answered.
    expect(load.acknowledged.length - before).toBeLessThanOrEqual(people.length);
    expect(load.unanswered).toBeGreaterThan(AWAY / 60_000);

    await system.servers.postgres.start();
    const back = performance.now();
    const after = load.acknowledged.length;
    await holds(
      () => {
        expect(load.acknowledged.length).toBeGreaterThan(after + 100);
      },
      { timeout: 120_000, what: 'commands to be answered again' },
    );
    await load.stop();

    const count = async (sql: string, values: unknown[] = []): Promise<number> =>
      Number((await system.tasks.query<{ n: string }>(sql, values)).rows[0]?.n);
    const ids = [...new Set(load.acknowledged.map(({ taskId }) => taskId)), ...reminded.map(({ id }) => id)];
    await holds(
      async () => {
        const arrived = 'SELECT count(*) AS n FROM events WHERE event_id = ANY ($1::uuid[])';
        expect(await count(arrived, [events.map(({ event_id }) => event_id)])).toBe(events.length);
        const rang = `SELECT count(*) AS n FROM notifications WHERE task_id = ANY ($1::uuid[]) AND channel = 'inbox'`;
        expect(await count(rang, [reminded.map(({ id }) => id)])).toBe(REMINDERS);
        const open = `SELECT count(*) AS n FROM tasks WHERE status = 'COMPLETED' AND recurrence_rule IS NOT NULL`;
        expect(await count(open), 'occurrences without a successor').toBe(0);
        expect((await verify(system.tasks, { only: ids, settle: () => pass(1_000) })).findings).toEqual([]);
      },
      { timeout: 300_000, interval: 1_000, what: 'everybody to have caught up' },
    );
    const took = ((performance.now() - back) / 1_000).toFixed(1);

    // Each acknowledged command is in the history once, under its key.
    const { rows } = await system.tasks.query<{ key: string; n: string }>(
      `SELECT event ->> 'command_id' AS key, count(DISTINCT (event ->> 'command_id') || aggregate_id) AS n FROM events
       WHERE event ->> 'command_id' = ANY ($1) GROUP BY 1`,
      [load.acknowledged.map(({ key }) => key)],
    );
    expect(rows).toHaveLength(load.acknowledged.length);
    expect(rows.filter(({ n }) => n !== '1')).toEqual([]);
    expect(await count('SELECT count(*) AS n FROM dead_letters')).toBe(0);
    console.log(
      `${broker}: ${String(AWAY / 1_000)} s without Postgres; ${String(load.acknowledged.length)} commands acknowledged, ` +
        `${String(load.unanswered)} times not; ${String(events.length)} events published meanwhile; ` +
        `${String(REMINDERS)} reminders; all caught up ${took} s after it was back`,
    );
  });
});
