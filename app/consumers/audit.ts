/** The audit-service: every event of every topic, appended once, in whatever order it comes. */
import { appendEvents } from '../queries/events.ts';
import type { Queryable } from '../queries/database.ts';
import { topicNames } from '../dapr/topics.ts';
import type { Consumer } from './consume.ts';
import type { KnownEvent } from './parse-event.ts';

/** The owner of what the event is about: of a task its owner, whoever acted; else the person it names. */
const ownerOf = (event: KnownEvent): string =>
  event.aggregate_type === 'task' ? event.payload.task.user_id : event.user_context.user_id;

export const auditConsumer = (db: Queryable): Consumer => ({
  name: 'audit-service',
  topics: topicNames,
  handle: async (events) => {
    const added = await appendEvents(
      db,
      events.map((event) => ({ event, userId: ownerOf(event) })),
    );
    return { seen: events.length - added };
  },
});
