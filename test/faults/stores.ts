/** Postgres in want: no connection left, no room left; and the broker or Postgres away for long. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import pg from 'pg';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { birthOf, descendants, processTable } from '../../local/process-table.ts';
import type { Running } from '../../local/process.ts';
import { eventually } from '../support/eventually.ts';
import type { System } from '../support/system.ts';
import type { Fault, Scene } from './fault.ts';

/** By this Postgres tells our connections from those of the product. */
const OURS = 'takes every connection';
/** How many are asked for at once, and how long who got none waits before asking again; milliseconds. */
const AT_ONCE = 8;
const REST = 100;
/** How long all of them are kept; longer than an edge waits before it says that it cannot answer. */
const KEPT = 8_000;

const connectionTo = (url: string): pg.Client => {
  const one = new pg.Client({ connectionString: url, application_name: OURS, connectionTimeoutMillis: 10_000 });
  one.on('error', () => undefined);
  return one;
};

/** Takes every connection that is free, and each that becomes so, until they are given back. */
const takeConnections = (url: string): { count: () => number; giveBack: () => Promise<void> } => {
  const taken: pg.Client[] = [];
  const over = new AbortController();
  const isOver = () => over.signal.aborted;
  const take = async (): Promise<void> => {
    while (!isOver()) {
      const one = connectionTo(url);
      try {
        await one.connect();
        taken.push(one);
      } catch {
        // None is free; whoever counts what was taken would see any other reason too.
        await pause(REST);
      }
    }
  };
  const takers = Array.from({ length: AT_ONCE }, take);
  return {
    count: () => taken.length,
    giveBack: async () => {
      over.abort();
      await Promise.all(takers);
      await Promise.allSettled(taken.map((one) => one.end()));
    },
  };
};

/** Ends every connection that is not ours. @returns how many there were. */
const endOthers = async (own: pg.Client): Promise<number> => {
  // One that is starting has not said its name yet, and may be ours.
  const { rowCount } = await own.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND state <> 'starting' AND application_name <> $1`,
    [OURS],
  );
  return rowCount ?? 0;
};

const withoutConnections = async ({ system, recorder }: Scene): Promise<void> => {
  const url = system.servers.addresses.tasks;
  // By this one the others are ended; once there is none left, no other could be had.
  const own = connectionTo(url);
  await own.connect();
  const taken = takeConnections(url);
  try {
    // The product's account is a superuser, as ours is, so those that are kept back for superusers have to be taken too.
    const { rows } = await own.query<{ max_connections: string }>('SHOW max_connections');
    const all = Number(rows[0]?.max_connections);
    const isAll = async () => (await endOthers(own)) === 0 && taken.count() + 1 >= all;
    await eventually(isAll, { timeout: 60_000, interval: REST, what: 'every connection to be taken' });
    const before = recorder.failures();
    const until = performance.now() + KEPT;
    while (performance.now() < until) {
      await endOthers(own);
      await pause(REST);
    }
    if (recorder.failures() === before) throw new Error('nobody felt that Postgres had no connection left');
  } finally {
    await taken.giveBack();
    await own.end();
  }
};

/** The first page of each file, so that Postgres can still write down what state it is in. */
const NO_ROOM = 8_192;

/** Servers whose files are limited. */
const limited = new WeakSet<Running>();

/** Only the soft limit is set, and by the account that the process belongs to: so no privilege is needed, which root may lack. */
const limitFiles = (pid: number, soft: string): void => {
  try {
    const { uid, gid } = statSync(`/proc/${String(pid)}`);
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:unlimited`], { stdio: ['ignore', 'ignore', 'pipe'], uid, gid }); // prettier-ignore
  } catch (error) {
    // Who has ended since writes no files.
    if (birthOf(pid) !== undefined) throw error;
  }
};

/** The server, then its workers as they are once it has the limit: those that it starts from then on are handed it down. */
const limitServer = ({ pid }: Running, soft: string): void => {
  limitFiles(pid, soft);
  for (const one of descendants(pid, processTable())) limitFiles(one, soft);
};

const takeRoom = (server: Running): void => {
  limited.add(server);
  limitServer(server, String(NO_ROOM));
};

const giveRoom = (server: Running): void => {
  if (!limited.has(server)) return;
  limitServer(server, 'unlimited');
  limited.delete(server);
};

/** Over a connection that is not of a pool, since those of a pool may have broken. @throws {Error} when there is no answer. */
const tell = async (url: string, statements: readonly string[]): Promise<void> => {
  const one = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  one.on('error', () => undefined);
  await one.connect();
  try {
    for (const statement of statements) await one.query(statement);
  } finally {
    await one.end();
  }
};

