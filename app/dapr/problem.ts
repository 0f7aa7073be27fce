/** Errors of the app channel as RFC 9457 problems: what happened, never how it looks inside. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { Unavailable } from '../operations/ports.ts';

const problem = (response: Response, status: number, type: string, title: string): void => {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: `/problems/${type}`, title, status }));
};

export const notFound: RequestHandler = (_request, response) => {
  problem(response, 404, 'not-found', 'There is nothing here.');
};

/** What a 4xx error says of itself, as thrown by body parsers and routers. */
const clientStatus = (error: unknown): number | null =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status >= 400 &&
  error.status < 500
    ? error.status
    : null;

/** The last handler: every error that reaches it is logged, unless it is the caller's own. */
export const errorHandler =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = clientStatus(error);
    if (status !== null) {
      problem(response, status, 'malformed', 'The request is malformed.');
    } else if (error instanceof Unavailable) {
      log.warn({ err: error, path: request.path }, `${error.dependency} is unavailable`);
      problem(response, 503, 'unavailable', 'Something needed is down; try again.');
    } else {
      log.error({ err: error, path: request.path }, 'unexpected error');
      problem(response, 500, 'internal', 'Something went wrong.');
    }
  };
