/** Postgres in want: no connection left, no room left; and the broker or Postgres away for long. */
import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { descendants, processTable } from '../../local/process-table.ts';
import { eventually } from '../support/eventually.ts';
import type { Fault, Scene } from './fault.ts';

/** Takes every connection there is. @returns what gives them back. */
const takeConnections = async (url: string): Promise<() => Promise<void>> => {
  const taken: pg.Client[] = [];
  for (;;) {
    const one = new pg.Client({ connectionString: url });
    one.on('error', () => undefined);
    try {
      await one.connect();
      taken.push(one);
    } catch {
      return async () => {
        await Promise.allSettled(taken.map((client) => client.end()));
      };
    }
  }
};

/** Postgres and its workers may write no file beyond `bytes`, as when the disk is full; null lifts it. */
const limitFiles = ({ system }: Scene, bytes: number | null): void => {
  const { pid } = system.servers.postgres.process();
  for (const one of [pid, ...descendants(pid, processTable())]) {
    try {
      execFileSync('prlimit', ['--pid', String(one), `--fsize=${bytes === null ? 'unlimited' : String(bytes)}`], { stdio: 'ignore' }); // prettier-ignore
    } catch {
      // A worker that has ended since.
    }
  }
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
    about: 'every connection that Postgres has left is taken for 8 s',
    happen: async ({ system }) => {
      const giveBack = await takeConnections(system.servers.addresses.tasks);
      await pause(8_000);
      await giveBack();
    },
  },
  {
    name: 'postgres without room',
    about:
      'Postgres may extend no file for 5 s, as when its disk is full; it may end itself over that, and is started again',
    happen: async (scene) => {
      const { postgres } = scene.system.servers;
      limitFiles(scene, 8_192);
      await pause(5_000);
      if (postgres.isRunning()) limitFiles(scene, null);
      if (!postgres.isRunning()) await postgres.start();
    },
  },
];
