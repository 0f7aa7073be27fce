/** What every role starts with: its way to the sidecar, its publisher, its metrics, and an app channel that says how it is. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { ChannelHandler } from '../../actors/channel.ts';
import type { Config } from '../config.ts';
import { createAppServer } from '../dapr/app-server.ts';
import { createPublisher, type Publisher } from '../dapr/publisher.ts';
import { createSidecarHttp, type SidecarHttp } from '../dapr/sidecar-http.ts';
import { sidecarReady } from '../dapr/sidecar.ts';
import { checkHealth, type Checks } from '../health.ts';
import { execute, openDatabase, type Database } from '../queries/database.ts';
import { createPublishMeasures } from '../telemetry/publishing.ts';
import { startTracing, type Tracing } from '../telemetry/tracing.ts';
import { startHeartbeat } from './heartbeat.ts';

/** What a role is made of, before it knows which role it is. */
export type Foundation = {
  config: Config;
  log: Logger;
  sidecar: SidecarHttp;
  publisher: Publisher;
  registry: Registry;
  tracing: Tracing;
  /** Aborted when the role stops: gives up what is still being tried. */
  signal: AbortSignal;
};

/** What a role adds to what all have. */
export type RoleParts = {
  routers: readonly Router[];
  /** Asked before the routers, past Express. */
  handle?: ChannelHandler;
  checks: Checks;
  /** What it can do without, at a loss. */
  helpers?: Checks;
  /** Topic → partitions it is being given. */
  assignment?: () => Record<string, number[]>;
  /** Taken up once the app channel listens; what it returns is done first when the role stops. */
  begin?: () => Promise<() => Promise<void>>;
  /** Done last: nothing of the role is used any more. */
  release: () => Promise<void>;
  /** With every heartbeat. */
  onHeartbeat?: () => Promise<void>;
};

const metricsRoute =
  (registry: Registry): RequestHandler =>
  async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  };

/** A connection pool of this role, and how `/health` asks for it. */
export const databaseOf = (url: string): { db: Database; check: () => Promise<unknown> } => {
  const db = openDatabase(url);
  return { db, check: () => execute(db, 'SELECT 1') };
};

/** Starts a role around `assemble`'s parts. @returns how to stop it, in order. */
export const runRole = async (
  config: Config,
  log: Logger,
  assemble: (foundation: Foundation) => RoleParts,
): Promise<() => Promise<void>> => {
  const stopping = new AbortController();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sidecar = createSidecarHttp({ httpPort: config.dapr.httpPort, token: config.dapr.token });
  const tracing = await startTracing(config.tracesUrl, config.role);
  const publisher: Publisher = createPublisher({
    request: sidecar.request,
    log,
    begin: tracing.begin,
    measures: createPublishMeasures(registry, () => publisher.available()),
  });
  const parts = assemble({ config, log, sidecar, publisher, registry, tracing, signal: stopping.signal });

  const checks: Checks = { sidecar: () => sidecarReady(sidecar.request), ...parts.checks };
  const server = createAppServer({
    log,
    token: config.app.token,
    checks,
    helpers: parts.helpers,
    routers: parts.routers,
    handle: parts.handle,
    metrics: metricsRoute(registry),
  });
  await server.listen(config.app.host, config.app.port);
  const end = await parts.begin?.();
  const heartbeat = startHeartbeat({
    role: config.role,
    health: () => checkHealth(checks, undefined, parts.helpers),
    assignment: parts.assignment,
    publisher,
    log,
    onBeat: parts.onHeartbeat,
  });
  log.info({ port: config.app.port }, 'listening for the sidecar');

  return async () => {
    stopping.abort();
    heartbeat.stop();
    await end?.();
    await server.close();
    await parts.release();
    await sidecar.close();
    await tracing.close();
  };
};
