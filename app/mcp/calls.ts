/** Calls an entry of the catalogue as the signed-in person, whatever the assistant says about anybody else. */
import { randomUUID } from 'node:crypto';
import { call } from '../operations/call.ts';
import { inTime } from '../operations/deadline.ts';
import { fieldErrors } from '../operations/field-errors.ts';
import { refuse, type AnyOperation, type Outcome, type Request, type Services } from '../operations/operation.ts';
import { controlsOf } from './tools.ts';

/** Who is signed in, and what their HTTP request says of itself. */
export type Caller = { userId: string; circumstances: Pick<Request, 'correlationId' | 'address' | 'traceparent'> };

/**
 * @param key of the call, where its arguments name none; drawn when there is none at all
 * @throws {Unavailable} when something is down; the same call may then be repeated under its key
 */
export const callTool = async (
  services: Services,
  { userId, circumstances }: Caller,
  operation: AnyOperation,
  args: Record<string, unknown>,
  key?: string,
): Promise<Outcome<unknown>> => {
  const given = controlsOf(operation, args);
  if ('wrong' in given) {
    const errors = fieldErrors(given.wrong, []);
    return refuse('invalid', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });
  }
  const { idempotency_key = key ?? randomUUID(), expected_version } = given.controls;
  const request: Request = {
    ...circumstances,
    commandId: idempotency_key,
    causationId: null,
    via: 'mcp',
    ...(expected_version === undefined ? {} : { expectedVersion: expected_version }),
  };
  return inTime(operation, call(operation, services, userId, request, given.input));
};
