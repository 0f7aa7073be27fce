import { request } from 'node:http';
import { Router } from 'express';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { BadBody } from '../../actors/request-body.ts';
import { Unavailable } from '../operations/ports.ts';
import { createAppServer, type AppServer } from './app-server.ts';

const servers: AppServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
});

const given = async (options: { token?: string; up?: boolean } = {}) => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  let hold: () => void = () => undefined;
  const router = Router();
  router.get('/throw', () => {
    throw new Error('the password is hunter2');
  });
  router.get('/outage', () => {
    throw new Unavailable('postgres', new Error('connection refused'));
  });
  router.get('/malformed', () => {
    throw new BadBody(400, 'no JSON');
  });
  router.get('/hold', async (_request, response) => {
    await new Promise<void>((resolve) => {
      hold = resolve;
    });
    response.json({ held: true });
  });
  const server = createAppServer({
    log,
    token: options.token,
    routers: [router],
    checks: { postgres: () => (options.up === false ? Promise.reject(new Error('refused')) : Promise.resolve()) },
    metrics: (_request, response) => {
      response.type('text').send('up 1\n');
    },
  });
  servers.push(server);
  const port = await server.listen('127.0.0.1', 0);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
  };
  return {
    port,
    server,
    get,
    lines,
    release: () => {
      hold();
    },
  };
};

describe('the app channel', () => {
  it('lets only who shows the token in, but for health and metrics', async () => {
    const { get } = await given({ token: 'right' });
    for (const path of ['/dapr/config', '/dapr/subscribe', '/hold', '/nowhere', '/health/', '/HEALTHZ']) {
      expect((await get(path)).status, path).toBe(401);
      expect((await get(path, { 'dapr-api-token': 'wrong' })).status, path).toBe(401);
    }
    for (const path of ['/health', '/healthz', '/metrics']) expect((await get(path)).status, path).toBe(200);
    expect((await get('/dapr/config', { 'dapr-api-token': 'right' })).status).toBe(200);
  });

  it('says that it has no actors and no subscriptions unless a router says otherwise', async () => {
    const { get } = await given();
    expect(JSON.parse((await get('/dapr/config')).body)).toEqual({ entities: [] });
    expect(JSON.parse((await get('/dapr/subscribe')).body)).toEqual([]);
  });

  it('answers problems, without what is inside, and logs what was unexpected', async () => {
    const { get, lines } = await given();
    expect(await get('/nowhere')).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/problem+json'),
    });
    expect((await get('/malformed')).status).toBe(400);
    const outage = await get('/outage');
    expect(outage.status).toBe(503);
    const internal = await get('/throw');
    expect(internal.status).toBe(500);
    for (const { body } of [outage, internal]) {
      expect(JSON.parse(body)).toHaveProperty('title');
      expect(body).not.toMatch(/hunter2|refused|at .*\.ts/);
    }
    expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1);
  });

  it('is unhealthy, but alive, when something it needs is down', async () => {
    const { get } = await given({ up: false });
    const health = await get('/health');
    expect(health.status).toBe(503);
    expect(JSON.parse(health.body)).toMatchObject({
      dependencies: { postgres: { status: 'down', reason: 'refused' } },
    });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('answers what is under way before it closes, and takes nothing new', async () => {
    const { port, server, get, release } = await given();
    const held = get('/hold');
    await expect.poll(() => get('/healthz').then(({ status }) => status)).toBe(200);
    const closing = server.close();
    await expect(get('/healthz')).rejects.toThrow();
    release();
    expect((await held).body).toBe('{"held":true}');
    await closing;
    expect(port).toBeGreaterThan(0);
  });

  it('cuts what does not end within the grace', async () => {
    const { port, server, get } = await given();
    const held = request({ host: '127.0.0.1', port, path: '/hold' });
    const cut = new Promise((resolve) => held.once('error', resolve));
    held.end();
    await expect.poll(() => get('/healthz').then(({ status }) => status)).toBe(200);
    await server.close(50);
    expect(await cut).toBeInstanceOf(Error);
  });

  it('says which port it got, and fails when it gets none', async () => {
    const { port } = await given();
    const other = createAppServer({ log: pino({ level: 'silent' }), checks: {} });
    await expect(other.listen('127.0.0.1', port)).rejects.toThrow('EADDRINUSE');
  });
});
