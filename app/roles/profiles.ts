/** What each role says of itself in its heartbeats: its purpose and its place among the topics. */
import type { Role } from '../config.ts';
import { topicNames, type Topic } from '../dapr/topics.ts';

type Profile = { description: string; consumes_topics: Topic[]; produces_topics: Topic[] };

export const profiles: Readonly<Record<Role, Profile>> = {
  'chat-api': {
    description: 'The public edge: page, REST, chat and live streams',
    consumes_topics: ['task-events', 'conversation-events', 'user-events'],
    produces_topics: ['conversation-events', 'user-events', 'service-heartbeats'],
  },
  'task-actors': {
    description: 'Hosts the actor of every task',
    consumes_topics: [],
    produces_topics: ['task-events', 'task-recurrence', 'task-reminders', 'service-heartbeats'],
  },
  'notification-service': {
    description: 'Brings reminders and assignments to people',
    consumes_topics: ['task-reminders', 'task-events', 'user-events'],
    produces_topics: ['service-heartbeats'],
  },
  'recurring-task-service': {
    description: 'Sees that the next occurrence of a series comes to be',
    consumes_topics: ['task-recurrence'],
    produces_topics: ['service-heartbeats'],
  },
  'search-service': {
    description: 'Keeps the read model and heals what crashes leave behind',
    consumes_topics: ['task-events', 'service-heartbeats'],
    produces_topics: ['service-heartbeats'],
  },
  'audit-service': {
    description: 'Keeps the complete history, append-only',
    consumes_topics: [...topicNames],
    produces_topics: ['service-heartbeats'],
  },
};
