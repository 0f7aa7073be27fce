/** Dapr's actor protocol over HTTP, as data: which call a request is, and how it is answered. */
import { send, type ChannelResponse } from './channel.ts';

/** https://docs.dapr.io/reference/api/actors_api/, the routes a sidecar calls. */
export type ActorCall =
  | { kind: 'config' }
  | { kind: 'method' | 'remind' | 'timer'; id: string; name: string }
  | { kind: 'deactivate'; id: string };

const decoded = (part: string | undefined): string | null => {
  if (part === undefined || part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** What a request asks of actors of `type`; null when it is no business of theirs. */
export const parseCall = (verb: string, url: string, type: string): ActorCall | null => {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  if (path === '/dapr/config') return verb === 'GET' ? { kind: 'config' } : null;
  const parts = path.split('/');
  if (parts[1] !== 'actors' || parts[2] !== type) return null;
  const id = decoded(parts[3]);
  if (id === null) return null;
  if (verb === 'DELETE') return parts.length === 4 ? { kind: 'deactivate', id } : null;
  if (verb !== 'PUT' || parts[4] !== 'method') return null;
  const callback = parts[5] === 'remind' || parts[5] === 'timer' ? parts[5] : null;
  // A method may be called `remind`; a reminder has a name after it.
  const name = decoded(parts.length === 7 && callback !== null ? parts[6] : parts.length === 6 ? parts[5] : undefined);
  if (name === null) return null;
  return { kind: parts.length === 7 && callback !== null ? callback : 'method', id, name };
};

/** The answer to `GET /dapr/config`. */
export const actorConfig = (type: string) => ({
  entities: [type],
  actorIdleTimeout: '60m',
  // How long the sidecar lets turns end before their actors move. Well below the 8 s after which placement takes a sidecar that
  // has not yet let go for dead (docs/decisions/actor-host.md); a turn that needs longer is cut, and its command sent again.
  drainOngoingCallTimeout: '4s',
  drainRebalancedActors: true,
  reentrancy: { enabled: false },
});

/**
 * What a reminder was armed with. It was JSON; over gRPC it arrives as the base64 of its bytes, and what was armed over HTTP
 * as the JSON itself or a string of it.
 */
export const reminderData = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('data' in body)) return undefined;
  const { data } = body;
  if (typeof data !== 'string') return data;
  for (const text of [Buffer.from(data, 'base64').toString('utf8'), data]) {
    try {
      return JSON.parse(text) satisfies unknown;
    } catch {
      // Not this encoding.
    }
  }
  return data;
};

/** 200 with `value` as JSON, or with nothing when it is undefined. */
export const answer = (response: ChannelResponse, value: unknown): void => {
  send(response, 200, 'application/json', value === undefined ? '' : JSON.stringify(value));
};

/** A problem (RFC 9457) that tells nothing of the inside: whatever is not 200 has the sidecar report a failure. */
export const refuse = (response: ChannelResponse, status: 400 | 404 | 413 | 500): void => {
  const problem = {
    type: `/problems/${status === 500 ? 'internal' : status === 404 ? 'not-found' : 'malformed'}`,
    status,
  };
  send(response, status, 'application/problem+json', JSON.stringify(problem));
};
