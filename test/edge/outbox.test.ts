/** The edge's outbox: what was committed is published, in order, however often the broker or the edge goes away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { hashOf } from '../../actors/task/hash.ts';
import { startOutbox } from '../../app/operations/outbox.ts';
import { preferences, policyOf } from '../../app/operations/preferences.ts';
import { openDatabase, transaction, type Database } from '../../app/queries/database.ts';
import { recordEvent } from '../../app/queries/edge-outbox.ts';
import { insertUser } from '../../app/queries/users.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { startPostgres, type TestPostgres } from '../read-model/postgres.ts';

let postgres: TestPostgres;
let db: Database;
const user_id = crypto.randomUUID();

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.database('tasks');
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
  const person = { username: 'ada', email: 'ada@example.org', timezone: 'UTC', password_hash: 'x', now: new Date() };
  await insertUser(db, { user_id, preferences: preferences.parse({}), ...person });
});
afterAll(async () => {
  await db.end();
  await postgres.stop();
});

/** Changes the person's zone `times` times, each in a transaction with its event. */
const change = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    await transaction(db, (tx) =>
      recordEvent(tx, 'user.preferences_changed', {
        aggregate_id: user_id,
        payload: {
          preferences: preferences.parse({}),
          policy: policyOf(preferences.parse({})),
          timezone: 'UTC',
          from_zone: null,
          to_zone: 'UTC',
        },
        user_context: { user_id, via: 'rest' },
        correlation_id: crypto.randomUUID(),
        causation_id: null,
        now: new Date(),
      }),
    );
  }
};

/** A broker that takes what `takes` says, and remembers it. */
const broker = (takes: (offered: number, call: number) => number) => {
  const taken: EventEnvelope[] = [];
  let calls = 0;
  const publish = (events: readonly EventEnvelope[]): Promise<number> => {
    calls += 1;
    const count = takes(events.length, calls);
    taken.push(...events.slice(0, count));
    return Promise.resolve(count);
  };
  return { taken, publish, calls: () => calls };
};
const left = async () => (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM edge_outbox')).rows[0]?.n;
const sequences = (events: readonly EventEnvelope[]) => events.map(({ sequence }) => sequence);

describe('the outbox', () => {
  it('publishes what an earlier process left behind, more than a batch of it, then what is announced', async () => {
    await change(130);
    const { taken, publish } = broker((offered) => offered);
    const outbox = startOutbox({ db, publish, onFailure: () => undefined });
    await expect.poll(() => taken.length).toBe(130);
    await change(3);
    outbox.announce();
    await expect.poll(() => taken.length).toBe(133);
    await outbox.stop();
    expect(sequences(taken)).toEqual(Array.from({ length: 133 }, (_, n) => n + 1));
    expect(await left()).toBe(0);
  });

  it('gives again what was not taken, after a while and by itself', async () => {
    await change(5);
    const failures: number[] = [];
    // The first call fails whole, the second takes two of five.
    const { taken, publish, calls } = broker((offered, call) => (call === 1 ? 0 : call === 2 ? 2 : offered));
    const outbox = startOutbox({ db, publish, onFailure: (_, ms) => failures.push(ms) });
    await expect.poll(calls).toBe(1);
    // Announcements do not hurry a broker that is away.
    for (let n = 0; n < 50; n += 1) outbox.announce();
    await expect.poll(() => taken.length, { timeout: 5_000 }).toBe(5);
    await outbox.stop();
    expect(sequences(taken)).toEqual([134, 135, 136, 137, 138]);
    expect(failures).toHaveLength(2);
    expect(calls()).toBe(3);
    expect(await left()).toBe(0);
  });

  it('lets two replicas share the work without repeating or reordering it', async () => {
    const one = broker((offered) => offered);
    const outboxes = [1, 2].map(() => startOutbox({ db, publish: one.publish, onFailure: () => undefined }));
    for (let n = 0; n < 20; n += 1) {
      await change(1);
      for (const outbox of outboxes) outbox.announce();
    }
    await expect.poll(() => one.taken.length).toBe(20);
    await Promise.all(outboxes.map((outbox) => outbox.stop()));
    expect(sequences(one.taken)).toEqual(Array.from({ length: 20 }, (_, n) => n + 139));
  });

  it('chains each event to the one before', async () => {
    await change(2);
    const { taken, publish } = broker((offered) => offered);
    const outbox = startOutbox({ db, publish, onFailure: () => undefined });
    await expect.poll(() => taken.length).toBe(2);
    await outbox.stop();
    expect(taken[1]?.previous_hash).toBe(hashOf(taken[0]));
  });
});
