/** Requests of people and assistants as spans: where traces begin. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { during, type Begin } from './trace.ts';

const matched = z.looseObject({ path: z.string() });

/**
 * Server spans in HTTP's semantic conventions, ended when the answer has left. Puts the span's context where the edge
 * looks for it: `res.locals.traceparent`.
 */
export const watchRequests =
  (begin: Begin): RequestHandler =>
  (req, res, next) => {
    const { method } = req;
    const attributes = { 'http.request.method': method, 'url.path': req.originalUrl.split('?', 1)[0] ?? '' };
    const span = { name: method, kind: 'server' as const, parent: req.get('traceparent'), begins: true, attributes };
    void during(
      begin,
      span,
      (traceparent, tell) =>
        new Promise<void>((resolve) => {
          res.locals['traceparent'] = traceparent;
          res.once('close', () => {
            // The pattern, with its parameters unnamed: of these there are few, of addresses many.
            const route = matched.safeParse(req.route).data?.path;
            tell({
              name: route === undefined ? method : `${method} ${route}`,
              attributes: {
                'http.response.status_code': res.statusCode,
                ...(route === undefined ? {} : { 'http.route': route }),
              },
              ...(res.statusCode >= 500 ? { error: `answered ${res.statusCode}` } : {}),
            });
            resolve();
          });
          next();
        }),
    );
  };
