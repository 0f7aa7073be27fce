/** The topics as a broker must have them: Dapr never creates one, so whoever starts a broker does. */
import type { Topic as TopicName } from '../app/dapr/topics.ts';

const day = 24 * 60 * 60 * 1000;

export type Topic = {
  name: string;
  /** Order holds within a partition; where a broker has none, consumers cope. */
  partitions: number;
  /** How long an event stays, in milliseconds. */
  retention: number;
};

const layout: Record<TopicName, Omit<Topic, 'name'>> = {
  'task-events': { partitions: 3, retention: 7 * day },
  'task-recurrence': { partitions: 1, retention: 7 * day },
  'task-reminders': { partitions: 1, retention: day },
  'conversation-events': { partitions: 3, retention: 7 * day },
  'user-events': { partitions: 1, retention: 7 * day },
  'service-heartbeats': { partitions: 1, retention: day },
};

export const topics: readonly Topic[] = Object.entries(layout).map(([name, rest]) => ({ name, ...rest }));
