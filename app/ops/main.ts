/** The operator's commands: `main <command>`, with the connections that the roles have. */
import { setTimeout as pause } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { loadConnections } from '../config.ts';
import { createConsumerMetrics } from '../consumers/metrics.ts';
import { createReconciler } from '../consumers/reconciler.ts';
import { createTaskActors } from '../dapr/actor-client.ts';
import { createSidecarHttp } from '../dapr/sidecar-http.ts';
import { createLog } from '../log.ts';
import { openDatabase } from '../queries/database.ts';
import { migrate } from '../read-model/migrate.ts';
import { deadLetters, redrive } from './dead-letters.ts';
import { rebuild } from './rebuild.ts';
import { verify } from './verify.ts';

const SETTLE_MS = 1_000;

const connections = loadConnections();
const db = openDatabase(connections.databaseUrl);
const sidecar = createSidecarHttp(connections.dapr);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Each answers the exit code: 0 when all is well. */
const commands: Record<string, { about: string; run: (args: readonly string[]) => Promise<number> }> = {
  'dead-letters': {
    about: 'list what could not be read; with "redrive", send it again',
    run: async ([what]) => {
      if (what === 'redrive') {
        say(`${await redrive(db, sidecar)} sent again`);
        return 0;
      }
      let count = 0;
      for await (const letter of deadLetters(db)) {
        count++;
        const { dead_letter_id, consumer, topic, times, last_seen_at, reason, body } = letter;
        say(
          `${dead_letter_id}  ${last_seen_at}  ${consumer} ← ${topic}  ×${times}  ${reason}\n    ${body.slice(0, 200)}`,
        );
      }
      say(count === 0 ? 'No dead letters.' : `${count} dead letters wait.`);
      return 0;
    },
  },
  verify: {
    about: 'prove that audit, read model and actors agree, for all tasks or the ids given',
    run: async (ids) => {
      const settle = () => pause(SETTLE_MS);
      const { tasks, events, findings } = await verify(db, ids.length === 0 ? { settle } : { settle, only: ids });
      for (const { task_id, sequence, finding } of findings) {
        say(`${task_id}${sequence === undefined ? '' : ` #${sequence}`}  ${finding}`);
      }
      say(`${tasks} tasks, ${events} events, ${findings.length} findings`);
      return findings.length === 0 ? 0 : 1;
    },
  },
  rebuild: {
    about: 'write the read model anew from the audit, while commands go on',
    run: async () => {
      const { tasks, unreadable } = await rebuild(db, (count) => {
        say(`${count} tasks`);
      });
      say(`${tasks} tasks rebuilt${unreadable === 0 ? '' : `, ${unreadable} could not be read`}`);
      return unreadable === 0 ? 0 : 1;
    },
  },
  reconcile: {
    about: 'wake every task that crashes have left behind',
    run: async () => {
      const reconciler = createReconciler({
        db,
        actors: createTaskActors(sidecar.request),
        log: createLog('search-service', connections.logLevel),
        metrics: createConsumerMetrics(new Registry()),
        now: () => new Date(),
      });
      const { overdue, behind } = await reconciler.run();
      say(`${overdue} with a wake overdue and ${behind} behind the audit were woken`);
      return 0;
    },
  },
  migrate: {
    about: '"up" or "down" (one step), for "tasks" or "conversations"',
    run: async ([direction, set]) => {
      if ((direction !== 'up' && direction !== 'down') || (set !== 'tasks' && set !== 'conversations')) return 64;
      const url = set === 'tasks' ? connections.databaseUrl : connections.conversationsUrl;
      const ran = await migrate(url, direction, set);
      say(ran.length === 0 ? 'Nothing to do.' : `${direction}: ${ran.join(', ')}`);
      return 0;
    },
  },
};

const usage = (): number => {
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(14)}${about}`);
  process.stderr.write(`usage: ops <command>\n${lines.join('\n')}\n`);
  return 64;
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const code = (await commands[name]?.run(args)) ?? 64;
  process.exitCode = code === 64 ? usage() : code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await db.end();
  await sidecar.close();
}
