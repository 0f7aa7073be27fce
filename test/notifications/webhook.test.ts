/** The webhook channel against a real receiver, and what all channels promise: again after a failure, once for each, nobody held up. */
import type { lookup } from 'node:dns';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createWebhook } from '../../app/consumers/delivery/webhook.ts';
import type { Claimed } from '../../app/queries/deliveries.ts';
import { tree } from '../../local/paths.ts';
import { holds } from '../support/eventually.ts';
import { startReceiver, type Received, type Receiver } from './receiver.ts';
import { startWorld, start, type World } from './world.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
let world: World;
const receivers: Receiver[] = [];
const receiving = async (...how: Parameters<typeof startReceiver>): Promise<Receiver> => {
  const made = await startReceiver(...how);
  receivers.push(made);
  return made;
};
const to = ({ url }: Receiver) => world.person(['webhook'], { url, secret });
const webhook = async (task: string) => (await world.rows(task)).find(({ channel }) => channel === 'webhook');
const becomes = (task: string, expected: object): Promise<void> =>
  holds(async () => {
    expect(await webhook(task)).toMatchObject(expected);
  });

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.stop()));
});

describe('what is sent', () => {
  test('is signed over its id, its time and its body', async () => {
    const receiver = await receiving();
    const task = await world.remind(
      await to(receiver),
      world.delivery({ openHosts: [receiver.host] }),
      'Zahnärztin 🦷',
    );
    await becomes(task, { state: 'delivered', attempts: 1 });
    const [{ path, headers, body }] = receiver.received as [Received];
    const id = (await webhook(task))?.notification_id;
    expect([path, headers['content-type'], headers['webhook-id']]).toEqual(['/hook', 'application/json', id]);
    const time = String(headers['webhook-timestamp']);
    expect(Number(time)).toBe(Date.parse(start) / 1_000);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(JSON.parse(body)).toEqual({
      type: 'notification.reminder',
      timestamp: start,
      data: {
        notification_id: id,
        task_id: task,
        kind: 'reminder',
        text: `🔔 REMINDER: Task 'Zahnärztin 🦷' due in 60 minutes`,
        due_at: '2026-12-01T10:00:00.000Z',
        planned_at: start,
        fired_at: start,
      },
    });
  });

  test('passes the check that the documentation gives to receivers, and nothing else does', async () => {
    const page = readFileSync(join(tree, 'docs/operations/notifications.md'), 'utf8');
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      isFromDuecourse: (headers: Received['headers'], body: string, secret: string, now: number) => boolean;
    };
    const receiver = await receiving();
    const task = await world.remind(await to(receiver), world.delivery({ openHosts: [receiver.host] }));
    await becomes(task, { state: 'delivered' });
    const [{ headers, body }] = receiver.received as [Received];
    const now = Date.parse(world.clock.now);
    expect(module.isFromDuecourse(headers, body, secret, now)).toBe(true);
    expect(module.isFromDuecourse(headers, `${body} `, secret, now)).toBe(false);
    expect(module.isFromDuecourse(headers, body, `whsec_${Buffer.from('other').toString('base64')}`, now)).toBe(false);
    expect(module.isFromDuecourse({ ...headers, 'webhook-id': 'x' }, body, secret, now)).toBe(false);
    expect(module.isFromDuecourse({ ...headers, 'webhook-signature': 'v1,x' }, body, secret, now)).toBe(false);
    expect(module.isFromDuecourse(headers, body, secret, now + 3_600_000)).toBe(false);
  });
});

describe('an answer', () => {
  const answered = async (status: number, headers: Record<string, string> = {}) => {
    const receiver = await receiving((response) => void response.writeHead(status, headers).end('internal secrets'));
    const task = await world.remind(await to(receiver), world.delivery({ openHosts: [receiver.host] }));
    await holds(async () => {
      expect(
        ['delivered', 'failed'].includes((await webhook(task))?.state ?? '') || (await webhook(task))?.reason,
      ).toBeTruthy();
    });
    return { ...(await webhook(task)), requests: receiver.received.length };
  };

  test.each([
    [200, { state: 'delivered', reason: null }],
    [299, { state: 'delivered', reason: null }],
    [400, { state: 'waiting', reason: 'the receiver answered 400' }],
    [500, { state: 'waiting', reason: 'the receiver answered 500' }],
    [410, { state: 'failed', reason: 'the receiver says that it is gone (410)' }],
  ])('%i makes it %j', async (status, expected) => {
    expect(await answered(status)).toMatchObject({ ...expected, requests: 1 });
  });

  test('that points elsewhere is not followed', async () => {
    const elsewhere = await receiving();
    const outcome = await answered(307, { location: elsewhere.url });
    expect(outcome).toMatchObject({ state: 'waiting', requests: 1 });
    expect(outcome.reason).toContain('redirections are not followed');
    expect(elsewhere.received).toEqual([]);
  });

  test('without an end is not read to it', async () => {
    const endless = await receiving((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      more();
    });
    const task = await world.remind(await to(endless), world.delivery({ openHosts: [endless.host] }));
    await becomes(task, { state: 'delivered' });
  });
});

