/** Writes to partitioned tables never fail for want of a partition: the missing one is made and the write tried again. */
import { execute, type Queryable } from '../queries/database.ts';

export type PartitionedTable = 'tasks' | 'events';

const PARTITIONS_AHEAD = 2;
const MONTHS = { tasks: 3, events: 1 } as const;

// check_violation is also what a row without a partition gets; only that one names no constraint.
const lacksPartition = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === '23514' &&
  !('constraint' in error && typeof error.constraint === 'string');

const ensurePartition = {
  name: 'ensure_partition',
  text: 'SELECT ensure_partition($1, instant::timestamptz) FROM unnest($2::text[]) AS instant',
};

/** Makes the partitions for the present and the next ones; harmless when they exist. `now` is an instant. */
export const ensurePartitionsAhead = async (db: Queryable, now: string): Promise<void> => {
  for (const table of ['tasks', 'events'] as const) {
    const ahead = Array.from({ length: PARTITIONS_AHEAD + 1 }, (_, n) => {
      const date = new Date(now);
      return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n * MONTHS[table], 1)).toISOString();
    });
    await execute(db, ensurePartition, [table, ahead]);
  }
};

/** Runs `write`; if a row's date has no partition yet, makes those for `instants` and runs it once more. */
export const withPartitions = async <T>(
  db: Queryable,
  table: PartitionedTable,
  instants: readonly string[],
  write: () => Promise<T>,
): Promise<T> => {
  try {
    return await write();
  } catch (error) {
    if (!lacksPartition(error)) throw error;
    await execute(db, ensurePartition, [table, [...new Set(instants)]]);
    return write();
  }
};
