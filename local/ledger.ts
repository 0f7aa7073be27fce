/**
 * What this installation has started, on disk: a parent that is killed cannot end its children, so the next start must
 * know them. One small file for each process, written at its start and removed at its end.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { birthOf, processTable } from './process-table.ts';
import type { ProcessRow } from './process-table.ts';
import { until } from './until.ts';

const entry = z.object({
  name: z.string(),
  pid: z.number().int(),
  birth: z.string(),
  /** What ends it in good order. */
  endSignal: z.enum(['SIGTERM', 'SIGINT']).default('SIGTERM'),
});
type Entry = z.infer<typeof entry>;

const supervisor = 'supervisor';

const read = (file: string): Entry | undefined => {
  try {
    return entry.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // Cut short by a crash: its process, if any, is in no state to be known.
  }
};

const entries = (folder: string): Entry[] => {
  try {
    return readdirSync(folder).flatMap((file) => read(join(folder, file)) ?? []);
  } catch {
    return [];
  }
};

/** Notes a process; the answer takes the note away again. A process that is gone already leaves none. */
export const note = (
  folder: string,
  name: string,
  pid: number,
  endSignal: Entry['endSignal'] = 'SIGTERM',
): (() => void) => {
  const birth = birthOf(pid);
  const file = join(folder, `${name}-${String(pid)}.json`);
  if (birth === undefined) return () => undefined;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ name, pid, birth, endSignal } satisfies Entry));
  return () => {
    rmSync(file, { force: true });
  };
};

/** The process that looks after this folder now, if it is alive and not ourselves. */
export const supervisorOf = (folder: string): number | undefined =>
  entries(folder).find((one) => one.name === supervisor && one.pid !== process.pid && birthOf(one.pid) === one.birth)
    ?.pid;

/** Everything noted in the folder, alive or not: compare pid and birth. */
export const processesOf = (folder: string): Pick<Entry, 'name' | 'pid' | 'birth'>[] => entries(folder);

/** Says that this process looks after the folder. */
export const supervise = (folder: string): (() => void) => note(folder, supervisor, process.pid);

/** Those of `table` that `noted` processes are, or that belong to a group which one of them leads or led. */
export const leftovers = (noted: readonly Entry[], table: readonly ProcessRow[]): ProcessRow[] => {
  const leaders = new Map(noted.map((one) => [one.pid, one.birth]));
  const boots = new Set(noted.map((one) => one.birth.split('/')[0]));
  return table.filter((row) => {
    const birth = leaders.get(row.pid);
    if (birth !== undefined) return birth === row.birth;
    // A group's number is not given to anyone else while it has members, so these are children of the one noted.
    return leaders.has(row.group) && boots.has(row.birth.split('/')[0]);
  });
};

const end = (row: ProcessRow, signal: NodeJS.Signals): void => {
  try {
    process.kill(row.pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
};

/**
 * Ends what an earlier supervisor left behind, first in good order, after five seconds with SIGKILL.
 * @returns the names of what was found.
 */
export const endLeftovers = async (folder: string): Promise<string[]> => {
  const noted = entries(folder).filter((one) => one.name !== supervisor);
  const found = leftovers(noted, processTable());
  const signals = new Map(noted.map((one) => [one.pid, one.endSignal]));
  for (const row of found) end(row, signals.get(row.pid) ?? 'SIGTERM');
  // A frozen process hears a signal only when it is thawed.
  for (const row of found) end(row, 'SIGCONT');
  const gone = () => leftovers(noted, processTable()).length === 0;
  await until('the end of leftover processes', gone, { timeout: 5_000 }).catch(async () => {
    for (const row of leftovers(noted, processTable())) end(row, 'SIGKILL');
    await until('the end of leftover processes', gone, { timeout: 5_000 });
  });
  rmSync(folder, { recursive: true, force: true });
  return found.length === 0 ? [] : noted.map((one) => one.name);
};
