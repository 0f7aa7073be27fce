/** What a message would do, said in full, with nothing stored and nothing done. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { understand } from '../../app/chat/language/index.ts';
import { outboxLength } from '../../app/queries/edge-outbox.ts';
import { startInstallation, type Installation, type Person } from '../edge/installation.ts';
import { eventually } from '../support/eventually.ts';

let edge: Installation;
let ada: Person;

beforeAll(async () => {
  edge = await startInstallation({ understand });
  // A Thursday noon in Berlin; on Sunday the clocks go forward.
  edge.clock.now = new Date('2026-03-26T11:00:00.000Z');
  ada = await edge.person('ada', 'Europe/Berlin');
});
afterAll(() => edge.close());

const tables = ['tasks', 'events', 'categories', 'notifications', 'command_results', 'edge_outbox'];
/** Everything that anything could be stored in, as it is now. */
const everything = async () => {
  const rows: Record<string, unknown> = {};
  for (const [name, db] of Object.entries({ tasks: edge.services.db, conversations: edge.services.conversations })) {
    const listed = await db.query<{ table: string }>(
      `SELECT tablename AS table FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'pgmigrations' ORDER BY 1`,
    );
    for (const { table } of listed.rows) {
      rows[`${name}.${table}`] = (
        await db.query(`SELECT row_to_json(t)::text AS r FROM "${table}" AS t ORDER BY 1`)
      ).rows;
    }
  }
  return { rows, documents: JSON.stringify([...edge.actors.documents]), published: edge.published.length };
};

/** Until what was done before has left the outboxes: they empty after the answer, and that is nobody's dry run. */
const settled = () =>
  eventually(
    async () => (await outboxLength(edge.services.db)) === 0 && (await outboxLength(edge.services.conversations)) === 0,
    { what: 'the outboxes to be empty' },
  );

const tryOut = async (message: string, more: object = {}) => {
  await settled();
  const before = await everything();
  const { status, body } = await ada.call('POST', '/api/chat', { message, dry_run: true, ...more });
  expect([status, body.detail]).toEqual([200, undefined]);
  expect(await everything()).toEqual(before);
  expect(body.actions.map(({ result }) => result)).toEqual(body.actions.map(() => null));
  return body as any;
};
const add = async (fields: object) => (await ada.call('POST', '/api/tasks', fields)).body;

it('looks at every table there is', async () => {
  expect(Object.keys((await everything()).rows).length).toBeGreaterThan(tables.length);
});

it('tells the task that would be made, its next instants with what clocks do to them, and its reminders', async () => {
  const { actions, reply, conversation_id } = await tryOut('water the plants every day at 2:30am #home in Garden');
  expect(conversation_id).toBeNull();
  expect(reply).toMatch(/water the plants/);
  expect(actions).toHaveLength(1);
  expect(actions[0]).toMatchObject({ tool: 'add_task', would: { next: null } });
  const { changes, occurrences, reminders } = actions[0].would;
  expect(changes).toMatchObject({
    recurrence_rule: 'FREQ=DAILY',
    tags: ['home'],
    due_date: '2026-03-27T01:30:00.000Z',
    time_zone: 'Europe/Berlin',
    status: 'CREATED',
  });
  for (const unsaid of ['description', 'completed', 'version']) expect(changes).not.toHaveProperty(unsaid);
  expect(occurrences.map(({ local }: { local: string }) => local)).toEqual([
    '2026-03-27T02:30:00',
    '2026-03-28T02:30:00',
    '2026-03-29T03:30:00',
    '2026-03-30T02:30:00',
    '2026-03-31T02:30:00',
  ]);
  expect(occurrences.map(({ note }: { note?: string }) => note !== undefined)).toEqual([
    false,
    false,
    true,
    false,
    false,
  ]);
  expect(reminders).toMatchObject([{ at: '2026-03-27T00:30:00.000Z' }]);
});

it('tells what would change, of each task once', async () => {
  const report = await add({ title: 'report', due_date: '2026-03-28T10:00:00+01:00', tags: ['old'] });
  const { actions } = await tryOut('move report to friday at 3pm and make it high priority and tag it #work');
  expect(actions).toHaveLength(1);
  expect(actions[0]).toMatchObject({
    tool: 'update_task',
    arguments: { id: report.id },
    would: { changes: { due_date: '2026-03-27T14:00:00.000Z', priority: 'HIGH' }, occurrences: [] },
  });
  expect(actions[0].would.changes.tags).toContain('work');
  expect(Object.keys(actions[0].would.changes).sort()).toEqual(['due_date', 'priority', 'status', 'tags']);
  expect(actions[0].would.reminders).toMatchObject([{ at: '2026-03-27T13:00:00.000Z' }]);
});

it('tells what completing brings next, what a snooze is, and what an undo takes back', async () => {
  const rent = await add({ title: 'pay rent', due_date: '2026-04-01', recurrence_rule: 'FREQ=MONTHLY;BYMONTHDAY=1' });
  const done = await tryOut('mark pay rent as done');
  expect(done.actions[0]).toMatchObject({
    tool: 'complete_task',
    would: {
      changes: { completed: true, outcome: 'done' },
      next: { due_date: '2026-04-30T22:00:00.000Z' },
      reminders: [],
    },
  });
  const later = await tryOut('snooze pay rent until saturday at 9am');
  expect(later.actions[0]).toMatchObject({
    tool: 'snooze_task',
    arguments: { id: rent.id },
    would: { changes: { snoozed_until: '2026-03-28T08:00:00.000Z' } },
  });
  expect(later.actions[0].would.reminders.map(({ at }: { at: string }) => at)).toContain('2026-03-28T08:00:00.000Z');
  const { body } = await ada.call('POST', '/api/chat', { message: 'rename pay rent to pay the rent' });
  const undo = await tryOut('undo', { conversation_id: body.conversation_id });
  expect(undo.actions[0]).toMatchObject({ tool: 'undo_task', would: { changes: { title: 'pay rent' } } });
});

it('tells what would be refused, and what would be asked', async () => {
  const { body } = await ada.call('POST', '/api/chat', { message: 'add old news' });
  await ada.call('POST', `/api/tasks/${body.tasks[0]!.id}/complete`, {});
  const late = await tryOut('file taxes on 1 March 2020');
  for (const one of late.actions) expect(one.would).toHaveProperty('refused');
  await add({ title: 'a', tags: ['x'] });
  await add({ title: 'b', tags: ['x'] });
  expect(await tryOut('delete all tasks tagged #x')).toMatchObject({ asked: true, actions: [] });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
