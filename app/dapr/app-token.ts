/** Only the role's own sidecar may call it: it shows the token both were given (`APP_API_TOKEN`). */
import { timingSafeEqual } from 'node:crypto';
import { send, type ChannelRequest, type ChannelResponse } from '../../actors/channel.ts';

/** Paths asked by those who have no token: probes and scrapers. They tell nothing of any person. */
const OPEN = new Set(['/health', '/healthz', '/metrics']);

/**
 * Says of a request whether it may pass: it carries `token` in `dapr-api-token`, or asks for one of the open paths. Without a
 * token configured, all may.
 */
export const tokenCheck = (token: string | undefined): ((request: ChannelRequest, path: string) => boolean) => {
  if (token === undefined || token === '') return () => true;
  const expected = Buffer.from(token);
  return (request, path) => {
    const shown = request.headers['dapr-api-token'];
    if (typeof shown !== 'string') return OPEN.has(path);
    const bytes = Buffer.from(shown);
    return (bytes.length === expected.length && timingSafeEqual(bytes, expected)) || OPEN.has(path);
  };
};

/** 401, as a problem (RFC 9457). */
export const refuseToken = (response: ChannelResponse): void => {
  const problem = { type: '/problems/unauthorized', title: 'The app token is wrong.', status: 401 };
  send(response, 401, 'application/problem+json', JSON.stringify(problem));
};