describe('a way inward is taken by nobody', () => {
  const inward = async (url: string, more: Parameters<World['delivery']>[0] = {}) => {
    const task = await world.remind(await world.person(['webhook'], { url, secret }), world.delivery(more));
    await becomes(task, { state: 'failed', attempts: 1 });
    return (await webhook(task))?.reason;
  };

  test('that the table holds, however it came there', async () => {
    const receiver = await receiving();
    expect(await inward(receiver.url)).toMatch(/begin with https/);
    expect(await inward('https://169.254.169.254/latest/meta-data')).toMatch(/public internet/);
    expect(await inward('https://[::ffff:127.0.0.1]/')).toMatch(/public internet/);
    expect(await inward(receiver.url, { openHosts: ['127.0.0.1:1'] })).toMatch(/begin with https/);
    expect(receiver.received).toEqual([]);
  });

  test.each([
    ['the loopback', [['127.0.0.1', 4]]],
    ['a private network', [['10.1.2.3', 4]]],
    ['the machine’s own metadata', [['169.254.169.254', 4]]],
    ['a mapped address', [['::ffff:10.0.0.1', 6]]],
    ['one that is public and one that is not', [['93.184.216.34', 4], ['192.168.0.1', 4]]], // prettier-ignore
  ] as const)('that a name leads to: %s', async (_, answers) => {
    let asked = 0;
    const resolve = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) => {
      asked++;
      callback(
        null,
        answers.map(([address, family]) => ({ address, family })),
      );
    }) as typeof lookup;
    const channel = createWebhook({ openHosts: [], now: () => new Date(start), resolve });
    const notification = { webhook_url: 'https://hooks.example.org/', webhook_secret: secret, notification_id: 'n' };
    await expect(channel.send(notification as Claimed)).rejects.toMatchObject({
      name: 'Refused',
      message: 'the address does not lead outside',
    });
    expect(asked).toBe(1);
    await channel.close();
  });
});

