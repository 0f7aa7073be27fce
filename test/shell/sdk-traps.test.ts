/** Each trap of the SDK that runtime experience lists: seen to snap at the SDK's own host, and seen to miss ours. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  AbstractActor,
  ActorId,
  ActorProxyBuilder,
  CommunicationProtocolEnum,
  DaprClient,
  HttpMethod,
  LogLevel,
} from '@dapr/dapr';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TASK_ACTOR } from '../../actors/document.ts';
import { createTaskActors } from '../../app/dapr/actor-client.ts';
import { createPublisher } from '../../app/dapr/publisher.ts';
import { createSidecarHttp } from '../../app/dapr/sidecar-http.ts';
import { Unavailable } from '../../app/operations/ports.ts';
import { freePort } from '../../local/ports.ts';
import { startProcess, type Running } from '../../local/process.ts';
import type { App } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem, type System } from '../support/system.ts';
import { create } from './commands.ts';

const file = fileURLToPath(new URL('./apps/traps.ts', import.meta.url));
const command = (kind: string) => [process.execPath, '--import', 'tsx', file, kind];

const httpProtocol = { communicationProtocol: CommunicationProtocolEnum.HTTP, logger: { level: LogLevel.Error } };

type Seen = { overlaps: number; rang: unknown[] };
type Trapped = {
  app: App;
  type: string;
  /** Calls a method through the sidecar. */
  call: (method: string, id?: string, signal?: AbortSignal) => Promise<{ status: number; body: string }>;
  /** Calls the app itself, as the sidecar would. */
  direct: (verb: string, path: string, body?: unknown, token?: boolean) => Promise<{ status: number; body: string }>;
};

let system: System;
let sdk: Trapped;
let ours: Trapped;
/** The SDK's host without any sidecar: it takes its time to give up, so it is started first and looked at last. */
let alone: Running;

