/** The topics as a broker must have them: Dapr never creates one, so whoever starts a broker does. */

const day = 24 * 60 * 60 * 1000;

export type Topic = {
  name: string;
  /** Order holds within a partition; where a broker has none, consumers cope. */
  partitions: number;
  /** How long an event stays, in milliseconds. */
  retention: number;
};

export const topics: readonly Topic[] = [
  { name: 'task-events', partitions: 3, retention: 7 * day },
  { name: 'task-recurrence', partitions: 1, retention: 7 * day },
  { name: 'task-reminders', partitions: 1, retention: day },
  { name: 'conversation-events', partitions: 3, retention: 7 * day },
  { name: 'user-events', partitions: 1, retention: 7 * day },
  { name: 'service-heartbeats', partitions: 1, retention: day },
];
