/** The consumers together on a real Postgres and the real domain: duplicates, disorder and outages end in the same state. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '../../actors/task/history.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { remindersFor } from '../../actors/task/reminders.ts';
import { taskEvent, type EventEnvelope } from '../../actors/task/events.ts';
import { auditConsumer } from '../../app/consumers/audit.ts';
import { consume, type Consumer, type ConsumeDeps, type Status } from '../../app/consumers/consume.ts';
import { heartbeatOf } from '../../app/consumers/heartbeat.ts';
import { createConsumerMetrics } from '../../app/consumers/metrics.ts';
import { notificationConsumer } from '../../app/consumers/notifications.ts';
import { recurringConsumer } from '../../app/consumers/recurring.ts';
import { searchConsumer } from '../../app/consumers/search.ts';
import { topicsOf } from '../../app/dapr/topics.ts';
import { bury, markRedriven, waitingDeadLetters } from '../../app/queries/dead-letters.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { historyOf, listEvents } from '../../app/queries/events.ts';
import { listNotifications, markNotificationRead } from '../../app/queries/notifications.ts';
import { listServices } from '../../app/queries/services.ts';
import { listTasks } from '../../app/queries/tasks.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { domainActors, type DomainActors } from './domain-actors.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

const start = '2026-12-01T09:00:00.000Z';
/** The inbox alone. */
const out = { offered: [], kick: () => undefined, delivered: () => undefined };
const policy = { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null };

let postgres: TestPostgres;
let db: Database;
let actors: DomainActors;
let lines: { msg: string }[];
let databases = 0;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  await freshDatabase();
  actors = domainActors(start);
  lines = [];
  return async () => {
    await db.end();
  };
});

const freshDatabase = async (): Promise<void> => {
  const url = await postgres.database(`consumers_${databases++}`);
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
};

const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string }) });
const deps = (): ConsumeDeps => ({
  bury: async (letter) => bury(db, letter),
  log,
  metrics: createConsumerMetrics(new Registry()),
  now: () => new Date(start),
});
const consumers = (): Consumer[] => [
  searchConsumer(db),
  auditConsumer(db),
  recurringConsumer({ actors, log }),
  notificationConsumer({ db, actors, log, now: () => new Date(start), out }),
];

type Sent = { topic: string; event: unknown };
const sent = (events: readonly EventEnvelope[]): Sent[] =>
  events.flatMap((event) => topicsOf(event).map((topic) => ({ topic, event: { specversion: '1.0', data: event } })));

const give = async (consumer: Consumer, messages: readonly Sent[]): Promise<Status[]> => {
  const statuses: Status[] = [];
  for (const topic of consumer.topics) {
    const deliveries = messages
      .filter((message) => message.topic === topic)
      .map(({ event }, n) => ({ entryId: String(n), event }));
    statuses.push(...(await consume(consumer, deps(), topic, deliveries)).map(({ status }) => status));
  }
  return statuses;
};

/** Lets everybody consume until nobody has anything more to say. */
const settle = async (arrange: (messages: Sent[]) => Sent[] = (messages) => messages): Promise<void> => {
  for (let read = 0; read < actors.events.length;) {
    const fresh = sent(actors.events.slice(read));
    read = actors.events.length;
    for (const consumer of consumers()) {
      expect(new Set(await give(consumer, arrange(fresh)))).not.toContain('RETRY');
    }
  }
};

const create = async (userId: string, key: string, fields: Record<string, unknown>): Promise<string> => {
  const id = taskIdFor(userId, key);
  await actors.person(userId, id, key, {
    type: 'CreateTask',
    fields: { title: key, time_zone: 'Europe/Berlin', ...fields },
    policy,
  });
  return id;
};
const ring = async (userId: string, taskId: string): Promise<void> => {
  const wake = (await actors.read(taskId))?.next_wake_at;
  if (wake == null) throw new Error('nothing to ring');
  actors.now = wake;
  const state = actors.states.get(taskId);
  for (const reminder of remindersFor(state!, start)) {
    if (reminder.at > wake) continue;
    const reply = await actors.execute(taskId, {
      command_id: `fire ${reminder.name}`,
      command: { type: 'FireReminder', name: reminder.name, planned_for: reminder.at },
      caller: { user_id: userId, via: 'reminder' },
      correlation_id: taskId,
      causation_id: null,
    });
    expect(reply.ok).toBe(true);
  }
};

