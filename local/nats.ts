/** NATS with JetStream: the local broker, durable in its folder, with one stream for each topic. */
import { jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import { startProcess, untilReady } from './process.ts';
import type { Running } from './process.ts';
import { topics } from './topics.ts';
import type { Topic } from './topics.ts';

export type NatsOptions = {
  /** The nats-server program. */
  program: string;
  folder: string;
  port: number;
  ledger?: string | undefined;
  logFile?: string | undefined;
};

/**
 * How long the broker swallows a second message with the same event id. Enough for a publisher's own retry; short
 * enough for a redrive by hand to come through (the default is two minutes).
 */
const duplicateWindow = 2_000;

/** A stream may not have a name with a dot or a space; our topics have neither. */
const streamOf = ({ name, retention }: Topic) => ({
  name,
  subjects: [name],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  max_age: nanos(retention),
  duplicate_window: nanos(duplicateWindow),
});

const createStreams = async (url: string): Promise<void> => {
  const connection = await connect({ servers: url, maxReconnectAttempts: 0, timeout: 5_000 });
  try {
    const manager = await jetstreamManager(connection);
    for (const topic of topics) {
      const stream = streamOf(topic);
      const found = await manager.streams.info(stream.name).catch(() => undefined);
      if (found === undefined) await manager.streams.add(stream);
      else await manager.streams.update(stream.name, stream);
    }
  } finally {
    await connection.close();
  }
};

const accepts = async (url: string): Promise<boolean> => {
  try {
    const connection = await connect({ servers: url, reconnect: false, timeout: 1_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
};

/**
 * Starts NATS on loopback and creates the streams.
 * @throws {Error} with the server's last lines when it does not come up.
 */
export const startNats = async (options: NatsOptions): Promise<Running> => {
  const url = `nats://127.0.0.1:${String(options.port)}`;
  const server = await startProcess({
    name: 'nats',
    command: options.program,
    args: ['-js', '-sd', options.folder, '-a', '127.0.0.1', '-p', String(options.port)],
    ledger: options.ledger,
    logFile: options.logFile,
  });
  await untilReady(server, () => accepts(url));
  await createStreams(url);
  return server;
};
