/** What a role says of itself every so often: that it is alive, how its dependencies are, what it takes part in. */
import { z } from 'zod';
import { SCHEMA_VERSION, eventEnvelope } from '../../actors/task/events.ts';
import { instant, uuid } from '../../actors/task/task.ts';

export const serviceHealth = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']);

/** One replica of a role. `service_id` is drawn when the process starts. */
export const heartbeat = z.strictObject({
  service_id: uuid,
  service_name: z.string(),
  description: z.string(),
  consumes_topics: z.array(z.string()),
  produces_topics: z.array(z.string()),
  health: serviceHealth,
  /** Dependency → `up`, or why not. */
  dependencies: z.record(z.string(), z.string()),
  /** Topic → partitions it was given lately; empty where the broker has none. */
  partition_assignment: z.record(z.string(), z.array(z.int())),
  sent_at: instant,
});
export type Heartbeat = z.infer<typeof heartbeat>;

export const heartbeatEvent = eventEnvelope.extend({
  event_type: z.literal('SERVICE_HEARTBEAT'),
  aggregate_type: z.literal('service'),
  payload: heartbeat,
});
export type HeartbeatEvent = z.infer<typeof heartbeatEvent>;

/** Nobody in particular: heartbeats are no person's. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The `sequence`th heartbeat of a process (from 1). @param ids the event's own and the correlation's, drawn by the caller */
export const heartbeatOf = (
  said: Heartbeat,
  sequence: number,
  ids: { event: string; correlation: string },
): HeartbeatEvent =>
  heartbeatEvent.parse({
    event_id: ids.event,
    event_type: 'SERVICE_HEARTBEAT',
    aggregate_id: said.service_id,
    aggregate_type: 'service',
    sequence,
    payload: said,
    timestamp: said.sent_at,
    user_context: { user_id: NOBODY, via: 'service', service: said.service_name },
    correlation_id: ids.correlation,
    causation_id: null,
    schema_version: SCHEMA_VERSION,
    source_service: said.service_name,
    previous_hash: null,
  });
