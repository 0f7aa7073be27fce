/** What anybody with a Kafka client of their own finds at the broker under the running product, told nothing by us. */
import { ConfigResourceTypes, Kafka, logLevel, type Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { topicNames } from '../../app/dapr/topics.ts';
import { holds } from '../support/eventually.ts';
import { signUp } from '../support/person.ts';
import type { System } from '../support/system.ts';
import type { Message } from '../support/topic-reader.ts';

const day = 86_400_000;
/** The design's table, written once more. */
const designed = {
  'task-events': { partitions: 3, retention: 7 * day },
  'task-recurrence': { partitions: 1, retention: 7 * day },
  'task-reminders': { partitions: 1, retention: day },
  'conversation-events': { partitions: 3, retention: 7 * day },
  'user-events': { partitions: 1, retention: 7 * day },
  'service-heartbeats': { partitions: 1, retention: day },
};
const groups = {
  'notification-service-group': ['task-events', 'task-reminders', 'user-events'],
  'recurring-task-service-group': ['task-recurrence'],
  'search-service-group': ['service-heartbeats', 'task-events'],
  'audit-service-group': Object.keys(designed),
};

/** CloudEvents 1.0, JSON event format: the required attributes, and those we promise. */
const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().startsWith('/duecourse/'),
  type: z.string().regex(/^[a-z]+\.[a-z_]+$/),
  subject: z.uuid(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  partitionkey: z.string(),
  traceparent: z.string().optional(),
  data: z.looseObject({
    event_id: z.uuid(),
    aggregate_id: z.uuid(),
    sequence: z.int(),
    timestamp: z.string(),
    user_context: z.looseObject({ user_id: z.uuid() }),
    payload: z.looseObject({ task: z.looseObject({ user_id: z.uuid() }).optional() }),
  }),
});
const eventOf = ({ event }: Message) => cloudEvent.strict().parse(event);

/** To be called where a system over Kafka runs that has been worked with: all six topics have something. */
export const kafkaClientSees = (running: () => System): void => {
  let admin: Admin;
  const read = async (name: string): Promise<readonly Message[]> => {
    const reader = await running().topic(name);
    const ends = await admin.fetchTopicOffsets(name);
    const written = ends.reduce((sum, { high }) => sum + Number(high), 0);
    await holds(() => {
      expect(reader.messages.length).toBeGreaterThanOrEqual(written);
    });
    expect(reader.messages.length).toBeGreaterThan(0);
    return reader.messages;
  };
  beforeAll(async () => {
    const brokers = [running().servers.addresses.kafka];
    admin = new Kafka({ clientId: 'stranger', brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());

  test('a Kafka client finds the topics with their partitions and retention, and no others of ours', async () => {
    const { topics } = await admin.fetchTopicMetadata();
    const ours = topics.filter(({ name }) => !name.startsWith('__'));
    expect(Object.fromEntries(ours.map(({ name, partitions }) => [name, partitions.length]))).toEqual(
      Object.fromEntries(Object.entries(designed).map(([name, { partitions }]) => [name, partitions])),
    );
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topicNames.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] })),
    });
    for (const { resourceName, configEntries } of resources) {
      const { retention } = designed[resourceName as keyof typeof designed];
      expect(
        configEntries.map(({ configValue }) => configValue),
        resourceName,
      ).toEqual([String(retention)]);
    }
  });

  test('it finds a consumer group for each service, at the end of each of its topics', async () => {
    const found = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
    const lasting = found.filter((id) => id.endsWith('-group')).sort();
    expect(lasting).toEqual(Object.keys(groups).sort());
    expect(found.some((id) => id.startsWith('feed-'))).toBe(true);
    const { groups: described } = await admin.describeGroups(lasting);
    for (const { groupId, state, members } of described) {
      expect(state, groupId).toBe('Stable');
      expect(members.length, groupId).toBeGreaterThan(0);
    }
    for (const [groupId, topics] of Object.entries(groups)) {
      await holds(
        async () => {
          const offsets = await admin.fetchOffsets({ groupId, topics });
          expect(offsets.map(({ topic }) => topic).sort()).toEqual([...topics].sort());
          for (const { topic, partitions } of offsets) {
            // Heartbeats go on for ever: the end of theirs is never where it was.
            if (topic === 'service-heartbeats') continue;
            const ends = new Map((await admin.fetchTopicOffsets(topic)).map((one) => [one.partition, one.high]));
            for (const { partition, offset } of partitions) {
              const end = ends.get(partition) ?? '?';
              expect(offset === '-1' ? '0' : offset, `${groupId} ${topic} ${String(partition)}`).toBe(end);
            }
          }
        },
        { what: `${groupId} to have everything` },
      );
    }
  });

  test('it finds CloudEvents, keyed by the owner, each owner in one partition and each task in order', async () => {
    let log = await read('task-events');
    // Where a person's events go follows from an id that was drawn: a few people may all share one partition, a dozen more do not.
    for (let more = 0; more < 12 && new Set(log.map(({ partition }) => partition)).size === 1; more++) {
      await (await signUp(running().url)).add({ title: 'something of somebody else' });
      log = await read('task-events');
    }
    const partitionOf = new Map<string, number>();
    const last = new Map<string, number>();
    for (const message of log) {
      const event = eventOf(message);
      const { data, partitionkey } = event;
      expect(message.key).toBe(data.payload.task?.user_id);
      expect(partitionkey).toBe(message.key);
      expect(data).toMatchObject({ event_id: event.id, aggregate_id: event.subject, timestamp: event.time });
      const key = message.key ?? '';
      expect(partitionOf.get(key) ?? message.partition, `partition of ${key}`).toBe(message.partition);
      partitionOf.set(key, message.partition);
      const before = last.get(event.subject) ?? 0;
      // One that comes twice is as good as one; one that overtakes another is not.
      expect(data.sequence, `after ${String(before)} of ${event.subject}`).toBeLessThanOrEqual(before + 1);
      last.set(event.subject, Math.max(before, data.sequence));
    }
    expect(new Set(partitionOf.values()).size, 'owners share out the partitions').toBeGreaterThan(1);
    const logged = new Set(log.map(({ event }) => event.id));
    for (const copies of ['task-recurrence', 'task-reminders']) {
      for (const message of await read(copies)) {
        expect(logged).toContain(eventOf(message).id);
        expect(message.key).toBe(eventOf(message).data.payload.task?.user_id);
      }
    }
    for (const others of ['user-events', 'conversation-events', 'service-heartbeats']) {
      for (const message of await read(others)) {
        expect(message.key).toBe(eventOf(message).data.user_context.user_id);
      }
    }
  });
};
