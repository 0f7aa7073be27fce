/**
 * Delivers soon what turns could not: while this process lives, tasks that owe events or calls are tried again every few seconds,
 * so that a broker that is back has everything within seconds. Their flush reminders are the net below, for when it does not live.
 */

export type Deliveries = {
  /** The actor owes something; it is tried again from here. */
  owes: (id: string) => void;
  /** It owes nothing any more. */
  settled: (id: string) => void;
  /** How many are known to owe. */
  size: () => number;
  close: () => void;
};

/**
 * @param deliver tries one actor; false (or a throw) ends this round, since the next would fare no better.
 * @param possible whether it is worth a try at all, such as that the broker is not known to be down.
 */
export const createDeliveries = (options: {
  deliver: (id: string) => Promise<boolean>;
  possible: () => boolean;
  /** Milliseconds between rounds. */
  restMs: number;
}): Deliveries => {
  const owing = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const round = async (): Promise<void> => {
    for (const id of [...owing]) {
      if (closed || !options.possible()) return;
      if (!owing.has(id)) continue;
      const delivered = await options.deliver(id).catch(() => false);
      owing.delete(id);
      if (delivered) continue;
      // Last in the next round: what fails for reasons of its own must not keep the others waiting.
      owing.add(id);
      return;
    }
  };

  const schedule = (): void => {
    if (closed || timer !== undefined || owing.size === 0) return;
    timer = setTimeout(() => {
      void round().finally(() => {
        timer = undefined;
        schedule();
      });
    }, options.restMs);
    // It alone keeps no process alive.
    timer.unref();
  };

  return {
    owes: (id) => {
      owing.add(id);
      schedule();
    },
    settled: (id) => {
      owing.delete(id);
    },
    size: () => owing.size,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
};
