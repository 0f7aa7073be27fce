/**
 * Everything twice, shuffled across topics, and consumers killed in the middle of it: what they keep is what a clean run kept. The
 * events are real: people worked with the product, and what it put on its topics was read off them.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { verify } from '../../app/ops/verify.ts';
import { brokers } from '../../local/servers.ts';
import { chanceOf } from '../support/chance.ts';
import { holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { rawPublisher, type Raw } from './raw-publisher.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const PEOPLE = 8;
const KILLS = 8;
const CHUNK = 40;
const topics = ['task-events', 'task-recurrence', 'task-reminders', 'conversation-events', 'user-events'];

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** A bit of everything that makes events. */
const work = async (person: Person, friend: Person): Promise<void> => {
  const change = async (method: string, path: string, body?: unknown): Promise<void> => {
    const key = randomUUID();
    await holds(async () => {
      const answer = await person.call(method, path, body, { 'idempotency-key': key });
      expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    });
  };
  const to = async (task: Task, ...steps: [string, unknown?][]): Promise<void> => {
    for (const [verb, body = {}] of steps) await change('POST', `/api/tasks/${task.id}/${verb}`, body);
  };
  const daily = { recurrence_rule: 'FREQ=DAILY', due_date: inMinutes(900) };
  await to(await person.add({ title: 'again and again', ...daily }), ['complete'], ['reopen'], ['complete']);
  await to(await person.add({ title: 'not this time', ...daily }), ['skip']);
  await to(await person.add({ title: 'kept', tags: ['x'] }), ['complete'], ['archive'], ['restore']);
  await to(await person.add({ title: 'yours' }), ['assign', { assignee_id: friend.id }]);
  await to(await person.add({ title: 'paused', ...daily }), ['pause'], ['resume'], ['snooze', { for: 'PT2H' }]);
  await person.add({ title: 'reminds at once', due_date: inMinutes(30) });
  const edited = await person.add({ title: 'edited', priority: 'LOW' });
  for (const n of [1, 2, 3]) await change('PATCH', `/api/tasks/${edited.id}`, { title: `edited ${String(n)}` });
  await to(edited, ['undo']);
  const gone = await person.add({ title: 'gone' });
  await change('DELETE', `/api/tasks/${gone.id}`);
  await change('PATCH', '/api/me', { timezone: 'Asia/Tokyo' });
  await person.say('buy milk tomorrow !!! #home');
};

/** Whole tables but for when a row arrived, and without what the services say of themselves. */
const kept = async ({ tasks: db }: System): Promise<Record<string, unknown[]>> => {
  const tables = {
    tasks: 'SELECT * FROM tasks ORDER BY id',
    events: `SELECT * FROM events WHERE aggregate_type <> 'service' ORDER BY event_id`,
    notifications: 'SELECT * FROM notifications ORDER BY notification_id',
    dead_letters: 'SELECT consumer, topic, reason, body FROM dead_letters',
  };
  const arrival = new Set(['recorded_at', 'delivered_at']);
  const rows = async (sql: string): Promise<unknown[]> =>
    (await db.query<Record<string, unknown>>(sql)).rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !arrival.has(column))),
    );
  return Object.fromEntries(
    await Promise.all(Object.entries(tables).map(async ([name, sql]) => [name, await rows(sql)] as const)),
  );
};

let recorded: Raw[];
let clean: Record<string, unknown[]>;
/** No event makes these: they are the edge's own rows, which tell what channels a person has chosen. */
let users: Record<string, unknown>[];

beforeAll(async () => {
  const system = await startSystem();
  try {
    const people: Person[] = [];
    for (let n = 0; n < PEOPLE; n++) people.push(await signUp(system.url));
    for (const [n, person] of people.entries()) await work(person, people[(n + 1) % PEOPLE] ?? person);
    await holds(
      async () => {
        for (const person of people) {
          const kinds = (await person.inbox()).map(({ kind }) => kind);
          expect(kinds.toSorted()).toEqual(['assignment', 'reminder']);
          // Each of the four that repeat has gone on where it was completed or skipped.
          expect((await person.list()).filter(({ occurrence }) => occurrence === 2)).toHaveLength(2);
        }
        expect((await verify(system.tasks)).findings).toEqual([]);
      },
      { timeout: 120_000, interval: 500, what: 'the clean run to be over' },
    );
    const readers = await Promise.all(topics.map((topic) => system.topic(topic)));
    const audited = new Set(
      (
        await system.tasks.query<{ event_id: string }>(`SELECT event_id FROM events WHERE aggregate_type <> 'service'`)
      ).rows.map(({ event_id }) => event_id),
    );
    await holds(() => {
      expect(new Set(readers.flatMap(({ messages }) => messages.map(({ event }) => event.id)))).toEqual(audited);
    });
    recorded = readers.flatMap(({ topic, messages }) =>
      messages.map(({ event }) => ({ topic, key: String(event['partitionkey']), bytes: JSON.stringify(event) })),
    );
    clean = await kept(system);
    users = (await system.tasks.query<Record<string, unknown>>('SELECT * FROM users')).rows;
  } finally {
    await system.stop();
  }
}, 400_000);

describe.each(brokers)('delivered twice, shuffled, with consumers killed, over %s', (broker) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({
      broker,
      // With a host of actors, which knows none of these tasks and therefore changes nothing.
      roles: ['task-actors', 'search-service', 'audit-service', 'notification-service', 'recurring-task-service'],
    });
  });
  afterAll(() => system.stop());

  test(`read model, inbox and audit are those of the clean run (seed ${String(SEED)})`, async () => {
    const chance = chanceOf(SEED);
    await system.tasks.query('INSERT INTO users SELECT * FROM jsonb_populate_recordset(NULL::users, $1::jsonb)', [
      JSON.stringify(users),
    ]);
    const raw = await rawPublisher(system);
    const messages = chance.shuffled([...recorded, ...recorded]);
    const chunks = Array.from({ length: Math.ceil(messages.length / CHUNK) }, (_, n) =>
      messages.slice(n * CHUNK, (n + 1) * CHUNK),
    );
    const deadly = new Set(chance.shuffled([...chunks.keys()]).slice(0, KILLS));
    const killed: string[] = [];
    const victims = ['search-service', 'audit-service', 'notification-service', 'recurring-task-service'];
    for (const [n, chunk] of chunks.entries()) {
      const publishing = raw.publish(chunk);
      if (deadly.has(n)) {
        const victim = system.app(chance.pick(victims));
        const part = chance.pick(['app', 'app', 'sidecar'] as const);
        await victim[part].kill('SIGKILL');
        killed.push(`${victim.id} ${part}`);
        await publishing;
        await victim[part].start();
      }
      await publishing;
    }
    await system.start();
    await raw.close();
    await holds(
      async () => {
        const now = await kept(system);
        for (const [table, rows] of Object.entries(clean)) expect(now[table], table).toEqual(rows);
      },
      { timeout: 180_000, interval: 1_000, what: 'the tables of the clean run' },
    );
    const sizes = Object.entries(clean).map(([table, rows]) => `${String(rows.length)} ${table}`);
    console.log(
      `${broker}: ${String(recorded.length)} recorded messages delivered as ${String(messages.length)}; killed ` +
        `${killed.join(', ')}; the same ${sizes.join(', ')}`,
    );
  });
});
