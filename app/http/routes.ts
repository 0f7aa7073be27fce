/** REST as a loop over the catalogue: each entry becomes one route. */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { call } from '../operations/call.ts';
import { inTime } from '../operations/deadline.ts';
import type { AnyOperation, Outcome, Request as Asked, Services } from '../operations/operation.ts';
import { asked, nobody, signedIn } from './caller.ts';
import { gather, kindsOf } from './input.ts';
import { problem, problemOf, sendProblem } from './problem.ts';
import { stream, wantsEvents } from './streamed.ts';

/** A route for every entry of `operations`, in their order. */
export const routesOf = (operations: readonly AnyOperation[], services: Services): Router => {
  const router = Router({ caseSensitive: true, strict: true });
  for (const operation of operations) {
    const { method, path } = operation.route;
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), routeOf(operation, services));
  }
  return router;
};

const routeOf = (operation: AnyOperation, services: Services): RequestHandler => {
  const kinds = kindsOf(operation);
  return async (req, res) => {
    const who = operation.access === 'user' ? await signedIn(services.tokens, req) : null;
    if (operation.access === 'user' && who === null) {
      sendProblem(res, nobody());
      return;
    }
    // An id that is none names nothing, whatever else is wrong with the request.
    if (Object.values(req.params).some((id) => !uuid.safeParse(id).success)) {
      sendProblem(res, problem('not-found', 'There is nothing with this id'));
      return;
    }
    const headers = asked(operation, req, res);
    if ('wrong' in headers) {
      sendProblem(res, headers.wrong);
      return;
    }
    const gathered = gather(operation, kinds, req);
    if ('malformed' in gathered) {
      sendProblem(res, problem('malformed', gathered.malformed));
      return;
    }
    const work = (request: Asked): Promise<Outcome<unknown>> =>
      inTime(operation, call(operation, services, who, request, gathered.input));
    if (wantsEvents(operation, req)) await stream(headers.asked, req, res, work);
    else send(operation, res, await work(headers.asked));
  };
};

const versioned = z.object({ version: z.int() });
const etag = (value: unknown): string | null => {
  const found = versioned.safeParse(value);
  return found.success ? `"${found.data.version}"` : null;
};

const send = (operation: AnyOperation, res: Response, outcome: Outcome<unknown>): void => {
  const tag = operation.versioned === true ? etag(outcome.ok ? outcome.value : outcome.rejection.task) : null;
  if (tag !== null) res.set('ETag', tag);
  if (outcome.ok) res.status(operation.route.status ?? 200).json(outcome.value);
  else sendProblem(res, problemOf(outcome.rejection));
};

/** Says which methods an address of the catalogue has, to whoever uses another. */
export const otherMethods = (operations: readonly AnyOperation[]): Router => {
  const router = Router({ caseSensitive: true, strict: true });
  for (const path of new Set(operations.map(({ route }) => route.path))) {
    const there = operations.filter(({ route }) => route.path === path);
    const allowed = there.map(({ route }) => route.method.toUpperCase()).join(', ');
    router.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (req: Request, res: Response) => {
      res.set('Allow', allowed);
      sendProblem(res, problem('method-not-allowed', `${path} has ${allowed}, not ${req.method}`));
    });
  }
  return router;
};
