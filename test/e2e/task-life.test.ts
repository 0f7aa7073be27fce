/** A task's life as its owner sees it on the running system: history, time travel, undo, series, occurrences, versions, keys. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { eventually } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
let ann: Person;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const newcomer = async (): Promise<Person> => (ann = await signUp(system.url, 'Europe/Berlin'));
const post = async (path: string, body: unknown = {}): Promise<Task & { command_id: string }> => {
  const answer = await ann.call('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
type Recorded = { event_type: string; sequence: number; payload: { task: Task }; previous_hash: string | null };
const history = async (id: string, length: number): Promise<Recorded[]> =>
  eventually(async () => {
    const { body } = await ann.call('GET', `/api/tasks/${id}/history`);
    const items = body.items as Recorded[];
    expect(items.length).toBeGreaterThanOrEqual(length);
    return items;
  });
/** Open tasks of the caller, by title. */
const open = async (title: string): Promise<Task[]> => (await ann.list()).filter((task) => task.title === title);

describe('history', () => {
  test('says everything that happened, in order, each event carrying the hash of the one before', async () => {
    await newcomer();
    const task = await ann.add({ title: 'draft', tags: ['work'] });
    await ann.call('PATCH', `/api/tasks/${task.id}`, { title: 'draft the plan', priority: 'HIGH' });
    await post(`/api/tasks/${task.id}/complete`);
    await post(`/api/tasks/${task.id}/reopen`);
    const events = await history(task.id, 5);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, n) => n + 1));
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'TASK_CREATED',
      'TASK_UPDATED',
      'TASK_PRIORITY_CHANGED',
      'TASK_COMPLETED',
      'TASK_REOPENED',
    ]);
    expect(events[0]?.previous_hash).toBeNull();
    expect(new Set(events.slice(1).map(({ previous_hash }) => previous_hash)).size).toBe(4);
  });

  test('shows the task as it was at an instant', async () => {
    await newcomer();
    const task = await ann.add({ title: 'first name' });
    const changed = await ann.call('PATCH', `/api/tasks/${task.id}`, { title: 'second name' });
    await history(task.id, 2);
    const asOf = async (at: string) =>
      (await ann.call('GET', `/api/tasks/${task.id}?at=${encodeURIComponent(at)}`)).body;
    expect((await asOf(task.updated_at)).title).toBe('first name');
    expect((await asOf(changed.body.updated_at)).title).toBe('second name');
    expect((await ann.call('GET', `/api/tasks/${task.id}?at=2020-01-01T00:00:00Z`)).status).toBe(404);
  });
});

describe('undo', () => {
  test('takes back the latest change, or an earlier one by its command', async () => {
    await newcomer();
    const task = await ann.add({ title: 'shop', tags: ['a'] });
    const retitled = await ann.call('PATCH', `/api/tasks/${task.id}`, { title: 'shopping' });
    await ann.call('PATCH', `/api/tasks/${task.id}`, { priority: 'LOW' });
    const earlier = await post(`/api/tasks/${task.id}/undo`, { command_id: retitled.body.command_id });
    expect(earlier).toMatchObject({ title: 'shop', priority: 'LOW' });
    expect(await post(`/api/tasks/${task.id}/complete`)).toMatchObject({ completed: true });
    expect(await post(`/api/tasks/${task.id}/undo`)).toMatchObject({
      completed: false,
      title: 'shop',
      priority: 'LOW',
    });
    const deleted = await ann.call('DELETE', `/api/tasks/${task.id}`);
    expect(deleted.status).toBe(200);
    expect(await post(`/api/tasks/${task.id}/undo`)).toMatchObject({ deleted_at: null });
  });

  test('of a completion takes its successor back, before and after it was made: one occurrence stays open', async () => {
    await newcomer();
    const first = await ann.add({ title: 'swim', recurrence_rule: 'FREQ=DAILY', due_date: inDays(1) });
    await post(`/api/tasks/${first.id}/complete`);
    await post(`/api/tasks/${first.id}/undo`);
    await eventually(async () => (await open('swim')).length === 1 && (await open('swim'))[0]?.id === first.id);
    await post(`/api/tasks/${first.id}/complete`);
    await eventually(async () => (await open('swim'))[0]?.occurrence === 2);
    await post(`/api/tasks/${first.id}/reopen`);
    await eventually(async () => (await open('swim')).length === 1 && (await open('swim'))[0]?.id === first.id);
  });
});