beforeAll(async () => {
  const [program = process.execPath, ...args] = command('sdk');
  const ports = { APP_PORT: String(await freePort()), DAPR_HTTP_PORT: String(await freePort()) };
  alone = await startProcess({ name: 'alone', command: program, args, env: { ...process.env, ...ports } });
  system = await startSystem({
    roles: [],
    apps: { 'trap-sdk': { command: command('sdk') }, 'trap-ours': { command: command('ours') } },
  });
  const trapped = (id: string, type: string): Trapped => {
    const app = system.app(id);
    const answer = async (response: Response) => ({ status: response.status, body: await response.text() });
    return {
      app,
      type,
      call: async (method, actor = 'a', signal) =>
        answer(
          await fetch(`${app.daprUrl}/v1.0/actors/${type}/${actor}/method/${method}`, {
            method: 'PUT',
            headers: app.headers,
            ...(signal === undefined ? {} : { signal }),
          }),
        ),
      direct: async (verb, path, body, token = true) =>
        answer(
          await fetch(app.appUrl + path, {
            method: verb,
            headers: {
              'content-type': 'application/json',
              ...(token ? { 'dapr-api-token': system.servers.secrets.appApi } : {}),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        ),
    };
  };
  sdk = trapped('trap-sdk', 'TrapSdk');
  ours = trapped('trap-ours', 'TrapOurs');
});

afterAll(async () => {
  await alone.stop();
  await system.stop();
});

const alive = async (one: Trapped) => (await one.direct('GET', '/healthz')).status === 200;
const restart = async (one: Trapped) => {
  await one.app.app.start();
  await one.app.untilReady();
};
const seenBy = async (one: Trapped): Promise<Seen> => JSON.parse((await one.call('seen')).body) as Seen;

/** A sidecar that answers whatever it is asked, and keeps the questions. */
const anySidecar = async () => {
  const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'application/json');
    response.end('{"id":"any"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const http = createSidecarHttp({ httpPort: port });
  return {
    asked,
    http,
    /** A proxy of the SDK's for an actor of class `type`. */
    proxyOf: <T extends AbstractActor>(type: new (...args: never[]) => T): T =>
      new ActorProxyBuilder<T>(
        type as never,
        new DaprClient({ ...httpProtocol, daprHost: '127.0.0.1', daprPort: String(port) }),
      ).build(new ActorId('a')),
    close: async () => {
      await http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe('trap 1: an error where the SDK expects none ends the process', () => {
  it('a reminder that throws', async () => {
    const path = (one: Trapped) => `/actors/${one.type}/a/method/remind/r`;
    await sdk.direct('PUT', path(sdk), { data: 'throw' }).catch(() => undefined);
    expect((await sdk.app.app.process().exited).code).not.toBe(0);
    await restart(sdk);

    expect((await ours.direct('PUT', path(ours), { data: '"throw"' })).status).toBe(500);
    expect(await alive(ours)).toBe(true);
  });

  it('the deactivation of an actor it does not know', async () => {
    const path = (one: Trapped) => `/actors/${one.type}/${randomUUID()}`;
    await sdk.direct('DELETE', path(sdk)).catch(() => undefined);
    expect((await sdk.app.app.process().exited).code).not.toBe(0);
    await restart(sdk);

    expect((await ours.direct('DELETE', path(ours))).status).toBe(200);
    expect(await alive(ours)).toBe(true);
  });
});

describe('trap 2: what a failed turn has set is written by the next', () => {
  it('is stored by the SDK, and gone with us', async () => {
    const id = randomUUID();
    await sdk.call('setThenThrow', id);
    await sdk.call('nothing', id);
    const { rows } = await system.tasks.query<{ value: Buffer }>('SELECT value FROM actor_state WHERE key LIKE $1', [
      `%TrapSdk||${id}||value`,
    ]);
    expect(rows[0]?.value.toString()).toContain('never meant to be kept');

    expect((await ours.call('setThenThrow', id)).status).toBe(500);
    await ours.call('nothing', id);
    expect(await ours.call('value', id)).toEqual({ status: 200, body: 'null' });
  });
});

describe('trap 3: a throw does not look like one', () => {
  it('a thrown object is a success to the SDK, an error to us', async () => {
    expect(await sdk.call('throwObject')).toEqual({ status: 200, body: '{"reason":"thrown, not returned"}' });
    expect((await ours.call('throwObject')).status).toBe(500);
  });

  it('a thrown Error says nothing; with us only what it is safe to say', async () => {
    const theirs = await sdk.call('throwError');
    expect(theirs.status).toBe(500);
    expect(theirs.body).toContain('(500) {}');
    const mine = await ours.call('throwError');
    expect(mine.status).toBe(500);
    expect(mine.body).toContain('/problems/internal');
    expect(mine.body).not.toContain('why it failed');
  });
});

describe('trap 4: what a reminder is to carry does not arrive', () => {
  it('an object is "[object Object]" to the SDK, an object to us', async () => {
    await sdk.call('remindSoon');
    await eventually(async () => (await seenBy(sdk)).rang.length > 0);
    expect((await seenBy(sdk)).rang).toEqual(['[object Object]']);

    await ours.call('remindSoon');
    await eventually(async () => (await seenBy(ours)).rang.length > 0);
    expect((await seenBy(ours)).rang).toEqual([{ planned_for: 'then' }]);
  });
});

describe('trap 5: a duration in days', () => {
  it('cannot be registered through the SDK; an instant three days away can', async () => {
    expect((await sdk.call('remindInDays')).status).toBe(500);
    expect((await ours.call('remindInDays')).status).toBe(200);
    const stored = await fetch(`${ours.app.daprUrl}/v1.0/actors/TrapOurs/a/reminders/days`, {
      headers: ours.app.headers,
    });
    expect(stored.status).toBe(200);
  });
});

describe('trap 6: the door is open', () => {
  it('the SDK listens on every interface, we where we are told', async () => {
    const elsewhere = (one: Trapped) => fetch(`http://127.0.0.2:${new URL(one.app.appUrl).port}/healthz`);
    expect((await elsewhere(sdk)).status).toBe(200);
    await expect(elsewhere(ours)).rejects.toThrow();
  });

  it('the SDK serves who has no token, we refuse', async () => {
    const ask = (one: Trapped) => one.direct('PUT', `/actors/${one.type}/a/method/seen`, undefined, false);
    expect((await ask(sdk)).status).toBe(200);
    expect((await ask(ours)).status).toBe(401);
    const config = await ours.direct('GET', '/dapr/config', undefined, false);
    expect(config.status).toBe(401);
  });
});

describe('trap 7: a caller that gives up lets the next turn in', () => {
  const overlapsOf = async (one: Trapped) => {
    const id = randomUUID();
    await one.call('hold', id, AbortSignal.timeout(300)).catch(() => undefined);
    await one.call('hold', id);
    return (await seenBy(one)).overlaps;
  };

  it('beside the first with the SDK, after it with us', async () => {
    expect(await overlapsOf(sdk)).toBe(1);
    expect(await overlapsOf(ours)).toBe(0);
  });

  it('and no call of the SDK ends by itself, where ours do', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const { port } = deaf.address() as AddressInfo;
    const client = new DaprClient({
      daprHost: '127.0.0.1',
      daprPort: String(port),
      ...httpProtocol,
    });
    const theirs = client.invoker.invoke('app', 'method', HttpMethod.GET).then(
      () => 'ended',
      () => 'ended',
    );
    const http = createSidecarHttp({ httpPort: port });
    const mine = createTaskActors(http.request, { deadlineMs: 500 }).read(randomUUID());
    await expect(mine).rejects.toBeInstanceOf(Unavailable);
    expect(await Promise.race([theirs, Promise.resolve('still waiting')])).toBe('still waiting');
    deaf.closeAllConnections();
    await new Promise((resolve) => deaf.close(resolve));
    await http.close();
  });
});

describe('trap 8: failures of messages are swallowed', () => {
  it('the SDK acknowledges an event whose handler threw', async () => {
    const { body: subscriptions } = await sdk.direct('GET', '/dapr/subscribe');
    const [subscription] = JSON.parse(subscriptions) as { route?: string; routes?: { default: string } }[];
    const route = subscription?.route ?? subscription?.routes?.default ?? '';
    const event = {
      specversion: '1.0',
      id: '1',
      type: 't',
      source: 's',
      data: {},
      datacontenttype: 'application/json',
    };
    const { status, body } = await sdk.direct('POST', route.startsWith('/') ? route : `/${route}`, event);
    expect(status).toBe(200);
    expect(body).toContain('SUCCESS');
  });

  it('the SDK resolves when it could not publish; ours counts what the broker has', async () => {
    const client = new DaprClient({
      daprHost: '127.0.0.1',
      daprPort: new URL(sdk.app.daprUrl).port,
      daprApiToken: system.servers.secrets.daprApi,
      ...httpProtocol,
    });
    await expect(client.pubsub.publish('no-such-pubsub', 'task-events', {})).resolves.toHaveProperty('error');

    const refusing = createPublisher({
      request: () => Promise.resolve({ status: 404, body: '{"errorCode":"ERR_PUBSUB_NOT_FOUND"}' }),
      log: pino({ level: 'silent' }),
    });
    const event = {
      event_id: randomUUID(),
      event_type: 'TASK_UPDATED',
      aggregate_id: randomUUID(),
      aggregate_type: 'task' as const,
      sequence: 1,
      payload: {},
      timestamp: new Date().toISOString(),
      user_context: { user_id: randomUUID(), via: 'rest' as const },
      correlation_id: randomUUID(),
      causation_id: null,
      schema_version: '1.0',
      source_service: 'test',
      previous_hash: null,
    };
    expect(await refusing.publish([event], 250)).toBe(0);
  });
});

describe('trap 9: names and proxies', () => {
  it('a proxy of the SDK calls its actor when it is merely awaited; ours is a plain object', async () => {
    const sidecar = await anySidecar();
    class Trap extends AbstractActor {}
    void Promise.resolve(sidecar.proxyOf(Trap));
    await eventually(() => sidecar.asked.some(({ url }) => url.endsWith('/actors/Trap/a/method/then')));
    expect(createTaskActors(sidecar.http.request)).not.toHaveProperty('then');
    await sidecar.close();
  });

  it('the type of an actor is the name of its class to the SDK, a name of its own to us', () => {
    const minified = [class a extends AbstractActor {}][0];
    expect(minified?.name).toBe('a');
    expect(TASK_ACTOR).toBe('TaskActor');
  });

  it('the SDK does not start without its sidecar; we wait to be asked', async () => {
    await ours.app.app.kill('SIGKILL');
    await ours.app.sidecar.kill('SIGKILL');
    await ours.app.app.start();
    await eventually(() => alive(ours));
    await ours.app.sidecar.start();
    await ours.app.untilReady();
    await eventually(async () => (await ours.call('nothing')).status === 200);
    expect((await alone.exited).code).not.toBe(0);
  });
});

describe('trap 10: the trace ends', () => {
  it('with the SDK, and is passed on by us', async () => {
    const sidecar = await anySidecar();
    const headersOf = (method: string) => sidecar.asked.find(({ url }) => url.endsWith(`/method/${method}`))?.headers;
    class Trap extends AbstractActor {
      look(): Promise<void> {
        return Promise.resolve();
      }
    }
    await sidecar.proxyOf(Trap).look();
    expect(headersOf('look')).toBeDefined();
    expect(headersOf('look')).not.toHaveProperty('traceparent');

    const { id, envelope } = create(randomUUID());
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    // What this sidecar answers is no reply; what it was asked is the point.
    await expect(createTaskActors(sidecar.http.request).execute(id, { ...envelope, traceparent })).rejects.toThrow();
    expect(headersOf('execute')).toMatchObject({ traceparent });
    await sidecar.close();
  });
});
