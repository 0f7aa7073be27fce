/**
 * Publishes events in bulk: whatever waits for a topic goes in one call, whichever actor it comes from, while the events of
 * one aggregate keep their order. Nobody waits longer than their budget, and nobody waits at all for a broker known to be down.
 */
import type { Logger } from 'pino';
import type { EventEnvelope } from '../../actors/task/events.ts';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { untraced, type Begin } from '../telemetry/trace.ts';
import { createBreaker } from './breaker.ts';
import { cloudEventOf } from './cloud-event.ts';
import { components } from './component-names.ts';
import { createTopicQueue, type Entry } from './topic-queue.ts';
import { topicNames, topicsOf, type Topic } from './topics.ts';

export type Publisher = {
  /**
   * Publishes `events` (in the order of their aggregates) to each topic they belong to.
   * @returns how many, counted from the first, the broker is known to have when `budgetMs` (milliseconds) is over. The rest
   * may arrive or not: publish them again later, consumers drop what they have seen.
   */
  publish: (events: readonly EventEnvelope[], budgetMs: number) => Promise<number>;
  /** False while the broker is taken to be down; publishing then answers 0 at once. */
  available: () => boolean;
};

/** What is counted of every bulk call: how many events the broker took and did not take, and how long it took, in seconds. */
export type PublishMeasures = {
  sent: (topic: Topic, taken: number, failed: number, seconds: number) => void;
};

/** A sidecar's own wait for a broker: JetStream's is 5 s; Kafka's network time-outs are longer and not waited for. */
const CALL_TIMEOUT_MS = 10_000;
const SLOW_MS = 1_000;

/**
 * One entry of a bulk publish call. It goes as bytes: given as JSON, the sidecar would take it apart and put it together three
 * times on its way to the broker, to end where it began.
 */
const bulkEntry = (event: EventEnvelope, traceparent: string | undefined): string => {
  const cloudEvent = cloudEventOf(event, traceparent);
  return JSON.stringify({
    entryId: event.event_id,
    contentType: 'application/octet-stream',
    metadata: { partitionKey: cloudEvent.partitionkey },
    event: Buffer.from(JSON.stringify(cloudEvent)).toString('base64'),
  });
};

/** However many calls and topics it takes, an event is sent once: whoever works on it is told of this. */
const sendingOf = (event: EventEnvelope, topic: string) => ({
  name: `send ${topic}`,
  kind: 'producer' as const,
  parent: event.traceparent,
  attributes: {
    'messaging.system': 'dapr',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
    'messaging.message.id': event.event_id,
    'duecourse.event_type': event.event_type,
  },
});

/** The entries a bulk call did not get to the broker, by id; null when it cannot be told and all are to be doubted. */
const failedEntries = (status: number, body: string): ReadonlySet<string> | null => {
  if (status === 204 || status === 200) return new Set();
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('failedEntries' in answer)) return null;
    if (!Array.isArray(answer.failedEntries) || answer.failedEntries.length === 0) return null;
    const ids = answer.failedEntries.map((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'entryId' in entry ? String(entry.entryId) : '',
    );
    return new Set(ids);
  } catch {
    return null;
  }
};

/** @param maxInFlight bulk calls under way at once for one topic. */
export const createPublisher = (options: {
  request: SidecarRequest;
  log: Logger;
  maxInFlight?: number;
  maxBatch?: number;
  now?: () => number;
  begin?: Begin;
  measures?: PublishMeasures;
}): Publisher => {
  const { request, log, begin = untraced, measures } = options;
  const breaker = createBreaker({
    now: options.now ?? (() => performance.now()),
    onChange: (open) => {
      if (open) log.warn('the broker does not take events; they wait in their outboxes');
      else log.info('the broker takes events again');
    },
  });

  const send = async (topic: Topic, entries: readonly Entry[]): Promise<ReadonlySet<string>> => {
    const all = () => new Set(entries.map(({ id }) => id));
    // A broker that is slow to answer is as good as down for those who come next; the call itself is waited for.
    const slow = setTimeout(() => {
      breaker.failed();
    }, SLOW_MS);
    const began = performance.now();
    const count = (failed: number): void => {
      measures?.sent(topic, entries.length - failed, failed, (performance.now() - began) / 1_000);
    };
    try {
      const { status, body } = await request({
        method: 'POST',
        path: `/v1.0/publish/bulk/${components.pubsub}/${topic}?metadata.rawPayload=true`,
        body: `[${entries.map((entry) => entry.body).join(',')}]`,
        timeoutMs: CALL_TIMEOUT_MS,
      });
      const failed = failedEntries(status, body) ?? all();
      count(failed.size);
      if (failed.size > 0)
        log.debug(
          { topic, status, failed: failed.size, of: entries.length, body: body.slice(0, 300) },
          'publish failed',
        );
      if (failed.size < entries.length) breaker.succeeded();
      else breaker.failed();
      return failed;
    } catch (error) {
      log.debug({ topic, err: error }, 'publish call failed');
      breaker.failed();
      count(entries.length);
      return all();
    } finally {
      clearTimeout(slow);
    }
  };

  const queues = Object.fromEntries(
    topicNames.map((topic) => [
      topic,
      createTopicQueue({
        send: (entries) => send(topic, entries),
        maxInFlight: options.maxInFlight ?? 3,
        maxBatch: options.maxBatch ?? 128,
      }),
    ]),
  );

  return {
    available: () => breaker.allows(),
    publish: async (events, budgetMs) => {
      if (events.length === 0 || !breaker.take()) return 0;
      // What each event is still waiting for; 0 once every topic of it has it.
      const missing = events.map((event) => topicsOf(event).length);
      const cancels: (() => void)[] = [];
      const settled = events.map(async (event, index) => {
        const topics = topicsOf(event);
        const { traceparent, end } = begin(sendingOf(event, topics[0] ?? ''));
        const body = bulkEntry(event, traceparent);
        const sent = topics.map(async (topic) => {
          const { done, cancel } = queues[topic]?.add({ id: event.event_id, aggregate: event.aggregate_id, body }) ?? {
            done: Promise.resolve(false),
            cancel: () => undefined,
          };
          cancels.push(cancel);
          if (await done) missing[index] = (missing[index] ?? 0) - 1;
        });
        await Promise.all(sent);
        end(missing[index] === 0 ? undefined : { error: 'the broker did not take it' });
      });
      let timer: NodeJS.Timeout | undefined;
      const spent = new Promise<'spent'>((resolve) => {
        timer = setTimeout(() => {
          resolve('spent');
        }, budgetMs);
      });
      const end = await Promise.race([Promise.all(settled), spent]);
      clearTimeout(timer);
      if (end === 'spent') for (const cancel of cancels) cancel();
      const first = missing.findIndex((count) => count > 0);
      return first === -1 ? events.length : first;
    },
  };
};
