/** What deliveries count: attempts by channel and outcome, and how late a notification reached somebody. */
import { Counter, Histogram, type Registry } from 'prom-client';

export type Outcome = 'delivered' | 'retry' | 'failed' | 'suppressed';

export type DeliveryMetrics = {
  attempted: (channel: string, outcome: Outcome) => void;
  /** Milliseconds from the planned instant of a reminder, or else from what it tells of, to its arrival. */
  delivered: (channel: string, latenessMs: number) => void;
};

/** Registers them in `registry`, once a process. */
export const createDeliveryMetrics = (registry: Registry): DeliveryMetrics => {
  const attempts = new Counter({
    name: 'duecourse_deliveries_total',
    help: 'Attempts to deliver a notification, by channel and what became of them: delivered, retry, failed or suppressed.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  const lateness = new Histogram({
    name: 'duecourse_delivery_lateness_seconds',
    help: 'From the planned instant of a reminder (or the event behind another notification) to its delivery.',
    labelNames: ['channel'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600, 3_600, 86_400],
    registers: [registry],
  });
  return {
    attempted: (channel, outcome) => {
      attempts.inc({ channel, outcome });
    },
    delivered: (channel, latenessMs) => {
      lateness.observe({ channel }, Math.max(0, latenessMs) / 1_000);
    },
  };
};
