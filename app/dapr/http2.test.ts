import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelRequest, ChannelResponse } from '../../actors/channel.ts';
import { createActorHost } from '../../actors/host.ts';
import { createAppServer, type AppServer } from './app-server.ts';
import { alsoHttp2 } from './http2.ts';

const servers: AppServer[] = [];
const clients: ClientHttp2Session[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) await server.close(0);
});

type Answered = { status: number; body: string };

/** One connection for everything, as a sidecar has it. */
const clientOf = (port: number, headers: Record<string, string> = {}) => {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  clients.push(session);
  const begin = (method: string, path: string, body?: string) => {
    const stream = session.request({
      ':method': method,
      ':path': path,
      'content-type': 'application/json',
      ...headers,
    });
    const answered = new Promise<Answered>((resolve, reject) => {
      let status = 0;
      let text = '';
      stream.setEncoding('utf8');
      stream.once('response', (head) => (status = head[':status'] ?? 0));
      stream.on('data', (chunk: string) => (text += chunk));
      stream.once('end', () => {
        resolve({ status, body: text });
      });
      stream.once('error', reject);
    });
    stream.end(body);
    return { stream, answered };
  };
  return { begin, call: (method: string, path: string, body?: string) => begin(method, path, body).answered };
};

/** A host whose method `hold` ends when it is released, and whose method `note` keeps what it was called with. */
const given = async (token?: string) => {
  const log = pino({ level: 'silent' });
  const releases: (() => void)[] = [];
  const noted: unknown[] = [];
  const host = createActorHost({
    log,
    actor: {
      type: 'Thing',
      activate: (id: string) => id,
      methods: {
        hold: async (id: string) => {
          await new Promise<void>((resolve) => releases.push(resolve));
          return { held: id };
        },
        note: (_id: string, input) => Promise.resolve(noted.push(input)),
      },
      remind: () => Promise.resolve(),
    },
  });
  const server = createAppServer({ log, token, checks: {}, handle: host.handle });
  servers.push(server);
  const port = await server.listen('127.0.0.1', 0);
  const release = (): void => {
    for (const resolve of releases.splice(0)) resolve();
  };
  return { server, port, noted, held: () => releases.length, release };
};

/** RFC 9113, sections 3.4 and 6.5: what a client says first, and settings that set nothing. */
const GREETING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

/** A server that answers everything in both versions. */
const bare = async (patience: { first: number; ping: number }) => {
  const http1 = createServer((_request, response) => response.end('heard'));
  const answer = (_request: ChannelRequest, response: ChannelResponse): void => {
    response.end('heard');
  };
  alsoHttp2(http1, answer, patience);
  await once(http1.listen(0, '127.0.0.1'), 'listening');
  return { http1, port: (http1.address() as AddressInfo).port };
};

