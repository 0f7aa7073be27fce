/** An assistant at the running system: the SDK's own client, the inspector's command line, and nothing of ours between. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tree } from '../../local/paths.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
let ann: Person;
let bob: Person;
let assistant: Client;

const connect = async (token: string): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${system.url}/mcp`), { requestInit }));
  return client;
};

beforeAll(async () => {
  system = await startSystem();
  [ann, bob] = await Promise.all([signUp(system.url), signUp(system.url)]);
  assistant = await connect(ann.token);
  // From now on the client checks each result against the schema that the tool promised.
  await assistant.listTools();
});
afterAll(async () => {
  await assistant.close();
  await system.stop();
});

/**
 * The inspector's command line, where it finds itself: it is published by itself too, but reads the `package.json` of the
 * inspector that it is part of.
 */
const inspectorCommand = (): string => {
  const own = dirname(
    dirname(fileURLToPath(import.meta.resolve('@modelcontextprotocol/inspector-cli/build/index.js'))),
  );
  const inspector = join(tree, 'node_modules', '.cache', 'inspector');
  cpSync(own, join(inspector, 'cli'), { recursive: true });
  cpSync(join(own, 'package.json'), join(inspector, 'package.json'));
  return join(inspector, 'cli', 'build', 'index.js');
};

const called = new Set<string>();
type Result = { isError?: boolean; structuredContent: any; content: { type: string; text: string }[] };
const use = async (name: string, args: Record<string, unknown> = {}, timeout = 20_000): Promise<Result> => {
  called.add(name);
  const given = { name, arguments: args };
  const result = (await assistant.callTool(given, CallToolResultSchema, { timeout })) as unknown as Result;
  expect(JSON.parse(result.content[0]!.text), 'the text says what the structure says').toEqual(
    result.structuredContent,
  );
  return result;
};
/** What the tool answers. @throws when it refuses. */
const get = async (name: string, args: Record<string, unknown> = {}) => {
  const { isError, structuredContent } = await use(name, args);
  expect(isError, `${name} ${JSON.stringify(structuredContent)}`).toBeUndefined();
  return structuredContent;
};
/** Why the tool refuses. */
const refused = async (name: string, args: Record<string, unknown> = {}, timeout?: number) => {
  const { isError, structuredContent } = await use(name, args, timeout);
  expect(isError, `${name} ${JSON.stringify(structuredContent)}`).toBe(true);
  return structuredContent.error;
};

