/** Waiting for a condition outside this process, with a deadline and the last reason why it did not hold. */
import { setTimeout as delay } from 'node:timers/promises';

export type Patience = {
  /** In milliseconds, from now. */
  timeout: number;
  /** Between two looks, in milliseconds. */
  interval?: number;
  /** Ends the wait early, with the signal's reason. */
  signal?: AbortSignal | undefined;
};

/** Thrown by a look that knows that waiting on is in vain. */
export class InVain extends Error {}

/**
 * Calls `look` until it returns something other than `undefined` and `false`, and does not throw.
 * @throws {Error} when time is up, naming `what` and the last failure; {InVain} at once.
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { timeout, interval = 50, signal }: Patience,
): Promise<T> => {
  const deadline = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      if (error instanceof InVain) throw error;
      last = error;
    }
    if (performance.now() > deadline) {
      const why = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`${what} did not come about within ${String(timeout / 1000)} s${why}`, { cause: last });
    }
    await delay(interval);
  }
};

/** True when `url` answers 2xx; a refused connection is `false`, not an error. */
export const answers = async (url: string, headers: Record<string, string> = {}): Promise<boolean> => {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
