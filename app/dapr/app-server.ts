/** The app channel of a role: what its own sidecar calls, and what probes ask. Never reachable by people. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import { send, type ChannelHandler, type ChannelRequest, type ChannelResponse } from '../../actors/channel.ts';
import { answer, refuse } from '../../actors/protocol.ts';
import { healthRoute, liveness, livenessRoute, type Checks } from '../health.ts';
import { refuseToken, tokenCheck } from './app-token.ts';
import { alsoHttp2 } from './http2.ts';
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

/** As many connections as a sidecar may open at once (1,024) can wait to be taken; Node's own limit is half of it. */
const BACKLOG = 2_048;

const pathOf = (request: ChannelRequest): string => request.url?.split('?', 1)[0] ?? '';

/** What a sidecar asks of every role, for one that came by HTTP/2, which Express does not speak. */
const answerPlainly = (response: ChannelResponse, path: string, closing: boolean): void => {
  if (path === '/healthz') {
    const { status, body } = liveness(closing);
    send(response, status, 'application/json', JSON.stringify(body));
  } else if (path === '/dapr/subscribe') answer(response, []);
  else refuse(response, 404);
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
  /** Asked before the routers, past Express. A role that has it may be spoken to in HTTP/2 as well. */
  handle?: ChannelHandler | undefined;
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
  /** True when the request has had its answer, or will have it. */
  const isHandled = (request: ChannelRequest, response: ChannelResponse, path: string): boolean => {
    if (mayPass(request, path)) return options.handle?.(request, response) === true;
    refuseToken(response);
    return true;
  };
  const server = createServer((request, response) => {
    if (!isHandled(request, response, pathOf(request))) app(request, response);
  });
  const http2 =
    options.handle === undefined
      ? undefined
      : alsoHttp2(server, (request, response) => {
          const path = pathOf(request);
          if (!isHandled(request, response, path)) answerPlainly(response, path, closing);
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
        server.listen({ port, host, backlog: BACKLOG }, () => {
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
          http2?.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
        http2?.close();
      }),
  };
};
