/** A whole installation for one test file: real servers, real sidecars, the roles as they ship, on ports of their own. */
import pg from 'pg';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { roles as allRoles } from '../../app/config.ts';
import type { Role } from '../../app/config.ts';
import { provide } from '../../local/install/provide.ts';
import { daprRuntime } from '../../local/install/tools.ts';
import { tree } from '../../local/paths.ts';
import { portChooser } from '../../local/ports.ts';
import { prepareServers } from '../../local/servers.ts';
import type { Broker, Part, Servers } from '../../local/servers.ts';
import type { Service } from '../../local/service.ts';
import { createApp } from './app.ts';
import type { App, AppOptions, Link } from './app.ts';
import { expectNothingLeft } from './leaks.ts';
import { readTopic } from './topic-reader.ts';
import type { TopicReader } from './topic-reader.ts';
import { createWorkspace } from './workspace.ts';

// Who stops a run gives its systems a few seconds to end; the signal that comes then is to take along what they left.
process.once('SIGTERM', () => process.exit(143));

export type SystemOptions = {
  /** JetStream unless told. */
  broker?: Broker;
  /** How many Kafka nodes; one unless told. */
  brokerNodes?: number;
  /** Which servers; all four unless told. Without `broker`, give `components` too: the usual set needs one. */
  parts?: readonly Part[];
  /** Which roles, one replica each or as said; all six unless told. */
  roles?: readonly Role[] | Partial<Record<Role, AppOptions>>;
  /** Apps of the test's own, by app id; each needs a `command`. */
  apps?: Record<string, AppOptions>;
  /** What every app gets. */
  env?: Record<string, string>;
  /** Another component folder. */
  components?: string;
  /** Leads each connection of a kind over a port of somebody's own; straight to its target unless told. */
  link?: Link;
};

export type System = {
  readonly folder: string;
  readonly broker: Broker;
  readonly servers: Servers;
  readonly apps: readonly App[];
  /** A replica of an app. @throws {Error} when there is none. */
  app(id: string, index?: number): App;
  /** The public address of the first chat-api. */
  readonly url: string;
  /** The databases, as their owner. */
  readonly tasks: pg.Pool;
  readonly conversations: pg.Pool;
  /** A reader of the broker's own; closed by `stop`. */
  topic(name: string): Promise<TopicReader>;
  /** SIGKILL for every process at the same moment. */
  killEverything(): Promise<void>;
  /** Starts whatever does not run, and waits until all of it is of use. */
  start(): Promise<void>;
  /** Ends everything in order. @throws {Error} when anything is left running. */
  stop(): Promise<void>;
};

/** A reader that is still looking for its broker would hold up the end; what it holds goes with this process. */
const close = (reader: TopicReader): Promise<unknown> =>
  Promise.race([reader.close().catch(() => undefined), delay(2_000, undefined, { ref: false })]);

/** Consumers first, their host of actors last: nobody is left calling what is gone. */
const stopOrder = ['chat-api', 'notification-service', 'recurring-task-service', 'search-service', 'audit-service'];

/** What the apps inherit from the test's own environment: nothing that would set them up. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(DUECOURSE_|DAPR_|APP_|OPENAI_|VITEST|NODE_ENV$|NODE_OPTIONS$|PORT$|HOST$|LOG_LEVEL$|BROKER$)/.test(name),
    ),
  );

const isList = (roles: NonNullable<SystemOptions['roles']>): roles is readonly Role[] => Array.isArray(roles);

const optionsByRole = (roles: SystemOptions['roles'] = allRoles): [string, AppOptions][] =>
  isList(roles) ? roles.map((role) => [role, {}]) : Object.entries(roles);

/** A component that is for certain apps alone is for the test's own too. @returns the folder to load. */
const widenScopes = (from: string, to: string, ids: readonly string[]): string => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(from, name), 'utf8');
    const more = ids.filter((id) => !text.includes(`  - ${id}\n`)).map((id) => `  - ${id}\n`);
    writeFileSync(join(to, name), /^scopes:$/m.test(text) ? text + more.join('') : text);
  }
  return to;
};

