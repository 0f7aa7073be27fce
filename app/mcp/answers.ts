/** The one map from what came of a call to what an assistant is told: a result, or an error as data. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { Unauthenticated, type Outcome } from '../operations/operation.ts';
import { Unavailable } from '../operations/ports.ts';
import type { Failure } from './tools.ts';

const RETRY_AFTER_S = 2;
const structure = z.looseObject({});

/** The result twice: as text for those who read, as a structure for those who compute. */
export const told = (value: unknown): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value) }],
  structuredContent: structure.parse(value),
});

export const failed = (error: Failure): CallToolResult => ({ ...told({ error }), isError: true });

export const answerOf = (outcome: Outcome<unknown>): CallToolResult =>
  outcome.ok ? told(outcome.value) : failed(failureOf(outcome.rejection));

/** Only what is there: an absent field is not `undefined` on the wire. */
export const failureOf = (rejection: Failure): Failure => {
  const { code, message, errors, task, retry_after } = rejection;
  return {
    code,
    message,
    ...(errors === undefined ? {} : { errors }),
    ...(task === undefined ? {} : { task }),
    ...(retry_after === undefined ? {} : { retry_after }),
  };
};

/** What a thrown value stands for; null when it is a bug, of which nothing is told. */
export const knownFailure = (thrown: unknown): Failure | null => {
  if (thrown instanceof Unavailable) {
    const message = `${thrown.dependency} does not answer at present; try again with the same idempotency_key`;
    return { code: 'unavailable', message, retry_after: RETRY_AFTER_S };
  }
  return thrown instanceof Unauthenticated ? { code: 'unauthenticated', message: thrown.message } : null;
};

export const bug: Failure = { code: 'internal', message: 'Something went wrong here; the failure was noted' };
