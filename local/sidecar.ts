/** One daprd beside one app, as the tests start it and as `dapr run` does for `npm start`. */
import { join } from 'node:path';
import { tree } from './paths.ts';
import { startProcess } from './process.ts';
import type { Running } from './process.ts';

export type SidecarPorts = { http: number; grpc: number; internal: number };

export type SidecarOptions = {
  program: string;
  appId: string;
  /** None for a sidecar that only calls. */
  appPort?: number | undefined;
  /** `h2c` for who hosts actors (app/dapr/http2.ts says why). */
  appProtocol?: 'http' | 'h2c' | undefined;
  ports: SidecarPorts;
  placement?: string | undefined;
  scheduler?: string | undefined;
  /** The component folder. */
  components: string;
  /** Has what the components refer to, and the tokens. */
  env: NodeJS.ProcessEnv;
  /** Name in the ledger and in messages. */
  name?: string;
  logLevel?: 'debug' | 'info' | 'warn' | 'error';
  args?: readonly string[];
  ledger?: string | undefined;
  logFile?: string | undefined;
};

/** The app health check of `dapr.yaml`: an app that is down is noticed within three seconds. */
export const appHealth = { path: '/healthz', interval: 1, timeout: 900, threshold: 3 } as const;

/** What keeps a sidecar off every interface but loopback, and that `dapr run` has no setting for. */
export const loopbackOnly = ['--enable-metrics=false', '--dapr-internal-grpc-listen-address=127.0.0.1'] as const;

/** Starts a sidecar; it waits for its app by itself. */
export const startSidecar = (options: SidecarOptions): Promise<Running> =>
  startProcess({
    name: options.name ?? `${options.appId}-daprd`,
    command: options.program,
    args: [
      ...['--app-id', options.appId],
      ...(options.appPort === undefined
        ? []
        : [
            ...[
              '--app-port',
              String(options.appPort),
              '--app-protocol',
              options.appProtocol ?? 'http',
              '--enable-app-health-check',
            ],
            ...['--app-health-check-path', appHealth.path],
            ...['--app-health-probe-interval', String(appHealth.interval)],
            ...['--app-health-probe-timeout', String(appHealth.timeout)],
            ...['--app-health-threshold', String(appHealth.threshold)],
          ]),
      ...['--dapr-http-port', String(options.ports.http), '--dapr-grpc-port', String(options.ports.grpc)],
      ...['--dapr-listen-addresses', '127.0.0.1'],
      ...['--dapr-internal-grpc-port', String(options.ports.internal)],
      ...loopbackOnly,
      ...['--placement-host-address', options.placement ?? '', '--scheduler-host-address', options.scheduler ?? ''],
      ...['--resources-path', options.components, '--config', join(tree, 'components', 'configuration.yaml')],
      ...['--log-level', options.logLevel ?? 'warn'],
      ...(options.args ?? []),
    ],
    env: { ...options.env, DAPR_HOST_IP: '127.0.0.1' },
    ledger: options.ledger,
    logFile: options.logFile,
  });
