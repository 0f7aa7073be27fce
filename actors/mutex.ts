/**
 * One turn at a time for each key. The sidecar holds such a lock too, but lets go of it when its caller gives up, while the
 * turn is still running here.
 */

export type Mutex = {
  /** Runs `work` when all earlier work of `key` has ended, however it ended. */
  run: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  /** Whether work of `key` is running or waiting. */
  busy: (key: string) => boolean;
};

export const createMutex = (): Mutex => {
  const tails = new Map<string, Promise<unknown>>();
  return {
    busy: (key) => tails.has(key),
    run: async (key, work) => {
      const before = tails.get(key);
      const mine = before === undefined ? work() : before.then(work, work);
      tails.set(key, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === mine) tails.delete(key);
      }
    },
  };
};
