/** Moves partitions that are old, and in which nothing is open, out of the tables in use and into the archive. */
import { z } from 'zod';
import { execute, select, transaction, type Database, type Queryable } from '../queries/database.ts';

/** Both parents are locked against everything for a moment; rather not at all than with everybody waiting for a long query. */
const LOCK_TIMEOUT = '2s';

const partition = z.object({ parent: z.enum(['tasks', 'events']), child: z.string(), range: z.string() });
type Partition = z.output<typeof partition>;

// `tasks` sorts behind `events` and has to go first: a month of events stays as long as a task of its is in use.
const OLD = `
SELECT parent.relname AS parent, child.relname AS child, pg_get_partition_constraintdef(child.oid) AS range
FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid JOIN pg_class AS parent ON parent.oid = inhparent
WHERE parent.oid IN (to_regclass('tasks'), to_regclass('events'))
  AND substring(pg_get_expr(child.relpartbound, child.oid) FROM 'TO \\(''([^'']+)')::timestamptz <= $1
ORDER BY parent.relname DESC, child.relname`;

const presence = z.object({ busy: z.boolean() });
const BUSY = {
  tasks: (child: string) => `SELECT EXISTS (SELECT FROM ${child}
    WHERE NOT completed AND status <> 'ARCHIVED' AND deleted_at IS NULL) AS busy`,
  events: (child: string) =>
    `SELECT EXISTS (SELECT FROM ${child} AS old JOIN tasks ON tasks.id = old.aggregate_id) AS busy`,
};

const isBusy = async (db: Queryable, { parent, child }: Partition): Promise<boolean> =>
  (await select(db, presence, BUSY[parent](child)))[0]?.busy === true;

const archiveOne = async (db: Database, old: Partition): Promise<boolean> => {
  const { parent, child, range } = old;
  if (await isBusy(db, old)) return false;
  // Proved while others read and write, so that the archive need not look at every row while they wait.
  await execute(db, `ALTER TABLE ${child} DROP CONSTRAINT IF EXISTS archived_range`);
  await execute(db, `ALTER TABLE ${child} ADD CONSTRAINT archived_range CHECK (${range}) NOT VALID`);
  await execute(db, `ALTER TABLE ${child} VALIDATE CONSTRAINT archived_range`);
  return transaction(db, async (tx) => {
    await execute(tx, `SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await execute(tx, `LOCK TABLE ${parent} IN ACCESS EXCLUSIVE MODE`);
    // Somebody may have opened an old task again meanwhile; the index of open tasks answers at once.
    if (parent === 'tasks' && (await isBusy(tx, old))) return false;
    await execute(tx, 'SELECT archive_partition($1, $2)', [parent, child]);
    return true;
  });
};

/**
 * Archives every partition that ends at or before the instant `before` and has nothing open in it: quarters of tasks that are all
 * closed, months of events of which no task is in use. Harmless when repeated.
 * @returns the names of the partitions. @throws {Unavailable} when Postgres cannot answer, or not without making others wait.
 */
export const archivePartitions = async (db: Database, before: string): Promise<string[]> => {
  const archived: string[] = [];
  for (const old of await select(db, partition, OLD, [before])) {
    if (await archiveOne(db, old)) archived.push(old.child);
  }
  return archived;
};