/** Everything the consumers keep, without what is a clock's. */
const kept = async (): Promise<unknown> => {
  const tasks = await db.query(
    `SELECT id, sequence, version, title, completed, status, next_wake_at, due_date, last_event_id FROM tasks ORDER BY id`,
  );
  const events = await db.query('SELECT event_id, aggregate_id, sequence, event FROM events ORDER BY event_id');
  const inbox = await db.query(
    `SELECT notification_id, user_id, task_id, kind, channel, text, due_at, fired_at FROM notifications ORDER BY 1`,
  );
  const letters = await db.query('SELECT consumer, topic, reason, body FROM dead_letters ORDER BY 1, 2, 4');
  return { tasks: tasks.rows, events: events.rows, inbox: inbox.rows, letters: letters.rows };
};

describe('a reminder', () => {
  test('makes one inbox row, one log line with the text, and is marked as sent', async () => {
    const user = randomUUID();
    const id = await create(user, 'Pay rent', { due_date: '2026-12-01T11:00:00Z' });
    await ring(user, id);
    await settle();
    const inbox = (await listNotifications(db, user)).items;
    expect(inbox).toMatchObject([
      { kind: 'reminder', task_id: id, text: `🔔 REMINDER: Task 'Pay rent' due in 60 minutes`, read_at: null },
    ]);
    expect(lines.filter(({ msg }) => msg === `🔔 REMINDER: Task 'Pay rent' due in 60 minutes`)).toHaveLength(1);
    expect(actors.states.get(id)?.task?.reminder_sent).toBe(true);
    expect(actors.events.map(({ event_type }) => event_type)).toEqual([
      'TASK_CREATED',
      'REMINDER_DUE',
      'REMINDER_SENT',
    ]);
    expect((await listTasks(db, user)).items[0]?.reminder_sent).toBe(true);
  });

  test('makes one row and one line however many replicas see it how often at once', async () => {
    const user = randomUUID();
    const id = await create(user, 'Pay rent', { due_date: '2026-12-01T11:00:00Z' });
    await ring(user, id);
    const messages = sent(actors.events);
    const replicas = Array.from({ length: 20 }, () =>
      notificationConsumer({ db, actors, log, now: () => new Date(), out }),
    );
    const statuses = await Promise.all(replicas.map(async (replica) => give(replica, [...messages, ...messages])));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    expect((await listNotifications(db, user)).items).toHaveLength(1);
    expect(lines.filter(({ msg }) => msg.startsWith('🔔'))).toHaveLength(1);
    expect(actors.events.filter(({ event_type }) => event_type === 'REMINDER_SENT')).toHaveLength(1);
  });

  test('waits while the actors are down, and tells nobody twice when they are back', async () => {
    const user = randomUUID();
    const id = await create(user, 'Pay rent', { due_date: '2026-12-01T11:00:00Z' });
    await ring(user, id);
    actors.down = true;
    const due = sent(actors.events).filter(({ topic }) => topic === 'task-reminders');
    const consumer = notificationConsumer({ db, actors, log, now: () => new Date(), out });
    expect(await give(consumer, due)).toEqual(['RETRY']);
    expect(actors.states.get(id)?.task?.reminder_sent).toBe(false);
    actors.down = false;
    expect(await give(consumer, due)).toEqual(['SUCCESS']);
    expect((await listNotifications(db, user)).items).toHaveLength(1);
    expect(lines.filter(({ msg }) => msg.startsWith('🔔'))).toHaveLength(1);
    expect(actors.states.get(id)?.task?.reminder_sent).toBe(true);
    expect(await waitingDeadLetters(db)).toEqual([]);
  });

  test('is read once, by its owner', async () => {
    const user = randomUUID();
    const id = await create(user, 'Pay rent', { due_date: '2026-12-01T11:00:00Z' });
    await ring(user, id);
    await settle();
    const [entry] = (await listNotifications(db, user)).items;
    if (entry === undefined) throw new Error('expected an entry');
    expect(await markNotificationRead(db, randomUUID(), entry.notification_id, start)).toBeNull();
    const read = await markNotificationRead(db, user, entry.notification_id, start);
    expect(read?.read_at).toBe(start);
    expect((await markNotificationRead(db, user, entry.notification_id, '2027-01-01T00:00:00.000Z'))?.read_at).toBe(
      start,
    );
    expect((await listNotifications(db, user, { unread: true })).items).toEqual([]);
  });
});

