/** The projector: puts a task into the read model unless a later state of it is there already. */
import type { Snapshot } from '../../actors/task/answers.ts';
import { COMMITTED, execute, type Commit, type Queryable } from '../queries/database.ts';
import { withPartitions } from './partitions.ts';

/** Every stored column that comes from a snapshot, with its type; the rest are derived by the database. */
export const columns = {
  id: 'uuid',
  user_id: 'uuid',
  title: 'text',
  description: 'text',
  priority: 'text',
  tags: 'text[]',
  category_id: 'uuid',
  due_date: 'timestamptz',
  all_day: 'boolean',
  time_zone: 'text',
  recurrence_rule: 'text',
  recurrence_text: 'text',
  recurrence_mode: 'text',
  series_id: 'uuid',
  occurrence: 'int',
  series_start: 'timestamptz',
  rule_from: 'int',
  scheduled_for: 'timestamptz',
  reminders: 'jsonb',
  reminder_policy: 'jsonb',
  reminder_sent: 'boolean',
  completed: 'boolean',
  completed_at: 'timestamptz',
  outcome: 'text',
  status: 'text',
  checklist: 'jsonb',
  paused: 'boolean',
  skipped_dates: 'text[]',
  snoozed_until: 'timestamptz',
  assignee_id: 'uuid',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  deleted_at: 'timestamptz',
  last_event_id: 'uuid',
  version: 'int',
  sequence: 'int',
  next_wake_at: 'timestamptz',
} as const satisfies Record<keyof Snapshot['task'] | 'sequence' | 'next_wake_at', string>;

const names = Object.keys(columns);
const identity = new Set(['id', 'created_at']);

// One JSON parameter carries any number of rows, so one prepared statement serves a single task and a bulk alike.
const upsert = (name: string, guard: '<' | '<=', commit: Commit = 'durable') => ({
  name,
  text: `WITH ${COMMITTED[commit]}
    INSERT INTO tasks (${names.join(', ')})
    SELECT ${names.join(', ')} FROM jsonb_to_recordset($1::jsonb)
      AS snapshot (${Object.entries(columns)
        .map(([column, type]) => `${column} ${type}`)
        .join(', ')}), committed
    ORDER BY id
    ON CONFLICT (id, created_at) DO UPDATE SET
      ${names
        .filter((column) => !identity.has(column))
        .map((column) => `${column} = excluded.${column}`)
        .join(', ')}
    WHERE tasks.sequence ${guard} excluded.sequence`,
});
const PROJECT = upsert('project_tasks', '<');
const REWRITE = upsert('rewrite_tasks', '<=');
const PROJECT_SOON = upsert('project_task_soon', '<', 'soon');

const rowOf = ({ task, sequence, next_wake_at }: Snapshot) => ({ ...task, sequence, next_wake_at });

/**
 * Upserts many tasks in one statement, each only if its `sequence` is ahead of the stored one. Snapshots of one task may
 * repeat and come in any order. `evenIfSame` also writes over a row of the same sequence, which a rebuild does not trust.
 * @returns how many rows changed; the others were there already, or later ones were.
 * @throws {Unavailable} when Postgres cannot answer.
 */
export const projectTasks = async (
  db: Queryable,
  snapshots: readonly Snapshot[],
  { evenIfSame = false }: { evenIfSame?: boolean } = {},
): Promise<number> => {
  const latest = new Map<string, Snapshot>();
  for (const snapshot of snapshots) {
    const seen = latest.get(snapshot.task.id);
    if (seen === undefined || seen.sequence < snapshot.sequence) latest.set(snapshot.task.id, snapshot);
  }
  if (latest.size === 0) return 0;
  const rows = [...latest.values()].map(rowOf);
  const dates = rows.map((row) => row.created_at);
  return withPartitions(db, 'tasks', dates, () => execute(db, evenIfSame ? REWRITE : PROJECT, [JSON.stringify(rows)]));
};

/** The same for one task. @returns whether the read model changed. */
export const projectTask = async (db: Queryable, snapshot: Snapshot): Promise<boolean> =>
  (await projectTasks(db, [snapshot])) === 1;

/**
 * The same for the task a command has just answered with. The row is seen at once, but its commit does not wait for the disk:
 * the event that tells of it is still on its way to the search-service, which has it on disk before it takes note.
 */
export const projectAnswer = async (db: Queryable, snapshot: Snapshot): Promise<void> => {
  const row = rowOf(snapshot);
  await withPartitions(db, 'tasks', [row.created_at], () => execute(db, PROJECT_SOON, [JSON.stringify([row])]));
};
