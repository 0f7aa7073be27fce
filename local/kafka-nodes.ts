/** The nodes of a Kafka: one for a laptop, several where losing one is to be tried. */
import { join } from 'node:path';
import { kafkaClusterId, startKafka } from './kafka.ts';
import { createService } from './service.ts';
import type { Service } from './service.ts';

export type KafkaNodes = {
  nodes: readonly Service[];
  /** Of all nodes, separated by commas. */
  address: string;
  /** The same as sidecars are to reach it. */
  forSidecars: string;
};

export type KafkaNodesOptions = {
  jars: string;
  folder: string;
  ledger: string;
  logs: string;
  /** The first node's; the others take any. */
  port: number;
  choosePort: () => Promise<number>;
  count: number;
  /** Where sidecars reach what listens at a port, when something stands in between. */
  seenAt?: ((port: number) => Promise<number>) | undefined;
};

const among = (ports: readonly number[]): string => ports.map((one) => `127.0.0.1:${String(one)}`).join(',');

/** Chooses the ports; starts nothing yet. */
export const prepareKafka = async (options: KafkaNodesOptions): Promise<KafkaNodes> => {
  const { jars, folder, ledger, logs, choosePort, count, seenAt } = options;
  const chosen = [];
  for (let n = 1; n <= count; n += 1) {
    const port = n === 1 ? options.port : await choosePort();
    const controllerPort = await choosePort();
    const door = seenAt === undefined ? undefined : await choosePort();
    chosen.push({
      name: n === 1 ? 'kafka' : `kafka-${String(n)}`,
      port,
      controllerPort,
      door: door === undefined || seenAt === undefined ? undefined : { port: door, seenAt: await seenAt(door) },
    });
  }
  const id = kafkaClusterId();
  const controllerPorts = chosen.map((one) => one.controllerPort);
  const nodes = chosen.map(({ name, ...ports }, n) =>
    createService(name, () =>
      startKafka({
        jars,
        folder: join(folder, name),
        ...ports,
        cluster: count === 1 ? undefined : { id, node: n + 1, controllerPorts },
        ledger,
        logFile: join(logs, `${name}.log`),
      }),
    ),
  );
  return {
    nodes,
    address: among(chosen.map(({ port }) => port)),
    forSidecars: among(chosen.map(({ port, door }) => door?.seenAt ?? port)),
  };
};
