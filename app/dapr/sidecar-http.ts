/** The one HTTP connection pool to the sidecar: keep-alive, with a time-out on every call, an outage told as such. */
import { Pool } from 'undici';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { Unavailable } from '../operations/ports.ts';

export type SidecarHttp = { request: SidecarRequest; close: () => Promise<void> };

/**
 * Opens a pool to the sidecar on loopback.
 * `request` answers with whatever status came back; @throws {Unavailable} when none did within `timeoutMs`.
 */
export const createSidecarHttp = (options: {
  httpPort: number;
  token?: string | undefined;
  /** Requests under way at once; further ones wait. */
  connections?: number;
}): SidecarHttp => {
  const pool = new Pool(`http://127.0.0.1:${options.httpPort}`, {
    connections: options.connections ?? 256,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    connect: { timeout: 1_000 },
  });
  const headers = {
    'content-type': 'application/json',
    ...(options.token === undefined ? {} : { 'dapr-api-token': options.token }),
  };
  const request: SidecarRequest = async ({ method, path, body, timeoutMs, traceparent }) => {
    try {
      const response = await pool.request({
        method,
        path,
        body: body ?? null,
        headers: traceparent === undefined ? headers : { ...headers, traceparent },
        // Both count from the last byte seen; the answer of a sidecar comes at once or not at all.
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      return { status: response.statusCode, body: await response.body.text() };
    } catch (error) {
      throw new Unavailable('sidecar', error);
    }
  };
  return { request, close: () => pool.close() };
};