describe('a series', () => {
  test('shows what was done, skipped and is open', async () => {
    await newcomer();
    const first = await ann.add({ title: 'gym', recurrence_rule: 'FREQ=WEEKLY', due_date: inDays(2) });
    const next = (occurrence: number) => eventually(async () => (await open('gym')).find((task) => task.occurrence === occurrence)); // prettier-ignore
    await post(`/api/tasks/${first.id}/complete`);
    const second = await next(2);
    await post(`/api/tasks/${second.id}/skip`);
    const third = await next(3);
    expect(Date.parse(third.due_date!) - Date.parse(first.due_date!)).toBeGreaterThan(13 * 86_400_000);
    const series = await eventually(async () => {
      const { body } = await ann.call('GET', `/api/series/${first.series_id!}`);
      const items = body.items as { occurrence: number; state: string }[];
      return items.length === 3 ? items : undefined;
    });
    expect(series.map(({ occurrence }) => occurrence)).toEqual([1, 2, 3]);
    expect(series.map(({ state }) => state)).toEqual(['done', 'skipped', 'open']);
  });

  test('tells its next instants in the local time of the task, and notes where the clocks change', async () => {
    await newcomer();
    const preview = await post('/api/recurrence/preview', {
      rule: 'FREQ=DAILY',
      due_date: '2027-03-27T02:30:00',
      time_zone: 'Europe/Berlin',
    });
    const { occurrences } = preview as unknown as {
      occurrences: { at: string; local: string; offset: string; note?: string }[];
    };
    expect(occurrences.slice(0, 3).map(({ at, offset }) => [at, offset])).toEqual([
      ['2027-03-27T01:30:00.000Z', '+01:00'],
      // 02:30 does not exist on the 28th: it moves on by the gap.
      ['2027-03-28T01:30:00.000Z', '+02:00'],
      ['2027-03-29T00:30:00.000Z', '+02:00'],
    ]);
    expect(occurrences[1]?.note).toBeTruthy();
    expect(occurrences[0]?.note).toBeUndefined();
    const task = await ann.add({ title: 'walk', recurrence_rule: 'every 2 weeks on Monday' });
    const { body } = await ann.call('GET', `/api/tasks/${task.id}/occurrences?limit=3`);
    const items = body.items as { local: string }[];
    expect(items).toHaveLength(3);
    for (const { local } of items) expect(new Date(`${local.slice(0, 10)}T12:00:00Z`).getUTCDay()).toBe(1);
  });
});

test('a stale version is refused with the task as it is', async () => {
  await newcomer();
  const made = await ann.call('POST', '/api/tasks', { title: 'contended' });
  const etag = made.headers.get('etag')!;
  expect(etag).toBe(`"${String(made.body.version)}"`);
  const path = `/api/tasks/${String(made.body.id)}`;
  expect((await ann.call('PATCH', path, { title: 'mine' }, { 'if-match': etag })).status).toBe(200);
  const stale = await ann.call('PATCH', path, { title: 'theirs' }, { 'if-match': etag });
  expect(stale.status).toBe(412);
  expect(stale.body.task).toMatchObject({ title: 'mine' });
});

test('the same key twice makes one task, and with another body is refused', async () => {
  await newcomer();
  const key = randomUUID();
  const make = (title: string) => ann.call('POST', '/api/tasks', { title }, { 'idempotency-key': key });
  const [one, two] = await Promise.all([make('once'), make('once')]);
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(two.body.id).toBe(one.body.id);
  expect((await make('twice')).status).toBe(422);
  expect(await ann.list()).toHaveLength(1);
});

test('snooze, pause and an assignment are told as they are', async () => {
  await newcomer();
  const bob = await signUp(system.url);
  const task = await ann.add({ title: 'shared', due_date: inDays(1) });
  const snoozed = await post(`/api/tasks/${task.id}/snooze`, { for: 'PT30M' });
  expect(Date.parse(snoozed.snoozed_until!)).toBe(Date.parse(task.due_date!) + 30 * 60_000);
  expect(await post(`/api/tasks/${task.id}/assign`, { assignee_id: bob.id })).toMatchObject({ assignee_id: bob.id });
  await eventually(async () => (await bob.inbox()).some(({ kind }) => kind === 'assignment'));
  expect((await bob.call('GET', `/api/tasks/${task.id}`)).status).toBe(200);
  expect((await bob.call('DELETE', `/api/tasks/${task.id}`)).status).toBeGreaterThanOrEqual(403);
  expect(await post(`/api/tasks/${task.id}/pause`)).toMatchObject({ paused: true });
  expect(await post(`/api/tasks/${task.id}/resume`)).toMatchObject({ paused: false });
});
