/** What is wrong is refused at the border, as a problem that names the field; nothing is stored. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
let ann: Person;
beforeAll(async () => {
  system = await startSystem();
  ann = await signUp(system.url);
});
afterAll(async () => {
  await system.stop();
});

describe('a task that cannot be', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['a due date in the past', { title: 'x', due_date: '2020-01-01T09:00:00Z' }, 'due_date'],
    ['a due date that is no date', { title: 'x', due_date: '30 February' }, 'due_date'],
    ['eleven tags', { title: 'x', tags: Array.from({ length: 11 }, (_, n) => `tag${String(n)}`) }, 'tags'],
    ['an empty title', { title: '' }, 'title'],
    ['a blank title', { title: '   ' }, 'title'],
    ['a title of 256 characters', { title: 'x'.repeat(256) }, 'title'],
    ['no title', {}, 'title'],
    ['a broken rule', { title: 'x', recurrence_rule: 'FREQ=SOMETIMES' }, 'recurrence_rule'],
    ['a rule that never matches', { title: 'x', recurrence_rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence_rule'],
    ['an unknown priority', { title: 'x', priority: 'SOON' }, 'priority'],
    ['an unknown zone', { title: 'x', time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['an unknown field', { title: 'x', colour: 'red' }, 'colour'],
  ]; // prettier-ignore
  test.each(cases)('%s', async (_, fields, field) => {
    const answer = await ann.call('POST', '/api/tasks', fields, { 'idempotency-key': randomUUID() });
    expect(answer.status, JSON.stringify(answer.body)).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 422, type: expect.any(String), title: expect.any(String) });
    const errors = answer.body.errors as { field: string; message: string }[];
    expect(errors.map((error) => error.field)).toContain(field);
    for (const { message } of errors) expect(message.length).toBeGreaterThan(10);
    expect(await ann.list()).toEqual([]);
  });
});

test('broken JSON is malformed, and a caller without a token is nobody', async () => {
  const broken = await ann.call('POST', '/api/tasks', '{"title": ');
  expect(broken.status).toBe(400);
  expect(broken.headers.get('content-type')).toContain('application/problem+json');
  const nobody = await call(system.url, 'POST', '/api/tasks', { title: 'x' });
  expect(nobody.status).toBe(401);
  expect(nobody.headers.get('content-type')).toContain('application/problem+json');
  const forged = await call(system.url, 'GET', '/api/tasks', undefined, { authorization: 'Bearer not.a.token' });
  expect(forged.status).toBe(401);
});

test("someone else's task is absent, whatever is asked of it", async () => {
  const bob = await signUp(system.url);
  const task = await bob.add({ title: 'secret of Bob' });
  const asked: [string, string, unknown][] = [
    ['GET', '', undefined],
    ['PATCH', '', { title: 'mine' }],
    ['DELETE', '', undefined],
    ['POST', '/complete', {}],
    ['POST', '/reopen', {}],
    ['POST', '/skip', {}],
    ['POST', '/archive', {}],
    ['POST', '/restore', {}],
    ['POST', '/snooze', { for: 'PT1H' }],
    ['POST', '/assign', { assignee_id: ann.id }],
    ['POST', '/undo', {}],
    ['GET', '/history', undefined],
    ['GET', '/occurrences', undefined],
    ['GET', '/reminders', undefined],
  ];
  for (const [method, rest, body] of asked) {
    const answer = await ann.call(method, `/api/tasks/${task.id}${rest}`, body);
    expect(answer.status, `${method} ${rest}`).toBe(404);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  }
  expect(await bob.list()).toMatchObject([{ title: 'secret of Bob', version: 1 }]);
});
