/** Once a day: tasks that have been closed for long are archived, and what is older still goes out of everybody's way. */
import type { Logger } from 'pino';
import type { TaskActors } from '../operations/ports.ts';
import type { Database } from '../queries/database.ts';
import { closedBefore, rememberUpkeep, upkeepPosition } from '../queries/upkeep.ts';
import { archivePartitions } from '../read-model/archive.ts';
import { sendAll } from './send-all.ts';

const POSITION = 'archival';
const PAGE = 200;
const DAY_MS = 86_400_000;

/** In days; 0 for never. */
export type ArchivalAges = {
  /** Since a task was closed, until it is archived. Its owner finds it under `status=archived` and may restore it. */
  closed: number;
  /** Since a month or quarter ended, until it leaves lists and searches. Its tasks are still found by id, with their history. */
  partitions: number;
};
export type Archived = { tasks: number; partitions: string[] };

export type ArchivalDeps = { db: Database; actors: TaskActors; log: Logger; ages: ArchivalAges };

const archiveClosed = async (deps: ArchivalDeps, now: Date, before: string): Promise<number> => {
  let archived = 0;
  for (let after: string | null = null; ;) {
    const tasks: Awaited<ReturnType<typeof closedBefore>> = await closedBefore(deps.db, before, after, PAGE);
    await sendAll(deps, { type: 'ArchiveTask' }, now.toISOString(), tasks);
    archived += tasks.length;
    after = tasks.at(-1)?.id ?? null;
    if (tasks.length < PAGE || after === null) return archived;
  }
};

/**
 * Does the day's archiving, once on each UTC day, whoever asks how often.
 * @throws {Unavailable} when Postgres or the actors are down; it is then tried again with the next call.
 */
export const archiveDaily = async (deps: ArchivalDeps, now: Date): Promise<Archived> => {
  const { closed, partitions } = deps.ages;
  const done: Archived = { tasks: 0, partitions: [] };
  const today = now.toISOString().slice(0, 10);
  if ((await upkeepPosition(deps.db, POSITION)) === today) return done;
  const ago = (days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();
  if (closed > 0) done.tasks = await archiveClosed(deps, now, ago(closed));
  if (partitions > 0) done.partitions = await archivePartitions(deps.db, ago(partitions));
  await rememberUpkeep(deps.db, POSITION, today);
  if (done.tasks + done.partitions.length > 0) deps.log.info(done, 'archived');
  return done;
};
