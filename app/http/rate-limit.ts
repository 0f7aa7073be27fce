/** Slows down whoever guesses passwords or makes accounts by the thousand. */
import { z } from 'zod';
import { createLimiter, type Limit } from '../operations/limiter.ts';
import { refuse, type AnyOperation, type Outcome, type PublicContext, type Refused } from '../operations/operation.ts';

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
