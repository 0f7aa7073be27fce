import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActorDefinition } from './actor.ts';
import { createActorHost } from './host.ts';

type Counter = { id: string; born: number; count: number };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A counter that lives in memory only, so that a dropped one is seen to start again. */
const given = async (limits: { mostInMemory?: number } = {}) => {
  let born = 0;
  let release: () => void = () => undefined;
  const reminded: unknown[] = [];
  const long: (() => void)[] = [];
  const order: string[] = [];
  const sidecars: number[] = [];
  const actor: ActorDefinition<Counter> = {
    type: 'Counter',
    activate: (id) => ({ id, born: ++born, count: 0 }),
    methods: {
      add: (self) => Promise.resolve(++self.count),
      born: (self) => Promise.resolve(self.born),
      echo: (_self, input) => Promise.resolve(input),
      fail: (self) => {
        self.count = 1_000;
        return Promise.reject(new Error('secret detail'));
      },
      hold: async (self) => {
        order.push('hold begins');
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        order.push('hold ends');
        return ++self.count;
      },
      note: (self) => {
        order.push('note');
        return Promise.resolve(++self.count);
      },
    },
    goesAhead: (name) => name === 'urgent',
    remind: (_self, name, data) => {
      reminded.push([name, data]);
      if (name === 'long') return new Promise((resolve) => long.push(resolve));
      return name === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve();
    },
  };
  const host = createActorHost({
    actor,
    log: pino({ level: 'silent' }),
    onSidecar: () => {
      sidecars.push(1);
    },
    ...limits,
  });
  const server = createServer((request, response) => {
    if (!host.handle(request, response)) response.writeHead(404).end('"not ours"');
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = async (verb: string, path: string, body?: unknown) => {
    const response = await fetch(base + path, {
      method: verb,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  return {
    base,
    host,
    send,
    order,
    reminded,
    long,
    sidecars,
    release: () => {
      release();
    },
    call: (method: string, body?: unknown, id = 'a') => send('PUT', `/actors/Counter/${id}/method/${method}`, body),
  };
};

describe('the actor host', () => {
  it('says which actors it has, without reentrancy', async () => {
    const { send } = await given();
    expect(await send('GET', '/dapr/config')).toMatchObject({
      status: 200,
      body: { entities: ['Counter'], reentrancy: { enabled: false }, drainRebalancedActors: true },
    });
  });

  it('passes JSON in and out', async () => {
    const { call } = await given();
    expect(await call('echo', { a: [1, 'ü'] })).toEqual({ status: 200, body: { a: [1, 'ü'] } });
    expect(await call('echo')).toEqual({ status: 200, body: undefined });
  });

  it('answers 404 to a method nobody has, also to names that every object has', async () => {
    const { call } = await given();
    expect((await call('constructor')).status).toBe(404);
    expect((await call('missing')).status).toBe(404);
  });

  it('answers 500 to a throw and forgets what the actor had in memory', async () => {
    const { call } = await given();
    await call('add');
    expect((await call('fail')).status).toBe(500);
    expect((await call('add')).body).toBe(1);
    expect((await call('born')).body).toBe(2);
  });

  it('tells nothing of the inside', async () => {
    const { call } = await given();
    expect((await call('fail')).body).toEqual({ type: '/problems/internal', status: 500 });
  });

  it('leaves to others what is not its business', async () => {
    const { send } = await given();
    expect(await send('PUT', '/actors/Other/a/method/add')).toEqual({ status: 404, body: 'not ours' });
    expect((await send('GET', '/healthz')).body).toBe('not ours');
  });

  it('answers an error to what is not JSON or far too long, and goes on', async () => {
    const { call } = await given();
    expect((await call('echo', '{')).status).toBe(400);
    expect((await call('echo', JSON.stringify('x'.repeat(2_000_000)))).status).toBe(413);
    expect((await call('add')).status).toBe(200);
  });

  it('runs the turns of one actor one after the other, and those of others meanwhile', async () => {
    const { call, order, release } = await given();
    const first = call('hold');
    await expect.poll(() => order).toEqual(['hold begins']);
    const second = call('note');
    expect((await call('add', undefined, 'b')).body).toBe(1);
    expect(order).toEqual(['hold begins']);
    release();
    expect((await first).body).toBe(1);
    expect((await second).body).toBe(2);
    expect(order).toEqual(['hold begins', 'hold ends', 'note']);
  });

  it('keeps the next turn waiting when the caller of the first has gone', async () => {
    const { base, call, order, release } = await given();
    const gone = httpRequest(`${base}/actors/Counter/a/method/hold`, { method: 'PUT' });
    gone.on('error', () => undefined);
    gone.end();
    await expect.poll(() => order).toEqual(['hold begins']);
    gone.destroy();
    const second = call('note');
    expect((await call('add', undefined, 'b')).body).toBe(1);
    release();
    await second;
    expect(order).toEqual(['hold begins', 'hold ends', 'note']);
  });

  it('gives a reminder its data back, as JSON or as the base64 that gRPC makes of it', async () => {
    const { send, reminded } = await given();
    const data = { planned_for: 'then' };
    const path = '/actors/Counter/a/method/remind/due-1';
    await send('PUT', path, { data: JSON.stringify(data), dueTime: '', period: '' });
    await send('PUT', path, { data: Buffer.from(JSON.stringify(data)).toString('base64') });
    await send('PUT', path, { data });
    await send('PUT', path, {});
    expect(reminded).toEqual([
      ['due-1', data],
      ['due-1', data],
      ['due-1', data],
      ['due-1', undefined],
    ]);
  });

  it('takes a few of many reminders at a time, and one that goes ahead at once', async () => {
    const { send, reminded, long } = await given();
    const ring = (id: string, name: string) => send('PUT', `/actors/Counter/${id}/method/remind/${name}`, {});
    const many = Array.from({ length: 40 }, (_, n) => ring(`c${n}`, 'long'));
    await vi.waitFor(() => {
      expect(long.length).toBeGreaterThan(0);
    });
    expect((await ring('a', 'urgent')).status).toBe(200);
    const before = reminded.length - 1;
    expect(before).toBeLessThan(40);
    expect(long).toHaveLength(before);
    while (reminded.length <= 40 || long.length > 0) {
      for (const done of long.splice(0)) done();
      await new Promise(setImmediate);
    }
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual(many.map(() => 200));
  });

  it('answers 500 to a reminder that fails, and lives', async () => {
    const { send, call } = await given();
    expect((await send('PUT', '/actors/Counter/a/method/remind/broken', {})).status).toBe(500);
    expect((await call('add')).body).toBe(1);
  });

  it('never fails to deactivate, whether it knows the actor or not', async () => {
    const { send, call } = await given();
    await call('add');
    expect((await send('DELETE', '/actors/Counter/a')).status).toBe(200);
    expect((await send('DELETE', '/actors/Counter/a')).status).toBe(200);
    expect((await send('DELETE', '/actors/Counter/never-seen')).status).toBe(200);
    expect((await call('add')).body).toBe(1);
  });

  it('takes a timer that nobody armed', async () => {
    const { send } = await given();
    expect((await send('PUT', '/actors/Counter/a/method/timer/old', {})).status).toBe(200);
  });

  it('drops every cached actor when a sidecar introduces itself', async () => {
    const { send, call, host, sidecars } = await given();
    await call('add');
    await call('add', undefined, 'b');
    expect(host.active()).toBe(2);
    await send('GET', '/dapr/config');
    expect(host.active()).toBe(0);
    expect(sidecars).toHaveLength(1);
    expect((await call('add')).body).toBe(1);
  });

  it('loads everything anew once it was told to forget', async () => {
    const { call, host } = await given();
    await call('add');
    host.forget();
    expect(host.active()).toBe(0);
    expect((await call('add')).body).toBe(1);
  });

  it('keeps no more in memory than it may, and forgets who was called longest ago', async () => {
    const { call, host } = await given({ mostInMemory: 2 });
    for (const id of ['a', 'b', 'a', 'c']) await call('add', undefined, id);
    expect(host.active()).toBe(2);
    expect((await call('born', undefined, 'a')).body).toBe(1);
    expect((await call('born', undefined, 'b')).body).toBe(4);
  });

  it('lets a turn end whose actor is forgotten meanwhile, and the next one wait for it', async () => {
    const { call, order, release } = await given({ mostInMemory: 1 });
    const held = call('hold');
    await expect.poll(() => order).toEqual(['hold begins']);
    await call('add', undefined, 'b');
    const next = call('note');
    release();
    expect((await held).body).toBe(1);
    // Somebody new, who begins with what the store has.
    expect((await next).body).toBe(1);
    expect(order).toEqual(['hold begins', 'hold ends', 'note']);
  });

  it('is drained when the last turn has ended', async () => {
    const { call, host, order, release } = await given();
    await host.drained();
    const held = call('hold');
    await expect.poll(() => order).toEqual(['hold begins']);
    let drained = false;
    const draining = host.drained().then(() => {
      drained = true;
    });
    await call('add', undefined, 'b');
    expect(drained).toBe(false);
    release();
    await draining;
    await held;
  });
});
