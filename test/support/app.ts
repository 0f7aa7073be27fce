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
  /** What this app gets beside what every app gets; of several replicas each may get something else. */
  env?: Record<string, string> | ((index: number) => Record<string, string>);
  /** Started in place of `node dist/app/main.js <role>`; the program and its arguments. */
  command?: readonly string[];
  sidecar?: {
    appProtocol?: SidecarOptions['appProtocol'];
    logLevel?: SidecarOptions['logLevel'];
    args?: readonly string[];
    env?: Record<string, string>;
  };
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

/** Who speaks to whom: a kind of connection that can be disturbed by itself. */
export const linkKinds = [
  'apps to postgres',
  'apps to sidecars',
  'sidecars to apps',
  'sidecars to postgres',
  'sidecars to broker',
  'sidecars to placement',
  'sidecars to scheduler',
] as const;
export type LinkKind = (typeof linkKinds)[number];

/** @returns the port to connect to in place of `target`. */
export type Link = (kind: LinkKind, target: number) => Promise<number>;

type Context = {
  servers: Servers;
  programs: { daprd: string };
  components: string;
  port: () => Promise<number>;
  link: Link;
  env: NodeJS.ProcessEnv;
};

const isOk = async (url: string, headers: Record<string, string>): Promise<boolean> => {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${body.slice(0, 500)}`);
  return true;
};

const portOf = (address: string): number => Number(/:(\d+)(?:\/[^/]*)?$/.exec(address)?.[1]);

/** The same addresses over links of the given kinds. Kafka's was made when its nodes were told what stands before them. */
const rerouted = async (servers: Servers, link: Link, who: 'apps' | 'sidecars'): Promise<Record<string, string>> => {
  const { tasks, conversations, nats, kafkaForSidecars } = servers.addresses;
  const postgres = await link(who === 'apps' ? 'apps to postgres' : 'sidecars to postgres', portOf(tasks));
  const over = (address: string, through: number) =>
    address.replace(`:${String(portOf(address))}`, `:${String(through)}`);
  return {
    DUECOURSE_DATABASE_URL: over(tasks, postgres),
    DUECOURSE_CONVERSATIONS_URL: over(conversations, postgres),
    ...(who === 'apps'
      ? {}
      : servers.env['DUECOURSE_NATS_URL'] === undefined
        ? { DUECOURSE_KAFKA_BROKERS: kafkaForSidecars }
        : { DUECOURSE_NATS_URL: over(nats, await link('sidecars to broker', portOf(nats))) }),
  };
};

/** Chooses the ports of a replica; starts nothing yet. */
export const createApp = async (id: string, index: number, options: AppOptions, context: Context): Promise<App> => {
  const { servers, port, link } = context;
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

  const appEnv = await rerouted(servers, link, 'apps');
  const sidecarEnv = await rerouted(servers, link, 'sidecars');
  const toSidecar = {
    http: await link('apps to sidecars', ports.http),
    grpc: await link('apps to sidecars', ports.grpc),
  };
  const toApp = await link('sidecars to apps', appPort);
  const via = async (kind: LinkKind, address: string) => `127.0.0.1:${String(await link(kind, portOf(address)))}`;
  const placement = await via('sidecars to placement', servers.addresses.placement);
  const scheduler = await via('sidecars to scheduler', servers.addresses.scheduler);

  const app = createService(name, () =>
    startProcess({
      name,
      command,
      args,
      env: {
        ...context.env,
        ...servers.env,
        ...appEnv,
        PORT: String(edgePort),
        HOST: '127.0.0.1',
        APP_PORT: String(appPort),
        APP_HOST: '127.0.0.1',
        APP_ID: id,
        DAPR_HTTP_PORT: String(toSidecar.http),
        DAPR_GRPC_PORT: String(toSidecar.grpc),
        ...(typeof options.env === 'function' ? options.env(index) : options.env),
      },
      ...place(name),
    }),
  );
  const sidecar = createService(`${name}-daprd`, () =>
    startSidecar({
      name: `${name}-daprd`,
      program: context.programs.daprd,
      appId: id,
      appPort: toApp,
      // As dapr.yaml has it.
      appProtocol: options.sidecar?.appProtocol ?? (id === 'task-actors' ? 'h2c' : 'http'),
      ports,
      placement: servers.services.includes(servers.placement) ? placement : undefined,
      scheduler: servers.services.includes(servers.scheduler) ? scheduler : undefined,
      components: context.components,
      env: { ...context.env, ...servers.env, ...sidecarEnv, ...options.sidecar?.env },
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
