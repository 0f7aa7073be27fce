/** Dapr's own two servers: placement says which host has an actor, the scheduler keeps reminders and jobs. */
import { mkdirSync } from 'node:fs';
import { startProcess, untilReady } from './process.ts';
import type { Running } from './process.ts';
import { answers } from './until.ts';

type Common = {
  program: string;
  port: number;
  /** Answers health alone; 1.18 opens it on every interface, whatever its listen address is set to. */
  healthPort: number;
  ledger?: string | undefined;
  logFile?: string | undefined;
};

const common = ({ port, healthPort }: Common): string[] => [
  ...['--port', String(port), '--listen-address', '127.0.0.1'],
  ...['--healthz-port', String(healthPort), '--healthz-listen-address', '127.0.0.1'],
  ...['--enable-metrics=false', '--log-level', 'warn'],
];

const isHealthy = (port: number) => () => answers(`http://127.0.0.1:${String(port)}/healthz`);

/** Starts placement. It keeps nothing: sidecars tell it anew which actors they host. */
export const startPlacement = async (options: Common & { raftPort: number }): Promise<Running> => {
  const server = await startProcess({
    name: 'placement',
    command: options.program,
    args: [
      ...common(options),
      ...['--id', 'placement', '--initial-cluster', `placement=127.0.0.1:${String(options.raftPort)}`],
    ],
    ledger: options.ledger,
    logFile: options.logFile,
  });
  await untilReady(server, isHealthy(options.healthPort));
  return server;
};

/** Starts the scheduler. Its folder holds every reminder; after a kill it waits up to 20 s for its own old lease. */
export const startScheduler = async (
  options: Common & { folder: string; etcdPort: number; etcdPeerPort: number },
): Promise<Running> => {
  mkdirSync(options.folder, { recursive: true });
  const address = `127.0.0.1:${String(options.port)}`;
  const server = await startProcess({
    name: 'scheduler',
    command: options.program,
    args: [
      ...common(options),
      ...['--id', 'scheduler', '--etcd-data-dir', options.folder],
      ...['--etcd-client-listen-address', '127.0.0.1', '--etcd-client-port', String(options.etcdPort)],
      ...['--etcd-initial-cluster', `scheduler=http://127.0.0.1:${String(options.etcdPeerPort)}`],
      // Without it the scheduler tells sidecars the machine's outer address, where it does not listen.
      ...['--override-broadcast-host-port', address],
    ],
    ledger: options.ledger,
    logFile: options.logFile,
  });
  await untilReady(server, isHealthy(options.healthPort), { timeout: 60_000 });
  return server;
};
