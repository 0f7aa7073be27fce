/** Reads a topic with the broker's own client, past Dapr and past the product: what is really there. */
import { jetstream, DeliverPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Broker } from '../../local/servers.ts';
import { eventually } from './eventually.ts';

const cloudEvent = z.looseObject({ id: z.string(), type: z.string(), source: z.string(), data: z.unknown() });

export type Message = {
  event: z.infer<typeof cloudEvent>;
  /** Kafka's key and place; JetStream has a sequence alone. */
  key: string | null;
  partition: number;
  offset: string;
  headers: Record<string, string>;
};

export type TopicReader = {
  readonly topic: string;
  /** What has arrived, from the topic's beginning, in the order of arrival. */
  readonly messages: readonly Message[];
  /** Waits for a message that fits; timeout in milliseconds. */
  waitFor(fits: (message: Message) => boolean, options?: { timeout?: number }): Promise<Message>;
  close(): Promise<void>;
};

type Source = { close: () => Promise<void> };
type Take = (message: Message) => void;

const parse = (bytes: string) => cloudEvent.parse(JSON.parse(bytes));

const readJetStream = async (url: string, topic: string, take: Take): Promise<Source> => {
  const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
  const consumer = await jetstream(connection).consumers.get(topic, { deliver_policy: DeliverPolicy.All });
  const messages = await consumer.consume();
  void (async () => {
    for await (const one of messages) {
      take({ event: parse(one.string()), key: null, partition: 0, offset: String(one.seq), headers: {} });
    }
  })();
  return {
    close: async () => {
      await messages.close();
      await connection.close();
    },
  };
};

const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value));

const readKafka = async (brokers: string, topic: string, take: Take): Promise<Source> => {
  const client = new Kafka({ clientId: 'test-reader', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = client.consumer({ groupId: `test-reader-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      take({
        event: parse(message.value?.toString('utf8') ?? 'null'),
        key: message.key?.toString('utf8') ?? null,
        partition,
        offset: message.offset,
        headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, text(value)])),
      });
      return Promise.resolve();
    },
  });
  return { close: () => consumer.disconnect() };
};

/** Begins to read; resolves when the reader is connected, not when there is anything to read. */
export const readTopic = async (
  broker: Broker,
  addresses: { nats: string; kafka: string },
  topic: string,
): Promise<TopicReader> => {
  const messages: Message[] = [];
  const take: Take = (message) => {
    messages.push(message);
  };
  const source =
    broker === 'kafka'
      ? await readKafka(addresses.kafka, topic, take)
      : await readJetStream(addresses.nats, topic, take);
  return {
    topic,
    messages,
    waitFor: (fits, { timeout = 30_000 } = {}) =>
      eventually(() => messages.find(fits), { timeout, what: `a message on ${topic}` }),
    close: source.close,
  };
};
