/** What the upkeep of tasks reads: always the next few by key, never a whole table. */
import { z } from 'zod';
import type { Snapshot } from '../../actors/task/answers.ts';
import { execute, instantColumn, select, type Queryable } from './database.ts';

const owned = z.object({ id: z.guid(), user_id: z.guid() });
/** A task and its owner, in whose name it is woken. */
export type OwnedTask = z.output<typeof owned>;

const OWNED_OPEN = {
  name: 'owned_open_task_ids',
  text: `SELECT id, user_id FROM tasks
    WHERE user_id = $1 AND NOT completed AND deleted_at IS NULL AND status <> 'ARCHIVED' AND ($2::uuid IS NULL OR id > $2)
    ORDER BY id LIMIT $3`,
};

/** The ids of up to `limit` open tasks that `userId` owns, in order, after the id `after`. */
export const ownedOpenTaskIds = async (
  db: Queryable,
  userId: string,
  after: string | null,
  limit: number,
): Promise<string[]> => (await select(db, owned, OWNED_OPEN, [userId, after, limit])).map(({ id }) => id);

const overdue = owned.extend({ next_wake_at: instantColumn, sequence: z.int() });
export type OverdueTask = z.output<typeof overdue>;

const OVERDUE = {
  name: 'overdue_wakes',
  text: `SELECT id, user_id, next_wake_at, sequence FROM tasks
    WHERE next_wake_at < $1 AND (next_wake_at, id) > ($2::timestamptz, $3::uuid)
    ORDER BY next_wake_at, id LIMIT $4`,
};

/** Tasks whose next wake lies before `before` (an instant), the longest overdue first, after the task `after`. */
export const overdueWakes = async (
  db: Queryable,
  before: string,
  after: OverdueTask | null,
  limit: number,
): Promise<OverdueTask[]> =>
  select(db, overdue, OVERDUE, [
    before,
    after?.next_wake_at ?? '-infinity',
    after?.id ?? '00000000-0000-0000-0000-000000000000',
    limit,
  ]);

const CLOSED = {
  name: 'closed_before',
  text: `SELECT id, user_id FROM tasks WHERE completed AND completed_at < $1 AND status <> 'ARCHIVED' AND deleted_at IS NULL
    AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
};

/** Tasks that were closed before the instant `before` and are not archived, in order, after the id `after`. */
export const closedBefore = async (
  db: Queryable,
  before: string,
  after: string | null,
  limit: number,
): Promise<OwnedTask[]> => select(db, owned, CLOSED, [before, after, limit]);

const SETTLE_WAKE = {
  name: 'settle_wake',
  text: `UPDATE tasks SET next_wake_at = $4
    WHERE id = $1 AND created_at = $2 AND sequence = $3 AND next_wake_at IS DISTINCT FROM $4::timestamptz`,
};

/**
 * Takes over the next wake of a task that is otherwise as projected: it moves without an event when a reminder is let
 * pass, and a row that kept the old one would be woken for ever.
 */
export const settleWake = async (db: Queryable, { task, sequence, next_wake_at }: Snapshot): Promise<void> => {
  await execute(db, SETTLE_WAKE, [task.id, task.created_at, sequence, next_wake_at]);
};

const page = z.object({ last_key: z.string().nullable(), behind: z.array(owned) });
export type StoredPage = z.output<typeof page>;

// A document names its task, sequence and what it still owes. Its outbox does not say what the broker lacks: an actor clears
// it with its next save only, so the audit is asked. A reminder still to be dropped finds nothing to do if it rings. Keys are `<app id>||TaskActor||<task id>||task`.
// Saved less than a minute ago, its events are taken to be on their way.
const STORED = {
  name: 'stored_ahead',
  text: `WITH page AS (
      SELECT key, value, updated_at FROM public.actor_state
      WHERE key > $1 AND key ~ '\\|\\|TaskActor\\|\\|[0-9a-f-]{36}\\|\\|task$' ORDER BY key LIMIT $3
    ), settled AS (
      SELECT split_part(key, '||', 3)::uuid AS id, convert_from(value, 'UTF8')::json AS document
      FROM page WHERE updated_at IS NULL OR updated_at < $2
    )
    SELECT (SELECT max(key) FROM page) AS last_key, coalesce((
      SELECT json_agg(json_build_object('id', id, 'user_id', document #>> '{state,task,user_id}'))
      FROM settled
      WHERE document #>> '{state,task,user_id}' IS NOT NULL AND (
        EXISTS (SELECT FROM json_array_elements(document -> 'pending') AS owed WHERE owed ->> 'kind' = 'call') OR
        (document #>> '{state,sequence}')::int > coalesce(
          (SELECT max(sequence) FROM audit WHERE aggregate_id = settled.id), 0)
      )), '[]') AS behind`,
};

const presence = z.object({ there: z.boolean() });

/** Whether the actors' documents lie in this Postgres at all. */
export const hasStoredDocuments = async (db: Queryable): Promise<boolean> =>
  (await select(db, presence, `SELECT to_regclass('public.actor_state') IS NOT NULL AS there`))[0]?.there === true;

/**
 * Looks through the next `limit` documents after `afterKey` ('' for the beginning), saved before `settledBefore` (an
 * instant), for those that know events the audit lacks or owe something. `last_key` is null past the end.
 */
export const storedAhead = async (
  db: Queryable,
  afterKey: string,
  settledBefore: string,
  limit: number,
): Promise<StoredPage> => {
  const [found] = await select(db, page, STORED, [afterKey, settledBefore, limit]);
  return found ?? { last_key: null, behind: [] };
};

/** The mark of a restoration: its position is the instant of the snapshot that was restored. */
export const RESTORED = 'restored';

const position = z.object({ position: z.string().nullable() });

/** Where the upkeep called `name` left off; '' for the beginning. */
export const upkeepPosition = async (db: Queryable, name: string): Promise<string> => {
  const [row] = await select(db, position, 'SELECT position FROM upkeep_progress WHERE name = $1', [name]);
  return row?.position ?? '';
};

export const rememberUpkeep = async (db: Queryable, name: string, at: string): Promise<void> => {
  await execute(
    db,
    `INSERT INTO upkeep_progress (name, position) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now()`,
    [name, at],
  );
};

export const forgetUpkeep = async (db: Queryable, name: string): Promise<void> => {
  await execute(db, 'DELETE FROM upkeep_progress WHERE name = $1', [name]);
};
