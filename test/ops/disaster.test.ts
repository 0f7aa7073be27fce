/** Everything is lost but a backup: what was acknowledged before it is there again, reminds, recurs, and is proved sound. */
import { rmSync } from 'node:fs';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../actors/task/task.ts';
import { runOps } from '../../app/ops/run-ops.ts';
import { holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const inSeconds = (n: number): string => new Date(Date.now() + n * 1000).toISOString();

/** A command of the operator's, as the command line runs it. */
const ops = async (...args: string[]): Promise<{ code: number; said: string }> => {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const port = new URL(system.app('search-service').daprUrl).port;
  const code = await runOps(
    args,
    { ...system.servers.env, DAPR_HTTP_PORT: port, LOG_LEVEL: 'silent' },
    { out: say, err: say },
  );
  return { code, said: lines.join('\n') };
};
const historyOf = async (person: Person, id: string): Promise<string[]> => {
  const { body } = await person.call('GET', `/api/tasks/${id}/history?limit=200`);
  return (body.items as { event_id: string }[]).map(({ event_id }) => event_id);
};

test('backup, the loss of every disk, restore: nothing acknowledged is missing, and time goes on', async () => {
  const ann = await signUp(system.url);
  const daily = await ann.add({ title: 'stretch', due_date: inSeconds(86_400), recurrence_rule: 'FREQ=DAILY' });
  expect((await ann.call('POST', `/api/tasks/${daily.id}/complete`, {})).status).toBe(200);
  const ringing = inSeconds(35);
  const reminded = await ann.add({ title: 'ring', due_date: inSeconds(7_200), reminders: [{ at: ringing }] });
  const plain = await ann.add({ title: 'plain', tags: ['kept'] });
  const { conversation_id } = await ann.say('buy milk tomorrow at 9');
  expect((await ann.call('POST', '/api/filters', { name: 'mine', query: '#kept' })).status).toBe(201);
  for (let n = 0; n < 20; n++) {
    expect((await ann.call('PATCH', `/api/tasks/${plain.id}`, { title: `plain ${n}` })).status).toBe(200);
  }
  // At once, with the last events still on their way, and more coming while it is taken.
  const taking = ops('backup', 'tasks', join(system.folder, 'kept'));
  await ann.call('PATCH', `/api/tasks/${plain.id}`, { description: 'changed while the backup was taken' });
  expect((await taking).said).toContain('rows of tasks are in');
  expect((await taking).code).toBe(0);
  expect((await ops('backup', 'conversations', join(system.folder, 'said'))).code).toBe(0);
  expect((await ops('backup', 'tasks', join(system.folder, 'kept'))).said).toContain('EEXIST');
  const lost = await ann.add({ title: 'after the backup' });

  await system.killEverything();
  for (const disk of ['postgres', 'scheduler', 'nats']) rmSync(join(system.folder, disk), { recursive: true });
  await system.servers.postgres.start();
  expect(await ops('restore', 'tasks', join(system.folder, 'kept'))).toMatchObject({ code: 0 });
  expect(await ops('restore', 'conversations', join(system.folder, 'said'))).toMatchObject({ code: 0 });
  await system.start();

  // The same person with the same token.
  await holds(
    async () => {
      const titles = (await ann.list()).map(({ title }) => title);
      expect(titles).toEqual(expect.arrayContaining(['stretch', 'ring', 'plain 19', 'buy milk']));
      expect(titles).not.toContain('after the backup');
    },
    { timeout: 60_000, what: 'the list to be back' },
  );
  expect((await ann.call('GET', `/api/tasks/${lost.id}`)).status).toBe(404);
  expect((await ann.call('GET', '/api/filters')).body.items).toMatchObject([{ name: 'mine' }]);
  const { body: talk } = await ann.call('GET', `/api/conversations/${String(conversation_id)}/messages`);
  expect(talk.items.map(({ content }: { content: string }) => content)).toContain('buy milk tomorrow at 9');
  expect((await historyOf(ann, plain.id)).length).toBeGreaterThanOrEqual(21);

  const inbox = async () => (await ann.inbox()).filter(({ task_id }) => task_id === reminded.id);
  await holds(
    async () => {
      expect(await inbox()).toMatchObject([{ kind: 'reminder' }]);
    },
    { timeout: 90_000, what: 'the reminder' },
  );
  const { rows } = await system.tasks.query<{ late: number }>(
    'SELECT extract(epoch FROM fired_at - $2::timestamptz)::float AS late FROM notifications WHERE task_id = $1',
    [reminded.id, ringing],
  );
  expect(rows[0]?.late).toBeGreaterThanOrEqual(0);

  const next = (await ann.list()).find(({ title }) => title === 'stretch');
  expect(next).toMatchObject({ occurrence: 2 });
  expect((await ann.call('POST', `/api/tasks/${next?.id}/complete`, {})).status).toBe(200);
  await holds(async () => {
    const after = (await ann.list()).filter(({ title }: Task) => title === 'stretch');
    expect(after).toMatchObject([{ occurrence: 3 }]);
  });
  await holds(
    async () => {
      const { code, said } = await ops('verify');
      expect(code, said).toBe(0);
    },
    { timeout: 60_000, what: 'a clean proof' },
  );
});

test('what is damaged, of something else, or would overwrite is refused, and nothing has happened', async () => {
  const bob = await signUp(system.url);
  await bob.add({ title: 'there' });
  const kept = join(system.folder, 'kept');
  expect(await ops('restore', 'tasks', kept)).toMatchObject({
    code: 70,
    said: expect.stringContaining('stop the roles'),
  });
  expect((await ops('restore', 'conversations', kept)).said).toContain('is of tasks, not of conversations');
  expect((await ops('restore', 'tasks', system.folder)).said).toContain('holds no backup');
  expect(await ops('restore', 'tasks')).toMatchObject({ code: 64 });

  await Promise.all(system.apps.map((one) => one.stop()));
  await system.tasks.query('SELECT 1');
  const count = async (): Promise<number> =>
    Number((await system.conversations.query(`SELECT count(*) AS n FROM messages`)).rows[0].n);
  const said = join(system.folder, 'said');
  const before = await count();
  await system.conversations.query('SELECT 1');
  const [file] = (await readdir(said)).filter((name) => name.startsWith('messages'));
  await appendFile(join(said, file ?? ''), 'x');
  expect((await ops('restore', 'conversations', said, '--replace')).said).toContain('damaged');
  expect(await count()).toBe(before);
  await system.start();
  expect((await bob.list()).map(({ title }) => title)).toEqual(['there']);
});