test('an assignment tells the assignee, once, and nobody of what they did themselves', async () => {
  const [user, colleague] = [randomUUID(), randomUUID()];
  const id = await create(user, 'Water the plants', {});
  await actors.person(user, id, 'to colleague', { type: 'AssignTask', assignee_id: colleague });
  await actors.person(user, id, 'to self', { type: 'AssignTask', assignee_id: user });
  await create(user, 'Feed the cat', { assignee_id: colleague });
  await settle((messages) => [...messages, ...messages]);
  expect((await listNotifications(db, colleague)).items.map(({ text }) => text).sort()).toEqual([
    `Task 'Feed the cat' was assigned to you`,
    `Task 'Water the plants' was assigned to you`,
  ]);
  expect((await listNotifications(db, user)).items).toEqual([]);
  expect((await listTasks(db, colleague)).items.map(({ title }) => title)).toEqual(['Feed the cat']);
});

test('completing a recurring task three times makes three successors, each like the first', async () => {
  const user = randomUUID();
  let id = await create(user, 'Standup', {
    due_date: '2026-12-02T09:15:00',
    recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    tags: ['team'],
    priority: 'HIGH',
  });
  for (let n = 1; n <= 3; n++) {
    await actors.person(user, id, `complete ${n}`, { type: 'CompleteTask' });
    await settle((messages) => [...messages, ...messages].toReversed());
    const open = (await listTasks(db, user)).items;
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ title: 'Standup', tags: ['team'], priority: 'HIGH', occurrence: n + 1 });
    id = open[0]?.id ?? '';
  }
  expect((await listTasks(db, user, { status: 'completed' })).items).toHaveLength(3);
  const asked = actors.asked.filter(({ envelope }) => envelope.command.type === 'TriggerNext');
  expect(new Set(asked.map(({ envelope }) => envelope.command_id)).size).toBe(3);
  expect(lines.filter(({ msg }) => msg === 'next occurrence made')).toHaveLength(3);
});

test('the end of a series is logged and skipped', async () => {
  const user = randomUUID();
  const id = await create(user, 'Twice', { due_date: '2026-12-02T09:15:00', recurrence_rule: 'FREQ=DAILY;COUNT=2' });
  await actors.person(user, id, 'first', { type: 'CompleteTask' });
  await settle();
  const next = (await listTasks(db, user)).items[0]?.id ?? '';
  await actors.person(user, next, 'second', { type: 'CompleteTask' });
  await settle();
  expect((await listTasks(db, user)).items).toEqual([]);
  expect(lines.filter(({ msg }) => msg.startsWith('the series ends here'))).toHaveLength(1);
});

