/** Live pages: every replica of the edge hears every event by itself, newest only, and tells the pages it concerns. */
import express, { Router } from 'express';
import { parseEvent, type KnownEvent } from '../consumers/parse-event.ts';
import { components } from '../dapr/component-names.ts';
import { topicNames, type Topic } from '../dapr/topics.ts';
import type { Stream, StreamEvent } from '../http/stream.ts';

// The copies that other topics carry say nothing new, and heartbeats are no person's.
const heard: readonly Topic[] = topicNames.filter(
  (topic) => topic === 'task-events' || topic === 'conversation-events' || topic === 'user-events',
);

type Telling = { userIds: readonly string[]; say: StreamEvent };

const tellingOf = (event: KnownEvent): Telling | null => {
  switch (event.aggregate_type) {
    case 'task': {
      const { task } = event.payload;
      const userIds = task.assignee_id === null ? [task.user_id] : [...new Set([task.user_id, task.assignee_id])];
      const data = { event_type: event.event_type, sequence: event.sequence, task };
      return {
        userIds,
        say: { event: event.event_type === 'REMINDER_SENT' ? 'notification' : 'task', id: event.event_id, data },
      };
    }
    case 'user':
    case 'conversation': {
      const data = { event_type: event.event_type, ...event.payload };
      return { userIds: [event.user_context.user_id], say: { event: event.aggregate_type, id: event.event_id, data } };
    }
    case 'service':
      return null;
    default:
      return event satisfies never;
  }
};

/** Subscribes to `feed`. A page that misses something reloads its list, so nothing is ever retried here. */
export const feedRouter = (stream: Stream): Router => {
  const router = Router();
  router.get('/dapr/subscribe', (_request, response) => {
    response.json(
      heard.map((topic) => ({ pubsubname: components.feed, topic, routes: { default: `/feed/${topic}` } })),
    );
  });
  router.post('/feed/:topic', express.json({ type: () => true, limit: '4mb' }), (request, response) => {
    const parsed = parseEvent(request.body);
    const telling = parsed.ok ? tellingOf(parsed.event) : null;
    for (const userId of telling?.userIds ?? []) if (telling !== null) stream.publishToUser(userId, telling.say);
    response.json({ status: 'SUCCESS' });
  });
  return router;
};