describe('an app channel in HTTP/2', () => {
  it('answers a call and a probe while thousands wait on the same connection', async () => {
    const { port, held, release } = await given();
    const { call } = clientOf(port);
    const waiting = Array.from({ length: 3_000 }, (_, n) => call('PUT', `/actors/Thing/${n}/method/hold`, '{}'));
    await expect.poll(held, { timeout: 20_000 }).toBe(3_000);
    expect(await call('GET', '/healthz')).toEqual({ status: 200, body: '{"status":"alive"}' });
    expect(await call('PUT', '/actors/Thing/other/method/note', '{"a":1}')).toEqual({ status: 200, body: '1' });
    release();
    expect((await Promise.all(waiting)).map(({ body }) => body)).toContain('{"held":"2999"}');
  });

  it('speaks HTTP/1.1 on the same port, whatever its first call is', async () => {
    const { port } = await given();
    for (const [method, path] of [
      ['PUT', '/actors/Thing/a/method/note'],
      ['POST', '/nowhere'],
      ['GET', '/healthz'],
    ] as const) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(method === 'GET' ? {} : { body: '{"b":2}' }),
      });
      expect(response.status, path).toBe(path === '/nowhere' ? 404 : 200);
    }
  });

  it('lets only who shows the token in, and says what every sidecar asks', async () => {
    const { port } = await given('right');
    const stranger = clientOf(port);
    expect((await stranger.call('GET', '/dapr/config')).status).toBe(401);
    expect((await stranger.call('PUT', '/actors/Thing/a/method/note', '{}')).status).toBe(401);
    expect((await stranger.call('GET', '/healthz')).status).toBe(200);
    const sidecar = clientOf(port, { 'dapr-api-token': 'right' });
    expect(JSON.parse((await sidecar.call('GET', '/dapr/config')).body)).toMatchObject({ entities: ['Thing'] });
    expect((await sidecar.call('GET', '/dapr/subscribe')).body).toBe('[]');
    expect((await sidecar.call('GET', '/nowhere')).status).toBe(404);
    expect((await sidecar.call('PUT', '/actors/Thing/a/method/note', '{"cut')).status).toBe(400);
  });

  it('does not run a call whose caller has given up while it waited its turn', async () => {
    const { port, held, release, noted } = await given();
    const { begin, call } = clientOf(port);
    const holding = call('PUT', '/actors/Thing/a/method/hold', '{}');
    await expect.poll(held).toBe(1);
    const given_up = begin('PUT', '/actors/Thing/a/method/note', '"given up"');
    given_up.answered.catch(() => undefined);
    // Sent before the probe, on the same connection: when that is answered, it has arrived.
    await call('GET', '/healthz');
    given_up.stream.destroy();
    await call('GET', '/healthz');
    release();
    await holding;
    expect((await call('PUT', '/actors/Thing/a/method/note', '"kept"')).body).toBe('1');
    expect(noted).toEqual(['kept']);
  });

  it('cuts a connection that answers no ping', async () => {
    const { http1, port } = await bare({ first: 10_000, ping: 20 });
    const { call } = clientOf(port);
    expect((await call('GET', '/')).body).toBe('heard');
    const deaf = connectSocket(port, '127.0.0.1').resume();
    deaf.write(GREETING);
    await once(deaf, 'close');
    expect((await call('GET', '/')).body).toBe('heard');
    for (const client of clients.splice(0)) client.destroy();
    await once(http1.close(), 'close');
  });

  it('is done with a connection when its client has ended it', async () => {
    const { http1, port } = await bare({ first: 10_000, ping: 600_000 });
    const client = connectSocket(port, '127.0.0.1').resume();
    client.end(GREETING);
    await once(client, 'close');
    await once(http1.close(), 'close');
  });

  it('cuts a connection that says nothing, and none that has said something', async () => {
    const { http1, port } = await bare({ first: 50, ping: 2_000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const [response] = await once(get({ port, agent }), 'response');
      await once(response.resume(), 'end');
      return response.socket as unknown;
    };
    const { call } = clientOf(port);
    const first = await ask();
    expect((await call('GET', '/')).body).toBe('heard');

    const silent = connectSocket(port, '127.0.0.1');
    await once(silent, 'close');
    expect(await ask()).toBe(first);
    expect((await call('GET', '/')).body).toBe('heard');
    agent.destroy();
    for (const client of clients.splice(0)) client.destroy();
    await once(http1.close(), 'close');
  });

  it('answers what is under way before it closes, and cuts what does not end within the grace', async () => {
    const one = await given();
    const held = clientOf(one.port).call('PUT', '/actors/Thing/a/method/hold', '{}');
    await expect.poll(one.held).toBe(1);
    const closing = one.server.close();
    await expect(fetch(`http://127.0.0.1:${one.port}/healthz`)).rejects.toThrow();
    one.release();
    expect((await held).body).toBe('{"held":"a"}');
    await closing;

    const two = await given();
    const cut = clientOf(two.port).call('PUT', '/actors/Thing/a/method/hold', '{}');
    const outcome = cut.catch((error: unknown) => error);
    await expect.poll(two.held).toBe(1);
    await two.server.close(50);
    expect(await outcome).not.toEqual({ status: 200, body: '{"held":"a"}' });
  });
});
