/** The app channel of a role: what its own sidecar calls, and what probes ask. Never reachable by people. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import { healthRoute, livenessRoute, type Checks } from '../health.ts';
import { refuseToken, tokenCheck } from './app-token.ts';
import { errorHandler, notFound } from './problem.ts';

export type AppServer = {
  /** Resolves with the port once it listens. */
  listen: (host: string, port: number) => Promise<number>;
  /**
   * Answers what is under way, takes nothing new, and resolves; connections still open after `graceMs` (milliseconds)
   * are cut.
   */
  close: (graceMs?: number) => Promise<void>;
};

/** @param routers what the role answers besides the routes of every role, in order. */
export const createAppServer = (options: {
  log: Logger;
  /** What the sidecar must show; undefined in tests without one. */
  token?: string | undefined;
  checks: Checks;
  /** What it can do without, at a loss. */
  helpers?: Checks | undefined;
  routers?: readonly Router[];
  /** Asked before the routers, past Express: answers a request and says so, or says that it is not its business. */
  handle?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** `GET /metrics`. */
  metrics?: RequestHandler;
}): AppServer => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  let closing = false;
  app.get(
    '/healthz',
    livenessRoute(() => closing),
  );
  app.get('/health', healthRoute(options.checks, undefined, options.helpers));
  if (options.metrics !== undefined) app.get('/metrics', options.metrics);

  for (const router of options.routers ?? []) app.use(router);

  // A role without actors or subscriptions says so, rather than leaving its sidecar to guess from a 404.
  app.get('/dapr/config', (_request, response) => {
    response.json({ entities: [] });
  });
  app.get('/dapr/subscribe', (_request, response) => {
    response.json([]);
  });
  app.use(notFound);
  app.use(errorHandler(options.log));

  const mayPass = tokenCheck(options.token);
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (!mayPass(request, path)) refuseToken(response);
    else if (options.handle?.(request, response) !== true) app(request, response);
  });
  // The sidecar keeps its connections; closing an idle one just as it sends is a failed call.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;

  // A connection that is kept alive holds up the closing until its request ends, and no longer.
  server.on('request', (_request, response) => {
    response.once('close', () => {
      if (closing)
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
  });

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address: AddressInfo | string | null = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
      }),
    close: (graceMs = 5_000) =>
      new Promise((resolve) => {
        closing = true;
        const cut = setTimeout(() => {
          server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
