/** Live pages: every replica of the edge hears every event by itself, newest only, and tells the pages it concerns. */
import { Router } from 'express';
import { parseEvent, type KnownEvent } from '../consumers/parse-event.ts';
import { onDelivery, subscription } from '../consumers/subscriptions.ts';
import { cloudEventOf } from '../dapr/cloud-event.ts';
import { components } from '../dapr/component-names.ts';
import { topicNames, type Topic } from '../dapr/topics.ts';
import type { Missed, Stream, StreamEvent } from '../http/stream.ts';
import { positionId } from '../http/stream-position.ts';
import type { Database } from '../queries/database.ts';
import { eventsMissed } from '../queries/missed-events.ts';

// The copies that other topics carry say nothing new, and heartbeats are no person's.
const heard: readonly Topic[] = topicNames.filter(
  (topic) => topic === 'task-events' || topic === 'conversation-events' || topic === 'user-events',
);

const pathOf = (topic: Topic): string => `/feed/${topic}`;

type Telling = { userIds: readonly string[]; say: StreamEvent };

const tellingOf = (event: KnownEvent): Telling | null => {
  const id = positionId(event.timestamp, event.event_id);
  switch (event.aggregate_type) {
    case 'task': {
      const { task } = event.payload;
      const userIds = task.assignee_id === null ? [task.user_id] : [...new Set([task.user_id, task.assignee_id])];
      const data = { event_type: event.event_type, sequence: event.sequence, task };
      return {
        userIds,
        say: { event: event.event_type === 'REMINDER_SENT' ? 'notification' : 'task', id, data },
      };
    }
    case 'user':
    case 'conversation': {
      const data = { event_type: event.event_type, ...event.payload };
      return { userIds: [event.user_context.user_id], say: { event: event.aggregate_type, id, data } };
    }
    case 'service':
      return null;
    default:
      return event satisfies never;
  }
};

// A page that was away for longer loads its lists faster than it would be told of each change.
const LONGEST_MS = 3_600_000;
const MOST_MISSED = 500;

/** What pages missed, read from the audit and told in the very words in which it would have been told live. */
export const missedFrom =
  (db: Database, now: () => Date): Missed =>
  async (userId, position) => {
    if (Date.parse(position.at) < now().getTime() - LONGEST_MS) return null;
    const events = await eventsMissed(db, userId, position, MOST_MISSED + 1);
    if (events.length > MOST_MISSED) return null;
    return events.flatMap((event) => {
      const parsed = parseEvent(cloudEventOf(event));
      const telling = parsed.ok ? tellingOf(parsed.event) : null;
      return telling?.userIds.includes(userId) === true ? [telling.say] : [];
    });
  };

/**
 * Subscribes to `feed`. A page that misses something asks for it when it is back, so nothing is ever retried here.
 * @param gatherMs milliseconds for which the sidecar gathers events: what a person has just done comes back to the edge as an
 * event while the edge still works on the answer
 */
export const feedRouter = (stream: Stream, gatherMs: number): Router => {
  const router = Router();
  const tell = (delivered: unknown): void => {
    const parsed = parseEvent(delivered);
    const telling = parsed.ok ? tellingOf(parsed.event) : null;
    for (const userId of telling?.userIds ?? []) if (telling !== null) stream.publishToUser(userId, telling.say);
  };
  router.get('/dapr/subscribe', (_request, response) => {
    response.json(heard.map((topic) => subscription(components.feed, topic, pathOf(topic), gatherMs)));
  });
  for (const topic of heard) {
    onDelivery(router, pathOf(topic), (entries) => {
      for (const { event } of entries) tell(event);
      return Promise.resolve(entries.map(({ entryId }) => ({ entryId, status: 'SUCCESS' })));
    });
  }
  return router;
};
