/** What consumers count: work done, duplicates, retries, dead letters, and how late the events were. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type ConsumerMetrics = {
  done: (consumer: string, topic: string, events: number, duplicates: number) => void;
  retried: (consumer: string, topic: string, events: number) => void;
  deadLettered: (consumer: string, topic: string) => void;
  /** Seconds between an event and the end of the work it caused; null when there was none. */
  lag: (consumer: string, topic: string, seconds: number | null) => void;
  /** Where the broker tells (Kafka): the place in its partition of the latest event taken. */
  offset: (consumer: string, topic: string, partition: number, offset: number) => void;
  repaired: (kind: string, tasks: number) => void;
};

/** Registers the counters in `registry`, once a process. */
export const createConsumerMetrics = (registry: Registry): ConsumerMetrics => {
  const registers = [registry];
  const events = new Counter({
    name: 'duecourse_consumed_events_total',
    help: 'Events taken from a topic, by what became of them: done, duplicate, retry or dead_letter.',
    labelNames: ['consumer', 'topic', 'outcome'],
    registers,
  });
  const lag = new Histogram({
    name: 'duecourse_consumer_lag_seconds',
    help: 'Age of the oldest event of a delivery when its work was done.',
    labelNames: ['consumer', 'topic'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600],
    registers,
  });
  const offsets = new Gauge({
    name: 'duecourse_consumer_offset',
    help: 'Offset of the latest event taken from a partition, where the broker says so.',
    labelNames: ['consumer', 'topic', 'partition'],
    registers,
  });
  const repairs = new Counter({
    name: 'duecourse_reconciler_repairs_total',
    help: 'Tasks that the reconciler woke, by the reason why.',
    labelNames: ['kind'],
    registers,
  });
  return {
    done: (consumer, topic, count, duplicates) => {
      events.inc({ consumer, topic, outcome: 'done' }, count);
      events.inc({ consumer, topic, outcome: 'duplicate' }, duplicates);
    },
    retried: (consumer, topic, count) => {
      events.inc({ consumer, topic, outcome: 'retry' }, count);
    },
    deadLettered: (consumer, topic) => {
      events.inc({ consumer, topic, outcome: 'dead_letter' });
    },
    lag: (consumer, topic, seconds) => {
      if (seconds !== null) lag.observe({ consumer, topic }, seconds);
    },
    offset: (consumer, topic, partition, offset) => {
      offsets.set({ consumer, topic, partition }, offset);
    },
    repaired: (kind, tasks) => {
      repairs.inc({ kind }, tasks);
    },
  };
};