describe('the tools', () => {
  it('are the catalogue, with what may be assumed of each', async () => {
    const { tools } = await assistant.listTools();
    const named = new Map(tools.map((tool) => [tool.name, tool]));
    for (const name of ['add_task', 'list_tasks', 'search_tasks', 'update_task', 'complete_task', 'delete_task']) {
      expect([...named.keys()]).toContain(name);
    }
    for (const name of ['sign_up', 'log_in', 'send_message']) expect([...named.keys()]).not.toContain(name);
    for (const { name, annotations, inputSchema, outputSchema } of tools) {
      expect(outputSchema?.properties, name).toHaveProperty('error');
      const writes = annotations?.readOnlyHint !== true;
      expect('idempotency_key' in (inputSchema.properties ?? {}), name).toBe(writes);
      const onTasks = name.endsWith('_task') && writes;
      expect('expected_version' in (inputSchema.properties ?? {}), name).toBe(onTasks);
    }
    expect(named.get('delete_task')?.annotations).toMatchObject({ destructiveHint: true, idempotentHint: true });
    expect(named.get('list_tasks')?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(named.get('add_task')?.inputSchema.required).toEqual(['title']);
  });

  it('do each what the same address of the API does', async () => {
    const due_date = new Date(Date.now() + 86_400_000).toISOString();
    const added = await get('add_task', { title: 'water plants', tags: ['home'], due_date });
    expect(await ann.list()).toMatchObject([{ id: added.id, title: 'water plants' }]);
    expect(await get('list_tasks', { tag: ['home'] })).toMatchObject({ items: [{ id: added.id }], next_cursor: null });
    expect(await get('search_tasks', { q: 'plants' })).toMatchObject({ items: [{ id: added.id }] });
    expect(await get('get_task', { id: added.id })).toMatchObject({ id: added.id, version: 1 });
    const id = added.id;
    expect(await get('update_task', { id, title: 'water all plants', priority: 'HIGH' })).toMatchObject({ version: 2 });
    expect(await get('undo_task', { id })).toMatchObject({ title: 'water plants', priority: null });
    expect(await get('snooze_task', { id, for: 'PT1H' })).toMatchObject({ id });
    expect(await get('complete_task', { id })).toMatchObject({ completed: true });
    expect(await get('reopen_task', { id })).toMatchObject({ completed: false });
    expect(await get('archive_task', { id })).toMatchObject({ status: 'ARCHIVED' });
    expect(await get('restore_task', { id })).toMatchObject({ status: 'ACTIVE' });
    expect((await get('delete_task', { id })).deleted_at).not.toBeNull();
    const habit = await get('add_task', { title: 'stretch', recurrence_rule: 'daily', due_date });
    expect((await get('list_occurrences', { id: habit.id, limit: 3 })).items).toHaveLength(3);
    expect(await get('pause_task', { id: habit.id })).toMatchObject({ paused: true });
    expect(await get('resume_task', { id: habit.id })).toMatchObject({ paused: false });
    expect(await get('assign_task', { id: habit.id, assignee_id: bob.id })).toMatchObject({ assignee_id: bob.id });
    expect(await get('skip_task', { id: habit.id })).toMatchObject({ outcome: 'skipped' });
    expect((await get('get_series', { id: habit.series_id })).items.length).toBeGreaterThan(0);
    expect(await get('preview_recurrence', { text: 'every weekday at 9:15', limit: 2 })).toMatchObject({
      recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    });
    expect(await get('get_me')).toMatchObject({ user_id: ann.id });
    expect(await get('update_me', { preferences: { week_start: 'SU' } })).toMatchObject({ user_id: ann.id });
    const { category_id } = await get('add_category', { name: 'House' });
    expect(await get('update_category', { id: category_id, name: 'Home' })).toMatchObject({ name: 'Home' });
    expect((await get('list_categories')).items).toMatchObject([{ name: 'Home' }]);
    expect(await get('delete_category', { id: category_id })).toMatchObject({ category_id });
    const { filter_id } = await get('add_filter', { name: 'Soon', query: '#home' });
    expect((await get('list_filters')).items).toMatchObject([{ name: 'Soon' }]);
    expect(await get('delete_filter', { id: filter_id })).toMatchObject({ filter_id });
    expect((await get('list_services')).items.length).toBeGreaterThan(0);
    await get('add_task', { title: 'soon', due_date: new Date(Date.now() + 1_200_000).toISOString() });
    const inbox = await eventually(async () => {
      const { items } = await get('list_notifications', { unread: true });
      return items.length > 0 && items;
    });
    expect((await get('read_notification', { id: inbox[0].notification_id })).read_at).not.toBeNull();
    await holds(async () => {
      const { items } = await get('get_history', { id });
      expect(items.at(0)).toMatchObject({ event_type: 'TASK_CREATED', user_context: { via: 'mcp' } });
      expect(items.at(-1)).toMatchObject({ event_type: 'TASK_DELETED' });
      expect((await get('list_events', { task_id: id })).items).toHaveLength(items.length);
    });
    expect(await get('list_reminders', { id: habit.id })).toHaveProperty('items');
  });

  it('change many with a result for each', async () => {
    const gone = randomUUID();
    const calls = [
      { tool: 'add_task', arguments: { title: 'first of many' } },
      { tool: 'complete_task', arguments: { id: gone } },
      { tool: 'add_task', arguments: { title: '' } },
      { tool: 'add_category', arguments: { name: 'Many' } },
    ];
    const asked = { calls, idempotency_key: randomUUID() };
    const { items } = await get('change_many', asked);
    expect(items).toMatchObject([
      { ok: true, result: { title: 'first of many' } },
      { ok: false, error: { code: 'not-found' } },
      { ok: false, error: { code: 'invalid', errors: [{ field: 'title' }] } },
      { ok: true, result: { name: 'Many' } },
    ]);
    const again = await get('change_many', asked);
    expect(again.items[0].result).toEqual(items[0].result);
    expect((await ann.list('?q=first')).map(({ title }) => title)).toEqual(['first of many']);
    const destroying = { calls: [{ tool: 'delete_task', arguments: { id: items[0].result.id } }] };
    expect(await refused('change_many', destroying)).toMatchObject({ code: 'invalid' });
  });
});

describe('what is refused is data', () => {
  it('naming the field, or saying what is absent', async () => {
    expect(await refused('add_task', { title: '', colour: 'red' })).toMatchObject({
      code: 'invalid',
      errors: [{ field: 'colour', message: expect.stringContaining('title') }],
    });
    const past = await refused('add_task', { title: 'late', due_date: '2020-01-01T09:00:00Z' });
    expect(past).toMatchObject({ code: 'invalid', errors: [{ field: 'due_date' }] });
    const badKey = await refused('add_task', { title: 'x', idempotency_key: 'two words' });
    expect(badKey).toMatchObject({ code: 'invalid', errors: [{ field: 'idempotency_key' }] });
    expect(await refused('get_task', { id: randomUUID() })).toMatchObject({ code: 'not-found' });
    await expect(assistant.callTool({ name: 'log_in', arguments: {} })).rejects.toThrow(/no tool log_in/);
  });

  it('with the task as it is now, when it has changed in the meantime', async () => {
    const task = await ann.add({ title: 'contested' });
    await ann.call('PATCH', `/api/tasks/${task.id}`, { title: 'changed by hand' });
    const error = await refused('update_task', { id: task.id, title: 'mine', expected_version: 1 });
    expect(error).toMatchObject({ code: 'stale', task: { id: task.id, title: 'changed by hand', version: 2 } });
    const now = await get('update_task', { id: task.id, title: 'mine', expected_version: error.task.version });
    expect(now).toMatchObject({ title: 'mine', version: 3 });
  });

  it("of another person's, nothing is told, by any tool or resource", async () => {
    const secret = await bob.add({ title: 'secret of Bob' });
    for (const name of ['get_task', 'update_task', 'complete_task', 'delete_task', 'undo_task', 'get_history']) {
      const error = await refused(name, { id: secret.id });
      expect([error.code, JSON.stringify(error)]).toEqual(['not-found', expect.not.stringContaining('secret')]);
    }
    await expect(assistant.readResource({ uri: `duecourse://tasks/${secret.id}` })).rejects.toThrow(/no such task/);
    expect(await bob.list('?q=secret')).toMatchObject([{ title: 'secret of Bob', version: 1 }]);
  });
});

it('an addition that timed out and is tried again with its key is one task', async () => {
  const host = system.app('task-actors').app.process();
  const adding = { title: 'only once', idempotency_key: randomUUID() };
  process.kill(host.pid, 'SIGSTOP');
  try {
    await expect(use('add_task', adding, 1_000)).rejects.toThrow(/timed out/i);
  } finally {
    process.kill(host.pid, 'SIGCONT');
  }
  const task = await eventually(async () => {
    const { isError, structuredContent } = await use('add_task', adding);
    if (isError) expect(structuredContent.error).toMatchObject({ code: 'unavailable', retry_after: 2 });
    return isError ? undefined : structuredContent;
  });
  expect((await ann.list('?q=once')).map(({ id }) => id)).toEqual([task.id]);
  const other = await refused('add_task', { ...adding, title: 'something else' });
  expect(other).toMatchObject({ code: 'key-reused' });
});

it('lists and tasks can be read as resources', async () => {
  const { resourceTemplates } = await assistant.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain('duecourse://tasks/{id}');
  const task = await ann.add({ title: 'in view' });
  const { resources } = await assistant.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(
    expect.arrayContaining(['duecourse://lists/open', `duecourse://tasks/${task.id}`]),
  );
  const read = async (uri: string) => {
    const { contents } = await assistant.readResource({ uri });
    return JSON.parse((contents[0] as { text: string }).text);
  };
  expect(await read(`duecourse://tasks/${task.id}`)).toMatchObject({ title: 'in view' });
  const open = await read('duecourse://lists/open');
  expect(open.items.map(({ title }: { title: string }) => title)).toContain('in view');
  await expect(assistant.readResource({ uri: 'duecourse://lists/secret' })).rejects.toThrow(/no such resource/);
});

describe('who is let in', () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${system.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  it('is nobody without a token that is good', async () => {
    for (const headers of [{}, { authorization: 'Bearer not.a.token' }]) {
      const answer = await post(headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    await expect(connect('forged')).rejects.toThrow();
  });

  it('is no page of another site, and nobody who would listen', async () => {
    const authorization = `Bearer ${ann.token}`;
    expect((await post({ authorization, origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ authorization })).status).toBe(200);
    const listening = await fetch(`${system.url}/mcp`, { headers: { authorization } });
    expect([listening.status, listening.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('as the README says', () => {
  const readme = readFileSync(join(tree, 'README.md'), 'utf8').split('## Connect an assistant')[1]?.split('\n## ')[0];
  const filledIn = (text: string) =>
    text.replaceAll('http://127.0.0.1:8080', system.url).replaceAll('$TOKEN', ann.token).replaceAll('…', ann.token);

  it('its settings connect', async () => {
    const settings = JSON.parse(filledIn(/```json\n([^`]*)```/.exec(readme ?? '')?.[1] ?? '{}')) as {
      mcpServers: { duecourse: { url: string; headers: Record<string, string> } };
    };
    const { url, headers } = settings.mcpServers.duecourse;
    const client = new Client({ name: 'readme', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    expect(client.getServerVersion()).toMatchObject({ name: 'duecourse' });
    await client.close();
  });

  it("the official inspector's command line connects, lists and calls", async () => {
    const cli = inspectorCommand();
    const inspect = async (...args: string[]) => {
      const common = [
        cli,
        `${system.url}/mcp`,
        '--transport',
        'http',
        '--header',
        `Authorization: Bearer ${ann.token}`,
      ];
      const { stdout } = await promisify(execFile)(process.execPath, [...common, ...args]);
      return JSON.parse(stdout);
    };
    const { tools } = await inspect('--method', 'tools/list');
    expect(tools.map(({ name }: { name: string }) => name)).toContain('add_task');
    const title = 'said by the inspector';
    await inspect('--method', 'tools/call', '--tool-name', 'add_task', '--tool-arg', `title=${title}`);
    expect((await ann.list('?q=inspector')).map((task) => task.title)).toEqual([title]);
  });
});

it('every tool has been called', async () => {
  const { tools } = await assistant.listTools();
  expect(tools.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
});
