/** Only the role's own sidecar may call it: it shows the token both were given (`APP_API_TOKEN`). */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Paths asked by those who have no token: probes and scrapers. They tell nothing of any person. */
const OPEN = new Set(['/health', '/healthz', '/metrics']);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Refuses with 401 whatever does not carry `token` in `dapr-api-token`. Without a token configured, all may pass. */
export const requireAppToken = (token: string | undefined): RequestHandler => {
  if (token === undefined || token === '') {
    return (_request, _response, next) => {
      next();
    };
  }
  const expected = digest(token);
  return (request, response, next) => {
    if (OPEN.has(request.path) || timingSafeEqual(digest(request.get('dapr-api-token') ?? ''), expected)) {
      next();
      return;
    }
    response.status(401).type('application/problem+json');
    response.send(JSON.stringify({ type: '/problems/unauthorized', title: 'The app token is wrong.', status: 401 }));
  };
};
