/** Apache Kafka in one process a node (KRaft): the production broker on a laptop, durable in its folder, with the design's topics. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import kafkajs, { Kafka, logLevel } from 'kafkajs';
import { startProcess, untilReady } from './process.ts';
import type { Running } from './process.ts';
import { topics } from './topics.ts';

// Of a CommonJS package Node finds only some names.
const { KafkaJSAggregateError, KafkaJSProtocolError } = kafkajs;

export type KafkaOptions = {
  /** The folder of Kafka's jars. */
  jars: string;
  folder: string;
  port: number;
  controllerPort: number;
  /** One of several; alone unless told. */
  cluster?: KafkaCluster | undefined;
  /** A second door: who comes in by `port` is sent on to `seenAt`, as when something stands in between. */
  door?: { port: number; seenAt: number } | undefined;
  ledger?: string | undefined;
  logFile?: string | undefined;
};

/** Nodes that know of each other; everything they keep, they keep as often as there are nodes, up to three times. */
export type KafkaCluster = {
  /** From `kafkaClusterId`, the same for all. */
  id: string;
  /** Which one this is, from 1. */
  node: number;
  /** Of all nodes, in order. */
  controllerPorts: readonly number[];
};

/** Kafka's ids are 16 bytes in URL-safe base64; one that begins with a dash would be read as an option. */
export const kafkaClusterId = (): string => `D${randomBytes(16).toString('base64url').slice(1, 21)}A`;

const copies = (cluster: KafkaCluster | undefined): number => Math.min(3, cluster?.controllerPorts.length ?? 1);

/** The server's properties; every node is broker and controller. */
export const properties = ({
  folder,
  port,
  controllerPort,
  cluster,
  door,
}: Pick<KafkaOptions, 'folder' | 'port' | 'controllerPort' | 'cluster' | 'door'>) => {
  const at = (name: string, number: number) => `${name}://127.0.0.1:${String(number)}`;
  const listeners = [at('PLAINTEXT', port), ...(door === undefined ? [] : [at('DOOR', door.port)])];
  const advertised = [at('PLAINTEXT', port), ...(door === undefined ? [] : [at('DOOR', door.seenAt)])];
  const voters = (cluster?.controllerPorts ?? [controllerPort]).map(
    (one, n) => `${String(n + 1)}@127.0.0.1:${String(one)}`,
  );
  const replicas = copies(cluster);
  // Of three copies two must have what is acknowledged, so that losing any one node loses nothing.
  const inSync = Math.max(1, replicas - 1);
  return [
    'process.roles=broker,controller',
    `node.id=${String(cluster?.node ?? 1)}`,
    `controller.quorum.voters=${voters.join(',')}`,
    `listeners=${[...listeners, at('CONTROLLER', controllerPort)].join(',')}`,
    `advertised.listeners=${advertised.join(',')}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,DOOR:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${join(folder, 'data')}`,
    // Topics come from the design, with their partitions and retention, never from a spelling mistake.
    'auto.create.topics.enable=false',
    `min.insync.replicas=${String(inSync)}`,
    `offsets.topic.replication.factor=${String(replicas)}`,
    'offsets.topic.num.partitions=5',
    `transaction.state.log.replication.factor=${String(replicas)}`,
    `transaction.state.log.min.isr=${String(inSync)}`,
    // A new group starts at once instead of waiting three seconds for more members.
    'group.initial.rebalance.delay.ms=0',
    '',
  ].join('\n');
};

const java = (jars: string, main: string, ...args: string[]): string[] => [
  ...['-Xmx512m', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
  ...['-cp', join(jars, '*'), main, ...args],
];

const format = async ({ jars, folder, ledger, cluster }: KafkaOptions, config: string): Promise<void> => {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return;
  const id = cluster?.id ?? kafkaClusterId();
  const run = await startProcess({
    name: 'kafka-format',
    command: 'java',
    args: java(jars, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', config),
    ledger,
  });
  const exit = await run.exited;
  if (exit.code !== 0) throw new Error(`Kafka's storage could not be formatted:\n${run.lines().slice(-10).join('\n')}`);
};

const clientFor = (address: string): Kafka =>
  new Kafka({
    clientId: 'duecourse-local',
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    retry: { retries: 0 },
  });

/** Of several nodes that come up at once, whoever is first makes the topics, and the others find them. */
const isThereAlready = (error: unknown): boolean =>
  error instanceof KafkaJSAggregateError &&
  error.errors.every((one) => one instanceof KafkaJSProtocolError && one.type === 'TOPIC_ALREADY_EXISTS');

const createTopics = async (address: string, replicationFactor: number): Promise<boolean> => {
  const admin = clientFor(address).admin();
  try {
    await admin.connect();
    const found = new Set(await admin.listTopics());
    await admin.createTopics({
      waitForLeaders: true,
      topics: topics
        .filter(({ name }) => !found.has(name))
        .map(({ name, partitions, retention }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: [{ name: 'retention.ms', value: String(retention) }],
        })),
    });
    return true;
  } catch (error) {
    if (isThereAlready(error)) return true;
    throw error;
  } finally {
    await admin.disconnect();
  }
};

/**
 * Starts Kafka on loopback and creates the topics.
 * @throws {Error} with the server's last lines when it does not come up within 90 s.
 */
export const startKafka = async (options: KafkaOptions): Promise<Running> => {
  const config = join(options.folder, 'server.properties');
  mkdirSync(options.folder, { recursive: true });
  writeFileSync(config, properties(options));
  await format(options, config);
  const brokers = `127.0.0.1:${String(options.port)}`;
  const server = await startProcess({
    name: 'kafka',
    command: 'java',
    args: java(options.jars, 'kafka.Kafka', config),
    ledger: options.ledger,
    logFile: options.logFile,
  });
  await untilReady(server, () => createTopics(brokers, copies(options.cluster)), { timeout: 90_000 });
  return server;
};
