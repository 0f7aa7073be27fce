/** Postgres in want: no connection left, no room left; and the broker or Postgres away for long. */
import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { descendants, processTable } from '../../local/process-table.ts';
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

export const storeFaults: readonly Fault[] = [
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
