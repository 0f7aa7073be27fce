/**
 * Hosts one kind of actor: the sidecar's calls in, turns out, one at a time for each actor. Dapr's protocol is spoken directly on
 * `node:http`, rather than through the SDK's host, whose traps would each need a way round, or through Express, which costs more
 * than the turn: the figures are in docs/decisions/actor-host.md.
 */
import type { Logger } from 'pino';
import type { ActorDefinition } from './actor.ts';
import { isGone, type ChannelHandler, type ChannelRequest, type ChannelResponse } from './channel.ts';
import { createGate } from './gate.ts';
import { createMutex } from './mutex.ts';
import { actorConfig, answer, parseCall, refuse, reminderData, type ActorCall } from './protocol.ts';
import { BadBody, readJson } from './request-body.ts';

type Given = { request: ChannelRequest; response: ChannelResponse };

export type ActorHost<Self> = {
  /** Answers what is a call to its actors; false when the request is not its business. Never throws. */
  handle: ChannelHandler;
  /** Runs `work` as a turn of an actor that is in memory; undefined when it is not, or no longer. */
  ifActive: <T>(id: string, work: (self: Self) => Promise<T>) => Promise<T | undefined>;
  /** What is in memory may be older than what is stored: the next turn of each actor loads it anew. */
  forget: () => void;
  /** Resolves when no turn is running. */
  drained: () => Promise<void>;
  /** How many actors are in memory. */
  active: () => number;
};

/** About 3.5 kB each with its sidecar, so some 35 MB; who is called after being forgotten is loaded again, in twice the time of a warm call. */
const MOST_IN_MEMORY = 10_000;

/**
 * Thousands may be due at the same instant. All at once they would keep the event loop from the commands of people, and from
 * the sidecar's health probe, which takes a host that does not answer for three seconds for dead.
 */
const REMINDERS_AT_ONCE = 16;

/** @param onSidecar called whenever a sidecar introduces itself: at the start, and again after it was away. */
export const createActorHost = <Self>(options: {
  actor: ActorDefinition<Self>;
  log: Logger;
  onSidecar?: () => void;
  /** How many actors are kept in memory; beyond that, the one called longest ago is forgotten. */
  mostInMemory?: number;
}): ActorHost<Self> => {
  const { actor, log, mostInMemory = MOST_IN_MEMORY } = options;
  const mutex = createMutex();
  const reminders = createGate(REMINDERS_AT_ONCE);
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

  /** One that is in a turn keeps its own copy until that ends; the next turn waits for it and loads what it saved. */
  const forgetIdlest = (): void => {
    const idlest = selves.keys().next();
    if (selves.size > mostInMemory && idlest.done !== true) selves.delete(idlest.value);
  };

  const turn = (id: string, given: Given, work: (self: Self) => Promise<unknown>): Promise<unknown> =>
    mutex.run(id, () => {
      // Whoever asked has given up while this waited its turn, and will ask again.
      if (isGone(given.request, given.response)) return Promise.resolve(undefined);
      const self = selves.get(id) ?? actor.activate(id);
      // Taken out and put in again, so that the map's order is by last call.
      selves.delete(id);
      selves.set(id, self);
      forgetIdlest();
      return guarded(id, self, work);
    });

  const serve = async (call: ActorCall, given: Given): Promise<void> => {
    const { request, response } = given;
    switch (call.kind) {
      case 'config':
        // A sidecar asks when it starts. One that asks again was away, and others may have changed our actors meanwhile.
        selves.clear();
        options.onSidecar?.();
        answer(response, actorConfig(actor.type));
        return;
      case 'method': {
        const method = Object.hasOwn(actor.methods, call.name) ? actor.methods[call.name] : undefined;
        if (method === undefined) {
          refuse(response, 404);
          return;
        }
        const input = await readJson(request);
        answer(response, await turn(call.id, given, (self) => method(self, input)));
        return;
      }
      case 'remind': {
        const data = reminderData(await readJson(request));
        const ring = () => turn(call.id, given, (self) => actor.remind(self, call.name, data));
        await (actor.goesAhead?.(call.name) === true ? ring() : reminders(ring));
        answer(response, undefined);
        return;
      }
      case 'timer':
        // We arm none; one left over by an older version is taken and done with.
        log.warn({ actor_id: call.id, timer: call.name }, 'a timer nobody armed');
        answer(response, undefined);
        return;
      case 'deactivate':
        // Idle, or moved to another host. A turn still running keeps its own copy and is fenced off by the store.
        selves.delete(call.id);
        answer(response, undefined);
        return;
      default:
        call satisfies never;
    }
  };

  return {
    handle: (request, response) => {
      const call = parseCall(request.method ?? '', request.url ?? '', actor.type);
      if (call === null) return false;
      serve(call, { request, response }).catch((error: unknown) => {
        refuse(response, error instanceof BadBody ? error.status : 500);
      });
      return true;
    },
    ifActive: (id, work) =>
      mutex.run(id, () => {
        const self = selves.get(id);
        return self === undefined ? Promise.resolve(undefined) : guarded(id, self, work);
      }),
    active: () => selves.size,
    forget: () => {
      selves.clear();
    },
    drained: () =>
      running === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenDrained.push(resolve);
          }),
  };
};
