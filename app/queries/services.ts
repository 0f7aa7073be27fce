/** The register of services: each process as it last described itself, and what its silence since then means. */
import { z } from 'zod';
import { execute, instantColumn, select, type Queryable } from './database.ts';

/** What a process says of itself; `sent_at` is its own clock's instant. */
export type Alive = {
  service_id: string;
  service_name: string;
  description: string;
  consumes_topics: readonly string[];
  produces_topics: readonly string[];
  health: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY';
  dependencies: Readonly<Record<string, string>>;
  partition_assignment: Readonly<Record<string, readonly number[]>>;
  sent_at: string;
};

const RECORD = {
  name: 'record_heartbeats',
  text: `INSERT INTO services (service_id, service_name, description, consumes_topics, produces_topics, health, dependencies,
      last_heartbeat, partition_assignment)
    SELECT DISTINCT ON (service_id) service_id, service_name, description, consumes_topics, produces_topics, health,
      dependencies, sent_at, partition_assignment
    FROM jsonb_to_recordset($1::jsonb) AS said (service_id uuid, service_name text, description text,
      consumes_topics text[], produces_topics text[], health text, dependencies jsonb, sent_at timestamptz,
      partition_assignment jsonb)
    ORDER BY service_id, sent_at DESC
    ON CONFLICT (service_id) DO UPDATE SET service_name = excluded.service_name, description = excluded.description,
      consumes_topics = excluded.consumes_topics, produces_topics = excluded.produces_topics, health = excluded.health,
      dependencies = excluded.dependencies, last_heartbeat = excluded.last_heartbeat,
      partition_assignment = excluded.partition_assignment
    WHERE services.last_heartbeat < excluded.last_heartbeat`,
};

/** Keeps the latest heartbeat of each process, in whatever order they come. */
export const recordHeartbeats = async (db: Queryable, heartbeats: readonly Alive[]): Promise<void> => {
  if (heartbeats.length > 0) await execute(db, RECORD, [JSON.stringify(heartbeats)]);
};

export const service = z.object({
  service_id: z.guid(),
  service_name: z.string(),
  description: z.string(),
  consumes_topics: z.array(z.string()),
  produces_topics: z.array(z.string()),
  status: z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'OFFLINE']),
  last_heartbeat: instantColumn,
  partition_assignment: z.record(z.string(), z.array(z.number())),
});
export type Service = z.output<typeof service>;

/** Heartbeats come every 15 s: one missed is a doubt, three are an absence, and after a day nobody asks any more. */
const DOUBT_SECONDS = 25;
const ABSENCE_SECONDS = 50;
const LIST = {
  name: 'list_services',
  text: `SELECT service_id, service_name, description, consumes_topics, produces_topics,
      CASE
        WHEN last_heartbeat < $1::timestamptz - make_interval(secs => ${ABSENCE_SECONDS}) THEN 'OFFLINE'
        WHEN last_heartbeat < $1::timestamptz - make_interval(secs => ${DOUBT_SECONDS}) AND health = 'HEALTHY'
          THEN 'DEGRADED'
        ELSE health
      END AS status, last_heartbeat, partition_assignment
    FROM services WHERE last_heartbeat > $1::timestamptz - interval '1 day'
    ORDER BY service_name, last_heartbeat DESC, service_id LIMIT 200`,
};

/** Every process heard of within a day of `now` (an instant), the latest of each service first. */
export const listServices = async (db: Queryable, now: string): Promise<Service[]> => select(db, service, LIST, [now]);
