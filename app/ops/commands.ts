/** The commands that look after what the running system keeps: proof, rebuilding, healing, dead letters, the schema. */
import { setTimeout as pause } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createConsumerMetrics } from '../consumers/metrics.ts';
import { createReconciler } from '../consumers/reconciler.ts';
import { createTaskActors } from '../dapr/actor-client.ts';
import { createPublisher } from '../dapr/publisher.ts';
import { createLog } from '../log.ts';
import { migrate } from '../read-model/migrate.ts';
import { Usage, wordsOf, type Command } from './command.ts';
import { deadLetters, redrive } from './dead-letters.ts';
import { rebuild } from './rebuild.ts';
import { verify } from './verify.ts';

const SETTLE_MS = 1_000;
const PUBLISH_BUDGET_MS = 10_000;

export const deadLettersCommand: Command = {
  parameters: '[redrive]',
  about: 'list what could not be read, with the reason; "redrive" sends it again once the cause is mended',
  needs: ([what]) => (what === 'redrive' ? ['databases', 'system'] : ['databases']),
  run: async ({ tasks, sidecar, say }, args) => {
    const { words } = wordsOf(args);
    if (words.length > 1 || (words[0] !== undefined && words[0] !== 'redrive')) {
      throw new Usage(`dead-letters does not know ${words.join(' ')}`);
    }
    if (words[0] === 'redrive') {
      say(`${await redrive(tasks, sidecar)} sent again`);
      return true;
    }
    let count = 0;
    for await (const letter of deadLetters(tasks)) {
      count++;
      const { dead_letter_id, consumer, topic, times, last_seen_at, reason, body } = letter;
      say(
        `${dead_letter_id}  ${last_seen_at}  ${consumer} ← ${topic}  ×${times}  ${reason}\n    ${body.slice(0, 200)}`,
      );
    }
    say(count === 0 ? 'No dead letters.' : `${count} dead letters wait.`);
    return count === 0;
  },
};

export const verifyCommand: Command = {
  parameters: '[task id ...]',
  about: 'prove that audit, read model and actors agree, for all tasks or those given; every finding is named',
  needs: () => ['databases'],
  run: async ({ tasks, say }, args) => {
    const { words } = wordsOf(args);
    const strange = words.find((word) => !z.guid().safeParse(word).success);
    if (strange !== undefined) throw new Usage(`${strange} is no task id`);
    const settle = () => pause(SETTLE_MS);
    const proof = await verify(tasks, words.length === 0 ? { settle } : { settle, only: words });
    for (const { task_id, sequence, finding } of proof.findings) {
      say(`${task_id}${sequence === undefined ? '' : ` #${sequence}`}  ${finding}`);
    }
    say(`${proof.tasks} tasks, ${proof.events} events, ${proof.findings.length} findings`);
    return proof.findings.length === 0;
  },
};

export const rebuildCommand: Command = {
  parameters: '',
  about: 'write the read model anew from the audit, while commands go on and lists stay full',
  needs: () => ['databases'],
  run: async ({ tasks, say }, args) => {
    if (wordsOf(args).words.length > 0) throw new Usage('rebuild takes nothing');
    const began = performance.now();
    const done = await rebuild(tasks, (count) => {
      say(`${count} tasks`);
    });
    const seconds = (performance.now() - began) / 1000;
    say(
      `${done.tasks} tasks with ${done.events} events rebuilt in ${seconds.toFixed(1)} s, ${done.written} rows were not right` +
        (done.unreadable === 0 ? '' : `; ${done.unreadable} could not be read: ask verify`),
    );
    return done.unreadable === 0;
  },
};

export const reconcileCommand: Command = {
  parameters: '[--restored]',
  about:
    'wake every task that crashes have left behind; "--restored": all that wait for a reminder, as after a recovery',
  needs: () => ['databases', 'system'],
  run: async ({ tasks, sidecar, connections, say }, args) => {
    const { words, given } = wordsOf(args, ['restored']);
    if (words.length > 0) throw new Usage(`reconcile does not know ${words.join(' ')}`);
    const log = createLog('search-service', connections.logLevel);
    const publisher = createPublisher({ request: sidecar.request, log });
    const reconciler = createReconciler({
      db: tasks,
      actors: createTaskActors(sidecar.request),
      publish: (events) => publisher.publish(events, PUBLISH_BUDGET_MS),
      log,
      metrics: createConsumerMetrics(new Registry()),
      now: () => new Date(),
    });
    const { overdue, behind, armed } = await reconciler.run({ restored: given.has('restored') });
    say(
      `${overdue} with a wake overdue and ${behind} behind the audit were woken, ${armed} had their reminders set anew`,
    );
    return true;
  },
};

export const migrateCommand: Command = {
  parameters: 'up|down tasks|conversations',
  about: 'bring a database to the schema of this version, or take the last step back',
  needs: () => ['databases'],
  run: async ({ connections, say }, args) => {
    const [direction, set] = wordsOf(args).words;
    if ((direction !== 'up' && direction !== 'down') || (set !== 'tasks' && set !== 'conversations')) {
      throw new Usage('migrate wants a direction and a database');
    }
    const url = set === 'tasks' ? connections.databaseUrl : connections.conversationsUrl;
    const ran = await migrate(url, direction, set);
    say(ran.length === 0 ? 'Nothing to do.' : `${direction}: ${ran.join(', ')}`);
    return true;
  },
};
