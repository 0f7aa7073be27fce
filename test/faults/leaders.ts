/** A Kafka of several nodes without the one that leads: another has to lead with everything that was acknowledged. */
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '../../local/service.ts';
import { eventually } from '../support/eventually.ts';
import type { Fault, Scene } from './fault.ts';

/** How many nodes these faults need. */
export const SEVERAL = 3;
/** The log: every event goes over it. */
const TOPIC = 'task-events';
const PARTITION = 0;

const clientFor = ({ system }: Scene): Kafka =>
  new Kafka({ brokers: system.servers.addresses.kafka.split(','), logLevel: logLevel.NOTHING });

/** Nodes are numbered from 1; -1 is nobody. */
const leaderOf = async (scene: Scene): Promise<number> => {
  const admin = clientFor(scene).admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [TOPIC] });
    return topics[0]?.partitions.find(({ partitionId }) => partitionId === PARTITION)?.leader ?? -1;
  } finally {
    await admin.disconnect();
  }
};

const nodeOf = ({ system }: Scene, id: number): Service => {
  const node = system.servers.brokerNodes[id - 1];
  if (node === undefined) throw new Error(`Kafka has no node ${String(id)}`);
  return node;
};

const lost = (name: string, words: string, lose: (node: Service) => Promise<() => Promise<void>>): Fault => ({
  name: `leader ${name}`,
  about: `the node that leads a partition of the log ${words}; another leads for it, and people go on; then it comes back`,
  brokers: ['kafka'],
  nodes: SEVERAL,
  patience: 150_000,
  happen: async (scene) => {
    const before = await leaderOf(scene);
    const giveBack = await lose(nodeOf(scene, before));
    const another = async () => ![before, -1].includes(await leaderOf(scene));
    await eventually(another, { timeout: 60_000, interval: 500, what: 'another leader' });
    // With two of three there, everything has to work.
    const answered = scene.recorder.answeredAt.length;
    await eventually(() => scene.recorder.answeredAt.length >= answered + 100, {
      timeout: 60_000,
      what: 'a hundred answers without the node',
    });
    await giveBack();
    await pause(2_000);
  },
});

export const leaderFaults: readonly Fault[] = [
  lost('SIGKILL', 'dies', async (node) => {
    await node.kill('SIGKILL');
    return () => node.start();
  }),
  lost('SIGTERM', 'is asked to end', async (node) => {
    await node.stop();
    return () => node.start();
  }),
  lost('freeze', 'stops in its tracks', (node) => {
    node.freeze();
    return Promise.resolve(() => {
      node.thaw();
      return Promise.resolve();
    });
  }),
];
