/** The read model under disorder and repetition, and the lists that are read from it, on a real Postgres. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { onDisk, openDatabase, type Database } from '../../app/queries/database.ts';
import { InvalidCursor } from '../../app/queries/keyset.ts';
import { listTasks, searchTasks, seriesTasks, tasksByIds, type TaskFilter } from '../../app/queries/tasks.ts';
import { taskSort } from '../../app/queries/task-orders.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectAnswer, projectTask, projectTasks } from '../../app/read-model/project-task.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { aSnapshot } from './samples.ts';

let postgres: TestPostgres;
let db: Database;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.database('lists');
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
});
afterAll(async () => {
  await db.end();
  await postgres.stop();
});

const only = async (id: string, user: string): Promise<Task | undefined> => (await tasksByIds(db, user, [id]))[0];

describe('projection', () => {
  test('a task comes back exactly as it was projected', async () => {
    const full = aSnapshot({
      description: 'with "quotes", \\ and 🌱',
      priority: 'HIGH',
      tags: ['a b', 'c,d', '{e}'],
      due_date: '2026-12-01T09:00:00.123Z',
      recurrence_rule: 'FREQ=DAILY',
      recurrence_text: 'daily',
      series_id: randomUUID(),
      occurrence: 3,
      reminders: [{ id: randomUUID(), offset: 'PT1H', fired_for: null }],
      checklist: [{ id: randomUUID(), text: 'one', done: true }],
      skipped_dates: ['2026-12-02'],
    });
    expect(await projectTask(db, full)).toBe(true);
    expect(await only(full.task.id, full.task.user_id)).toEqual(full.task);
  });

  test('what a command answered is seen at once, before it is on disk, and is there once a record behind it is', async () => {
    const unflushed = async (): Promise<boolean> => {
      const { rows } = await db.query<{ behind: boolean }>(
        'SELECT pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn() AS behind',
      );
      return rows[0]?.behind === true;
    };
    let wereBehind = 0;
    // The server writes to disk of its own accord now and then, so not each of them is caught waiting.
    for (let n = 0; n < 20; n++) {
      const answered = aSnapshot({});
      await projectAnswer(db, answered);
      if (await unflushed()) wereBehind++;
      expect(await only(answered.task.id, answered.task.user_id)).toEqual(answered.task);
      const { rows } = await db.query<{ at: string }>('SELECT pg_current_wal_insert_lsn() AS at');
      await onDisk(db);
      const { rows: flushed } = await db.query('SELECT 1 WHERE pg_current_wal_flush_lsn() >= $1::pg_lsn', [
        rows[0]?.at,
      ]);
      expect(flushed).toHaveLength(1);
    }
    expect(wereBehind).toBeGreaterThan(0);
    // The setting ends with its statement: what is projected from events waits for the disk.
    expect((await db.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  test('an answer does not replace a later state', async () => {
    const later = aSnapshot({ title: 'later' });
    await projectTask(db, { ...later, sequence: 3 });
    await projectAnswer(db, { ...later, task: { ...later.task, title: 'earlier' }, sequence: 2 });
    expect((await only(later.task.id, later.task.user_id))?.title).toBe('later');
    await projectAnswer(db, { ...later, task: { ...later.task, title: 'latest' }, sequence: 4 });
    expect((await only(later.task.id, later.task.user_id))?.title).toBe('latest');
  });

  test('any shuffle with duplicates ends in the highest sequence', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (sequences, batch) => {
          const { id, user_id } = aSnapshot().task;
          const snapshots = sequences.map((n) => aSnapshot({ id, user_id, title: `at ${n}`, version: n }, n));
          for (let i = 0; i < snapshots.length; i += batch) await projectTasks(db, snapshots.slice(i, i + batch));
          expect((await only(id, user_id))?.title).toBe(`at ${Math.max(...sequences)}`);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('concurrent writers end in the highest sequence', async () => {
    const { id, user_id } = aSnapshot().task;
    const writes = Array.from({ length: 40 }, (_, n) => aSnapshot({ id, user_id, title: `at ${n + 1}` }, n + 1));
    const others = Array.from({ length: 40 }, () => aSnapshot({ user_id }));
    await Promise.all(
      writes.map(async (snapshot, n) =>
        projectTasks(db, n % 2 === 0 ? [snapshot, ...others] : [...others.toReversed(), snapshot]),
      ),
    );
    expect((await only(id, user_id))?.title).toBe('at 40');
  });

  test('a task of a time without a partition gets one', async () => {
    const old = aSnapshot({ created_at: '2019-05-05T00:00:00.000Z' });
    const future = aSnapshot({ created_at: '2044-12-31T23:59:59.999Z', user_id: old.task.user_id });
    expect(await projectTasks(db, [old, future])).toBe(2);
    expect(await projectTasks(db, [old, future])).toBe(0);
  });
});

describe('lists', () => {
  const user = randomUUID();
  const stranger = randomUUID();
  const home = randomUUID();
  const made: Task[] = [];
  const day = (n: number): string => new Date(Date.UTC(2026, 11, n)).toISOString();

  beforeAll(async () => {
    const priorities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', null] as const;
    const snapshots = Array.from({ length: 60 }, (_, n) =>
      aSnapshot({
        user_id: n % 6 === 5 ? stranger : user,
        assignee_id: n % 12 === 5 ? user : n % 10 === 0 ? stranger : null,
        title: `${['Buy milk', 'call Ada', 'Write reports', 'Zürich trip'][n % 4] ?? ''} ${n}`,
        priority: priorities[n % 5] ?? null,
        tags: [...(n % 2 === 0 ? ['home'] : []), ...(n % 3 === 0 ? ['errand'] : [])],
        category_id: n % 4 === 0 ? home : null,
        due_date: n % 7 === 0 ? null : day(1 + (n % 10)),
        created_at: day(-n),
        updated_at: day(n % 13),
        ...(n % 8 === 1 ? { completed: true, completed_at: day(1), status: 'COMPLETED', outcome: 'done' } : {}),
        ...(n % 8 === 2 ? { status: 'ARCHIVED' } : {}),
        ...(n % 8 === 3 ? { deleted_at: day(2) } : {}),
      }),
    );
    made.push(...snapshots.map((snapshot) => snapshot.task));
    await projectTasks(db, snapshots);
  });

  const mine = (task: Task): boolean => task.user_id === user || task.assignee_id === user;
  const open = (task: Task): boolean => !task.completed && task.status !== 'ARCHIVED' && task.deleted_at === null;
  const ids = (tasks: readonly Task[]): string[] => tasks.map((task) => task.id).sort();
  const list = async (filter: TaskFilter): Promise<string[]> =>
    ids((await listTasks(db, user, { limit: 200, ...filter })).items);

  test.each<[string, TaskFilter, (task: Task) => boolean]>([
    ['open by default', {}, open],
    ['completed', { status: 'completed' }, (t) => t.completed && t.status !== 'ARCHIVED' && t.deleted_at === null],
    ['archived', { status: 'archived' }, (t) => t.status === 'ARCHIVED' && t.deleted_at === null],
    ['deleted', { status: 'deleted' }, (t) => t.deleted_at !== null],
    ['all', { status: 'all' }, () => true],
    ['due before', { due_before: day(4) }, (t) => open(t) && t.due_date !== null && t.due_date < day(4)],
    ['due after', { due_after: day(4) }, (t) => open(t) && t.due_date !== null && t.due_date >= day(4)],
    ['priority', { priority: ['HIGH'] }, (t) => open(t) && t.priority === 'HIGH'],
    [
      'priorities or none',
      { priority: ['HIGH', null] },
      (t) => open(t) && (t.priority === 'HIGH' || t.priority === null),
    ],
    ['tag', { tags: ['home'] }, (t) => open(t) && t.tags.includes('home')],
    ['tags', { tags: ['home', 'errand'] }, (t) => open(t) && t.tags.includes('home') && t.tags.includes('errand')],
    ['category', { category_id: home }, (t) => open(t) && t.category_id === home],
    ['assignee', { assignee_id: user }, (t) => open(t) && t.assignee_id === user],
    ['words', { q: 'report' }, (t) => open(t) && t.title.includes('reports')],
    [
      'words of a title and a tag',
      { q: 'milk errand' },
      (t) => open(t) && t.title.includes('milk') && t.tags.includes('errand'),
    ],
    [
      'an excluded word',
      { q: 'milk -errand' },
      (t) => open(t) && t.title.includes('milk') && !t.tags.includes('errand'),
    ],
    [
      'a condition',
      { where: { kind: 'not', of: { kind: 'between', column: 'due_date', from: null, to: day(4) } } },
      (t) => open(t) && !(t.due_date !== null && t.due_date < day(4)),
    ],
    [
      'either',
      { where: { kind: 'or', of: [{ kind: 'no-due-date' }, { kind: 'tag', is: 'errand' }] } },
      (t) => open(t) && (t.due_date === null || t.tags.includes('errand')),
    ],
  ])('%s', async (_, filter, expected) => {
    const wanted = ids(made.filter((task) => mine(task) && expected(task)));
    expect(wanted.length).toBeGreaterThan(0);
    expect(await list(filter)).toEqual(wanted);
  });

  test.each(taskSort.options)('pages of every size in order %s are the whole list, once each', async (sort) => {
    const q = sort === 'relevance' ? { q: 'milk or reports or call' } : {};
    const whole = (await listTasks(db, user, { ...q, status: 'all', sort, limit: 200 })).items;
    expect(whole.length).toBeGreaterThan(20);
    for (const limit of [1, 3, 20, 50]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listTasks(db, user, { ...q, status: 'all', sort, limit, cursor });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map((task) => task.id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(whole.map((task) => task.id));
    }
  });

  test('by due date, with the tasks that have none at the end; by priority, the highest first', async () => {
    const due = (await listTasks(db, user, { limit: 200 })).items.map((task) => task.due_date ?? '9');
    expect(due).toEqual(due.toSorted());
    const ranks = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', null];
    const order = (await listTasks(db, user, { limit: 200, sort: 'priority' })).items.map((t) =>
      ranks.indexOf(t.priority),
    );
    expect(order).toEqual(order.toSorted());
  });

  test('a row that moves while the pages are read makes no other row appear twice or vanish', async () => {
    const first = await listTasks(db, user, { limit: 5 });
    const moved = first.items[2];
    if (moved === undefined || first.next_cursor === null) throw new Error('expected a second page');
    const late = { ...moved, due_date: '2030-01-01T00:00:00.000Z' };
    await projectTask(db, { task: late, sequence: 2, next_wake_at: null });
    const second = await listTasks(db, user, { limit: 200, cursor: first.next_cursor });
    const rest = second.items.map((task) => task.id).filter((id) => id !== moved.id);
    const earlier = new Set(first.items.map((task) => task.id));
    expect(rest.filter((id) => earlier.has(id))).toEqual([]);
    expect(rest.length + earlier.size).toBe(made.filter((task) => mine(task) && open(task)).length);
    await projectTask(db, { task: moved, sequence: 3, next_wake_at: null });
  });

  test('a cursor of another order, a broken one and an invented one are refused', async () => {
    const page = await listTasks(db, user, { limit: 2 });
    const wrong = [page.next_cursor ?? '', 'AAAA', Buffer.from('["tasks:title","x"]').toString('base64url')];
    for (const cursor of wrong) {
      await expect(listTasks(db, user, { sort: 'title', cursor })).rejects.toBeInstanceOf(InvalidCursor);
    }
    const hostile = Buffer.from(JSON.stringify(['tasks:due_date', 'now()', randomUUID()])).toString('base64url');
    await expect(listTasks(db, user, { cursor: hostile })).rejects.toBeInstanceOf(InvalidCursor);
  });

  test("nobody sees another's: not in lists, searches, series or by id", async () => {
    const other = randomUUID();
    expect((await listTasks(db, other, { status: 'all' })).items).toEqual([]);
    expect((await searchTasks(db, other, 'milk')).items).toEqual([]);
    expect(
      await tasksByIds(
        db,
        other,
        made.map((task) => task.id),
      ),
    ).toEqual([]);
    const series = aSnapshot({ user_id: user, series_id: randomUUID(), occurrence: 1 });
    await projectTask(db, { ...series, task: { ...series.task, deleted_at: day(1) } });
    expect(await seriesTasks(db, user, series.task.series_id ?? '')).toHaveLength(1);
    expect(await seriesTasks(db, other, series.task.series_id ?? '')).toEqual([]);
  });

  test('words that find nothing are taken for a beginning or a slip, within what is theirs and asked for', async () => {
    const [me, other] = [randomUUID(), randomUUID()];
    await projectTasks(db, [
      aSnapshot({ user_id: me, title: 'Call the dentist' }),
      aSnapshot({ user_id: me, title: 'Dental floss', deleted_at: day(1) }),
      aSnapshot({ user_id: me, title: 'Buy milk' }),
      aSnapshot({ user_id: other, title: 'Dentist of another', assignee_id: me }),
      aSnapshot({ user_id: other, title: 'Dentist, not to be seen' }),
    ]);
    const titles = async (q: string, filter = {}): Promise<string[]> =>
      (await searchTasks(db, me, q, filter)).items.map((task) => task.title).sort();
    expect(await titles('dentst')).toEqual(['Call the dentist', 'Dentist of another']);
    expect(await titles('dent')).toEqual(['Call the dentist', 'Dentist of another']);
    expect(await titles('dent', { status: 'deleted' })).toEqual(['Dental floss']);
    expect(await titles('zebra')).toEqual([]);
    expect(await titles('milk')).toEqual(['Buy milk']);
    expect(await titles("'; --")).toEqual([]);
  });

  test('search puts a title before a description, finds names the english dictionary drops, and never throws', async () => {
    const me = randomUUID();
    await projectTasks(db, [
      aSnapshot({ user_id: me, title: 'Paint the fence', description: 'ask the gardener' }),
      aSnapshot({ user_id: me, title: 'Gardener', description: 'paint' }),
      aSnapshot({ user_id: me, title: 'The Who tickets' }),
    ]);
    expect((await searchTasks(db, me, 'gardeners')).items.map((task) => task.title)).toEqual([
      'Gardener',
      'Paint the fence',
    ]);
    expect((await searchTasks(db, me, 'the who')).items.map((task) => task.title)).toEqual(['The Who tickets']);
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60, unit: 'binary' }), async (q) => {
        expect(Array.isArray((await searchTasks(db, me, q)).items)).toBe(true);
        expect(Array.isArray((await listTasks(db, me, { tags: [q] })).items)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
