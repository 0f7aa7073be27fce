/** What proving and rebuilding read: for a page of tasks, side by side, what audit, read model and actor store say of them. */
import { z } from 'zod';
import { instantColumn, select, transaction, type Database, type Queryable } from './database.ts';
import { taskOf } from './task-row.ts';
import type { Task } from '../../actors/task/task.ts';

const id = z.object({ id: z.guid() });

const KEY = (taskId: string): string => `'task-actors||TaskActor||' || ${taskId} || '||task'`;

// Each branch walks its own index and stops; the union of short lists is what is sorted.
const idsFrom = (withDocuments: boolean) => ({
  name: `known_task_ids_${withDocuments ? 'of_three' : 'of_two'}`,
  text: `SELECT id FROM (
      (SELECT DISTINCT aggregate_id AS id FROM audit WHERE aggregate_type = 'task' AND aggregate_id > $1 ORDER BY 1 LIMIT $2)
      UNION (SELECT id FROM tasks WHERE id > $1 ORDER BY 1 LIMIT $2)
      ${
        withDocuments
          ? `UNION (SELECT split_part(key, '||', 3)::uuid FROM public.actor_state
               WHERE key > ${KEY('$1::uuid')} AND key < 'task-actors||TaskActor||g' AND key ~ '[0-9a-f-]{36}\\|\\|task$'
               ORDER BY key LIMIT $2)`
          : ''
      }
    ) AS known ORDER BY id LIMIT $2`,
});

/** The ids of up to `limit` tasks that audit, read model or actor store knows, in order, after the id `after`. */
export const knownTaskIds = async (
  db: Queryable,
  after: string,
  limit: number,
  withDocuments: boolean,
): Promise<string[]> => (await select(db, id, idsFrom(withDocuments), [after, limit])).map((row) => row.id);

const event = z.object({ aggregate_id: z.guid(), event: z.unknown(), agrees: z.boolean(), recorded_at: instantColumn });
const projected = z.looseObject({ id: z.guid(), sequence: z.int(), next_wake_at: instantColumn.nullable() });
const stored = z.object({ id: z.guid(), document: z.string() });

/** Everything known of one task at one moment. */
export type Testimony = {
  id: string;
  /** In sequence order. `agrees` says whether the row's columns repeat what the envelope says. */
  events: Pick<z.output<typeof event>, 'event' | 'agrees' | 'recorded_at'>[];
  projected: { task: Task; sequence: number; next_wake_at: string | null } | null;
  /** As it is stored; null where the actors' documents lie elsewhere, or there is none. */
  document: string | null;
};

const EVENTS = `SELECT aggregate_id, event, (event ->> 'event_id' = event_id::text AND event ->> 'event_type' = event_type
    AND event ->> 'aggregate_id' = aggregate_id::text AND (event ->> 'sequence')::int = sequence
    AND (event ->> 'timestamp')::timestamptz = "timestamp") IS TRUE AS agrees, recorded_at
  FROM audit WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY aggregate_id, sequence, event_id`;
const DOCUMENTS = `SELECT split_part(key, '||', 3) AS id, convert_from(value, 'UTF8') AS document
  FROM public.actor_state WHERE key = ANY (SELECT ${KEY('id')} FROM unnest($1::text[]) AS id)`;

// A task that was opened again is in both; the one in use counts.
const ROWS = `SELECT DISTINCT ON (id) * FROM (SELECT *, 1 AS shelf FROM tasks WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT *, 2 FROM archived_tasks WHERE id = ANY ($1::uuid[])) AS known ORDER BY id, shelf`;

/** The testimonies about `ids`, all of one moment. */
export const testimonies = async (db: Database, ids: readonly string[], withDocuments: boolean): Promise<Testimony[]> =>
  transaction(db, async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const events = await select(tx, event, EVENTS, [ids]);
    const rows = await select(tx, projected, ROWS, [ids]);
    const documents = withDocuments ? await select(tx, stored, DOCUMENTS, [ids]) : [];
    const eventsOf = new Map(ids.map((one): [string, Testimony['events']] => [one, []]));
    for (const row of events) eventsOf.get(row.aggregate_id)?.push(row);
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    const documentOf = new Map(documents.map((row) => [row.id, row.document]));
    return ids.map((one) => {
      const row = rowOf.get(one);
      return {
        id: one,
        events: eventsOf.get(one) ?? [],
        projected:
          row === undefined ? null : { task: taskOf(row), sequence: row.sequence, next_wake_at: row.next_wake_at },
        document: documentOf.get(one) ?? null,
      };
    });
  });

const missing = z.object({ causation_id: z.guid() });

/** Which of these causes are no event of the audit. */
export const unknownCauses = async (db: Queryable, causes: readonly string[]): Promise<string[]> =>
  (
    await select(
      db,
      missing,
      `SELECT said.causation_id FROM unnest($1::uuid[]) AS said (causation_id)
       WHERE NOT EXISTS (SELECT FROM audit WHERE audit.event_id = said.causation_id)`,
      [causes],
    )
  ).map((row) => row.causation_id);

const latest = z.object({ aggregate_id: z.guid(), sequence: z.int(), event: z.unknown() });

const LATEST = {
  name: 'latest_events',
  text: `SELECT DISTINCT ON (aggregate_id) aggregate_id, sequence, event FROM events
    WHERE aggregate_type = 'task' AND aggregate_id < $1 ORDER BY aggregate_id DESC, sequence DESC LIMIT $2`,
};

/** The last event of each of the next `limit` tasks below the id `before`, in descending order. */
export const latestEvents = async (db: Queryable, before: string, limit: number): Promise<z.output<typeof latest>[]> =>
  select(db, latest, LATEST, [before, limit]);
