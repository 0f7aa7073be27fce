/** One set-up at a time: two that start together on an empty cache must not both spend minutes on the same build. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { birthOf } from '../process-table.ts';
import { until } from '../until.ts';

const owner = z.object({ pid: z.number().int(), birth: z.string() });
const isExists = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

const holder = (file: string): number | undefined => {
  try {
    const { pid, birth } = owner.parse(JSON.parse(readFileSync(file, 'utf8')));
    return birthOf(pid) === birth ? pid : undefined;
  } catch {
    return undefined;
  }
};

const take = (file: string): boolean => {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) ?? '' }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isExists(error)) throw error;
    // A holder that has died holds nothing.
    if (holder(file) === undefined) rmSync(file, { force: true });
    return false;
  }
};

/**
 * Runs `work` while no other process runs work under the same lock file; waits up to an hour for it.
 * `onWait` hears the pid of the process waited for.
 */
export const locked = async <T>(file: string, work: () => Promise<T>, onWait: (pid: number) => void): Promise<T> => {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  await until(
    `the lock ${file}`,
    () => {
      if (take(file)) return true;
      const pid = holder(file);
      if (!told && pid !== undefined) {
        told = true;
        onWait(pid);
      }
      return false;
    },
    { timeout: 3_600_000, interval: 250 },
  );
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};
