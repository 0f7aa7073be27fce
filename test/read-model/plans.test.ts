/** What lists and searches cost when the tables are large: index scans that read no more than a page needs. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conditionOf } from '../../app/filters/condition.ts';
import { parseFilter } from '../../app/filters/parse.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { listEvents, historyOf } from '../../app/queries/events.ts';
import { listNotifications } from '../../app/queries/notifications.ts';
import { listTasks, searchTasks, type TaskFilter } from '../../app/queries/tasks.ts';
import { overdueWakes } from '../../app/queries/upkeep.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
};
type Plan = { nodes: Node[]; milliseconds: number };

const busy = randomUUID();
let postgres: TestPostgres;
let db: Database;
let plans: Plan[] = [];

const flatten = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

/** Explains, on its own connection, whatever the queries under test send. */
const explaining = (pool: Database): Database =>
  new Proxy(pool, {
    get: (target, name, receiver: unknown) => {
      if (name !== 'query') return Reflect.get(target, name, receiver) as unknown;
      return async (statement: { text: string; values: unknown[] }) => {
        const explained = await target.query<{ 'QUERY PLAN': [{ Plan: Node; 'Execution Time': number }] }>(
          `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`,
          statement.values,
        );
        const plan = explained.rows[0]?.['QUERY PLAN'][0];
        if (plan !== undefined) plans.push({ nodes: flatten(plan.Plan), milliseconds: plan['Execution Time'] });
        return target.query(statement);
      };
    },
  });

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.database('plans');
  await migrate(url, 'up', 'tasks');
  const client = new pg.Client(url);
  await client.connect();
  // 100,000 tasks over two years; the busy user has 10,000 of them.
  await client.query(
    `SELECT ensure_partition('tasks', '2025-01-01'::timestamptz + n * interval '3 months') FROM generate_series(0, 8) n`,
  );
  await client.query(
    `SELECT ensure_partition('events', '2026-01-01'::timestamptz + n * interval '1 month') FROM generate_series(0, 11) n`,
  );
  await client.query(
    `INSERT INTO tasks (id, user_id, title, description, priority, tags, due_date, all_day, time_zone, recurrence_mode, reminders,
       reminder_policy, reminder_sent, completed, status, checklist, paused, skipped_dates, created_at, updated_at, version, sequence,
       next_wake_at, assignee_id)
     SELECT gen_random_uuid(),
       CASE WHEN n % 10 = 0 THEN $1::uuid ELSE md5((n % 997)::text)::uuid END,
       (ARRAY['Buy milk', 'Call the dentist', 'Write the report', 'Water plants', 'Book flights'])[n % 5 + 1] || ' ' || n,
       'number ' || n, (ARRAY['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[n % 4 + 1],
       CASE WHEN n % 3 = 0 THEN ARRAY['home'] ELSE ARRAY[]::text[] END,
       '2026-12-01'::timestamptz + (n % 5000) * interval '1 hour', false, 'UTC', 'schedule', '[]', '{}', false, n % 2 = 0 AND n % 20 <> 0,
       CASE WHEN n % 2 = 0 AND n % 20 <> 0 THEN 'COMPLETED' ELSE 'ACTIVE' END, '[]', false, '{}',
       '2025-01-01'::timestamptz + (n % 700) * interval '1 day', now(), 1, 1,
       CASE WHEN n % 50 = 0 THEN '2026-12-01'::timestamptz + (n % 5000) * interval '1 hour' END,
       CASE WHEN n % 1000 = 1 THEN $1::uuid END
     FROM generate_series(1, 100000) AS n`,
    [busy],
  );
  await client.query(
    `INSERT INTO events (event_id, event_type, aggregate_id, aggregate_type, sequence, "timestamp", correlation_id, user_id, event)
     SELECT gen_random_uuid(), 'TASK_UPDATED', md5((n / 10)::text)::uuid, 'task', n % 10 + 1,
       '2026-01-01'::timestamptz + (n % 300) * interval '1 day', gen_random_uuid(),
       CASE WHEN n % 10 = 0 THEN $1::uuid ELSE md5((n % 997)::text)::uuid END, '{}'
     FROM generate_series(1, 50000) AS n`,
    [busy],
  );
  await client.query(
    `INSERT INTO notifications (notification_id, user_id, task_id, kind, channel, occasion, text, fired_at)
     SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN $1::uuid ELSE md5((n % 997)::text)::uuid END, gen_random_uuid(), 'reminder',
       'inbox', 'o' || n, 'x', '2026-01-01'::timestamptz + n * interval '1 minute'
     FROM generate_series(1, 30000) AS n`,
    [busy],
  );
  await client.query('VACUUM ANALYZE');
  await client.end();
  db = explaining(openDatabase(url));
});
afterAll(async () => {
  await db.end();
  await postgres.stop();
});

