/** The one map from what went wrong to what is answered: RFC 9457 problem details with stable types. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { FieldError } from '../../actors/task/answers.ts';
import { Unauthenticated, type Refusal } from '../operations/operation.ts';
import { Unavailable } from '../operations/ports.ts';
import { frame, isEventStream } from './event-stream.ts';

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: readonly FieldError[];
  task?: unknown;
  retry_after?: number;
};

const TYPES = 'urn:duecourse:problem:';
const RETRY_AFTER_S = 2;

const kinds = {
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Nobody is signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Not a method of this address' },
  conflict: { status: 409, title: 'Not possible in this state' },
  stale: { status: 412, title: 'Changed in the meantime' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Not a type that is understood' },
  invalid: { status: 422, title: 'A field is wrong' },
  'key-reused': { status: 422, title: 'The idempotency key was used before' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Temporarily not available' },
} as const;

export type ProblemKind = keyof typeof kinds;

/** A problem of a kind; `detail` is for the person, the rest for programs. */
export const problem = (kind: ProblemKind, detail: string, more: Partial<Problem> = {}): Problem => ({
  type: `${TYPES}${kind}`,
  title: kinds[kind].title,
  status: kinds[kind].status,
  detail,
  ...more,
});

/** A refusal as its problem. */
export const problemOf = ({ code, message, errors, task, retry_after }: Refusal): Problem =>
  problem(code, message, {
    ...(errors === undefined ? {} : { errors }),
    ...(task === undefined ? {} : { task }),
    ...(retry_after === undefined ? {} : { retry_after }),
  });

const instanceOf = (res: Response): string => `urn:request:${requestId(res)}`;

/** The problem as the last of the events that are being sent on this answer. */
export const endWithProblem = (res: Response, given: Problem): void => {
  if (res.writableEnded || res.destroyed) return;
  res.end(frame({ event: 'error', data: { ...given, instance: instanceOf(res) } }));
};

export const sendProblem = (res: Response, given: Problem): void => {
  const { retry_after, ...body } = given;
  res.status(given.status).type('application/problem+json');
  if (retry_after !== undefined) res.set('Retry-After', String(Math.ceil(retry_after)));
  if (given.status === 401) res.set('WWW-Authenticate', 'Bearer realm="duecourse"');
  res.send(JSON.stringify({ ...body, instance: instanceOf(res) }));
};

/** The id of the request being answered, as sent in `X-Request-Id`. */
export const requestId = (res: Response): string => String(res.getHeader('X-Request-Id') ?? '');

// What Express and its body parser throw: http-errors with a status, a type and a message that is fit to show.
const httpError = z.object({ status: z.int().min(400).max(499), message: z.string(), type: z.string().optional() });

const malformed: Record<number, ProblemKind> = { 404: 'not-found', 413: 'too-large', 415: 'unsupported-media-type' };

/** @returns the problem that a thrown value stands for; anything unknown is a bug and says nothing of itself */
export const problemOfThrown = (thrown: unknown): Problem => {
  if (thrown instanceof Unavailable) {
    return problem('unavailable', `${thrown.dependency} does not answer at present; try again with the same key`, {
      retry_after: RETRY_AFTER_S,
    });
  }
  if (thrown instanceof Unauthenticated) return problem('unauthenticated', thrown.message);
  const known = httpError.safeParse(thrown);
  if (known.success) {
    const broken = known.data.type === 'entity.parse.failed';
    const detail = broken ? `The body is not JSON: ${known.data.message}` : known.data.message;
    return problem(malformed[known.data.status] ?? 'malformed', detail);
  }
  return problem('internal', 'The failure was noted; the request id finds it');
};

/** For every address there is none of. */
export const notFound: RequestHandler = (req: Request, res: Response) => {
  sendProblem(res, problem('not-found', `There is nothing at ${req.method} ${req.path}`));
};

type Log = { error: (fields: object, message: string) => void; warn: (fields: object, message: string) => void };

/** The last handler: whatever was thrown becomes its problem; bugs are logged with all there is to know. */
export const answerThrown =
  (log: Log): ErrorRequestHandler =>
  (thrown: unknown, req, res, next) => {
    const given = problemOfThrown(thrown);
    const where = { method: req.method, path: req.path, request_id: requestId(res) };
    if (thrown instanceof Unavailable) log.warn({ ...where, cause: String(thrown.cause) }, thrown.message);
    else if (given.status >= 500) log.error({ ...where, err: thrown }, given.title);
    if (isEventStream(res)) endWithProblem(res, given);
    // Another answer that has begun cannot become a problem any more; Express ends the connection.
    else if (res.headersSent) next(thrown);
    else sendProblem(res, given);
  };
