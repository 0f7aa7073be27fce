/** One replica of one app with its sidecar, each a process that a test can kill, freeze and start again. */
import { join } from 'node:path';
import { tree } from '../../local/paths.ts';
import { startProcess, untilReady } from '../../local/process.ts';
import type { Servers } from '../../local/servers.ts';
import { createService } from '../../local/service.ts';
import type { Service } from '../../local/service.ts';
import { startSidecar } from '../../local/sidecar.ts';
import type { SidecarOptions } from '../../local/sidecar.ts';
import { eventually } from './eventually.ts';

export type AppOptions = {
  /** How many replicas; one unless told. */
  count?: number;
  /** What this app gets beside what every app gets. */
  env?: Record<string, string>;
  /** Started in place of `node dist/app/main.js <role>`; the program and its arguments. */
  command?: readonly string[];
  sidecar?: { logLevel?: SidecarOptions['logLevel']; args?: readonly string[]; env?: Record<string, string> };
};

export type App = {
  readonly id: string;
  readonly index: number;
  readonly app: Service;
  readonly sidecar: Service;
  /** The app channel, which its sidecar calls. */
  readonly appUrl: string;
  /** The public edge; only chat-api opens it. */
  readonly edgeUrl: string;
  /** The sidecar's HTTP API. Send `headers` with it. */
  readonly daprUrl: string;
  readonly daprGrpcPort: number;
  /** Where other sidecars call this one. */
  readonly daprInternalPort: number;
  /** Carries the tokens that the sidecar and the app ask for. */
  readonly headers: Record<string, string>;
  /** Starts both and waits until they are of use. */
  start(): Promise<void>;
  /** Waits until sidecar and app answer well. */
  untilReady(options?: { timeout?: number }): Promise<void>;
  /** Ends the app, then its sidecar. */
  stop(): Promise<void>;
};

type Context = {
  servers: Servers;
  programs: { daprd: string };
  components: string;
  port: () => Promise<number>;
  env: NodeJS.ProcessEnv;
};

const isOk = async (url: string, headers: Record<string, string>): Promise<boolean> => {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${body.slice(0, 500)}`);
  return true;
};

/** Chooses the ports of a replica; starts nothing yet. */
export const createApp = async (id: string, index: number, options: AppOptions, context: Context): Promise<App> => {
  const { servers, port } = context;
  const name = index === 0 ? id : `${id}-${String(index + 1)}`;
  const appPort = await port();
  const edgePort = await port();
  const ports = { http: await port(), grpc: await port(), internal: await port() };
  const headers = { 'dapr-api-token': servers.secrets.daprApi };
  const place = (one: string) => ({ ledger: servers.ledger, logFile: join(servers.logs, `${one}.log`) });
  const [command = process.execPath, ...args] = options.command ?? [
    process.execPath,
    join(tree, 'dist/app/main.js'),
    id,
  ];
  const ready = options.command === undefined ? '/health' : '/healthz';

  const app = createService(name, () =>
    startProcess({
      name,
      command,
      args,
      env: {
        ...context.env,
        ...servers.env,
        PORT: String(edgePort),
        HOST: '127.0.0.1',
        APP_PORT: String(appPort),
        APP_HOST: '127.0.0.1',
        APP_ID: id,
        DAPR_HTTP_PORT: String(ports.http),
        DAPR_GRPC_PORT: String(ports.grpc),
        ...options.env,
      },
      ...place(name),
    }),
  );
  const sidecar = createService(`${name}-daprd`, () =>
    startSidecar({
      name: `${name}-daprd`,
      program: context.programs.daprd,
      appId: id,
      appPort,
      ports,
      placement: servers.services.includes(servers.placement) ? servers.addresses.placement : undefined,
      scheduler: servers.services.includes(servers.scheduler) ? servers.addresses.scheduler : undefined,
      components: context.components,
      env: { ...context.env, ...servers.env, ...options.sidecar?.env },
      logLevel: options.sidecar?.logLevel ?? 'warn',
      args: options.sidecar?.args ?? [],
      ...place(`${name}-daprd`),
    }),
  );
  const appUrl = `http://127.0.0.1:${String(appPort)}`;
  const daprUrl = `http://127.0.0.1:${String(ports.http)}`;
  const wait = async ({ timeout = 60_000 } = {}): Promise<void> => {
    const well = () => isOk(`${daprUrl}/v1.0/healthz`, headers);
    await untilReady(sidecar.process(), () => eventually(well, { timeout, what: `${name}'s sidecar` }), { timeout });
    const wellApp = () => isOk(`${appUrl}${ready}`, { 'dapr-api-token': servers.secrets.appApi });
    await untilReady(app.process(), () => eventually(wellApp, { timeout, what: `${name}'s ${ready}` }), { timeout });
  };

  return {
    id,
    index,
    app,
    sidecar,
    appUrl,
    edgeUrl: `http://127.0.0.1:${String(edgePort)}`,
    daprUrl,
    daprGrpcPort: ports.grpc,
    daprInternalPort: ports.internal,
    headers,
    start: async () => {
      await Promise.all([app.start(), sidecar.start()]);
      await wait();
    },
    untilReady: wait,
    stop: async () => {
      await app.stop();
      await sidecar.stop();
    },
  };
};
