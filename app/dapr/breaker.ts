/** Remembers that something is down, so that callers are told at once and it is not asked by everyone at once. */

export type Breaker = {
  /** Whether a call may be made now. While open, one caller in each period is let through to see. */
  take: () => boolean;
  /** Whether calls are let through; unlike `take`, asking changes nothing. */
  allows: () => boolean;
  succeeded: () => void;
  failed: () => void;
};

/**
 * Opens after `threshold` failures in a row; after `restMs` (milliseconds) a single call may try, and its success closes it.
 * `now` is a monotonic clock in milliseconds.
 */
export const createBreaker = (options: {
  now: () => number;
  threshold?: number;
  restMs?: number;
  onChange?: (open: boolean) => void;
}): Breaker => {
  const threshold = options.threshold ?? 3;
  const restMs = options.restMs ?? 2_000;
  let failures = 0;
  let openUntil: number | null = null;
  return {
    allows: () => openUntil === null || options.now() >= openUntil,
    take: () => {
      if (openUntil === null) return true;
      if (options.now() < openUntil) return false;
      // The next caller waits for this one's verdict.
      openUntil = options.now() + restMs;
      return true;
    },
    succeeded: () => {
      failures = 0;
      if (openUntil === null) return;
      openUntil = null;
      options.onChange?.(false);
    },
    failed: () => {
      failures++;
      if (failures < threshold) return;
      const wasOpen = openUntil !== null;
      openUntil = options.now() + restMs;
      if (!wasOpen) options.onChange?.(true);
    },
  };
};
