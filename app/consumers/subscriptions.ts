/** The routes a sidecar calls: which topics a role wants, and where their events go, many at a time. */
import express, { Router } from 'express';
import { z } from 'zod';
import { components } from '../dapr/component-names.ts';
import { consume, type Answer, type ConsumeDeps, type Consumer } from './consume.ts';
import type { PartitionLog } from './partitions.ts';

/** As many as arrive while a sidecar gathers, up to this. */
const MOST_AT_ONCE = 100;
// The bytes as they came. Left to itself the sidecar parses them first, and what it cannot parse it never shows us: the
// bulk around a broken payload would be retried for ever.
const RAW = { rawPayload: 'true' };
const BODY_LIMIT = '32mb';

const bulk = z.object({
  entries: z.array(z.object({ entryId: z.string(), event: z.unknown(), metadata: z.unknown().optional() })),
});

/** What a sidecar is told of one topic that a role wants, many events at a time, at `path`. */
export const subscription = (pubsubname: string, topic: string, path: string, gatherMs: number) => ({
  pubsubname,
  topic,
  routes: { default: path },
  bulkSubscribe: { enabled: true, maxMessagesCount: MOST_AT_ONCE, maxAwaitDurationMs: gatherMs },
  metadata: RAW,
});

type Entry = z.infer<typeof bulk>['entries'][number];

/**
 * Takes at `path` what a sidecar delivers, one event or many at a time, and gives it what `work` answers for each. Whatever the
 * content type says: a sidecar's wrapping is JSON, and what is inside is judged entry by entry.
 */
export const onDelivery = (
  router: Router,
  path: string,
  work: (entries: readonly Entry[]) => Promise<readonly Answer[]>,
): void => {
  router.post(path, express.json({ type: () => true, limit: BODY_LIMIT }), async (request, response) => {
    const delivered: unknown = request.body;
    const many = bulk.safeParse(delivered);
    if (many.success) {
      response.json({ statuses: await work(many.data.entries) });
      return;
    }
    const [answer] = await work([{ entryId: '', event: delivered }]);
    response.json({ status: answer?.status ?? 'RETRY' });
  });
};

const pathOf = (topic: string): string => `/events/${topic}`;

/**
 * `GET /dapr/subscribe` for the consumer's topics, each with a default route, and those routes, for bulk and for single
 * deliveries. Every entry is answered for itself, after its work.
 * @param gatherMs milliseconds for which the sidecar gathers events before it delivers them
 */
export const subscriptionRouter = (
  consumer: Consumer,
  gatherMs: number,
  deps: ConsumeDeps & { partitions?: PartitionLog },
): Router => {
  const router = Router();
  router.get('/dapr/subscribe', (_request, response) => {
    response.json(consumer.topics.map((topic) => subscription(components.pubsub, topic, pathOf(topic), gatherMs)));
  });
  for (const topic of consumer.topics) {
    onDelivery(router, pathOf(topic), (entries) => {
      for (const { metadata } of entries) deps.partitions?.note(topic, metadata);
      return consume(consumer, deps, topic, entries);
    });
  }
  return router;
};