test('the audit has every event once, in sequence and with an unbroken chain, whatever the order of arrival', async () => {
  const user = randomUUID();
  const id = await create(user, 'A task', { due_date: '2026-12-05T10:00:00Z' });
  for (const [n, title] of ['B', 'C', 'D', 'E'].entries()) {
    await actors.person(user, id, `u${n}`, { type: 'UpdateTask', changes: { title } });
  }
  const messages = sent(actors.events);
  const places = Array.from({ length: messages.length * 3 }, (_, n) => n % messages.length);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(places, { minLength: messages.length * 2 }), async (order) => {
      const some = order.flatMap((n) => messages[n] ?? []);
      await Promise.all([give(auditConsumer(db), some), give(auditConsumer(db), some.toReversed())]);
    }),
    { numRuns: 10 },
  );
  await give(auditConsumer(db), messages);
  const history = await historyOf(db, id);
  expect(history).toEqual(actors.events);
  expect(verifyChain(history.map((event) => taskEvent.parse(event)))).toEqual([]);
  expect(await historyOf(db, id, { after: 3 })).toEqual(actors.events.slice(3));
  expect(await historyOf(db, id, { until: '2026-11-30T00:00:00.000Z' })).toEqual([]);

  const seen: EventEnvelope[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = await listEvents(db, user, { limit: 2, cursor });
    seen.push(...page.items);
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  expect(new Set(seen.map((event) => event.event_id)).size).toBe(actors.events.length);
  expect((await listEvents(db, user, { event_type: 'TASK_UPDATED', aggregate_id: id })).items).toHaveLength(4);
  expect((await listEvents(db, user, { from: '2027-01-01T00:00:00.000Z' })).items).toEqual([]);
  expect((await listEvents(db, randomUUID())).items).toEqual([]);
});

test('every event twice and shuffled across topics ends as a clean run does', async () => {
  const story = async (): Promise<void> => {
    const user = '5a7e0000-0000-4000-8000-000000000001';
    const friend = '5a7e0000-0000-4000-8000-000000000002';
    const daily = await create(user, 'Daily', { due_date: '2026-12-01T12:00:00Z', recurrence_rule: 'FREQ=DAILY' });
    const once = await create(user, 'Once', { due_date: '2026-12-01T12:30:00Z', assignee_id: friend });
    await ring(user, daily);
    await actors.person(user, daily, 'done', { type: 'CompleteTask' });
    await actors.person(user, once, 'later', { type: 'UpdateTask', changes: { title: 'Once more' } });
    await actors.person(user, once, 'gone', { type: 'DeleteTask' });
  };
  const poison: Sent[] = [
    { topic: 'task-events', event: 'garbage' },
    { topic: 'task-reminders', event: { specversion: '1.0', data: { event_type: 'FROM_THE_FUTURE' } } },
  ];
  await story();
  await settle((messages) => [...messages, ...poison]);
  const clean = await kept();
  await db.end();

  for (const seed of [1, 2, 3]) {
    await freshDatabase();
    actors = domainActors(start);
    await story();
    await settle((messages) => {
      const twice = [...messages, ...poison, ...messages, ...poison];
      return fc.sample(fc.shuffledSubarray(twice, { minLength: twice.length }), { numRuns: 1, seed })[0] ?? [];
    });
    expect(await kept()).toEqual(clean);
    if (seed < 3) await db.end();
  }
});

test('what Postgres can never store is buried, not retried; its neighbours are stored', async () => {
  const user = randomUUID();
  await create(user, 'Good', {});
  const [event] = actors.events;
  const bad = { ...event, event_id: randomUUID(), aggregate_id: randomUUID(), source_service: 'with a NUL \0' };
  const statuses = await give(auditConsumer(db), [
    ...sent(actors.events),
    { topic: 'task-events', event: { specversion: '1.0', data: bad } },
  ]);
  expect(statuses).toEqual(['SUCCESS', 'DROP']);
  const [letter] = await waitingDeadLetters(db);
  expect(letter).toMatchObject({ consumer: 'audit-service', topic: 'task-events', times: 1 });
  expect(letter?.body).toContain('with a NUL');
});

