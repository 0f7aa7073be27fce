/** Lists with filters on a real Postgres: SQL and an evaluator in memory agree on any filter over any tasks. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { conditionOf } from '../../app/filters/condition.ts';
import type { Expression } from '../../app/filters/expression.ts';
import { parseFilter } from '../../app/filters/parse.ts';
import { insertCategory } from '../../app/queries/categories.ts';
import { execute, openDatabase, type Database } from '../../app/queries/database.ts';
import { listTasks, MAX_PAGE, searchTasks, type TaskFilter } from '../../app/queries/tasks.ts';
import { taskSort } from '../../app/queries/task-orders.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTask, projectTasks } from '../../app/read-model/project-task.ts';
import { holds, type Oracle } from './filter-oracle.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { aSnapshot } from './samples.ts';

const HOUR = 3_600_000;
const me = randomUUID();
const stranger = randomUUID();
const [errands, garden, gone] = [randomUUID(), randomUUID(), randomUUID()];
const oracle: Oracle = {
  userId: me,
  // Clocks go forward that night in Berlin.
  now: Date.parse('2026-03-28T16:30:00.000Z'),
  zone: 'Europe/Berlin',
  weekStart: 0,
  categories: new Map([
    [errands, 'Errands'],
    [garden, 'Home & Garden'],
  ]),
};
const made: Task[] = [];
let postgres: TestPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.database('filters');
  await migrate(url, 'up', 'tasks');
  db = openDatabase(url);
  for (const id of [me, stranger])
    await execute(
      db,
      `INSERT INTO users (user_id, username, email, password_hash, preferences, timezone, created_at, last_active)
       VALUES ($1, $2, $2 || '@example.org', 'x', '{}', 'UTC', now(), now())`,
      [id, `user-${id.slice(0, 8)}`],
    );
  for (const [category_id, name] of oracle.categories) await insertCategory(db, { category_id, user_id: me, name });
  await insertCategory(db, { category_id: gone, user_id: stranger, name: 'Errands' });
  const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!;
  // Odd steps, so that the fields do not go together; a fifth of the dates lie on the edge of a day.
  const at = (n: number): string =>
    new Date(
      oracle.now + ((n * 7919) % 1200) * HOUR - 600 * HOUR - (n % 5 === 0 ? 30 * 60_000 : n * 1000),
    ).toISOString();
  const midnight = (n: number): string =>
    new Date(Date.parse('2026-03-27T23:00:00.000Z') + (n - 5) * 24 * HOUR).toISOString();
  const snapshots = Array.from({ length: 180 }, (_, n) => {
    const allDay = n % 4 === 1;
    return aSnapshot({
      user_id: pick([me, me, me, stranger], n),
      assignee_id: pick([null, null, me, stranger, null], n),
      title: pick(['buy milk', 'call plumber', 'plain report', 'milk report', 'zürich'], n * 3),
      tags: pick([[], ['home'], ['work', 'home'], ['r&d']], (n * 5) >> 1),
      priority: pick([null, 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const, n >> 1),
      category_id: pick([null, errands, garden, gone], n >> 2),
      due_date: n % 7 === 0 ? null : allDay ? midnight(n % 10) : at(n),
      all_day: allDay && n % 7 !== 0,
      created_at: at(n * 3 + 1),
      updated_at: at(n * 5 + 2),
      recurrence_rule: n % 6 === 0 ? 'FREQ=DAILY' : null,
      paused: n % 12 === 0,
      snoozed_until: n % 9 === 0 ? at(n + 50) : null,
      ...(n % 8 === 1 ? { completed: true, completed_at: at(n * 11), status: 'COMPLETED', outcome: 'done' } : {}),
      ...(n % 16 === 2 ? { status: 'ARCHIVED' } : {}),
      ...(n % 16 === 3 ? { deleted_at: at(n) } : {}),
      ...(n % 32 === 9 ? { deleted_at: at(n) } : {}),
    });
  });
  await projectTasks(db, snapshots);
  made.push(...snapshots.map(({ task }) => task).filter((task) => task.user_id === me || task.assignee_id === me));
});
afterAll(async () => {
  await db.end();
  await postgres.stop();
});

const ids = (tasks: readonly Task[]): string[] => tasks.map(({ id }) => id).sort();
const listed = async (expression: Expression, more: TaskFilter = {}): Promise<string[]> =>
  ids(
    (await listTasks(db, me, { status: 'all', where: conditionOf(expression, oracle), limit: MAX_PAGE, ...more }))
      .items,
  );

const terms = fc.oneof(
  fc.constantFrom(
    'overdue', 'open', 'completed', 'archived', 'deleted', 'recurring', 'paused', 'snoozed', 'untagged', 'no due', 'no priority',
    'no category', 'p1', 'high', 'medium', 'low', '#home', '@work', '#"r&d"', '#nothing', 'category: errands',
    'category: "home & garden"', 'assigned', 'assigned to me', 'assigned to others', 'unassigned', 'search: milk',
    'search: milk report',
  ),
  fc
    .tuple(
      fc.constantFrom('', 'due ', 'created ', 'updated ', 'completed '),
      fc.constantFrom('', 'before ', 'after ', 'on ', 'by ', 'since '),
      fc.constantFrom(
        'today', 'tomorrow', 'yesterday', 'friday', 'next monday', 'last sunday', 'this week', 'next week', 'last week', 'this weekend',
        'this month', 'last month', 'this year', 'next 7 days', 'last 2 weeks', 'in 3 days', '2 weeks ago', '2026-03-29', '2026-04',
        '29 mar', 'apr 1', 'now', 'today 18:00', 'tomorrow at 2:30am', '2026-03-28T12:00:00Z', 'in 1 month',
      ),
    )
    .map((said) => said.join('')),
); // prettier-ignore
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'filter' },
    { arbitrary: terms, weight: 3 },
    terms.map((one) => `!${one}`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) & ${b}`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `${a} | ${b}`),
    tie('filter').map((inner) => `!(${inner})`),
  ),
}));

describe('a filter', () => {
  test('finds in SQL what it means', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(filter, async (text) => {
        const expression = parseFilter(text);
        const wanted = ids(made.filter((task) => holds(expression, task, oracle)));
        found += wanted.length;
        expect(await listed(expression), text).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(500);
  });

  test('of every term has tasks that it holds and tasks that it does not', async () => {
    for (const text of [
      'overdue',
      'today',
      'snoozed',
      'paused',
      'no category',
      'category: errands',
      'assigned to me',
      '#"r&d"',
      'completed',
    ]) {
      const count = (await listed(parseFilter(text))).length;
      expect([text, count > 0, count < made.length]).toEqual([text, true, true]);
    }
  });

  test('holds beside the other ways to narrow a list, in every order, page by page', async () => {
    const page = fc.record({
      text: filter,
      status: fc.constantFrom('open', 'completed', 'kept', 'all'),
      priority: fc.option(fc.subarray(['LOW', 'HIGH', null] as const, { minLength: 1 }), { nil: undefined }),
      tags: fc.constantFrom(undefined, ['home'], ['home', 'work']),
      category_id: fc.constantFrom(undefined, errands),
      due_after: fc.constantFrom(undefined, '2026-03-20T00:00:00Z'),
      due_before: fc.constantFrom(undefined, '2026-04-05T00:00:00Z'),
      assignee_id: fc.constantFrom(undefined, undefined, me),
      q: fc.constantFrom(undefined, undefined, 'milk'),
      sort: fc.constantFrom(...taskSort.options),
      limit: fc.constantFrom(7, 20),
    } as const);
    await fc.assert(
      fc.asyncProperty(page, async ({ text, limit, ...rest }) => {
        const where = conditionOf(parseFilter(text), oracle);
        const [whole, unfiltered, plain] = await Promise.all([
          listTasks(db, me, { ...rest, where, limit: MAX_PAGE }),
          listTasks(db, me, { ...rest, limit: MAX_PAGE }),
          listTasks(db, me, { status: 'all', where, limit: MAX_PAGE }),
        ]);
        const held = new Set(plain.items.map(({ id }) => id));
        expect(whole.items.map(({ id }) => id)).toEqual(
          unfiltered.items.map(({ id }) => id).filter((id) => held.has(id)),
        );
        const seen: string[] = [];
        for (let cursor: string | undefined, pages = 0; pages < 30; pages++) {
          const { items, next_cursor } = await listTasks(db, me, { ...rest, where, limit, cursor });
          seen.push(...items.map(({ id }) => id));
          if (next_cursor === null) break;
          cursor = next_cursor;
        }
        expect(seen).toEqual(whole.items.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  test('is data, whatever it says', async () => {
    const hostile = [
      '#"\'; DROP TABLE tasks; --"',
      'search: "\'); --"',
      '#$1',
      "category: x' OR '1'='1",
      '#%',
      'search: \0',
      '#\0',
      'search: \\',
    ];
    for (const text of hostile) expect(Array.isArray(await listed(parseFilter(text)))).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), async (text) => {
        for (const expression of [
          { kind: 'tag', is: text },
          { kind: 'words', q: text },
          { kind: 'category', name: text, at: 0 },
        ] as const)
          expect(Array.isArray(await listed(expression))).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect((await listTasks(db, me, { status: 'all' })).items.length).toBeGreaterThan(0);
  });
});

describe('pages', () => {
  test.each(taskSort.options)(
    'in order %s repeat and leave out nothing that stands still while others come and go',
    async (sort) => {
      const user = randomUUID();
      const due = (n: number): string | null =>
        n % 5 === 0 ? null : new Date(oracle.now + (n % 6) * HOUR).toISOString();
      const own = (n: number) =>
        aSnapshot({ user_id: user, title: `task ${n % 4}`, due_date: due(n), priority: n % 3 === 0 ? 'HIGH' : null });
      const still = Array.from({ length: 40 }, (_, n) => own(n));
      await projectTasks(db, still);
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let n = 0; ; n++) {
        const page = await listTasks(db, user, { sort, limit: 7, cursor });
        seen.push(...page.items.map(({ id }) => id));
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
        // One comes, one that was just seen goes.
        const last = page.items.at(-1)!;
        await projectTask(db, own(n));
        if (!still.some(({ task }) => task.id === last.id)) continue;
        await projectTask(db, { task: { ...last, deleted_at: last.created_at }, sequence: 2, next_wake_at: null });
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(still.map(({ task }) => task.id).filter((id) => !seen.includes(id))).toEqual([]);
    },
  );
});

describe('a search', () => {
  const user = randomUUID();
  const titles = async (q: string, filter: TaskFilter = {}): Promise<string[]> =>
    (await searchTasks(db, user, q, filter)).items.map(({ title }) => title);

  beforeAll(async () => {
    await projectTasks(db, [
      ...Array.from({ length: 60 }, (_, n) => aSnapshot({ user_id: user, title: `oat number ${n}` })),
      aSnapshot({ user_id: user, title: 'Passport', description: 'photos' }),
      aSnapshot({ user_id: user, title: 'Photos for the passport office', tags: ['passport'] }),
      aSnapshot({ user_id: user, title: 'Trip', tags: ['passport'] }),
      aSnapshot({ user_id: user, title: 'Documents', description: 'the passport expires' }),
      aSnapshot({ user_id: user, title: 'To be or not to be' }),
      aSnapshot({ user_id: user, title: "Rock 'n' roll: 50% off, C++ & more 🎸" }),
    ]);
  });

  test('has 50 a page, and the rest behind the cursor', async () => {
    const first = await searchTasks(db, user, 'oat');
    expect(first.items).toHaveLength(50);
    const second = await searchTasks(db, user, 'oat', { cursor: first.next_cursor ?? '' });
    expect(second.items).toHaveLength(10);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(60);
  });

  test('ranks titles before tags, tags before descriptions', async () => {
    const found = await titles('passport');
    expect(found.slice(0, 2).sort()).toEqual(['Passport', 'Photos for the passport office']);
    expect(found.slice(2)).toEqual(['Trip', 'Documents']);
  });

  test('finds inflected words, words that no dictionary keeps, phrases, alternatives and exclusions', async () => {
    expect(await titles('photo')).toContain('Passport');
    expect(await titles('to be or not to be')).toEqual(['To be or not to be']);
    expect(await titles('the')).toEqual(expect.arrayContaining(['Photos for the passport office']));
    expect(await titles('"passport office"')).toEqual(['Photos for the passport office']);
    expect((await titles('trip or roll')).sort()).toEqual(["Rock 'n' roll: 50% off, C++ & more 🎸", 'Trip']);
    expect((await titles('passport -photos')).sort()).toEqual(['Documents', 'Trip']);
  });

  test('takes beginnings and slips for what they were meant to be', async () => {
    expect((await titles('passp')).length).toBeGreaterThan(0);
    expect(await titles('pasport')).toContain('Passport');
    expect(await titles('documnets')).toEqual(['Documents']);
  });

  test.each([
    ['quotes \' and "', `'"'`],
    ['operators', '& | ! <-> :* ( ) \\'],
    ['an operator of tsquery', 'passport:* & !photos'],
    ['only a minus', '-'],
    ['ten kilobytes', 'passport '.repeat(1_100)],
    ['ten kilobytes of one word', 'x'.repeat(10_240)],
    ['NUL', 'pass\0port'],
    ['an emoji', '🎸'],
    ['half an emoji', '\ud83c'],
    ['stop words only', 'and or not'],
    ['wildcards', '%_%'],
    ['blanks', ' \t '],
  ])('answers %s', async (_, q) => {
    expect(Array.isArray(await titles(q))).toBe(true);
    expect(Array.isArray((await listTasks(db, user, { q })).items)).toBe(true);
    expect((await searchTasks(db, stranger, q)).items.filter(({ user_id }) => user_id === user)).toEqual([]);
  });
});
