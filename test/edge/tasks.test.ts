/** The HTTP contract of tasks, on the real routes, rules and databases: what an API client may rely on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskIdFor } from '../../actors/task/ids.ts';
import { startInstallation, type Installation, type Person } from './installation.ts';

let edge: Installation;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  edge = await startInstallation();
  [ada, bob] = await Promise.all([edge.person('ada'), edge.person('bob', 'America/New_York')]);
});
afterAll(() => edge.close());

const nextYear = new Date().getUTCFullYear() + 1;
const add = async (who: Person, fields: object, key?: string) =>
  who.call('POST', '/api/tasks', fields, key === undefined ? {} : { 'idempotency-key': key });

describe('creating', () => {
  it('answers 201 with the task, its ETag and the command id', async () => {
    const { status, body, headers } = await add(ada, { title: 'pay rent', tags: ['home'], priority: 'HIGH' }, 'rent-1');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      title: 'pay rent',
      user_id: ada.id,
      time_zone: 'Europe/Berlin',
      command_id: 'rent-1',
    });
    expect(body.id).toBe(taskIdFor(ada.id, 'rent-1'));
    expect(headers.get('etag')).toBe(`"${body.version}"`);
  });

  it('reads a local due date in the owner’s zone', async () => {
    const { body } = await add(bob, { title: 'call', due_date: `${nextYear}-01-15T09:00` });
    expect(body.due_date).toBe(`${nextYear}-01-15T14:00:00.000Z`);
  });

  it('is in the list right after', async () => {
    const { body: made } = await add(ada, { title: 'right after' });
    const { body } = await ada.call('GET', '/api/tasks?limit=200');
    expect(body.items.map(({ id }) => id)).toContain(made.id);
    const found = await ada.call('GET', '/api/tasks?q=right+after');
    expect(found.body.items.map(({ id }) => id)).toEqual([made.id]);
  });

  it('gives the first result to the same key and body, even after a change, and 422 to another body', async () => {
    const first = await add(ada, { title: 'once' }, 'once-1');
    await ada.call('PATCH', `/api/tasks/${first.body.id}`, { title: 'twice' });
    const again = await add(ada, { title: 'once' }, 'once-1');
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const other = await add(ada, { title: 'something else' }, 'once-1');
    expect(other.status).toBe(422);
    expect(other.body.type).toMatch(/key-reused$/);
    const { body } = await ada.call('GET', '/api/tasks?limit=200');
    expect(body.items.filter(({ id }) => id === first.body.id).map(({ title }) => title)).toEqual(['twice']);
  });

  it('gives the first result though the person has moved in between', async () => {
    const mover = await edge.person('mover', 'Europe/Berlin');
    const first = await add(mover, { title: 'moving' }, 'move-1');
    await mover.call('PATCH', '/api/me', {
      timezone: 'Asia/Tokyo',
      preferences: { default_reminder_offsets: ['P1D'] },
    });
    expect((await add(mover, { title: 'moving' }, 'move-1')).body).toEqual(first.body);
    expect((await add(mover, { title: 'moved' }, 'move-1')).status).toBe(422);
  });

  it('gives the same key of two people two tasks', async () => {
    const [mine, theirs] = await Promise.all([add(ada, { title: 'k' }, 'shared'), add(bob, { title: 'k' }, 'shared')]);
    expect(mine.body.id).not.toBe(theirs.body.id);
    expect(theirs.body.user_id).toBe(bob.id);
  });
});

describe('fields that are wrong', () => {
  const cases: [string, object, string][] = [
    ['an empty title', { title: '' }, 'title'],
    ['no title', {}, 'title'],
    ['a title of 256 characters', { title: 'x'.repeat(256) }, 'title'],
    ['eleven tags', { title: 'x', tags: Array.from({ length: 11 }, (_, n) => `t${n}`) }, 'tags'],
    ['a due date in the past', { title: 'x', due_date: '2020-01-01T00:00:00Z' }, 'due_date'],
    ['a due date that is no date', { title: 'x', due_date: 'soonish' }, 'due_date'],
    [
      'a broken rule',
      { title: 'x', due_date: `${nextYear}-01-01T09:00`, recurrence_rule: 'FREQ=OFTEN' },
      'recurrence_rule',
    ],
    [
      'a rule that never comes',
      { title: 'x', recurrence_rule: 'FREQ=DAILY;UNTIL=20200101T000000Z' },
      'recurrence_rule',
    ],
    ['a priority there is none of', { title: 'x', priority: 'URGENT' }, 'priority'],
    ['a zone there is none of', { title: 'x', time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['a field there is none of', { title: 'x', colour: 'red' }, 'colour'],
    ['a field that is somebody’s to set', { title: 'x', user_id: 'y' }, 'user_id'],
    ['a title that is a number', { title: 7 }, 'title'],
    ['a category of nobody', { title: 'x', category_id: '7d444840-9dc0-11d1-b245-5ffdce74fad2' }, 'category_id'],
  ];
  it.each(cases)('%s', async (_, fields, field) => {
    const { status, body, headers } = await add(ada, fields);
    expect([status, headers.get('content-type')]).toEqual([422, expect.stringMatching(/^application\/problem\+json/)]);
    expect(body.errors.map((error) => error.field)).toContain(field);
    expect(body.errors.every(({ message }) => message.length > 10)).toBe(true);
  });

  it('broken JSON, JSON that is no object, a body of another type', async () => {
    expect((await ada.call('POST', '/api/tasks', '{"title":')).status).toBe(400);
    expect((await ada.call('POST', '/api/tasks', '[1]')).status).toBe(400);
    expect((await ada.call('POST', '/api/tasks', '"x"')).status).toBe(400);
    expect((await ada.call('POST', '/api/tasks', 'title=x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ada.call('POST', '/api/tasks', JSON.stringify({ title: 'x'.repeat(300_000) }))).status).toBe(413);
  });

  it('queries and headers', async () => {
    expect((await ada.call('GET', '/api/tasks?limit=0')).body.errors[0]?.field).toBe('limit');
    expect((await ada.call('GET', '/api/tasks?limit=many')).body.errors[0]?.field).toBe('limit');
    expect((await ada.call('GET', '/api/tasks?colour=red')).body.errors[0]?.field).toBe('colour');
    expect((await ada.call('GET', '/api/tasks?cursor=nonsense')).body.errors[0]?.field).toBe('cursor');
    expect((await ada.call('GET', '/api/tasks?due_before=whenever')).body.errors[0]?.field).toBe('due_before');
    expect((await ada.call('GET', '/api/tasks?status=open&status=all')).status).toBe(422);
    expect((await add(ada, { title: 'x' }, 'k'.repeat(256))).body.errors[0]?.field).toBe('Idempotency-Key');
  });
});

describe('changing', () => {
  it('takes If-Match, and answers 412 with the task as it is', async () => {
    const { body: made } = await add(ada, { title: 'v' });
    const path = `/api/tasks/${made.id}`;
    const first = await ada.call('PATCH', path, { title: 'v2' }, { 'if-match': `"${made.version}"` });
    expect(first.status).toBe(200);
    const stale = await ada.call('PATCH', path, { title: 'v3' }, { 'if-match': `"${made.version}"` });
    expect(stale.status).toBe(412);
    expect(stale.body.task).toMatchObject({ title: 'v2', version: first.body.version });
    expect(stale.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await ada.call('PATCH', path, { title: 'v3' }, { 'if-match': 'yes' })).status).toBe(422);
    expect((await ada.call('DELETE', path, undefined, { 'if-match': '"0"' })).status).toBe(412);
  });

  it('answers 304 to who has the version already', async () => {
    const { body: made, headers } = await add(ada, { title: 'cached' });
    const etag = headers.get('etag') ?? '';
    // fetch adds `no-cache`, which asks for the whole answer, unless told otherwise.
    const headersOf = (tag: string) => ({ 'if-none-match': tag, 'cache-control': 'max-age=0' });
    expect((await ada.call('GET', `/api/tasks/${made.id}`, undefined, headersOf(etag))).status).toBe(304);
    expect((await ada.call('GET', `/api/tasks/${made.id}`, undefined, headersOf('"0"'))).status).toBe(200);
  });

  it('clears with null, leaves what is not named, and repeats under a key', async () => {
    const { body: made } = await add(ada, { title: 'c', priority: 'LOW', description: 'keep' });
    const headers = { 'idempotency-key': 'clear-1' };
    const first = await ada.call('PATCH', `/api/tasks/${made.id}`, { priority: null }, headers);
    expect(first.body).toMatchObject({ priority: null, description: 'keep', command_id: 'clear-1' });
    const again = await ada.call('PATCH', `/api/tasks/${made.id}`, { priority: null }, headers);
    expect(again.body).toEqual(first.body);
    expect((await ada.call('PATCH', `/api/tasks/${made.id}`, { priority: 'LOW' }, headers)).status).toBe(422);
    expect((await ada.call('PATCH', `/api/tasks/${made.id}`, { id: made.id })).status).toBe(400);
  });

  it('goes through complete, reopen, archive, restore, snooze, undo and delete, each in the lists at once', async () => {
    const { body: made } = await add(ada, { title: 'life', due_date: `${nextYear}-03-01T10:00` });
    const step = (verb: string, body: object = {}) => ada.call('POST', `/api/tasks/${made.id}/${verb}`, body);
    const listed = async (status: string) =>
      (await ada.call('GET', `/api/tasks?limit=200&status=${status}`)).body.items.some(({ id }) => id === made.id);

    expect((await step('complete')).body).toMatchObject({ completed: true, status: 'COMPLETED' });
    expect([await listed('open'), await listed('completed')]).toEqual([false, true]);
    expect((await step('reopen')).body.completed).toBe(false);
    expect(await listed('open')).toBe(true);
    expect((await step('snooze', { for: 'PT2H' })).status).toBe(200);
    expect((await step('snooze', {})).status).toBe(422);
    expect((await step('archive')).body.status).toBe('ARCHIVED');
    expect(await listed('archived')).toBe(true);
    expect((await step('restore')).status).toBe(200);
    const completed = await step('complete');
    expect((await step('undo', { command_id: completed.body.command_id })).body.completed).toBe(false);
    const gone = await ada.call('DELETE', `/api/tasks/${made.id}`);
    expect([gone.status, typeof gone.body.deleted_at]).toEqual([200, 'string']);
    expect([await listed('open'), await listed('deleted')]).toEqual([false, true]);
    expect((await step('complete')).status).toBe(409);
    expect((await step('restore')).body.deleted_at).toBeNull();
  });

  it('brings the next occurrence of a recurring task, and shows the chain', async () => {
    const fields = {
      title: 'standup',
      recurrence_rule: 'FREQ=DAILY',
      due_date: `${nextYear}-03-02T09:15`,
      tags: ['team'],
    };
    const { body: made } = await add(ada, fields);
    const soon = await ada.call('GET', `/api/tasks/${made.id}/occurrences?limit=3`);
    expect(soon.body.items.map(({ local }) => local)).toEqual(
      ['02', '03', '04'].map((day) => `${nextYear}-03-${day}T09:15:00`),
    );
    await ada.call('POST', `/api/tasks/${made.id}/skip`, {});
    const history = await ada.call('GET', `/api/tasks/${made.id}/history`);
    expect(history.body.items.map(({ event_type }) => event_type).slice(0, 2)).toEqual([
      'TASK_CREATED',
      'TASK_SKIPPED',
    ]);
    expect(history.body.items.map(({ sequence }) => sequence)).toEqual(history.body.items.map((_, n) => n + 1));
  });

  it('shows a task as it was', async () => {
    const { body: made } = await add(ada, { title: 'then' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await ada.call('PATCH', `/api/tasks/${made.id}`, { title: 'now' });
    expect((await ada.call('GET', `/api/tasks/${made.id}?at=${between}`)).body.title).toBe('then');
    expect((await ada.call('GET', `/api/tasks/${made.id}`)).body.title).toBe('now');
    expect((await ada.call('GET', `/api/tasks/${made.id}?at=2020-01-01`)).status).toBe(404);
    expect((await ada.call('GET', `/api/tasks/${made.id}?at=never`)).body.errors[0]?.field).toBe('at');
  });
});

describe('searching', () => {
  it('finds what is done and put away too, and what is in the trash only when it is asked for', async () => {
    const ids = [];
    for (const verb of ['complete', 'archive', null]) {
      const { body } = await add(ada, { title: `zebra ${verb ?? 'deleted'}` });
      ids.push(body.id);
      if (verb === null) await ada.call('DELETE', `/api/tasks/${body.id}`);
      else await ada.call('POST', `/api/tasks/${body.id}/${verb}`, {});
    }
    const found = async (query: string) =>
      (await ada.call('GET', `/api/search?q=zebra${query}`)).body.items.map(({ id }) => id).sort();
    expect(await found('')).toEqual(ids.slice(0, 2).sort());
    expect(await found('&status=deleted')).toEqual(ids.slice(2));
  });
});

describe('reminders', () => {
  it('are shown as planned, and as suppressed once the task is closed', async () => {
    const { body: made } = await add(ada, { title: 'remind me', due_date: `${nextYear}-05-01T12:00:00Z` });
    const ledger = async () => (await ada.call('GET', `/api/tasks/${made.id}/reminders`)).body.items;
    expect(await ledger()).toMatchObject([{ state: 'planned', reminder_time: `${nextYear}-05-01T11:00:00.000Z` }]);
    await ada.call('POST', `/api/tasks/${made.id}/complete`, {});
    expect(await ledger()).toMatchObject([{ state: 'suppressed', reason: 'the task is completed' }]);
  });

  it('are told in plain words, also where there is none', async () => {
    const { body: made } = await add(ada, { title: 'remind me', due_date: `${nextYear}-05-01T12:00:00Z` });
    const [planned] = (await ada.call('GET', `/api/tasks/${made.id}/reminders`)).body.items;
    expect(planned).toMatchObject({
      explanation: expect.stringMatching(/^Will ring .* 1 May \d{4}, 13:00:00\.$/) as string,
      planned_at: made.created_at,
      deliveries: [],
    });
    const { body: bare } = await add(ada, { title: 'no date' });
    const none = await ada.call('GET', `/api/tasks/${bare.id}/reminders`);
    expect(none.body).toMatchObject({ items: [], explanation: expect.stringContaining('no due date') as string });
  });
});

describe('previewing a rule', () => {
  it('says what words mean, with the instants and where clocks jump', async () => {
    const { status, body } = await ada.call('POST', '/api/recurrence/preview', {
      rule: 'FREQ=DAILY',
      due_date: '2027-03-27T02:30',
      time_zone: 'Europe/Berlin',
      limit: 3,
    });
    expect(status).toBe(200);
    expect(body.occurrences.map(({ local, offset }) => `${local}${offset}`)).toEqual([
      '2027-03-27T02:30:00+01:00',
      '2027-03-28T03:30:00+02:00',
      '2027-03-29T02:30:00+02:00',
    ]);
    expect(body.occurrences[1]?.note).toBeTruthy();
  });

  it('refuses what it cannot read', async () => {
    const preview = (body: object) => ada.call('POST', '/api/recurrence/preview', body);
    expect((await preview({ text: 'whenever I like' })).body.errors[0]?.field).toBe('text');
    expect((await preview({ rule: 'FREQ=SOMETIMES' })).body.errors[0]?.field).toBe('rule');
    expect((await preview({})).status).toBe(422);
  });
});

describe('an outage', () => {
  it('is a 503 that says when to come back, and nothing is lost by asking again', async () => {
    edge.actors.down = true;
    const down = await add(ada, { title: 'later' }, 'later-1');
    expect([down.status, Number(down.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect(down.body.type).toMatch(/unavailable$/);
    edge.actors.down = false;
    expect((await add(ada, { title: 'later' }, 'later-1')).status).toBe(201);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