const explain = async (work: () => Promise<unknown>): Promise<Plan> => {
  plans = [];
  // What is explained is the last of several runs, with everything in memory.
  for (let n = 0; n < 3; n++) await work();
  const plan = plans.at(-1);
  if (plan === undefined) throw new Error('nothing was asked');
  return plan;
};
const scanned = ({ nodes }: Plan): number =>
  nodes
    .filter((node) => node['Relation Name'] !== undefined)
    .reduce(
      (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
const sequential = ({ nodes }: Plan): Node[] =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] * node['Actual Loops'] > 500);

test.each<[string, TaskFilter, number]>([
  ['the first page of the open ones', {}, 1_500],
  ['due from an instant on', { due_after: '2026-12-10T00:00:00Z' }, 11_000],
  ['of one priority', { priority: ['CRITICAL'] }, 11_000],
  ['by priority', { sort: 'priority' }, 11_000],
  ['everything, the latest changed first', { status: 'all', sort: '-updated_at' }, 11_000],
])('a list: %s', async (_, filter, most) => {
  const plan = await explain(() => listTasks(db, busy, filter));
  expect(sequential(plan)).toEqual([]);
  expect(scanned(plan)).toBeLessThan(most);
});

test.each([
  ['due before 2026-12-10 & #home & !high', 1_500],
  ['(overdue | today) & @home & !completed', 11_000],
  ['no due', 11_000],
  ['!(#home | p1) & (search: milk | search: dentist)', 11_000],
  ['completed last week', 11_000],
  ['category: errands | assigned to me', 11_000],
])('a filter: %s', async (text, most) => {
  const here = { now: Date.parse('2026-12-05T12:00:00Z'), zone: 'Europe/Berlin', weekStart: 0 };
  const where = conditionOf(parseFilter(text), { ...here, userId: busy });
  const plan = await explain(() => listTasks(db, busy, { status: 'all', where }));
  expect(sequential(plan)).toEqual([]);
  expect(scanned(plan)).toBeLessThan(most);
});

test('a page deep in the list costs what the first one costs', async () => {
  let cursor: string | undefined;
  for (let n = 0; n < 20; n++) cursor = (await listTasks(db, busy, { cursor, limit: 50 })).next_cursor ?? undefined;
  const deep = await explain(() => listTasks(db, busy, { cursor, limit: 50 }));
  expect(sequential(deep)).toEqual([]);
  expect(scanned(deep)).toBeLessThan(1_500);
});

test.each(['milk', 'dentist -home', '"the report"', '99990'])('a search: %s', async (q) => {
  const plan = await explain(() => searchTasks(db, busy, q));
  expect(sequential(plan)).toEqual([]);
  expect(plan.nodes.some((node) => node['Node Type'] === 'Bitmap Index Scan')).toBe(true);
  expect(scanned(plan)).toBeLessThan(11_000);
});

test('overdue wakes, events, history and inbox', async () => {
  const wakes = await explain(() => overdueWakes(db, '2026-12-05T00:00:00Z', null, 100));
  expect(sequential(wakes)).toEqual([]);
  expect(scanned(wakes)).toBeLessThan(2_500);
  expect(sequential(await explain(() => listEvents(db, busy)).catch(() => explainedLast()))).toEqual([]);
  const history = await explain(() => historyOf(db, '00000000-0000-4000-8000-000000000000'));
  expect(sequential(history)).toEqual([]);
  const inbox = await explain(() => listNotifications(db, busy));
  expect(sequential(inbox)).toEqual([]);
  expect(scanned(inbox)).toBeLessThan(300);
});

/** The rows made here are no envelopes, so parsing them fails after the plan is known. */
const explainedLast = (): Plan => {
  const plan = plans.at(-1);
  if (plan === undefined) throw new Error('nothing was asked');
  return plan;
};
