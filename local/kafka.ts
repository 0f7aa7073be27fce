/** Apache Kafka in one process (KRaft): the production broker on a laptop, durable in its folder, with the design's topics. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { startProcess, untilReady } from './process.ts';
import type { Running } from './process.ts';
import { topics } from './topics.ts';

export type KafkaOptions = {
  /** The folder of Kafka's jars. */
  jars: string;
  folder: string;
  port: number;
  controllerPort: number;
  ledger?: string | undefined;
  logFile?: string | undefined;
};

/** The server's properties; one node is broker and controller, so everything internal has one replica. */
export const properties = ({
  folder,
  port,
  controllerPort,
}: Pick<KafkaOptions, 'folder' | 'port' | 'controllerPort'>) =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${String(controllerPort)}`,
    `listeners=PLAINTEXT://127.0.0.1:${String(port)},CONTROLLER://127.0.0.1:${String(controllerPort)}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${String(port)}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${join(folder, 'data')}`,
    // Topics come from the design, with their partitions and retention, never from a spelling mistake.
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=5',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    // A new group starts at once instead of waiting three seconds for more members.
    'group.initial.rebalance.delay.ms=0',
    '',
  ].join('\n');

const java = (jars: string, main: string, ...args: string[]): string[] => [
  ...['-Xmx512m', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
  ...['-cp', join(jars, '*'), main, ...args],
];

const format = async ({ jars, folder, ledger }: KafkaOptions, config: string): Promise<void> => {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return;
  // Kafka's ids are 16 bytes in URL-safe base64; one that begins with a dash would be read as an option.
  const id = `D${randomBytes(16).toString('base64url').slice(1, 21)}A`;
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

const createTopics = async (address: string): Promise<boolean> => {
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
          replicationFactor: 1,
          configEntries: [{ name: 'retention.ms', value: String(retention) }],
        })),
    });
    return true;
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
  await untilReady(server, () => createTopics(brokers), { timeout: 90_000 });
  return server;
};
