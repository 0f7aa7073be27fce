/** The routes a sidecar calls: which topics a role wants, and where their events go, many at a time. */
import express, { Router } from 'express';
import { z } from 'zod';
import { components } from '../dapr/component-names.ts';
import { consume, type ConsumeDeps, type Consumer } from './consume.ts';
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

const pathOf = (topic: string): string => `/events/${topic}`;

const isBulk = (body: unknown): body is z.infer<typeof bulk> => bulk.safeParse(body).success;

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
    response.json(
      consumer.topics.map((topic) => ({
        pubsubname: components.pubsub,
        topic,
        routes: { default: pathOf(topic) },
        bulkSubscribe: { enabled: true, maxMessagesCount: MOST_AT_ONCE, maxAwaitDurationMs: gatherMs },
        metadata: RAW,
      })),
    );
  });
  // Whatever its content type says: a sidecar's wrapping is JSON, and what is inside is judged entry by entry.
  const body = express.json({ type: () => true, limit: BODY_LIMIT });
  for (const topic of consumer.topics) {
    router.post(pathOf(topic), body, async (request, response) => {
      const delivered: unknown = request.body;
      if (isBulk(delivered)) {
        for (const { metadata } of delivered.entries) deps.partitions?.note(topic, metadata);
        const statuses = await consume(consumer, deps, topic, delivered.entries);
        response.json({ statuses });
      } else {
        const [answer] = await consume(consumer, deps, topic, [{ entryId: '', event: delivered }]);
        response.json({ status: answer?.status ?? 'RETRY' });
      }
    });
  }
  return router;
};
