/**
 * Speaks Dapr's actor protocol for one kind of actor: the sidecar's calls in, turns out. Spoken directly rather than through
 * the SDK's host, whose traps would each need a way round and whose cost is measured in docs/decisions.
 */
import { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { ActorDefinition } from './actor.ts';
import { createMutex } from './mutex.ts';
import { readJson } from './request-body.ts';

/** How long the sidecar lets a turn end before it moves the actor elsewhere. A turn's own time-outs are shorter. */
const DRAIN = '10s';
const IDLE = '60m';

export type ActorHost<Self> = {
  /** Mount at the root of the app channel, after the check of the sidecar's token. */
  router: Router;
  /** Runs `work` as a turn of an actor that is in memory; undefined when it is not, or no longer. */
  ifActive: <T>(id: string, work: (self: Self) => Promise<T>) => Promise<T | undefined>;
  /** Forgets every cached actor: what they hold may no longer be what is stored. */
  dropAll: () => void;
  /** Resolves when no turn is running. */
  drained: () => Promise<void>;
  /** How many actors are in memory. */
  active: () => number;
};

/** Reminder data was armed as JSON; over gRPC it arrives as the base64 of its bytes. */
const reminderData = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('data' in body)) return undefined;
  const { data } = body;
  if (typeof data !== 'string') return data;
  for (const text of [Buffer.from(data, 'base64').toString('utf8'), data]) {
    try {
      return JSON.parse(text) satisfies unknown;
    } catch {
      // Not this encoding.
    }
  }
  return data;
};

const answer = (response: Response, value: unknown): void => {
  const text = value === undefined ? '' : JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
};

/** @param onSidecar called whenever a sidecar introduces itself: at the start, and again after it was away. */
export const createActorHost = <Self>(options: {
  actor: ActorDefinition<Self>;
  log: Logger;
  onSidecar?: () => void;
}): ActorHost<Self> => {
  const { actor, log } = options;
  const mutex = createMutex();
  const selves = new Map<string, Self>();
  let running = 0;
  let whenDrained: (() => void)[] = [];

  const guarded = async <T>(id: string, self: Self, work: (self: Self) => Promise<T>): Promise<T> => {
    running++;
    try {
      return await work(self);
    } catch (error) {
      // What it holds may differ from what is stored. Another may be there already, if all were dropped meanwhile.
      if (selves.get(id) === self) selves.delete(id);
      log.error({ err: error, actor_id: id }, 'a turn failed');
      throw error;
    } finally {
      running--;
      if (running === 0) {
        for (const resolve of whenDrained) resolve();
        whenDrained = [];
      }
    }
  };

  const turn = (id: string, request: Request, work: (self: Self) => Promise<unknown>): Promise<unknown> =>
    mutex.run(id, () => {
      // Whoever asked has given up while this waited its turn, and will ask again.
      if (request.socket.destroyed) return Promise.resolve(undefined);
      const self = selves.get(id) ?? actor.activate(id);
      selves.set(id, self);
      return guarded(id, self, work);
    });

  const dropAll = (): void => {
    selves.clear();
  };

  const router = Router({ caseSensitive: true });

  // A sidecar asks this when it starts. One that asks again was away, and others may have changed our actors meanwhile.
  router.get('/dapr/config', (_request, response) => {
    dropAll();
    options.onSidecar?.();
    answer(response, {
      entities: [actor.type],
      actorIdleTimeout: IDLE,
      drainOngoingCallTimeout: DRAIN,
      drainRebalancedActors: true,
      reentrancy: { enabled: false },
    });
  });

  router.put(`/actors/${actor.type}/:id/method/remind/:name`, async (request, response) => {
    const data = reminderData(await readJson(request));
    const { id, name } = request.params;
    await turn(id, request, (self) => actor.remind(self, name, data));
    answer(response, undefined);
  });

  // We arm none; one left over by an older version is taken and done with.
  router.put(`/actors/${actor.type}/:id/method/timer/:name`, (request, response) => {
    log.warn({ actor_id: request.params.id, timer: request.params.name }, 'a timer nobody armed');
    answer(response, undefined);
  });

  router.put(`/actors/${actor.type}/:id/method/:method`, async (request, response) => {
    const { id, method: name } = request.params;
    const method = Object.hasOwn(actor.methods, name) ? actor.methods[name] : undefined;
    if (method === undefined) {
      response.status(404).json({ title: 'no such method' });
      return;
    }
    const input = await readJson(request);
    answer(response, await turn(id, request, (self) => method(self, input)));
  });

  // Idle, or moved to another host. A turn still running keeps its own copy and is fenced off by the store.
  router.delete(`/actors/${actor.type}/:id`, (request, response) => {
    selves.delete(request.params.id);
    answer(response, undefined);
  });

  return {
    router,
    ifActive: (id, work) =>
      mutex.run(id, () => {
        const self = selves.get(id);
        return self === undefined ? Promise.resolve(undefined) : guarded(id, self, work);
      }),
    dropAll,
    active: () => selves.size,
    drained: () =>
      running === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenDrained.push(resolve);
          }),
  };
};
