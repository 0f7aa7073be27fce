/** What a publisher counts: events the broker took, and those it did not. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PublishMeasures } from '../dapr/publisher.ts';

/** Registers its metrics in `registry`, once a process. @param available asked at each scrape */
export const createPublishMeasures = (registry: Registry, available: () => boolean): PublishMeasures => {
  const registers = [registry];
  const events = new Counter({
    name: 'duecourse_published_events_total',
    help: 'Events handed to the broker, by topic and by whether it took them: taken or failed. What failed is sent again.',
    labelNames: ['topic', 'outcome'],
    registers,
  });
  const calls = new Histogram({
    name: 'duecourse_publish_duration_seconds',
    help: 'How long a bulk call to the broker takes.',
    labelNames: ['topic'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10],
    registers,
  });
  new Gauge({
    name: 'duecourse_broker_available',
    help: '1 while the broker is taken to be up, 0 while events wait in their outboxes without being tried.',
    registers,
    collect() {
      this.set(available() ? 1 : 0);
    },
  });
  return {
    sent: (topic, taken, failed, seconds) => {
      if (taken > 0) events.inc({ topic, outcome: 'taken' }, taken);
      if (failed > 0) events.inc({ topic, outcome: 'failed' }, failed);
      calls.observe({ topic }, seconds);
    },
  };
};