/** The first of each app before the others: its sidecar makes the store's tables, and two at once would collide. */
const startApps = async (apps: readonly App[]): Promise<void> => {
  await Promise.all(apps.filter(({ index }) => index === 0).map((one) => one.start()));
  await Promise.all(apps.filter(({ index }) => index > 0).map((one) => one.start()));
};

const pool = (connectionString: string): pg.Pool => {
  const one = new pg.Pool({ connectionString, max: 4 });
  // A test that kills Postgres loses idle connections; the next query opens new ones.
  one.on('error', () => undefined);
  one.on('connect', (client) => client.on('error', () => undefined));
  return one;
};

/**
 * Starts the servers, then every app with its sidecar, and waits until all of it is of use.
 * @throws {Error} with the last lines of what did not come up; everything else is ended first.
 */
export const startSystem = async (options: SystemOptions = {}): Promise<System> => {
  const { broker = 'jetstream' } = options;
  const { folder, release } = await createWorkspace();
  const shipped = options.components ?? join(tree, 'components', broker === 'kafka' ? 'kafka' : 'local');
  const components = widenScopes(shipped, join(folder, 'components'), Object.keys(options.apps ?? {}));
  const ports = new Set<number>();
  const choose = portChooser();
  const port = async () => {
    const one = await choose('');
    ports.add(one);
    return one;
  };
  const { link } = options;
  const servers = await prepareServers({
    folder,
    broker,
    ...(options.brokerNodes === undefined ? {} : { brokerNodes: options.brokerNodes }),
    // A Kafka broker tells its clients where it is, so it has to know what stands in between.
    ...(link === undefined ? {} : { brokerSeenAt: (target) => link('sidecars to broker', target) }),
    ...(options.parts === undefined ? {} : { parts: options.parts }),
    choosePort: port,
  });
  const wanted = [...optionsByRole(options.roles), ...Object.entries(options.apps ?? {})];
  const programs = { daprd: wanted.length === 0 ? '' : join(await provide(daprRuntime), 'daprd') };
  const straight: Link = (_kind, target) => Promise.resolve(target);
  const context = {
    servers,
    programs,
    components,
    port,
    link: link ?? straight,
    env: { ...inherited(), ...options.env },
  };

  const apps: App[] = [];
  for (const [id, one] of wanted) {
    for (let index = 0; index < (one.count ?? 1); index += 1) apps.push(await createApp(id, index, one, context));
  }
  const services = (): Service[] => [...apps.flatMap((one) => [one.app, one.sidecar]), ...servers.services];
  const pids = new Set<number>();
  const start = async (): Promise<void> => {
    await servers.start();
    await startApps(apps);
    for (const one of services()) pids.add(one.process().pid);
  };

  const tasks = pool(servers.addresses.tasks);
  const conversations = pool(servers.addresses.conversations);
  const readers: TopicReader[] = [];
  const endAll = async (): Promise<void> => {
    await Promise.all(readers.splice(0).map(close));
    await Promise.all([tasks.end(), conversations.end()]);
    const first = apps.filter((one) => stopOrder.includes(one.id));
    await Promise.all(first.map((one) => one.app.stop()));
    await Promise.all(apps.map((one) => one.app.stop()));
    await Promise.all(apps.map((one) => one.sidecar.stop()));
    await servers.stop();
  };

  try {
    await start();
  } catch (error) {
    await endAll();
    throw error;
  }

  return {
    folder,
    broker,
    servers,
    apps,
    app: (id, index = 0) => {
      const found = apps.find((one) => one.id === id && one.index === index);
      if (found === undefined) throw new Error(`this system has no ${id} ${String(index)}`);
      return found;
    },
    get url() {
      return apps.find((one) => one.id === 'chat-api')?.edgeUrl ?? '';
    },
    tasks,
    conversations,
    topic: async (name) => {
      const reader = await readTopic(broker, servers.addresses, name);
      readers.push(reader);
      return reader;
    },
    killEverything: async () => {
      for (const one of services()) pids.add(one.process().pid);
      await Promise.all(services().map((one) => (one.isRunning() ? one.kill('SIGKILL') : Promise.resolve())));
    },
    start,
    stop: async () => {
      for (const one of services()) pids.add(one.process().pid);
      await endAll();
      await expectNothingLeft(folder, pids, ports);
      release();
    },
  };
};
