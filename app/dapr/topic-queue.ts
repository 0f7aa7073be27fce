/**
 * What waits for one topic. A bulk call takes at most one event of each aggregate and none of an aggregate that has one under
 * way, because a bulk call keeps no order inside (brokers without bulk publishing get its entries all at once).
 */

export type Entry = { readonly id: string; readonly aggregate: string; readonly body: string };

export type TopicQueue = {
  /** `done` says whether the broker has it. `cancel` takes it back, unless it is already under way. */
  add: (entry: Entry) => { done: Promise<boolean>; cancel: () => void };
};

type Waiting = Entry & { settle: (accepted: boolean) => void };

export const createTopicQueue = (options: {
  /** Sends and says which ids the broker does not have. Never rejects. */
  send: (entries: readonly Entry[]) => Promise<ReadonlySet<string>>;
  maxInFlight: number;
  maxBatch: number;
}): TopicQueue => {
  let waiting: Waiting[] = [];
  const busy = new Set<string>();
  let inFlight = 0;

  /** The next batch, in order of arrival; what cannot go yet stays. */
  const take = (): Waiting[] => {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    const held = new Set<string>();
    for (const entry of waiting) {
      if (batch.length < options.maxBatch && !busy.has(entry.aggregate) && !held.has(entry.aggregate))
        batch.push(entry);
      else rest.push(entry);
      held.add(entry.aggregate);
    }
    waiting = rest;
    for (const { aggregate } of batch) busy.add(aggregate);
    return batch;
  };

  const sendBatch = async (batch: Waiting[]): Promise<void> => {
    inFlight++;
    const failed = await options.send(batch);
    inFlight--;
    const failedAggregates = new Set<string>();
    for (const entry of batch) {
      busy.delete(entry.aggregate);
      if (failed.has(entry.id)) failedAggregates.add(entry.aggregate);
    }
    // What follows a failed event of the same aggregate must not overtake it: its owner publishes both again.
    const overtakers = waiting.filter(({ aggregate }) => failedAggregates.has(aggregate));
    waiting = waiting.filter(({ aggregate }) => !failedAggregates.has(aggregate));
    for (const entry of overtakers) entry.settle(false);
    for (const entry of batch) entry.settle(!failed.has(entry.id));
    pump();
  };

  const pump = (): void => {
    while (inFlight < options.maxInFlight && waiting.length > 0) {
      const batch = take();
      if (batch.length === 0) return;
      void sendBatch(batch);
    }
  };

  // Everything that arrives in one turn of the event loop goes together.
  let pumping = false;
  const soon = (): void => {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      pump();
    });
  };

  return {
    add: (entry) => {
      const item: Waiting = { ...entry, settle: () => undefined };
      const done = new Promise<boolean>((resolve) => {
        item.settle = resolve;
      });
      waiting.push(item);
      soon();
      return {
        done,
        cancel: () => {
          const at = waiting.indexOf(item);
          if (at === -1) return;
          waiting.splice(at, 1);
          item.settle(false);
        },
      };
    },
  };
};
