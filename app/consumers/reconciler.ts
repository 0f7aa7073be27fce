/** Heals what crashes leave behind: wakes tasks whose reminder never rang and tasks that know more than the audit does. */
import type { Logger } from 'pino';
import { Unavailable, type Publish, type TaskActors } from '../operations/ports.ts';
import type { Database } from '../queries/database.ts';
import { lastSaid, saidSince, type SaidPosition } from '../queries/events.ts';
import {
  RESTORED,
  forgetUpkeep,
  hasStoredDocuments,
  overdueWakes,
  rememberUpkeep,
  storedAhead,
  upkeepPosition,
  type OverdueTask,
  type OwnedTask,
} from '../queries/upkeep.ts';
import { ensurePartitionsAhead } from '../read-model/partitions.ts';
import { archiveDaily, type ArchivalAges } from './archival.ts';
import type { ConsumerMetrics } from './metrics.ts';
import { sendAll } from './send-all.ts';

const STORED = 'stored-documents';
/** A reminder or an event this late (milliseconds) is not on its way any more. */
const GRACE_MS = 60_000;
const PAGE = 200;
const DOCUMENTS_A_PAGE = 1_000;

/** Until when a reminder counts as waiting: all of them. */
const FOREVER = 'infinity';
/** What was said in the last hour before a snapshot may not have reached everybody who was to hear it. */
const UNHEARD_MS = 3_600_000;

/**
 * Tasks woken because their wake had passed, and because the audit lacked events of theirs; and, after a restoration, because
 * the Scheduler may know nothing of them.
 */
export type Repairs = { overdue: number; behind: number; armed: number };

export type ReconcilerDeps = {
  db: Database;
  actors: TaskActors;
  publish: Publish;
  log: Logger;
  metrics: Pick<ConsumerMetrics, 'repaired'>;
  now: () => Date;
  /** How old things are archived; nothing is, unless told. */
  archival?: ArchivalAges;
};

export type Reconciler = {
  /**
   * One pass: every overdue wake, and up to `maxDocuments` documents from where the last pass stopped (all of them unless
   * told). `restored`, or the mark that a restoration leaves, wakes all that wait for a reminder and says the latest events
   * of the audit again. Calls during a pass share it.
   * @throws {Unavailable} when Postgres, the actors or the broker are down; what was done stays done.
   */
  run: (how?: { maxDocuments?: number; restored?: boolean }) => Promise<Repairs>;
};

export const createReconciler = (deps: ReconcilerDeps): Reconciler => {
  let running: Promise<Repairs> | undefined;
  return {
    run: ({ maxDocuments = Number.POSITIVE_INFINITY, restored = false } = {}) => {
      running ??= pass(deps, maxDocuments, restored).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
};

const pass = async (deps: ReconcilerDeps, maxDocuments: number, restored: boolean): Promise<Repairs> => {
  const started = deps.now();
  const mark = await upkeepPosition(deps.db, RESTORED);
  const settledBefore = new Date(started.getTime() - GRACE_MS).toISOString();
  // Made ahead, so that no command of the first of a month has to wait for it.
  await ensurePartitionsAhead(deps.db, started.toISOString());
  const repairs = {
    overdue: await wakeOverdue(deps, started, settledBefore),
    behind: await wakeBehind(deps, started, settledBefore, maxDocuments),
    armed: restored || mark !== '' ? await revive(deps, started, mark) : 0,
  };
  if (deps.archival !== undefined) await archiveDaily({ ...deps, ages: deps.archival }, started);
  for (const [kind, tasks] of Object.entries(repairs)) deps.metrics.repaired(kind, tasks);
  if (repairs.overdue + repairs.behind + repairs.armed > 0)
    deps.log.warn(repairs, 'tasks woken that had been left behind');
  return repairs;
};

/** After a restoration: neither the Scheduler nor the broker can be trusted to know what the database knows. */
const revive = async (deps: ReconcilerDeps, started: Date, mark: string): Promise<number> => {
  const woken = await wakeOverdue(deps, started, FOREVER);
  await sayAgain(deps, mark);
  await forgetUpkeep(deps.db, RESTORED);
  return woken;
};

/** Consumers drop what they have seen. @param until an instant; '' for the last event there is */
const sayAgain = async (deps: ReconcilerDeps, until: string): Promise<void> => {
  const end = until === '' ? await lastSaid(deps.db) : until;
  if (end === null) return;
  const since = new Date(Date.parse(end) - UNHEARD_MS).toISOString();
  for (let after: SaidPosition | null = null; ;) {
    const { events, last }: Awaited<ReturnType<typeof saidSince>> = await saidSince(deps.db, since, after, PAGE);
    if (events.length > 0 && (await deps.publish(events)) < events.length) throw new Unavailable('broker');
    if (last === null) return;
    after = last;
  }
};

const wakeOverdue = async (deps: ReconcilerDeps, started: Date, before: string): Promise<number> => {
  let woken = 0;
  for (let last: OverdueTask | null = null; ;) {
    const tasks: OverdueTask[] = await overdueWakes(deps.db, before, last, PAGE);
    await wakeAll(deps, started, tasks);
    woken += tasks.length;
    last = tasks.at(-1) ?? null;
    if (tasks.length < PAGE) return woken;
  }
};

/** Goes on where the last pass stopped, and from the beginning after the end. */
const wakeBehind = async (
  deps: ReconcilerDeps,
  started: Date,
  settledBefore: string,
  maxDocuments: number,
): Promise<number> => {
  if (!(await hasStoredDocuments(deps.db))) return 0;
  let woken = 0;
  let key = Number.isFinite(maxDocuments) ? await upkeepPosition(deps.db, STORED) : '';
  for (let looked = 0; looked < maxDocuments; looked += DOCUMENTS_A_PAGE) {
    const { last_key, behind } = await storedAhead(deps.db, key, settledBefore, DOCUMENTS_A_PAGE);
    await wakeAll(deps, started, behind);
    woken += behind.length;
    key = last_key ?? '';
    await rememberUpkeep(deps.db, STORED, key);
    if (last_key === null) break;
  }
  return woken;
};

const wakeAll = (deps: ReconcilerDeps, started: Date, tasks: readonly OwnedTask[]): Promise<void> =>
  sendAll(deps, { type: 'Wake' }, started.toISOString(), tasks);
