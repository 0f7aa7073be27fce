/** The public edge: the page, the REST API and its description, live pages, and nothing that the sidecar calls. */
import express, { json, type Express, type RequestHandler } from 'express';
import type { AnyOperation, Services } from '../operations/operation.ts';
import { loadPage } from '../web/page.ts';
import { commonHeaders, logSlow } from './headers.ts';
import { mcpRoute, type Protocol } from './mcp.ts';
import { openApi } from './openapi.ts';
import { answerThrown, notFound, problem, sendProblem } from './problem.ts';
import { limited, usualLimits, type Limits } from './rate-limit.ts';
import { otherMethods, routesOf } from './routes.ts';
import type { Stream } from './stream.ts';

// A checklist of 200 full items and a full description fit twice.
const BODY_LIMIT = '256kb';
const SLOW_MS = 1_000;

export type EdgeNeeds = {
  services: Services;
  /** What is offered: the catalogue, and the operations of other edges such as chat. */
  operations: readonly AnyOperation[];
  stream: Stream;
  /** What speaks with assistants at `/mcp`. */
  mcp: Protocol;
  /** Answers `/health`: each dependency, and 503 when one that is needed is down. */
  health: RequestHandler;
  log: { error: (fields: object, message: string) => void; warn: (fields: object, message: string) => void };
  version: string;
  limits?: Limits;
  /** Sees each request of `/api` and `/mcp`, and says in `res.locals.traceparent` which trace it belongs to. */
  watch?: RequestHandler;
  /** Express's `trust proxy`: whose `X-Forwarded-For` is believed. Nobody's, unless said. */
  trustProxy?: string | number | boolean;
};

/** The application of the public listener; whoever listens also sets the socket's time-outs. */
export const createEdge = (needs: EdgeNeeds): Express => {
  const { services, stream, log } = needs;
  const operations = limited(needs.operations, needs.limits ?? usualLimits, () => services.now().getTime());
  const description = openApi(operations, needs.version);

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', needs.trustProxy ?? false);
  app.set('etag', false);
  app.use(commonHeaders, logSlow(log, SLOW_MS));
  app.get('/health', needs.health);
  app.get('/healthz', (_, res) => {
    res.json({ status: 'alive' });
  });
  for (const { path, type, etag, body } of loadPage()) {
    app.get(path, (_, res) => {
      res.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache' }).send(body);
    });
  }
  app.get('/api/stream', stream.handler);
  app.get('/api/openapi.json', (_, res) => {
    res.json(description);
  });
  if (needs.watch !== undefined) app.use(['/api', '/mcp'], needs.watch);
  app.use(mcpRoute(needs.mcp, services.tokens, BODY_LIMIT));
  app.use('/api', onlyJson, json({ limit: BODY_LIMIT, strict: false, type: 'application/json' }));
  app.use(routesOf(operations, services), otherMethods(operations), notFound, answerThrown(log));
  return app;
};

/** A body of another type would be ignored in silence. */
const onlyJson: RequestHandler = (req, res, next) => {
  const empty = req.get('content-length') === '0' || (!req.get('content-length') && !req.get('transfer-encoding'));
  if (empty || req.is('application/json')) next();
  else sendProblem(res, problem('unsupported-media-type', 'Send JSON, with Content-Type: application/json'));
};
