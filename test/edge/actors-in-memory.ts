/** The actors without a sidecar: the real turn over documents in memory, and whatever it publishes handed to a listener. */
import { emptyDocument, type TaskDocument } from '../../actors/document.ts';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { turn, type TurnPorts } from '../../actors/turn.ts';
import { Unavailable, type TaskActors } from '../../app/operations/ports.ts';

export type ActorsInMemory = TaskActors & {
  documents: Map<string, TaskDocument>;
  /** While true every call fails as it does when no host is there. */
  down: boolean;
};

export const actorsInMemory = (
  now: () => Date,
  published: (events: readonly EventEnvelope[]) => Promise<void> = () => Promise.resolve(),
): ActorsInMemory => {
  const documents = new Map<string, TaskDocument>();
  const tails = new Map<string, Promise<unknown>>();
  const nothing = (): Promise<void> => Promise.resolve();

  const actors: ActorsInMemory = {
    documents,
    down: false,
    execute: async (taskId, envelope) => {
      if (actors.down) throw new Unavailable('task-actors');
      const ports: TurnPorts = {
        taskId,
        load: () => Promise.resolve(documents.get(taskId) ?? null),
        save: (document) => {
          documents.set(taskId, document);
          return nothing();
        },
        arm: nothing,
        disarm: nothing,
        retryLater: nothing,
        settled: () => undefined,
        publish: async (events) => {
          await published(events);
          return events.length;
        },
        call: (other, asked) => actors.execute(other, asked),
        now: () => now().toISOString(),
      };
      const before = tails.get(taskId) ?? Promise.resolve();
      const mine = before.then(async () => {
        const { reply, document } = await turn(ports, documents.get(taskId) ?? emptyDocument, envelope);
        if (document.state.task !== null) documents.set(taskId, document);
        return reply;
      });
      tails.set(
        taskId,
        mine.catch(() => undefined),
      );
      return mine;
    },
    read: (taskId) => {
      if (actors.down) return Promise.reject(new Unavailable('task-actors'));
      const state = documents.get(taskId)?.state;
      return Promise.resolve(
        state?.task == null ? null : { task: state.task, sequence: state.sequence, next_wake_at: null },
      );
    },
  };
  return actors;
};
