/** Work that has to be done once at start and may find its surroundings not there yet: tried again, ever more calmly, until it is done. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export type Once = {
  /** Resolves when the work is done. */
  done: Promise<void>;
  /** Rejects until it is, naming the latest failure: for `/health`. */
  check: () => Promise<void>;
};

/** Runs `work` until it returns; pauses double from 0.1 s to 5 s. `signal` gives it up. */
export const untilDone = (
  what: string,
  work: () => Promise<void>,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Once => {
  let failure: unknown = new Error(`${what} is under way`);
  let finished = false;
  const run = async (): Promise<void> => {
    for (let rest = FIRST_PAUSE_MS; !signal.aborted; rest = Math.min(rest * 2, LONGEST_PAUSE_MS)) {
      try {
        await work();
        finished = true;
        return;
      } catch (error) {
        failure = error;
        log.warn({ err: error, again_in_ms: rest }, `${what} did not work yet`);
      }
      await pause(rest, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    done: run(),
    check: async () => {
      if (!finished) throw new Error(`${what}: ${failure instanceof Error ? failure.message : 'not yet'}`);
      return Promise.resolve();
    },
  };
};
