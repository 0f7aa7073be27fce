/** How an event looks on the wire: CloudEvents 1.0, structured JSON, with our envelope as its data. */
import { z } from 'zod';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { eventNameOf } from './topics.ts';

const owned = z.object({ task: z.object({ user_id: z.string() }) });

/** Whose order an event belongs to. Of a task's its owner's, whoever acted: an assignee must not overtake the owner. */
const ownerOf = ({ payload, user_context }: EventEnvelope): string => {
  const of = owned.safeParse(payload);
  return of.success ? of.data.task.user_id : user_context.user_id;
};

/**
 * The CloudEvent of an envelope (CloudEvents 1.0, JSON event format), with the extensions `partitionkey` (partitioning)
 * and `traceparent` (distributed tracing): of its sending where that is watched, else of its making. The owner is the
 * partition key, so that order holds for each person.
 */
export const cloudEventOf = (event: EventEnvelope, traceparent = event.traceparent) => ({
  specversion: '1.0',
  id: event.event_id,
  source: `/duecourse/${event.source_service}`,
  type: eventNameOf(event.event_type),
  subject: event.aggregate_id,
  time: event.timestamp,
  datacontenttype: 'application/json',
  partitionkey: ownerOf(event),
  ...(traceparent === undefined ? {} : { traceparent }),
  data: event,
});
