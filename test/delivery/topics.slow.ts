/** The topics Job's script, run with Kafka's own tools against a real broker: it makes, corrects and leaves alone. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigResourceTypes, Kafka, logLevel, type Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideKafka } from '../../local/install/kafka-jars.ts';
import { locked } from '../../local/install/lock.ts';
import { install } from '../../local/install/provide.ts';
import { startKafka } from '../../local/kafka.ts';
import { cacheFolder, tree } from '../../local/paths.ts';
import { freePort } from '../../local/ports.ts';
import type { Running } from '../../local/process.ts';
import { topics } from '../../local/topics.ts';
import { until } from '../../local/until.ts';

const run = promisify(execFile);
const version = '4.1.0';

let folder: string;
let broker: Running;
let brokers: string;
let admin: Admin;

/** The jars of the tools, kept in the cache. */
const provideTools = (): Promise<string> => {
  const place = join(cacheFolder(), `delivery-kafka-tools-${version}`);
  return locked(
    `${place}.lock`,
    async () => {
      if (existsSync(place)) return place;
      return install(place, async (fresh) => {
        await copyFile(join(tree, 'test/delivery/kafka-tools/pom.xml'), join(fresh, 'pom.xml'));
        const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(fresh, 'jars')}`];
        await run('mvn', ['-B', '-q', '--strict-checksums', '-f', join(fresh, 'pom.xml'), ...goal]);
      });
    },
    () => undefined,
  );
};

/** What the image has in /opt/kafka/bin. */
const writeTools = async (bin: string, jars: readonly string[]): Promise<void> => {
  await mkdir(bin);
  const mains = {
    'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
    'kafka-configs.sh': 'kafka.admin.ConfigCommand',
  };
  for (const [name, main] of Object.entries(mains)) {
    const classes = jars.map((one) => `${one}/*`).join(':');
    const text = `#!/bin/sh\nexec java -Xmx192m -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp '${classes}' ${main} "$@"\n`;
    await writeFile(join(bin, name), text, { mode: 0o755 });
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duecourse-topics-'));
  const jars = await provideKafka();
  await writeTools(join(folder, 'bin'), [join(await provideTools(), 'jars'), jars]);
  const port = await freePort();
  const controllerPort = await freePort(new Set([port]));
  broker = await startKafka({ jars, folder: join(folder, 'kafka'), port, controllerPort });
  brokers = `127.0.0.1:${port}`;
  admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
}, 600_000);

afterAll(async () => {
  await admin.disconnect();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

const ensureTopics = (clientProperties = 'none') =>
  run('sh', [join(tree, 'k8s/components/kafka-topics/ensure-topics.sh')], {
    env: {
      PATH: process.env['PATH'],
      DUECOURSE_KAFKA_BROKERS: brokers,
      TOOLS: join(folder, 'bin'),
      TOPICS: join(tree, 'k8s/components/kafka-topics/topics.txt'),
      CLIENT_PROPERTIES: join(folder, clientProperties),
    },
  });

/** Every topic as an independent client sees it. */
const found = async () => {
  const { topics: described } = await admin.fetchTopicMetadata();
  const resources = described.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name }));
  const { resources: settings } = await admin.describeConfigs({ includeSynonyms: false, resources });
  return described
    .map(({ name, partitions }) => {
      const entries = settings.find(({ resourceName }) => resourceName === name)?.configEntries;
      const retention = Number(entries?.find(({ configName }) => configName === 'retention.ms')?.configValue);
      return { name, partitions: partitions.length, retention };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
};
const wanted = topics.toSorted((a, b) => a.name.localeCompare(b.name));

test('topics that are missing are made, and one that was made carelessly is corrected', async () => {
  await admin.deleteTopics({ topics: topics.map(({ name }) => name) });
  const patience = { timeout: 30_000 };
  await until('no topic to be left', async () => (await admin.listTopics()).length === 0, patience);
  await admin.createTopics({ topics: [{ topic: 'task-events', numPartitions: 1 }], waitForLeaders: false });
  // What a broker tells of a topic just made or deleted may be of the moment before.
  const partitions = async () => (await found()).map((one) => one.partitions).join();
  await until('one topic and no other', async () => (await partitions()) === '1', patience);
  await ensureTopics();
  await until('all topics to be seen', async () => (await found()).length === wanted.length, patience);
  expect(await found()).toEqual(wanted);
});

test('run again, it changes nothing', async () => {
  const { stderr } = await ensureTopics();
  expect(stderr).not.toContain('partitions cannot be taken away');
  expect(await found()).toEqual(wanted);
});

test('partitions that are too many stay, and it says so', async () => {
  await admin.createPartitions({ topicPartitions: [{ topic: 'user-events', count: 2 }] });
  const { stderr } = await ensureTopics();
  expect(stderr).toContain('user-events has 2 partitions, more than the 1 asked for');
});

test('the settings for signing in are used, and a failure is one, for the Job to try again', async () => {
  await writeFile(join(folder, 'client.properties'), 'security.protocol=NONSENSE\n');
  await expect(ensureTopics('client.properties')).rejects.toThrow('NONSENSE');
});
