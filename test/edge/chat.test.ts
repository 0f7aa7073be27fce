/** Conversations over HTTP: stored first, done once, answered in order, whatever fails in between. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, startInstallation, type Installation, type Person } from './installation.ts';
import { repeater } from './repeater.ts';

let edge: Installation;
let ada: Person;
let understood = 0;

beforeAll(async () => {
  edge = await startInstallation({
    understand: (heard) => {
      understood += 1;
      return repeater(heard);
    },
  });
  ada = await edge.person('ada');
});
afterAll(() => edge.close());

const say = (message: string, more: object = {}, key?: string) =>
  ada.call('POST', '/api/chat', { message, ...more }, key === undefined ? {} : { 'idempotency-key': key });
const titles = async () => (await ada.call('GET', '/api/tasks?limit=200')).body.items.map(({ title }) => title);

describe('a message', () => {
  it('is answered with what was done, and its task is in the list', async () => {
    const { status, body } = await say('buy milk');
    expect(status).toBe(200);
    expect(body).toMatchObject({ reply: 'Added “buy milk”', asked: false });
    expect(body.actions).toMatchObject([
      { tool: 'add_task', arguments: { title: 'buy milk' }, result: { title: 'buy milk' } },
    ]);
    expect(body.tasks.map(({ id }) => id)).toEqual([body.actions[0]?.result.id]);
    expect(await titles()).toContain('buy milk');
  });

  it('goes on with its conversation, which remembers', async () => {
    const first = await say('one; two');
    const conversation_id = first.body.conversation_id;
    const second = await say('complete one', { conversation_id });
    expect(second.body.actions).toMatchObject([{ tool: 'complete_task', result: { title: 'one', completed: true } }]);
    const listed = await say('list', { conversation_id });
    expect(listed.body.tasks.map(({ title }) => title).sort()).toEqual((await titles()).sort());
    const messages = await ada.call('GET', `/api/conversations/${conversation_id}/messages?limit=4`);
    expect(messages.body.items.map(({ content }) => content)).toEqual([
      'one; two',
      'Added “one”\nAdded “two”',
      'complete one',
      'complete',
    ]);
    const rest = await ada.call(
      'GET',
      `/api/conversations/${conversation_id}/messages?cursor=${messages.body.next_cursor ?? ''}`,
    );
    expect(rest.body.items.map(({ content }) => content)).toEqual(['list', listed.body.reply]);
  });

  it('makes a category once and files under it', async () => {
    const first = await say('file taxes under Money');
    const second = await say('file bills under money');
    const [a, b] = [first, second].map(({ body }) => body.tasks[0]?.category_id);
    expect([typeof a, a]).toEqual(['string', b]);
    const { body } = await ada.call('GET', '/api/categories');
    expect(body.items.map(({ name }) => name)).toEqual(['Money']);
  });

  it('ties the task to the sentence that made it', async () => {
    const { body } = await say('trace me');
    const history = await ada.call('GET', `/api/tasks/${body.tasks[0]?.id ?? ''}/history`);
    expect(history.body.items[0]).toMatchObject({ causation_id: body.message_id, user_context: { via: 'chat' } });
    const of = () => edge.published.filter(({ aggregate_id }) => aggregate_id === body.conversation_id);
    await expect.poll(() => of().map(({ event_type }) => event_type)).toEqual(['MESSAGE_RECEIVED', 'MESSAGE_ANSWERED']);
    const [received, answered] = of();
    expect(received?.event_id).toBe(body.message_id);
    expect(answered).toMatchObject({
      causation_id: body.message_id,
      correlation_id: received?.correlation_id,
      sequence: 2,
    });
    expect(history.body.items[0]).toMatchObject({ correlation_id: received?.correlation_id });
  });

  it('is refused when it is empty, too long or more than a message', async () => {
    expect((await say('  ')).body.errors[0]?.field).toBe('message');
    expect((await say('x'.repeat(4_001))).body.errors[0]?.field).toBe('message');
    expect((await say('x', { model: 'y' })).body.errors[0]?.field).toBe('model');
    expect((await say('x', { conversation_id: 'mine' })).body.errors[0]?.field).toBe('conversation_id');
  });

  it('does nothing in a dry run', async () => {
    const before = await titles();
    const { body } = await say('file this under Nothing', { dry_run: true });
    expect(body.actions).toMatchObject([
      { tool: 'add_task', arguments: { title: 'this', category: 'Nothing' }, result: null },
    ]);
    expect([body.conversation_id, body.message_id]).toEqual([null, null]);
    expect(await titles()).toEqual(before);
    expect((await ada.call('GET', '/api/categories')).body.items.map(({ name }) => name)).not.toContain('Nothing');
  });

  it('that the understander breaks on does not block the conversation', async () => {
    const { body } = await say('throw');
    expect(body).toMatchObject({ actions: [], tasks: [] });
    const next = await say('after the bug', { conversation_id: body.conversation_id });
    expect(next.body.tasks).toHaveLength(1);
  });
});

describe('a retry', () => {
  it('gets the first answer, without being understood again', async () => {
    const first = await say('only once', {}, 'once');
    const count = understood;
    const again = await say('only once', {}, 'once');
    expect(again.body).toEqual(first.body);
    expect(understood).toBe(count);
    expect((await titles()).filter((title) => title === 'only once')).toHaveLength(1);
    const other = await say('something else', {}, 'once');
    expect([other.status, other.body.type]).toEqual([422, expect.stringMatching(/key-reused$/)]);
  });

  it('sent twice at the same time is one message', async () => {
    const both = await Promise.all([say('twins', {}, 'twins'), say('twins', {}, 'twins')]);
    expect(both[0].body).toEqual(both[1].body);
    expect((await titles()).filter((title) => title === 'twins')).toHaveLength(1);
  });

  it('ends a turn that an outage cut in two, each action done once', async () => {
    const execute = edge.actors.execute;
    let calls = 0;
    edge.actors.execute = (id, envelope) => {
      calls += 1;
      edge.actors.down = calls === 2;
      return execute(id, envelope);
    };
    const cut = await say('first half; second half', {}, 'halves');
    expect(cut.status).toBe(503);
    edge.actors.execute = execute;
    edge.actors.down = false;
    const whole = await say('first half; second half', {}, 'halves');
    expect(whole.body.tasks.map(({ title }) => title)).toEqual(['first half', 'second half']);
    expect((await titles()).filter((title) => title.endsWith(' half')).sort()).toEqual(['first half', 'second half']);
  });

  it('survives the loss of every connection in the middle of a turn', async () => {
    const execute = edge.actors.execute;
    edge.actors.execute = async (id, envelope) => {
      const reply = await execute(id, envelope);
      edge.actors.execute = execute;
      // All but the one that does it: it would end before it had come to those after itself.
      for (const db of [edge.services.db, edge.services.conversations]) {
        await db
          .query(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          )
          .catch(() => undefined);
      }
      return reply;
    };
    const cut = await say('left hand; right hand', {}, 'hands');
    expect(cut.status).toBe(503);
    const whole = await say('left hand; right hand', {}, 'hands');
    expect([whole.status, whole.body.tasks.map(({ title }) => title)]).toEqual([200, ['left hand', 'right hand']]);
    expect((await titles()).filter((title) => title.endsWith(' hand')).sort()).toEqual(['left hand', 'right hand']);
  });

  it('is not needed: the next message ends the turn before it first', async () => {
    const begun = await say('opening');
    const conversation_id = begun.body.conversation_id;
    edge.actors.down = true;
    expect((await say('lost', { conversation_id }, 'lost')).status).toBe(503);
    edge.actors.down = false;
    await say('found', { conversation_id });
    const { body } = await ada.call('GET', `/api/conversations/${conversation_id}/messages`);
    expect(body.items.map(({ content }) => content).slice(2)).toEqual([
      'lost',
      'found',
      'Added “lost”',
      'Added “found”',
    ]);
    expect((await say('lost', { conversation_id }, 'lost')).body.reply).toBe('Added “lost”');
  });
});

describe('many at once', () => {
  it('fifty messages to one conversation on two replicas: in order, one at a time, each answered once', async () => {
    const second = await edge.replica();
    const { body: begun } = await say('begin');
    const conversation_id = begun.conversation_id;
    let running = 0;
    let most = 0;
    const execute = edge.actors.execute;
    edge.actors.execute = async (id, envelope) => {
      running += 1;
      most = Math.max(most, running);
      const reply = await execute(id, envelope);
      running -= 1;
      return reply;
    };
    const replicas = [ada.call, caller(second.url, ada.token)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        replicas[n % 2]!(
          'POST',
          '/api/chat',
          { message: `crowd ${n}`, conversation_id },
          { 'idempotency-key': `crowd-${n}` },
        ),
      ),
    );
    edge.actors.execute = execute;
    await second.close();
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.map(({ body }) => body.reply)).toEqual(answers.map((_, n) => `Added “crowd ${n}”`));
    expect(most).toBe(1);
    const { body } = await ada.call('GET', `/api/conversations/${conversation_id}/messages?limit=200`);
    const said = body.items.filter(({ sender_type }) => sender_type === 'USER').map(({ content }) => content);
    const answered = body.items.filter(({ sender_type }) => sender_type === 'ASSISTANT').map(({ content }) => content);
    expect(said).toHaveLength(51);
    expect(answered).toEqual(said.map((content) => `Added “${content}”`));
    expect((await titles()).filter((title) => title.startsWith('crowd '))).toHaveLength(50);
  });
});

describe('conversations', () => {
  it('are titled by their first message, renamed, put away and paged', async () => {
    const { body } = await say(
      'a rather long first message that goes on and on and on until it has to be cut somewhere',
    );
    const path = `/api/conversations/${body.conversation_id}`;
    const latest = await ada.call('GET', '/api/conversations?limit=1');
    expect(latest.body.items[0]?.conversation_id).toBe(body.conversation_id);
    expect(latest.body.items[0]?.title.length).toBeLessThanOrEqual(60);
    expect(latest.body.next_cursor).not.toBeNull();
    const key = { 'idempotency-key': 'plans-1' };
    const renamed = await ada.call('PATCH', path, { title: 'Plans', status: 'ARCHIVED' }, key);
    expect(renamed.body).toMatchObject({ title: 'Plans', status: 'ARCHIVED', command_id: 'plans-1' });
    await ada.call('PATCH', path, { title: 'Other plans' });
    const again = await ada.call('PATCH', path, { title: 'Plans', status: 'ARCHIVED' }, key);
    expect(again.body).toEqual(renamed.body);
    expect((await ada.call('PATCH', path, { title: 'X' }, key)).status).toBe(422);
    const archived = await ada.call('GET', '/api/conversations?status=ARCHIVED');
    expect(archived.body.items.map(({ title }) => title)).toEqual(['Other plans']);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([expect.stringContaining('a bug in the understander')]);
});
