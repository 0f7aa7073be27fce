/** Publishes what the edge's transactions left in their outbox: at once, and again with back-off while the broker is away. */
import type { Database } from '../queries/database.ts';
import { onDisk, transaction } from '../queries/database.ts';
import { drainOutbox } from '../queries/edge-outbox.ts';
import { Unavailable, type Publish } from './ports.ts';

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
  // `wanted` is raised by every announcement, so that one made while a drain is under way is not missed.
  const state = { wanted: 0, stopped: false, failures: 0 };
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  /** Nobody hears of what a crash of Postgres could still undo: commits of the edge need not have waited for the disk. */
  const publishDurable: Publish = async (events) => {
    await onDisk(db);
    return publish(events);
  };
  const drainOnce = async (): Promise<void> => {
    for (;;) {
      // What a crash puts back is published again, which its consumers know how to take.
      const { offered, taken } = await transaction(db, (tx) => drainOutbox(tx, publishDurable, BATCH), 'soon');
      if (taken < offered) throw new Unavailable('the broker');
      if (offered < BATCH) return;
    }
  };
  const drain = async (): Promise<void> => {
    try {
      for (let seen = -1; seen !== state.wanted && !state.stopped;) {
        seen = state.wanted;
        await drainOnce();
      }
      state.failures = 0;
    } catch (error) {
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** state.failures) * (0.5 + Math.random() / 2);
      state.failures += 1;
      onFailure(error, delay);
      if (!state.stopped) timer = setTimeout(retry, delay).unref();
    }
  };
  const start = (): void => {
    if (running !== null || timer !== undefined || state.stopped) return;
    const began = state.wanted;
    running = drain().finally(() => {
      running = null;
      if (state.wanted !== began) start();
    });
  };
  const retry = (): void => {
    timer = undefined;
    start();
  };

  start();
  return {
    announce: () => {
      state.wanted += 1;
      // While the broker is away the retry's own pace holds: a busy edge must not hammer it.
      start();
    },
    stop: async () => {
      state.stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
