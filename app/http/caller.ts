/** Reads from a request who asks, under which key and for which version. */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { uuid } from '../../actors/task/task.ts';
import type { AnyOperation, Request as Asked } from '../operations/operation.ts';
import type { Tokens } from '../operations/tokens.ts';
import { problem, requestId, type Problem } from './problem.ts';

/** @returns the signed-in user's id, or null */
export const signedIn = async (tokens: Tokens, req: Request): Promise<string | null> => {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(req.get('authorization') ?? '')?.[1];
  return token === undefined ? null : tokens.verify(token);
};

export const nobody = (): Problem =>
  problem('unauthenticated', 'Send `Authorization: Bearer <token>` with a token from /api/auth/login');

const wrongHeader = (field: string, message: string): Problem =>
  problem('invalid', `${field} ${message}`, { errors: [{ field, message }] });

// W3C trace context, level 1; version ff and all-zero ids are invalid.
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** Where a request comes from and what it belongs to, whatever is asked. */
export const circumstances = (
  req: Request,
  res: Response,
): Pick<Asked, 'correlationId' | 'address'> & { traceparent?: string } => {
  const traceparent = cameWith(req, res);
  const id = requestId(res);
  return {
    correlationId: uuid.safeParse(id).success ? id : randomUUID(),
    address: req.ip ?? '',
    ...(traceparent === undefined ? {} : { traceparent }),
  };
};

/** The trace a request belongs to: of its own span where it is watched, else of whoever sent it. */
const cameWith = (req: Request, res: Response): string | undefined => {
  const own: unknown = res.locals['traceparent'];
  if (typeof own === 'string') return own;
  const given = req.get('traceparent');
  return given !== undefined && TRACEPARENT.test(given) ? given : undefined;
};

/** What the headers say of a request for `operation`, or what is wrong with one of them. */
export const asked = (operation: AnyOperation, req: Request, res: Response): { asked: Asked } | { wrong: Problem } => {
  const key = req.get('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    return { wrong: wrongHeader('Idempotency-Key', 'must be 1 to 255 visible ASCII characters, such as a UUID') };
  }
  const match = operation.versioned === true ? req.get('if-match')?.trim() : undefined;
  const version = match === undefined || match === '*' ? undefined : /^(?:W\/)?"(\d{1,9})"$/.exec(match)?.[1];
  if (match !== undefined && match !== '*' && version === undefined) {
    return { wrong: wrongHeader('If-Match', 'must be the ETag of the task, such as "3"') };
  }
  return {
    asked: {
      ...circumstances(req, res),
      commandId: key ?? randomUUID(),
      causationId: null,
      via: 'rest',
      ...(version === undefined ? {} : { expectedVersion: Number(version) }),
    },
  };
};
