/**
 * What a saved document still owes the outside: events to the broker, calls and dropped reminders. Done after the save and
 * before the reply; what does not work stays owed and is tried again later. Done twice, it is harmless.
 */
import type { PendingEffect, TaskDocument } from './document.ts';
import type { Reply } from './task/answers.ts';
import type { CommandEnvelope } from './task/commands.ts';
import type { TaskEvent } from './task/events.ts';

export type SettlePorts = {
  /** Publishes in order and says how many, from the first, the broker has. Bounded in time; never rejects. */
  publish: (events: readonly TaskEvent[]) => Promise<number>;
  /** Has another task do a command. @throws when no answer came. */
  call: (taskId: string, envelope: CommandEnvelope) => Promise<Reply>;
  disarm: (name: string) => Promise<void>;
  /** Sees that the rest is tried again later, even if this process does not live to do it. Never rejects. */
  retryLater: () => Promise<void>;
  /** Nothing is owed any more. */
  settled: () => void;
};

/** `followUps` are commands for this same task that the outcome of a call asks for. */
export type Settled = { document: TaskDocument; followUps: CommandEnvelope[] };

const perform = async (ports: SettlePorts, effect: PendingEffect): Promise<CommandEnvelope | null> => {
  switch (effect.kind) {
    case 'disarm':
      await ports.disarm(effect.name);
      return null;
    case 'call': {
      const reply = await ports.call(effect.task_id, effect.envelope);
      return reply.ok || reply.rejection.code === 'not-found' ? null : effect.if_refused;
    }
    default:
      return effect satisfies never;
  }
};

/** Does `effects` in order up to the first that fails. */
const performAll = async (
  ports: SettlePorts,
  effects: readonly PendingEffect[],
): Promise<{ done: number; followUps: CommandEnvelope[] }> => {
  const followUps: CommandEnvelope[] = [];
  for (const [done, effect] of effects.entries()) {
    try {
      const followUp = await perform(ports, effect);
      if (followUp !== null) followUps.push(followUp);
    } catch {
      return { done, followUps };
    }
  }
  return { done: effects.length, followUps };
};

/**
 * The document without what was done. It is not saved for that: the next save says so too, and until then a crash means that
 * something is done once more.
 */
export const settle = async (ports: SettlePorts, document: TaskDocument): Promise<Settled> => {
  const { outbox, pending } = document;
  if (outbox.length === 0 && pending.length === 0) return { document, followUps: [] };
  const [published, { done, followUps }] = await Promise.all([
    outbox.length === 0 ? 0 : ports.publish(outbox),
    performAll(ports, pending),
  ]);
  if (published < outbox.length || done < pending.length) await ports.retryLater();
  else ports.settled();
  if (published + done === 0) return { document, followUps };
  return { document: { ...document, outbox: outbox.slice(published), pending: pending.slice(done) }, followUps };
};
