/**
 * The task actor's whole outside in memory, dying at any step it is told to: a store that refuses stale saves, a Scheduler, a
 * broker, and the other tasks. What was stored, armed or published stays; what was in memory does not.
 */
import { pino } from 'pino';
import { parseDocument, serialise, type TaskDocument } from '../../actors/document.ts';
import { taskActor, type TaskActorSelf } from '../../actors/task-actor.ts';
import type { Reply } from '../../actors/task/answers.ts';
import type { CommandEnvelope } from '../../actors/task/commands.ts';
import type { TaskEvent } from '../../actors/task/events.ts';

export type Armed = { name: string; at: string; inMs?: number; data: unknown };

/** At the `step`th use of the outside, the process dies: before it is done, or after, with nobody there to hear of it. */
export type Death = { step: number; when: 'before' | 'after' };

class Died extends Error {}

export const createWorld = (start = '2026-11-23T08:00:00.000Z') => {
  const stored = new Map<string, string>();
  const revisions = new Map<string, number>();
  const reminders = new Map<string, Map<string, Armed>>();
  const log: TaskEvent[] = [];
  const steps: string[] = [];
  let selves = new Map<string, TaskActorSelf>();
  let now = Date.parse(start);
  let death: Death | null = null;
  let kill: (() => void) | null = null;
  let brokerUp = true;
  let schedulerUp = true;
  let storeUp = true;

  const armedOf = (id: string) => {
    const armed = reminders.get(id) ?? new Map<string, Armed>();
    reminders.set(id, armed);
    return armed;
  };

  const never = new Promise<never>(() => undefined);
  /** One use of the outside. A dead process neither goes on nor hears an error. */
  const use = async <T>(step: string, work: () => T): Promise<T> => {
    await Promise.resolve();
    steps.push(step);
    const dies = death?.step === steps.length ? death.when : null;
    if (dies !== null) death = null;
    if (dies === 'before') {
      kill?.();
      return never;
    }
    const result = work();
    if (dies === 'after') {
      kill?.();
      return never;
    }
    return result;
  };

  const needs = (up: boolean, what: string) => {
    if (!up) throw new Error(`${what} is down`);
  };

  const actor = taskActor({
    log: pino({ level: 'silent' }),
    now: () => new Date(now),
    owes: () => undefined,
    store: {
      load: (id) =>
        use('load', () => {
          needs(storeUp, 'the store');
          const text = stored.get(id);
          return text === undefined ? null : parseDocument(text);
        }),
      save: (id, document) =>
        use('save', () => {
          needs(storeUp, 'the store');
          const was = revisions.get(id) ?? 0;
          if (document.revision !== was + 1) throw new Error(`stale save: ${document.revision} after ${was}`);
          stored.set(id, serialise(document));
          revisions.set(id, document.revision);
        }),
    },
    reminders: {
      register: ({ actorId, name, data, ...when }) =>
        use(`arm ${name.split('-')[0] ?? ''}`, () => {
          needs(schedulerUp, 'the Scheduler');
          armedOf(actorId).set(name, { name, ...when, data: JSON.parse(JSON.stringify(data)) as unknown });
        }),
      unregister: (id, name) =>
        use('disarm', () => {
          needs(schedulerUp, 'the Scheduler');
          armedOf(id).delete(name);
        }),
    },
    publish: (events) =>
      use('publish', () => {
        if (!brokerUp) return 0;
        log.push(...events);
        return events.length;
      }),
    call: async (id, envelope) => {
      await use('call', () => undefined);
      // The other task may live in this process too; its uses of the outside count like ours.
      const reply = await execute(id, envelope);
      return use('hear', () => reply);
    },
  });

  const selfOf = (id: string): TaskActorSelf => {
    const self = selves.get(id) ?? actor.activate(id);
    selves.set(id, self);
    return self;
  };

  /** As the host does it: after a throw, the actor is forgotten. */
  const inTurn = async <T>(id: string, work: (self: TaskActorSelf) => Promise<T>): Promise<T> => {
    const self = selfOf(id);
    try {
      return await work(self);
    } catch (error) {
      if (selves.get(id) === self) selves.delete(id);
      throw error;
    }
  };

  const execute = (id: string, envelope: CommandEnvelope): Promise<Reply> =>
    inTurn(id, async (self) => (await actor.methods['execute']!(self, JSON.parse(JSON.stringify(envelope)))) as Reply);

  /** Runs until it ends or the process dies; then nothing in memory is left. */
  const mortal = async <T>(work: () => Promise<T>): Promise<T> => {
    const died = new Promise<never>((_, reject) => {
      kill = () => {
        reject(new Died());
      };
    });
    try {
      return await Promise.race([work(), died]);
    } catch (error) {
      if (error instanceof Died) selves = new Map();
      throw error;
    } finally {
      kill = null;
    }
  };

  /** The earliest reminder of all tasks up to `until`. */
  const firstDue = (until: number) => {
    let first: (Armed & { id: string }) | undefined;
    let bound = new Date(until + 1).toISOString();
    for (const [id, armed] of reminders) {
      for (const one of armed.values()) {
        if (one.at >= bound) continue;
        first = { id, ...one };
        bound = one.at;
      }
    }
    return first;
  };

  return {
    /** Every event the broker has, in order of arrival, repeats and all. */
    log: log as readonly TaskEvent[],
    /** Every use of the outside so far, by kind. */
    steps: steps as readonly string[],
    now: () => new Date(now).toISOString(),
    advance: (ms: number) => {
      now += ms;
    },
    broker: (up: boolean) => {
      brokerUp = up;
    },
    scheduler: (up: boolean) => {
      schedulerUp = up;
    },
    store: (up: boolean) => {
      storeUp = up;
    },
    dieAt: (next: Death | null) => {
      death = next === null ? null : { ...next, step: steps.length + next.step };
    },
    /** A new process: nothing in memory. */
    restart: () => {
      selves = new Map();
    },
    document: (id: string): TaskDocument => parseDocument(stored.get(id) ?? ''),
    exists: (id: string) => stored.has(id),
    ids: () => [...stored.keys()],
    armed: (id: string): Armed[] => [...armedOf(id).values()].sort((a, b) => (a.at < b.at ? -1 : 1)),
    command: (id: string, envelope: CommandEnvelope): Promise<Reply> => mortal(() => execute(id, envelope)),
    /** As a caller does it: the same command, until it is answered. */
    insist: async (id: string, envelope: CommandEnvelope): Promise<Reply> => {
      for (;;) {
        try {
          return await mortal(() => execute(id, envelope));
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
    },
    /**
     * Rings everything that is due, in order, as the Scheduler does: a reminder is gone once it was delivered, and comes
     * again when it was not. @returns how many deliveries there were.
     */
    ring: async (until = now): Promise<number> => {
      let deliveries = 0;
      for (;;) {
        const due = firstDue(until);
        if (due === undefined) return deliveries;
        deliveries++;
        now = Math.max(now, Date.parse(due.at));
        const before = armedOf(due.id).get(due.name);
        try {
          await mortal(() => inTurn(due.id, (self) => actor.remind(self, due.name, due.data)));
        } catch {
          now += 2_000;
          continue;
        }
        // Unless it was armed anew while it rang.
        if (armedOf(due.id).get(due.name) === before) armedOf(due.id).delete(due.name);
      }
    },
    /** A Scheduler whose disk is gone. */
    forgetReminders: () => {
      reminders.clear();
    },
    /** A reminder delivered out of turn: late, twice or too soon. */
    deliver: (id: string, armed: Armed): Promise<void> =>
      mortal(() => inTurn(id, (self) => actor.remind(self, armed.name, armed.data))),
  };
};

export type World = ReturnType<typeof createWorld>;
