/** People at work for as long as a test wants: commands under keys of their own, each repeated until it is answered. */
import { randomUUID } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import type { Task } from '../../actors/task/task.ts';
import type { Answer, Person } from './person.ts';

/** What one person was told, in order. */
export type Acknowledged = { key: string; taskId: string; version: number };

export type Load = {
  readonly acknowledged: readonly Acknowledged[];
  /** Answers that were none: 503, or a connection that broke. */
  readonly unanswered: number;
  /** Resolves when every command that was begun has its answer. */
  stop: () => Promise<void>;
};

const RETRY_MS = 500;

/** @param betweenMs how long a person thinks between two commands */
export const startLoad = (people: readonly Person[], betweenMs = 50): Load => {
  const acknowledged: Acknowledged[] = [];
  const state = { stopped: false, unanswered: 0 };

  /** As a good client does: the same key until somebody says what became of it. */
  const insist = async (person: Person, method: string, path: string, body: unknown): Promise<Task> => {
    const key = randomUUID();
    for (;;) {
      const answer: Answer | null = await person.call(method, path, body, { 'idempotency-key': key }).catch(() => null);
      if (answer !== null && answer.status < 300) {
        const task = answer.body as Task;
        acknowledged.push({ key, taskId: task.id, version: task.version });
        return task;
      }
      if (answer !== null && answer.status !== 503) {
        throw new Error(`${method} ${path} was answered ${String(answer.status)} ${JSON.stringify(answer.body)}`);
      }
      state.unanswered += 1;
      await rest(RETRY_MS);
    }
  };

  const work = async (person: Person): Promise<void> => {
    for (let n = 0; !state.stopped; n++) {
      const due_date = new Date(Date.now() + 86_400_000).toISOString();
      const recurring = n % 4 === 0 ? { recurrence_rule: 'FREQ=DAILY' } : {};
      const task = await insist(person, 'POST', '/api/tasks', { title: `task ${String(n)}`, due_date, ...recurring });
      await rest(betweenMs);
      await insist(person, 'PATCH', `/api/tasks/${task.id}`, { title: `changed ${String(n)}`, priority: 'HIGH' });
      await rest(betweenMs);
      if (n % 3 !== 2) await insist(person, 'POST', `/api/tasks/${task.id}/complete`, {});
      await rest(betweenMs);
    }
  };
  const working = Promise.all(people.map(work));
  // Told by `stop`, not by an unhandled rejection before it.
  working.catch(() => undefined);

  return {
    acknowledged,
    get unanswered() {
      return state.unanswered;
    },
    stop: async () => {
      state.stopped = true;
      await working;
    },
  };
};
