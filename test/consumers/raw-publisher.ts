/** Puts bytes on a topic with the broker's own client: what no publisher of ours would ever say, too. */
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { cloudEventOf } from '../../app/dapr/cloud-event.ts';
import { topicsOf } from '../../app/dapr/topics.ts';
import type { System } from '../support/system.ts';

export type Raw = { topic: string; key: string; bytes: string };
export type RawPublisher = { publish: (messages: readonly Raw[]) => Promise<void>; close: () => Promise<void> };

/** An event as our own publisher would put it, once for each of its topics. */
export const rawOf = (event: EventEnvelope): Raw[] =>
  topicsOf(event).map((topic) => ({
    topic,
    key: event.user_context.user_id,
    bytes: JSON.stringify(cloudEventOf(event)),
  }));

export const rawPublisher = async ({ broker, servers }: System): Promise<RawPublisher> => {
  if (broker === 'kafka') {
    const client = new Kafka({ clientId: 'raw', brokers: [servers.addresses.kafka], logLevel: logLevel.NOTHING });
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return {
      publish: async (messages) => {
        const byTopic = new Map<string, { key: string; value: string }[]>();
        for (const { topic, key, bytes } of messages) {
          byTopic.set(topic, [...(byTopic.get(topic) ?? []), { key, value: bytes }]);
        }
        await producer.sendBatch({
          topicMessages: [...byTopic].map(([topic, entries]) => ({ topic, messages: entries })),
        });
      },
      close: () => producer.disconnect(),
    };
  }
  const connection = await connect({
    servers: servers.addresses.nats,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
  });
  const stream = jetstream(connection);
  return {
    publish: async (messages) => {
      for (const { topic, bytes } of messages) await stream.publish(topic, bytes);
    },
    close: () => connection.close(),
  };
};
