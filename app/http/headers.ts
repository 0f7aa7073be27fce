/** What every answer says whatever it is: its request id, and what a browser must not do with it. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FIXED = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** Sets the security headers and `X-Request-Id`: the caller's own when it is fit to be logged, else a new one. */
export const commonHeaders: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id');
  res.set({ ...FIXED, 'X-Request-Id': given !== undefined && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID() });
  // What belongs to a person is not for a shared computer's disk.
  if (req.path.startsWith('/api/')) res.set({ 'Cache-Control': 'no-store', Vary: 'Authorization' });
  next();
};

type Log = { warn: (fields: object, message: string) => void };

/** Logs what took longer than `slowMs`; what is quick and well goes unmentioned. */
export const logSlow =
  (log: Log, slowMs: number): RequestHandler =>
  (req, res, next) => {
    const began = performance.now();
    res.on('finish', () => {
      const ms = Math.round(performance.now() - began);
      const streamed = String(res.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
      if (ms < slowMs || streamed) return;
      log.warn(
        { method: req.method, path: req.path, status: res.statusCode, ms, request_id: res.getHeader('X-Request-Id') },
        'slow request',
      );
    });
    next();
  };
