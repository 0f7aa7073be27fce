/** The read model from the audit, many tasks in one statement that Postgres carries out by itself. */
import { z } from 'zod';
import { SCHEMA_VERSION } from '../../actors/task/events.ts';
import { select, type Queryable } from '../queries/database.ts';
import { columns } from './project-task.ts';

const names = Object.keys(columns);
const fromTask = Object.entries(columns).filter(([name]) => name !== 'sequence' && name !== 'next_wake_at');
const changing = names.filter((name) => name !== 'id' && name !== 'created_at');
const all = (prefix: string): string => changing.map((name) => `${prefix}.${name}`).join(', ');

// Backwards, because that is an order the index of the histories has. Written in the projector's own order of ids, so that
// the two never wait for each other in a circle; and only where something differs: a sound row costs a look, not a new
// version of itself in thirteen indexes. Rows that moved on meanwhile are left alone.
const REPROJECT = {
  name: 'reproject_tasks',
  text: `WITH latest AS MATERIALIZED (
      SELECT DISTINCT ON (aggregate_id) aggregate_id, sequence, event FROM events
      WHERE aggregate_type = 'task' AND aggregate_id < $1 ORDER BY aggregate_id DESC, sequence DESC LIMIT $2
    ), written AS (
      INSERT INTO tasks (${names.join(', ')})
      SELECT ${fromTask.map(([name]) => `task.${name}`).join(', ')}, latest.sequence,
        (event #>> '{payload,next_wake_at}')::timestamptz
      FROM latest, jsonb_to_record(event #> '{payload,task}')
        AS task (${fromTask.map(([name, type]) => `${name} ${type}`).join(', ')})
      WHERE event ->> 'schema_version' = '${SCHEMA_VERSION}' ORDER BY aggregate_id
      ON CONFLICT (id, created_at) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}
      WHERE tasks.sequence <= excluded.sequence AND (${all('tasks')}) IS DISTINCT FROM (${all('excluded')})
      RETURNING 1
    )
    SELECT (SELECT aggregate_id FROM latest ORDER BY aggregate_id LIMIT 1) AS last, (SELECT count(*)::int FROM latest) AS tasks,
      (SELECT coalesce(sum(sequence), 0)::int FROM latest) AS events, (SELECT count(*)::int FROM written) AS written,
      ARRAY(SELECT event FROM latest WHERE event ->> 'schema_version' IS DISTINCT FROM '${SCHEMA_VERSION}') AS others`,
};

const page = z.object({
  /** Where the next page goes on; null past the end. */
  last: z.guid().nullable(),
  tasks: z.int(),
  /** In the histories of these tasks. */
  events: z.int(),
  written: z.int(),
  /** Latest events of other versions, which only the code can read. */
  others: z.array(z.unknown()),
});
export type Reprojected = z.output<typeof page>;

/**
 * Writes the next `limit` tasks, in descending order of their ids, below `before`, as their latest event has them.
 * @throws what Postgres says when an event of the page is no task, or a partition is not there: then none was written.
 */
export const reprojectTasks = async (db: Queryable, before: string, limit: number): Promise<Reprojected> => {
  const [found] = await select(db, page, REPROJECT, [before, limit]);
  return found ?? { last: null, tasks: 0, events: 0, written: 0, others: [] };
};