test('dead letters are kept once, counted, and leave the queue when they are sent again', async () => {
  const poison = [{ topic: 'task-events', event: '{"half' }];
  for (let n = 0; n < 3; n++) expect(await give(auditConsumer(db), poison)).toEqual(['DROP']);
  expect(await give(searchConsumer(db), poison)).toEqual(['DROP']);
  const letters = await waitingDeadLetters(db);
  expect(letters.map(({ consumer, times, body, reason }) => ({ consumer, times, body, reason }))).toEqual([
    { consumer: 'audit-service', times: 3, body: '{"half', reason: 'not a JSON object' },
    { consumer: 'search-service', times: 1, body: '{"half', reason: 'not a JSON object' },
  ]);
  await markRedriven(db, letters[0]?.dead_letter_id ?? '', (letters[0]?.times ?? 0) - 1);
  expect(await waitingDeadLetters(db, '0')).toHaveLength(letters.length);
  await markRedriven(db, letters[0]?.dead_letter_id ?? '', letters[0]?.times ?? 0);
  expect(await waitingDeadLetters(db)).toHaveLength(1);
  await give(auditConsumer(db), poison);
  expect(await waitingDeadLetters(db)).toHaveLength(2);
});

test('while Postgres is away everything is answered RETRY and nothing is buried', async () => {
  const user = randomUUID();
  await create(user, 'Task', { due_date: '2026-12-01T11:00:00Z' });
  await ring(user, taskIdFor(user, 'Task'));
  const away = openDatabase('postgres://duecourse:duecourse@127.0.0.1:1/nowhere');
  const poison: Sent = { topic: 'task-events', event: 'garbage' };
  for (const consumer of [
    searchConsumer(away),
    auditConsumer(away),
    notificationConsumer({ db: away, actors, log, now: () => new Date(), out }),
  ]) {
    const answers = await consume(
      consumer,
      { ...deps(), bury: async (letter) => bury(away, letter) },
      'task-events',
      [...sent(actors.events), poison].map(({ event }, n) => ({ entryId: String(n), event })),
    );
    expect(answers.at(-1)?.status).toBe('RETRY');
    expect(answers.filter(({ status }) => status === 'DROP')).toEqual([]);
    expect(answers.some(({ status }) => status === 'RETRY')).toBe(true);
  }
  await away.end();
});

test('services are as they last said, and silence is told', async () => {
  const said = (sent_at: string, health: 'HEALTHY' | 'UNHEALTHY') => ({
    service_id: '5e000000-0000-4000-8000-000000000001',
    service_name: 'audit-service',
    description: 'keeps the history',
    consumes_topics: ['task-events'],
    produces_topics: [],
    health,
    dependencies: {},
    partition_assignment: { 'task-events': [1] },
    sent_at,
  });
  const beat = (n: number, sent_at: string, health: 'HEALTHY' | 'UNHEALTHY') => ({
    topic: 'service-heartbeats',
    event: {
      specversion: '1.0',
      data: heartbeatOf(said(sent_at, health), n, { event: randomUUID(), correlation: randomUUID() }),
    },
  });
  const late = beat(2, '2026-12-01T09:00:15.000Z', 'HEALTHY');
  const early = beat(1, '2026-12-01T09:00:00.000Z', 'UNHEALTHY');
  await give(searchConsumer(db), [late, early, late]);
  await give(searchConsumer(db), [early]);
  const statusAt = async (now: string) => (await listServices(db, now))[0]?.status;
  expect((await listServices(db, start))[0]).toMatchObject({
    service_name: 'audit-service',
    last_heartbeat: '2026-12-01T09:00:15.000Z',
    partition_assignment: { 'task-events': [1] },
  });
  expect(await statusAt('2026-12-01T09:00:20.000Z')).toBe('HEALTHY');
  expect(await statusAt('2026-12-01T09:00:45.000Z')).toBe('DEGRADED');
  expect(await statusAt('2026-12-01T09:02:00.000Z')).toBe('OFFLINE');
  expect(await statusAt('2026-12-03T09:02:00.000Z')).toBeUndefined();
});
