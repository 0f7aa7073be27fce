/** The installations that figures are measured on: real servers and sidecars, our roles as built, the bare baselines beside them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'undici';
import { reminderPolicy } from '../actors/task/task.ts';
import { taskIdFor } from '../actors/task/ids.ts';
import type { CommandEnvelope, TaskCommand } from '../actors/task/commands.ts';
import { roles } from '../app/config.ts';
import { tree } from '../local/paths.ts';
import { portChooser } from '../local/ports.ts';
import { startSystem, type System, type SystemOptions } from '../test/support/system.ts';

const inspect = (port: number): string => `--inspect=127.0.0.1:${port}`;

const baseline = (name: string, ...options: string[]): { command: string[] } => ({
  command: [
    process.execPath,
    ...options,
    '--import',
    'tsx',
    fileURLToPath(new URL(`./baselines/${name}.ts`, import.meta.url)),
  ],
});

/** How a sidecar speaks to who hosts actors: to the bare ones as to ours. */
const toActors = { appProtocol: 'h2c' } as const;

/** The app ids of the baselines. */
export const bare = { actors: 'bench-actors', echo: 'bench-echo', express: 'bench-express' } as const;

/** Calls actors of one type through the sidecar of the app that hosts them. */
export type Actors = {
  call: (id: string, method: string, body: string) => Promise<string>;
  close: () => Promise<void>;
};

const actorsOf = (system: System, app: string, type: string): Actors => {
  const { daprUrl, headers } = system.app(app);
  const pool = new Pool(daprUrl, { connections: 256, pipelining: 1 });
  const sent = { ...headers, 'content-type': 'application/json' };
  return {
    call: async (id, method, body) => {
      const path = `/v1.0/actors/${type}/${id}/method/${method}`;
      // A call that found nobody home is sent again, as the edge does it; its time goes on counting.
      for (let rest = 50; ; rest *= 2) {
        const response = await pool.request({ method: 'PUT', path, body, headers: sent });
        const text = await response.body.text();
        if (response.statusCode === 200) return text;
        if (rest > 800) throw new Error(`${path} answered ${response.statusCode} ${text}`);
        await pause(rest);
      }
    },
    close: () => pool.close(),
  };
};

/** The ports at which a host and its sidecar can be asked what they keep in memory; 0 where they cannot. */
export type Inspected = { host: number; sidecar: number };
const unseen: Inspected = { host: 0, sidecar: 0 };

export type Stage = {
  system: System;
  /** Our task actors, and the bare ones. */
  tasks: Actors;
  bare: Actors;
  /** Who owns the tasks that are commanded past the edge. */
  owner: string;
  inspected: { tasks: Inspected; bare: Inspected };
  end: () => Promise<void>;
};

const open = async (options: SystemOptions, inspected = { tasks: unseen, bare: unseen }): Promise<Stage> => {
  const system = await startSystem({ ...options, broker: 'kafka', env: { NODE_ENV: 'production' } });
  const tasks = actorsOf(system, 'task-actors', 'TaskActor');
  const bareActors = actorsOf(system, bare.actors, 'BenchActor');
  return {
    system,
    tasks,
    bare: bareActors,
    owner: randomUUID(),
    inspected,
    end: async () => {
      await Promise.all([tasks.close(), bareActors.close()]);
      await system.stop();
    },
  };
};

/** Dapr makes no topics, and ours are made where Kafka is started; a sidecar looks for its topics when it starts. */
const echoTopic = async (system: System): Promise<void> => {
  const admin = new Kafka({ brokers: [system.servers.addresses.kafka], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: bare.echo, numPartitions: 3 }] });
  await admin.disconnect();
  const echo = system.app(bare.echo);
  await echo.sidecar.stop();
  await echo.start();
};

const main = join(tree, 'dist/app/main.js');
const profiled = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];

/** How each installation is started, by name. The host of the first writes a processor profile into the folder `profile`. */
export const stages = {
  /** The actor host by itself: nobody consumes what it publishes, so that a ratio compares hosts and not machines. */
  host: async (profile?: string) => {
    const choose = portChooser();
    const ports = async (): Promise<Inspected> => ({ host: await choose(''), sidecar: await choose('') });
    const inspected = { tasks: await ports(), bare: await ports() };
    const command = [process.execPath, inspect(inspected.tasks.host), ...profiled(profile), main, 'task-actors'];
    const sidecarOf = ({ sidecar }: Inspected) => ({
      ...toActors,
      args: ['--enable-profiling', '--profile-port', String(sidecar)],
    });
    const apps = {
      [bare.actors]: {
        ...baseline('actors-app', inspect(inspected.bare.host)),
        sidecar: sidecarOf(inspected.bare),
      },
    };
    const roles = { 'task-actors': { command, sidecar: sidecarOf(inspected.tasks) } };
    return open({ roles, apps }, inspected);
  },
  /** Everything there is, as people use it. */
  whole: async () => {
    const apps = {
      [bare.actors]: { ...baseline('actors-app'), sidecar: toActors },
      [bare.express]: baseline('express-app'),
      [bare.echo]: baseline('echo-app'),
    };
    const stage = await open({ roles, apps });
    await echoTopic(stage.system);
    return stage;
  },
} satisfies Record<string, (profile?: string) => Promise<Stage>>;
export type StageName = keyof typeof stages;

/** A command of the stage's owner as the edge would send it, as JSON. */
export const commandOf = (owner: string, command: TaskCommand, command_id: string = randomUUID()): string =>
  JSON.stringify({
    command_id,
    command,
    caller: { user_id: owner, via: 'rest' },
    correlation_id: randomUUID(),
    causation_id: null,
  } satisfies CommandEnvelope);

/** Sends a command. Throws when it is rejected. */
export const execute = async ({ tasks }: Stage, id: string, body: string): Promise<void> => {
  const text = await tasks.call(id, 'execute', body);
  if (!text.startsWith('{"ok":true')) throw new Error(`refused: ${text}`);
};

let titles = 0;
/** Gives the task a title it never had: the command that most figures send. One that changes nothing makes no event. */
export const rename = (stage: Stage, id: string): Promise<void> =>
  execute(stage, id, commandOf(stage.owner, { type: 'UpdateTask', changes: { title: `Buy milk ${++titles}` } }));

export type Fields = Extract<TaskCommand, { type: 'CreateTask' }>['fields'];

/** Creates a task past the edge. @returns its id. */
export const createTask = async (stage: Stage, fields: Partial<Fields> = {}): Promise<string> => {
  const key = randomUUID();
  const id = taskIdFor(stage.owner, key);
  const command: TaskCommand = {
    type: 'CreateTask',
    fields: { title: 'Buy milk and bread', time_zone: 'Europe/Berlin', ...fields },
    policy: reminderPolicy.parse({}),
  };
  await execute(stage, id, commandOf(stage.owner, command, key));
  return id;
};

/** Runs `work(0)` to `work(count - 1)`, 32 at once. */
export const inParallel = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  let begun = 0;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (begun < count) await work(begun++);
    }),
  );
};

/** Creates `count` tasks. @returns their ids. */
export const createTasks = async (stage: Stage, count: number, fields: (n: number) => Partial<Fields> = () => ({})) => {
  const ids: string[] = [];
  await inParallel(count, async (n) => {
    ids.push(await createTask(stage, fields(n)));
  });
  return ids;
};
