/** Heals what crashes leave behind: wakes tasks whose reminder never rang and tasks that know more than the audit does. */
import type { Logger } from 'pino';
import type { CommandEnvelope } from '../../actors/task/commands.ts';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { Unavailable, type TaskActors } from '../operations/ports.ts';
import type { Queryable } from '../queries/database.ts';
import {
  hasStoredDocuments,
  overdueWakes,
  rememberUpkeep,
  settleWake,
  storedAhead,
  upkeepPosition,
  type OverdueTask,
  type OwnedTask,
} from '../queries/upkeep.ts';
import { ensurePartitionsAhead } from '../read-model/partitions.ts';
import { projectTask } from '../read-model/project-task.ts';
import { eachInTurn } from './each-in-turn.ts';
import type { ConsumerMetrics } from './metrics.ts';

const SERVICE = 'search-service';
const STORED = 'stored-documents';
/** A reminder or an event this late (milliseconds) is not on its way any more. */
const GRACE_MS = 60_000;
const PAGE = 200;
const DOCUMENTS_A_PAGE = 1_000;

/** Tasks woken because their wake had passed, and because the audit lacked events of theirs. */
export type Repairs = { overdue: number; behind: number };

export type ReconcilerDeps = {
  db: Queryable;
  actors: TaskActors;
  log: Logger;
  metrics: Pick<ConsumerMetrics, 'repaired'>;
  now: () => Date;
};

export type Reconciler = {
  /**
   * One pass: every overdue wake, and up to `maxDocuments` documents from where the last pass stopped (all of them unless
   * told). Calls during a pass share it.
   * @throws {Unavailable} when Postgres or the actors are down; what was done stays done.
   */
  run: (limits?: { maxDocuments?: number }) => Promise<Repairs>;
};

export const createReconciler = (deps: ReconcilerDeps): Reconciler => {
  let running: Promise<Repairs> | undefined;
  return {
    run: ({ maxDocuments = Number.POSITIVE_INFINITY } = {}) => {
      running ??= pass(deps, maxDocuments).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
};

const pass = async (deps: ReconcilerDeps, maxDocuments: number): Promise<Repairs> => {
  const started = deps.now();
  const settledBefore = new Date(started.getTime() - GRACE_MS).toISOString();
  // Made ahead, so that no command of the first of a month has to wait for it.
  await ensurePartitionsAhead(deps.db, started.toISOString());
  const repairs = {
    overdue: await wakeOverdue(deps, started, settledBefore),
    behind: await wakeBehind(deps, started, settledBefore, maxDocuments),
  };
  deps.metrics.repaired('overdue', repairs.overdue);
  deps.metrics.repaired('behind', repairs.behind);
  if (repairs.overdue + repairs.behind > 0) deps.log.warn(repairs, 'tasks woken that had been left behind');
  return repairs;
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

const wakeAll = async (deps: ReconcilerDeps, started: Date, tasks: readonly OwnedTask[]): Promise<void> => {
  const failures = await eachInTurn(
    tasks,
    ({ id }) => id,
    async (task) => wake(deps, started, task),
  );
  for (const [task, failure] of failures) {
    if (failure instanceof Unavailable) throw failure;
    deps.log.error({ err: failure, task_id: task.id }, 'could not be woken');
  }
};

/** The command id names the pass: a wake of an earlier pass is not this one. What the actor answers is projected. */
const wake = async (deps: ReconcilerDeps, started: Date, { id, user_id }: OwnedTask): Promise<void> => {
  const envelope: CommandEnvelope = {
    command_id: derivedCommandId(`${id} ${started.toISOString()}`, 'Wake'),
    command: { type: 'Wake' },
    caller: { user_id, via: 'service', service: SERVICE },
    correlation_id: derivedCommandId(`${id} ${started.toISOString()}`, 'Wake'),
    causation_id: null,
  };
  const reply = await deps.actors.execute(id, envelope);
  if (!reply.ok) {
    deps.log.info({ task_id: id, rejection: reply.rejection.code }, 'the task did not want to be woken');
    return;
  }
  const { task, sequence, next_wake_at } = reply.answer;
  const snapshot = { task, sequence, next_wake_at };
  if (!(await projectTask(deps.db, snapshot))) await settleWake(deps.db, snapshot);
};
