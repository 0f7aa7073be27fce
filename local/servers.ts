/** Everything the roles lean on, for `npm start` and for the tests alike: Postgres, a broker, placement, the scheduler. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPlacement, startScheduler } from './control-plane.ts';
import { provideKafka } from './install/kafka-jars.ts';
import { provide } from './install/provide.ts';
import { daprRuntime, natsServer } from './install/tools.ts';
import { prepareKafka } from './kafka-nodes.ts';
import { startNats } from './nats.ts';
import { portChooser } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { secretsIn } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { createService } from './service.ts';
import type { Service } from './service.ts';

export const brokers = ['jetstream', 'kafka'] as const;
export type Broker = (typeof brokers)[number];
export type Part = 'postgres' | 'broker' | 'placement' | 'scheduler';

export type ServersOptions = {
  /** The installation's folder: data, logs, ledger and secrets are below it. */
  folder: string;
  broker: Broker;
  /** Everything, unless told. */
  parts?: readonly Part[];
  /** How many Kafka nodes; one unless told. */
  brokerNodes?: number;
  /** Where sidecars reach the broker that listens at a port, when something stands in between. */
  brokerSeenAt?: ((port: number) => Promise<number>) | undefined;
  /** Asks for a port by its variable and the port we would like. */
  choosePort?: (variable: string, preferred?: number) => Promise<number>;
};

export type Servers = {
  /** In the order of their start. */
  services: readonly Service[];
  postgres: Service;
  /** The first of its nodes. */
  broker: Service;
  brokerNodes: readonly Service[];
  placement: Service;
  scheduler: Service;
  addresses: {
    tasks: string;
    conversations: string;
    nats: string;
    /** Of all nodes, separated by commas; nothing where it is not Kafka. */
    kafka: string;
    kafkaForSidecars: string;
    placement: string;
    scheduler: string;
  };
  secrets: Secrets;
  /** What every role and every sidecar needs to know. */
  env: Record<string, string>;
  ledger: string;
  logs: string;
  /** Starts those of the parts that were asked for, all at once. */
  start(): Promise<void>;
  /** Ends them, the ones that others lean on last. */
  stop(): Promise<void>;
};

const everything: readonly Part[] = ['postgres', 'broker', 'placement', 'scheduler'];

/** Chooses the ports and fetches the programs; starts nothing yet. */
export const prepareServers = async (options: ServersOptions): Promise<Servers> => {
  const { folder, broker, parts = everything, brokerNodes = 1, choosePort = portChooser() } = options;
  mkdirSync(folder, { recursive: true });
  const ledger = join(folder, 'run');
  const logs = join(folder, 'logs');
  const secrets = secretsIn(folder);
  const place = (name: string) => ({ ledger, logFile: join(logs, `${name}.log`) });
  const has = (part: Part) => parts.includes(part);

  const dapr = has('placement') || has('scheduler') ? await provide(daprRuntime) : '';
  const nats = has('broker') && broker === 'jetstream' ? await provide(natsServer) : '';
  const jars = has('broker') && broker === 'kafka' ? await provideKafka() : '';

  const postgresPort = await choosePort('DUECOURSE_POSTGRES_PORT', 55_432);
  const brokerPort = await choosePort('DUECOURSE_BROKER_PORT', broker === 'kafka' ? 59_092 : 54_222);
  const placementPort = await choosePort('DUECOURSE_PLACEMENT_PORT', 50_005);
  const schedulerPort = await choosePort('DUECOURSE_SCHEDULER_PORT', 50_006);
  const inner = () => choosePort('');
  const placementInner = { healthPort: await inner(), raftPort: await inner() };
  const schedulerInner = { healthPort: await inner(), etcdPort: await inner(), etcdPeerPort: await inner() };
  const kafka =
    broker === 'kafka'
      ? await prepareKafka({
          ...{ jars, folder, ledger, logs, port: brokerPort, choosePort: inner },
          count: brokerNodes,
          seenAt: options.brokerSeenAt,
        })
      : undefined;

  const login = `duecourse:${secrets.postgres}@127.0.0.1:${String(postgresPort)}`;
  const addresses = {
    tasks: `postgres://${login}/duecourse`,
    conversations: `postgres://${login}/duecourse_conversations`,
    nats: `nats://127.0.0.1:${String(brokerPort)}`,
    kafka: kafka?.address ?? '',
    kafkaForSidecars: kafka?.forSidecars ?? '',
    placement: `127.0.0.1:${String(placementPort)}`,
    scheduler: `127.0.0.1:${String(schedulerPort)}`,
  };

  const postgres = createService('postgres', () =>
    startPostgres({
      folder: join(folder, 'postgres'),
      port: postgresPort,
      password: secrets.postgres,
      ...place('postgres'),
    }),
  );
  const jetstream = createService('nats', () =>
    startNats({ program: join(nats, 'nats-server'), folder: join(folder, 'nats'), port: brokerPort, ...place('nats') }),
  );
  const nodes = kafka?.nodes ?? [jetstream];
  const placement = createService('placement', () =>
    startPlacement({ program: join(dapr, 'placement'), port: placementPort, ...placementInner, ...place('placement') }),
  );
  const scheduler = createService('scheduler', () =>
    startScheduler({
      program: join(dapr, 'scheduler'),
      folder: join(folder, 'scheduler'),
      port: schedulerPort,
      ...schedulerInner,
      ...place('scheduler'),
    }),
  );
  const all: Record<Part, readonly Service[]> = {
    postgres: [postgres],
    broker: nodes,
    placement: [placement],
    scheduler: [scheduler],
  };
  const services = everything.filter(has).flatMap((part) => all[part]);

  return {
    services,
    postgres,
    broker: nodes[0] ?? jetstream,
    brokerNodes: nodes,
    placement,
    scheduler,
    addresses,
    secrets,
    ledger,
    logs,
    env: {
      DUECOURSE_DATABASE_URL: addresses.tasks,
      DUECOURSE_CONVERSATIONS_URL: addresses.conversations,
      ...(broker === 'kafka'
        ? { DUECOURSE_KAFKA_BROKERS: addresses.kafka }
        : { DUECOURSE_NATS_URL: addresses.nats, DUECOURSE_GATHER_MS: '5' }),
      DUECOURSE_TOKEN_SECRET: secrets.token,
      DAPR_API_TOKEN: secrets.daprApi,
      APP_API_TOKEN: secrets.appApi,
    },
    start: async () => {
      const results = await Promise.allSettled(services.map((one) => one.start()));
      const failed = results.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    stop: async () => {
      for (const one of [scheduler, placement]) await one.stop();
      // Together: a node that ends hands its partitions over to those that stay, and the last ones have nobody to wait for.
      await Promise.all(nodes.map((one) => one.stop()));
      await postgres.stop();
    },
  };
};
