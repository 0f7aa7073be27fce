/** The shape every command and query of the product has, so that REST, OpenAPI, MCP and the model's tools are loops. */
import { z } from 'zod';
import type { Rejection } from '../../actors/task/answers.ts';
import type { Caller } from '../../actors/task/commands.ts';
import type { Database } from '../queries/database.ts';
import type { User } from '../queries/users.ts';
import { fieldErrors } from './field-errors.ts';
import type { TaskActors } from './ports.ts';
import type { Tokens } from './tokens.ts';

/** Why not. Beside the actor's reasons: `unauthenticated` 401 · `rate-limited` 429. */
export type Refusal = Omit<Rejection, 'code'> & {
  code: Rejection['code'] | 'unauthenticated' | 'rate-limited';
  /** Seconds after which asking again makes sense. */
  retry_after?: number;
};

export type Refused = { ok: false; rejection: Refusal };
export type Outcome<T> = { ok: true; value: T } | Refused;

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = (code: Refusal['code'], message: string, more: Partial<Refusal> = {}): Refused => ({
  ok: false,
  rejection: { code, message, ...more },
});
/** 422 for one field; `position` is where in its text, in UTF-16 code units from 0. */
export const wrongField = (field: string, message: string, position?: number): Refused =>
  refuse('invalid', `${field}: ${message}`, {
    errors: [{ field, message, ...(position === undefined ? {} : { position }) }],
  });
/** Said of what is absent and of what belongs to someone else alike. */
export const absent = (what: string): Refused => refuse('not-found', `There is no such ${what}`);

/** What operations need of the outside; the same for every request. */
export type Services = {
  db: Database;
  conversations: Database;
  actors: TaskActors;
  tokens: Tokens;
  now: () => Date;
  /** Says that the outbox of the tasks database, or of the conversations database, has something new. */
  announce: (outbox: 'tasks' | 'conversations') => void;
  /** Sees every call of the catalogue, from its beginning to its end. */
  watch?: Watch;
  /** `host:port` pairs that webhooks may go to though they are not public or not https. */
  webhookOpenHosts: readonly string[];
};

/** Something that has happened while an operation is under way. Ids order what one call says, whichever process says it. */
export type Progress = { id: string; event: string; data: unknown };
/** Wants to hear of an operation while it is under way, from after the progress with the id `after`. */
export type Listener = { after: string | null; tell: (progress: Progress) => void };

/** Who asks, under which key, and on account of what. */
export type Request = {
  /** The idempotency key: the caller's own, or one drawn for the call. */
  commandId: string;
  correlationId: string;
  causationId: string | null;
  via: Caller['via'];
  traceparent?: string;
  expectedVersion?: number;
  /** The caller's network address, for rate limits only. */
  address: string;
  /** Only where the operation `tells`. */
  listener?: Listener;
};

/** Calls `work` on account of `request`, and looks at how long it takes and what comes of it. */
export type Watch = <T>(
  operation: string,
  request: Request,
  work: (request: Request) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

/** The token is good but the account is gone. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}

export type PublicContext = Services & { request: Request };
export type Context = PublicContext & { userId: string; user: () => Promise<User> };

type Method = 'get' | 'post' | 'patch' | 'delete';
export type Route = { method: Method; path: `/api/${string}`; status?: 200 | 201 };
/** As MCP's tool annotations: what a caller may assume before calling. */
export type Hints = { readOnly: boolean; destructive: boolean; idempotent: boolean };

type Description<Input extends z.ZodObject, Output extends z.ZodType> = {
  name: string;
  summary: string;
  input: Input;
  output: Output;
  hints: Hints;
  route: Route;
  /** The task's `version` is the answer's ETag, and If-Match is understood. */
  versioned?: boolean;
  /** What it tells a listener on its way, by the name of the event: an operation that can be streamed. */
  tells?: Readonly<Record<string, string>>;
  /** How long the edge waits before it answers 503, where its usual patience is too short. */
  deadlineMs?: number;
};

export type Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Ctx = Context,
> = Description<Input, Output> & {
  run: (ctx: Ctx, input: z.output<Input>) => Promise<Outcome<z.output<Output>>>;
};

/** An operation whose types are its own business: what the loops see. `call` parses first. */
type Erased<Ctx> = Description<z.ZodObject, z.ZodType> & {
  call: (ctx: Ctx, raw: unknown) => Promise<Outcome<unknown>>;
};
export type AnyOperation = ({ access: 'user' } & Erased<Context>) | ({ access: 'public' } & Erased<PublicContext>);

const erase = <Input extends z.ZodObject, Output extends z.ZodType, Ctx>(
  operation: Operation<Input, Output, Ctx>,
): Erased<Ctx> => {
  const { run, ...description } = operation;
  return {
    ...description,
    call: async (ctx, raw) => {
      const input = operation.input.safeParse(raw, { reportInput: true });
      if (input.success) return run(ctx, input.data);
      const errors = fieldErrors(input.error, Object.keys(operation.input.shape));
      return refuse('invalid', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });
    },
  };
};

/** An entry of the catalogue that needs a signed-in user. */
export const forUser = <Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
): AnyOperation => ({ access: 'user', ...erase(operation) });

/** An entry of the catalogue that anyone may call. */
export const forAnyone = <Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Operation<Input, Output, PublicContext>,
): AnyOperation => ({ access: 'public', ...erase(operation) });

export const reads: Hints = { readOnly: true, destructive: false, idempotent: true };
export const writes: Hints = { readOnly: false, destructive: false, idempotent: true };
export const destroys: Hints = { readOnly: false, destructive: true, idempotent: true };

/** Every list answers in pages of this shape; `next_cursor` is null on the last. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });
export const pageInput = {
  limit: z.int().min(1).max(200).default(50).describe('How many items a page holds'),
  cursor: z.string().max(1_000).optional().describe('next_cursor of the page before'),
};
