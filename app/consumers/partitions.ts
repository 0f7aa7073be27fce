/** Which partitions a role was really given: those its messages came from lately, where the broker says so (Kafka). */
import { z } from 'zod';

/** A partition that stays silent this long (milliseconds) may have gone to another replica. */
const REMEMBERED_MS = 10 * 60_000;

export type PartitionLog = {
  /** Notes the metadata of one message of `topic`. */
  note: (topic: string, metadata: unknown) => void;
  /** Topic → partitions, in order. */
  assignment: () => Record<string, number[]>;
};

const kafka = z.looseObject({
  __partition: z.coerce.number().int().min(0),
  __offset: z.coerce.number().int().min(0).optional(),
});

/** @param now a clock in milliseconds. @param onOffset hears of the place of each message */
export const createPartitionLog = (
  now: () => number,
  onOffset?: (topic: string, partition: number, offset: number) => void,
): PartitionLog => {
  const seen = new Map<string, Map<number, number>>();
  return {
    note: (topic, metadata) => {
      const parsed = kafka.safeParse(metadata);
      if (!parsed.success) return;
      const { __partition: partition, __offset: offset } = parsed.data;
      const partitions = seen.get(topic) ?? new Map<number, number>();
      partitions.set(partition, now());
      seen.set(topic, partitions);
      if (offset !== undefined) onOffset?.(topic, partition, offset);
    },
    assignment: () =>
      Object.fromEntries(
        [...seen].map(([topic, partitions]) => [
          topic,
          [...partitions]
            .filter(([, at]) => now() - at < REMEMBERED_MS)
            .map(([partition]) => partition)
            .sort((a, b) => a - b),
        ]),
      ),
  };
};
