/** The one consuming path: parse, known version, do, answer for each entry; what becomes of a failure is decided here alone. */
import type { Logger } from 'pino';
import type { EventEnvelope } from '../../actors/task/events.ts';
import type { Burial } from '../queries/dead-letters.ts';
import { inTrace, untraced, type Begin, type Begun, type Span } from '../telemetry/trace.ts';
import type { ConsumerMetrics } from './metrics.ts';
import { parseEvent, plainText, type KnownEvent } from './parse-event.ts';

/** What Dapr is told of an entry: done, bring it again, or never bring it again. */
export type Status = 'SUCCESS' | 'RETRY' | 'DROP';
export type Delivery = { entryId: string; event: unknown };
export type Answer = { entryId: string; status: Status };

export type Consumer = {
  /** The app id: it names the group in the dead letters and the metrics. */
  readonly name: string;
  readonly topics: readonly string[];
  /**
   * Does what the events ask for; harmless when they come twice, late or out of order. A throw is of all of them.
   * What it causes elsewhere belongs to the trace of `inTrace(event)`; the event is stored as it came.
   * @throws {Unfit} for what can never be done; anything else means not now.
   */
  readonly handle: (events: readonly KnownEvent[], inTrace: InTrace, topic: string) => Promise<Handled>;
};

/** The event in the trace of its being worked on. */
export type InTrace = <E extends KnownEvent>(event: E) => E;

/** How many there was nothing to do for, because they had been seen; and those that failed by themselves, with the error. */
export type Handled = { seen: number; failures?: ReadonlyMap<KnownEvent, unknown> };

/** The event is well-formed, but no repetition will ever make it acceptable. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}

export type ConsumeDeps = {
  bury: (letter: Burial) => Promise<void>;
  log: Logger;
  metrics: ConsumerMetrics;
  now: () => Date;
  /** Nobody watches, unless given. */
  begin?: Begin;
};

type Judgement = { status: 'RETRY' } | { status: 'DROP'; reason: string };

// SQLSTATE classes 22 (data exception) and 23 (integrity): the row itself is refused, today and in a year.
const refusedForGood = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && /^2[23][0-9A-Z]{3}$/.test(error.code);

/** An outage, and equally a bug of ours that a new version may fix, is worth waiting for; only the unfit is not. */
export const judge = (error: unknown): Judgement =>
  error instanceof Error && (error instanceof Unfit || refusedForGood(error))
    ? { status: 'DROP', reason: error.message }
    : { status: 'RETRY' };

type Entry = { entryId: string; raw: unknown; event: KnownEvent };

const processing = (consumer: Consumer, topic: string, event: KnownEvent, parent: string | undefined): Span => ({
  name: `process ${topic}`,
  kind: 'consumer',
  parent,
  attributes: {
    'messaging.system': 'dapr',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': `${consumer.name}-group`,
    'messaging.message.id': event.event_id,
    'duecourse.event_type': event.event_type,
  },
});

/** Works through what one subscription delivered. Never throws: a failure is an answer. */
export const consume = async (
  consumer: Consumer,
  deps: ConsumeDeps,
  topic: string,
  deliveries: readonly Delivery[],
): Promise<Answer[]> => {
  const { begin = untraced } = deps;
  const answers = new Map<string, Status>();
  const entries: Entry[] = [];
  const spans = new Map<KnownEvent, Begun>();
  const refuse = async (entryId: string, raw: unknown, reason: string): Promise<void> => {
    answers.set(entryId, await refuseEntry(consumer, deps, topic, raw, reason));
  };
  for (const { entryId, event: raw } of deliveries) {
    const parsed = parseEvent(raw);
    if (parsed.ok) {
      spans.set(parsed.event, begin(processing(consumer, topic, parsed.event, parsed.traceparent)));
      entries.push({ entryId, raw, event: parsed.event });
    } else await refuse(entryId, raw, parsed.reason);
  }
  const settle = async ({ entryId, raw }: Entry, judgement: Judgement): Promise<void> => {
    if (judgement.status === 'DROP') await refuse(entryId, raw, judgement.reason);
    else answers.set(entryId, 'RETRY');
  };
  const attempt = async (batch: readonly Entry[]): Promise<void> => {
    try {
      const { seen, failures } = await consumer.handle(
        batch.map(({ event }) => event),
        (event) => inTrace(event, spans.get(event)?.traceparent),
        topic,
      );
      for (const { entryId } of batch) answers.set(entryId, 'SUCCESS');
      const failed = batch.filter(({ event }) => failures?.has(event));
      for (const entry of failed) await settle(entry, judge(failures?.get(entry.event)));
      deps.metrics.done(consumer.name, topic, batch.length - failed.length - seen, seen);
      if (failures !== undefined) report([...failures.values()], failed.length);
    } catch (error) {
      const judgement = judge(error);
      if (judgement.status === 'RETRY') report([error], batch.length);
      // One of them spoils the rest: each for itself.
      if (judgement.status === 'DROP' && batch.length > 1) for (const entry of batch) await attempt([entry]);
      else for (const entry of batch) await settle(entry, judgement);
    }
  };
  const report = (errors: readonly unknown[], events: number): void => {
    const waiting = errors.find((error) => judge(error).status === 'RETRY');
    if (waiting === undefined) return;
    deps.metrics.retried(consumer.name, topic, events);
    deps.log.warn({ err: waiting, topic, events }, 'cannot work now; the events will come again');
  };
  if (entries.length > 0) await attempt(entries);
  for (const { entryId, event } of entries) {
    const status = answers.get(entryId) ?? 'RETRY';
    spans
      .get(event)
      ?.end({ attributes: { 'duecourse.outcome': status }, error: status === 'SUCCESS' ? undefined : status });
  }
  deps.metrics.lag(consumer.name, topic, lagOf(entries, deps.now()));
  return deliveries.map(({ entryId }) => ({ entryId, status: answers.get(entryId) ?? 'RETRY' }));
};

/** Dropped only once it lies in the dead letters; until those can be written, it stays where it is. */
const refuseEntry = async (
  consumer: Consumer,
  { bury, log, metrics }: ConsumeDeps,
  topic: string,
  raw: unknown,
  reason: string,
): Promise<Status> => {
  const body = typeof raw === 'string' ? plainText(raw) : JSON.stringify(raw ?? null);
  try {
    await bury({ consumer: consumer.name, topic, reason, body });
    metrics.deadLettered(consumer.name, topic);
    log.error({ topic, reason }, 'event put to the dead letters');
    return 'DROP';
  } catch (error) {
    metrics.retried(consumer.name, topic, 1);
    log.warn({ err: error, topic, reason }, 'cannot write the dead letter now; the event will come again');
    return 'RETRY';
  }
};

/** Seconds since the oldest of the events was made. */
const lagOf = (entries: readonly { event: Pick<EventEnvelope, 'timestamp'> }[], now: Date): number | null =>
  entries.length === 0
    ? null
    : Math.max(0, ...entries.map(({ event }) => now.getTime() - Date.parse(event.timestamp))) / 1000;
