/** How an event looks on the wire: CloudEvents 1.0, structured JSON, with our envelope as its data. */
import type { EventEnvelope } from '../../actors/task/events.ts';
import { eventNameOf } from './topics.ts';

/**
 * The CloudEvent of an envelope (CloudEvents 1.0, JSON event format), with the extensions `partitionkey` (partitioning)
 * and `traceparent` (distributed tracing). The owner is the partition key, so that order holds for each person.
 */
export const cloudEventOf = (event: EventEnvelope) => ({
  specversion: '1.0',
  id: event.event_id,
  source: `/duecourse/${event.source_service}`,
  type: eventNameOf(event.event_type),
  subject: event.aggregate_id,
  time: event.timestamp,
  datacontenttype: 'application/json',
  partitionkey: event.user_context.user_id,
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  data: event,
});
