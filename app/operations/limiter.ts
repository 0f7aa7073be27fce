/** A token bucket for each key: so much at once, then so much in a while. */

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
