/** The topics as a broker must have them: Dapr never creates one, so whoever starts a broker does. */
import { topics as catalogue } from '../app/dapr/topics.ts';

const day = 24 * 60 * 60 * 1000;

export type Topic = {
  name: string;
  /** Order holds within a partition; where a broker has none, consumers cope. */
  partitions: number;
  /** How long an event stays, in milliseconds. */
  retention: number;
};

export const topics: readonly Topic[] = Object.entries(catalogue).map(([name, { partitions, retentionDays }]) => ({
  name,
  partitions,
  retention: retentionDays * day,
}));
