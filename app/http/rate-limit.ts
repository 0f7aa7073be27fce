/** Slows down whoever guesses passwords or makes accounts by the thousand. */
import { z } from 'zod';
import { refuse, type AnyOperation, type Outcome, type PublicContext, type Refused } from '../operations/operation.ts';

/** `burst` at once, then one every `everyMs`. */
export type Limit = { burst: number; everyMs: number };

export type Limiter = {
  /** Seconds until the next is allowed; 0 when one is allowed now. Takes nothing. */
  wait: (key: string) => number;
  take: (key: string) => void;
  /** Gives back what was taken. */
  forgive: (key: string) => void;
};

const MOST_KEYS = 20_000;

/** A token bucket a key, in this process: a limit holds per replica. */
export const createLimiter = ({ burst, everyMs }: Limit, now: () => number): Limiter => {
  // The instant at which a key's bucket is full again; absent means full.
  const fullAt = new Map<string, number>();
  const overdrawnBy = (key: string): number => Math.max(0, (fullAt.get(key) ?? 0) - now() - (burst - 1) * everyMs);
  return {
    wait: (key) => Math.ceil(overdrawnBy(key) / 1000),
    take: (key) => {
      const full = Math.max(fullAt.get(key) ?? 0, now()) + everyMs;
      // Re-inserted, so that the map's order is by last use and forgetting the first forgets the idlest.
      fullAt.delete(key);
      fullAt.set(key, full);
      const oldest = fullAt.keys().next();
      if (fullAt.size > MOST_KEYS && oldest.done !== true) fullAt.delete(oldest.value);
    },
    forgive: (key) => {
      const full = fullAt.get(key);
      if (full !== undefined) fullAt.set(key, full - everyMs);
    },
  };
};

export type Limits = { signUps: Limit; failuresPerPair: Limit; failuresPerAccount: Limit; failuresPerAddress: Limit };

/** Per address: 200 accounts at once, then one a second. Failed logins: ten per account and address, more per either alone. */
export const usualLimits: Limits = {
  signUps: { burst: 200, everyMs: 1_000 },
  failuresPerPair: { burst: 10, everyMs: 30_000 },
  failuresPerAccount: { burst: 100, everyMs: 10_000 },
  failuresPerAddress: { burst: 200, everyMs: 1_000 },
};

const named = z.object({ email: z.string() });

const tooMany = (seconds: number): Refused =>
  refuse('rate-limited', `Too many attempts; try again in ${seconds} s`, { retry_after: seconds });

/** The same operations, with signing up limited by address, and logging in by failures. */
export const limited = (operations: readonly AnyOperation[], limits: Limits, now: () => number): AnyOperation[] => {
  const signUps = createLimiter(limits.signUps, now);
  const failures = [
    { limiter: createLimiter(limits.failuresPerPair, now), key: (email: string, from: string) => `${from}\n${email}` },
    { limiter: createLimiter(limits.failuresPerAccount, now), key: (email: string) => email },
    { limiter: createLimiter(limits.failuresPerAddress, now), key: (_: string, from: string) => from },
  ];
  return operations.map((operation) => {
    if (operation.access === 'user') return operation;
    if (operation.name === 'sign_up') {
      return around(operation, ({ request }) => {
        const seconds = signUps.wait(request.address);
        if (seconds === 0) signUps.take(request.address);
        return { seconds, after: () => undefined };
      });
    }
    return around(operation, ({ request }, raw) => {
      const email = named.safeParse(raw).data?.email.toLowerCase() ?? '';
      const keys = failures.map(({ limiter, key }) => ({ limiter, key: key(email, request.address) }));
      const seconds = Math.max(...keys.map(({ limiter, key }) => limiter.wait(key)));
      // Taken before the password is looked at, or guesses sent side by side would all pass.
      if (seconds === 0) for (const { limiter, key } of keys) limiter.take(key);
      const after = (outcome: Outcome<unknown>): void => {
        const failed = !outcome.ok && outcome.rejection.code === 'unauthenticated';
        if (!failed) for (const { limiter, key } of keys) limiter.forgive(key);
      };
      return { seconds, after };
    });
  });
};

type Public = AnyOperation & { access: 'public' };
type Gate = (ctx: PublicContext, raw: unknown) => { seconds: number; after: (outcome: Outcome<unknown>) => void };

const around = (operation: Public, gate: Gate): Public => ({
  ...operation,
  call: async (ctx, raw) => {
    const { seconds, after } = gate(ctx, raw);
    if (seconds > 0) return tooMany(seconds);
    const outcome = await operation.call(ctx, raw);
    after(outcome);
    return outcome;
  },
});
