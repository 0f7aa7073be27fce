/** Publishes what the edge's transactions left in their outbox: at once, and again with back-off while the broker is away. */
import type { Database } from '../queries/database.ts';
import { transaction } from '../queries/database.ts';
import { drainOutbox } from '../queries/edge-outbox.ts';
import type { Publish } from './ports.ts';

export type Outbox = {
  /** Something was committed: publish soon. Never throws, never waits. */
  announce: () => void;
  /** Stops retrying and waits for a publishing under way. What is left is published by the next start. */
  stop: () => Promise<void>;
};

const BATCH = 100;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

type Needs = { db: Database; publish: Publish; onFailure: (error: unknown, retryInMs: number) => void };

/** Starts by publishing what an earlier process left behind. */
export const startOutbox = ({ db, publish, onFailure }: Needs): Outbox => {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const drain = async (): Promise<void> => {
    try {
      do {
        again = false;
        while ((await transaction(db, (tx) => drainOutbox(tx, publish, BATCH))) === BATCH);
        failures = 0;
      } while (again && !stopped);
    } catch (error) {
      failures += 1;
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
      onFailure(error, delay);
      if (!stopped) timer = setTimeout(start, delay).unref();
    }
  };
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = drain().finally(() => {
      running = null;
      if (again && timer === undefined) start();
    });
  };

  start();
  return {
    announce: () => {
      // While the broker is away the retry's own pace holds: a busy edge must not hammer it.
      if (timer === undefined) start();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