/** Gives Postgres its room back, and has it answer: by itself, or started again. */
const bringBack = async ({ servers: { postgres, addresses } }: System): Promise<void> => {
  if (postgres.isRunning()) giveRoom(postgres.process());
  // One that is about to end still counts as running: wait until it has ended or answers.
  const hasCome = async () => {
    if (postgres.isRunning()) await tell(addresses.tasks, ['SELECT 1']);
    return true;
  };
  await eventually(hasCome, { timeout: 20_000, interval: 200 }).catch(() => postgres.stop());
  await postgres.start();
};

/** Undoes whatever a fault may have left of itself in Postgres; it may be dead, and must not be frozen. */
export const healPostgres = async (system: System): Promise<void> => {
  await bringBack(system);
  // All that it is to have is among its arguments.
  await tell(system.servers.addresses.tasks, ['ALTER SYSTEM RESET ALL', 'SELECT pg_reload_conf()']);
};

const withoutRoom = async ({ system, recorder }: Scene): Promise<void> => {
  const { postgres } = system.servers;
  const before = recorder.failures();
  const server = postgres.process();
  takeRoom(server);
  await pause(5_000);
  await bringBack(system);
  if (recorder.failures() === before && postgres.process() === server)
    throw new Error('nobody felt that Postgres had no room');
};

const away = (name: string, seconds: number, of: 'postgres' | 'broker', more: Partial<Fault> = {}): Fault => ({
  name,
  about: `${of} is stopped for ${String(seconds)} s`,
  patience: 150_000,
  happen: async ({ system }) => {
    await system.servers[of].stop();
    await pause(seconds * 1000);
    await system.servers[of].start();
  },
  ...more,
});

type InMidCommit = {
  name: string;
  about: string;
  /** What makes a commit stay where it is to be met. */
  settings: Readonly<Record<string, string>>;
  /** What a commit that is there waits for, as Postgres names it. */
  waitsFor: string;
  /** How many have to be there. */
  many: number;
};

const killedInMidCommit = ({ name, about, settings, waitsFor, many }: InMidCommit): Fault => ({
  name: `postgres SIGKILL ${name}`,
  about,
  happen: async ({ system, ...scene }) => {
    const { postgres } = system.servers;
    for (const [setting, value] of Object.entries(settings))
      await system.tasks.query(`ALTER SYSTEM SET ${setting} = '${value}'`);
    await system.tasks.query('SELECT pg_reload_conf()');
    const committing = async (): Promise<boolean> => {
      const { rows } = await system.tasks.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE wait_event = $1 AND backend_type = 'client backend'`,
        [waitsFor],
      );
      return Number(rows[0]?.count) >= many;
    };
    try {
      await eventually(committing, { interval: 2, what: `${String(many)} commits that wait for ${waitsFor}` });
    } finally {
      // Taken out of the file that the next start reads; for those who wait, nothing changes.
      for (const setting of Object.keys(settings)) await system.tasks.query(`ALTER SYSTEM RESET ${setting}`);
    }
    await postgres.kill('SIGKILL');
    await scene.meanwhile(10);
    await postgres.start();
  },
});

const inMidCommit = [
  killedInMidCommit({
    name: 'in mid-commit, nothing written',
    about: 'Postgres dies with commits that are decided and not yet on the disk: they never were',
    // A commit sleeps before it writes, and those after it wait for its lock.
    settings: { commit_delay: '100000', commit_siblings: '0' },
    waitsFor: 'WALWrite',
    many: 1,
  }),
  killedInMidCommit({
    name: 'in mid-commit, nobody told',
    about: 'Postgres dies with commits that are on the disk and that nobody has been told of: they stand',
    // A commit is written, and waits for a second server that does not exist.
    settings: { synchronous_standby_names: 'nobody' },
    waitsFor: 'SyncRep',
    many: 3,
  }),
];

export const storeFaults: readonly Fault[] = [
  ...inMidCommit,
  away('postgres away for 10 s', 10, 'postgres'),
  away('broker away for a minute', 60, 'broker'),
  {
    name: 'postgres without connections',
    about: 'every connection that Postgres can have is taken for 8 s, those of the product too',
    happen: withoutConnections,
  },
  {
    name: 'postgres without room',
    about:
      'for 5 s Postgres may write nothing beyond the first 8 KiB of any file, not even over what is there, which is more than ' +
      'a full disk forbids; it may end itself over that, and is started again',
    happen: withoutRoom,
  },
];