describe('every channel', () => {
  test('tries again with the same id, until the receiver is well', async () => {
    const answers = [500, 503];
    const receiver = await receiving((response) => void response.writeHead(answers.shift() ?? 204).end());
    const out = world.delivery({ openHosts: [receiver.host] });
    const task = await world.remind(await to(receiver), out);
    for (const [attempts, status] of [
      [1, 500],
      [2, 503],
    ]) {
      await becomes(task, { state: 'waiting', attempts, reason: `the receiver answered ${status}` });
      world.clock.now = (await webhook(task))?.next_attempt_at?.toISOString() ?? '';
      out.look();
    }
    await becomes(task, { state: 'delivered', attempts: 3, reason: null });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const metrics = await out.registry.metrics();
    expect(metrics).toContain('duecourse_deliveries_total{channel="webhook",outcome="retry"} 2');
    expect(metrics).toContain('duecourse_deliveries_total{channel="webhook",outcome="delivered"} 1');
    expect(metrics).toContain('duecourse_delivery_lateness_seconds_sum{channel="webhook"} 60');
    expect(metrics).toContain('duecourse_delivery_lateness_seconds_count{channel="inbox"} 1');
  });

  test('goes on where a process ended between sending and noting: again under the same id, once the claim is over', async () => {
    const receiver = await receiving();
    const ann = await to(receiver);
    const openHosts = [receiver.host];
    const forgetful = {
      query: (statement: { name?: string }, ...rest: unknown[]) =>
        statement.name === 'note_delivery'
          ? Promise.reject(new Error('gone'))
          : (world.db.query as (...all: unknown[]) => Promise<unknown>).call(world.db, statement, ...rest),
    } as unknown as World['db'];
    const task = await world.remind(ann, world.delivery({ db: forgetful, openHosts }));
    await holds(() => {
      expect(receiver.received).toHaveLength(1);
    });
    const next = world.delivery({ openHosts });
    next.look();
    world.later(59_999);
    next.look();
    await becomes(task, { state: 'waiting', attempts: 1 });
    world.later(1);
    next.look();
    await becomes(task, { state: 'delivered', attempts: 2 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
  });

  test('is worked off by several replicas together, each notification once', async () => {
    const receiver = await receiving();
    const openHosts = [receiver.host];
    const idle = { ...world.delivery({ openHosts }), kick: () => undefined };
    const people = await Promise.all(Array.from({ length: 12 }, () => to(receiver)));
    const tasks = await Promise.all(people.flatMap((one) => [world.remind(one, idle), world.remind(one, idle)]));
    const replicas = [world.delivery({ openHosts }), world.delivery({ openHosts }), world.delivery({ openHosts })];
    for (const one of [...replicas, ...replicas]) one.look();
    await Promise.all(tasks.map((task) => becomes(task, { state: 'delivered', attempts: 1 })));
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(24);
    expect(receiver.received).toHaveLength(24);
  });

  test('is held up by no receiver that hangs, but for the person whose it is', async () => {
    const hanging: ServerResponse[] = [];
    const tarpit = await receiving((response) => void hanging.push(response));
    const receiver = await receiving();
    const out = world.delivery({ openHosts: [tarpit.host, receiver.host] });
    const eve = await to(tarpit);
    const stuck = await Promise.all(Array.from({ length: 40 }, () => world.remind(eve, out)));
    await holds(() => {
      expect(hanging).toHaveLength(1);
    });
    const ann = await to(receiver);
    const others = await Promise.all(Array.from({ length: 5 }, () => world.remind(ann, out)));
    await Promise.all(others.map((task) => becomes(task, { state: 'delivered' })));
    expect(hanging).toHaveLength(1);
    expect((await Promise.all(stuck.map(webhook))).filter((row) => row?.state === 'waiting')).toHaveLength(40);
    await world.choose(eve, []);
    hanging[0]?.destroy();
    await Promise.all(stuck.slice(1).map((task) => holds(async () => {
      expect((await webhook(task))?.state).not.toBe('delivered');
    }))); // prettier-ignore
    await holds(async () => {
      const states = (await Promise.all(stuck.map(webhook))).map((row) => row?.state);
      expect(states.filter((state) => state === 'suppressed')).toHaveLength(39);
    });
  });

  test('is left alone by what is overtaken: switched off, done, deleted, or nowhere to go', async () => {
    const receiver = await receiving();
    const out = world.delivery({ openHosts: [receiver.host] });
    const idle = { ...out, kick: () => undefined };
    const reasonAfter = async (then: (user: string, task: string) => Promise<unknown>) => {
      const ann = await to(receiver);
      const task = await world.remind(ann, idle);
      await then(ann, task);
      out.look();
      await becomes(task, { state: 'suppressed', delivered_at: null });
      return (await webhook(task))?.reason;
    };
    const set = (column: string) => async (_: string, task: string) =>
      world.db.query(`UPDATE tasks SET ${column} = now() WHERE id = $1`, [task]);
    expect(await reasonAfter((user) => world.choose(user, ['email']))).toBe(
      'the channel had been switched off by then',
    );
    expect(await reasonAfter(set('deleted_at'))).toBe('the task had been deleted by then');
    expect(await reasonAfter((_, task) => world.db.query(
      `UPDATE tasks SET completed = true, completed_at = now(), outcome = 'done', status = 'COMPLETED' WHERE id = $1`, [task],
    ))).toBe('the task had been completed by then'); // prettier-ignore
    expect(await reasonAfter((user) => world.db.query('DELETE FROM webhooks WHERE user_id = $1', [user]))).toBe(
      'no webhook address is set',
    );
    expect(receiver.received).toEqual([]);
  });

  test('is offered or says why not; the inbox has one row whatever happens', async () => {
    const ann = await world.person(['email', 'webhook']);
    const task = await world.remind(ann, world.delivery());
    await becomes(task, { state: 'suppressed' });
    expect(await world.rows(task)).toMatchObject([
      { channel: 'email', state: 'suppressed', reason: 'e-mail is not set up on this system', attempts: 0 },
      { channel: 'inbox', state: 'delivered', attempts: 1, channels: ['email', 'webhook'] },
      { channel: 'webhook', state: 'suppressed', reason: 'no webhook address is set' },
    ]);
    const none = await world.remind(await world.person([]), world.delivery());
    expect(await world.rows(none)).toMatchObject([{ channel: 'inbox', state: 'delivered' }]);
  });
});
