/** Works on many things at once, but on those that belong together one after another and in order. */
import { Unavailable } from '../operations/ports.ts';

/**
 * Calls of actors under way at once for one delivery, and Kafka delivers three partitions side by side: enough to hide their
 * latency, too few to crowd out people's own.
 */
const AT_ONCE = 4;

/**
 * Runs `work` for every item: items of one `key` in their order, up to 4 keys at a time. An outage ends it: what is under
 * way is finished, and what was not begun shares the failure. Any other failure is its item's own.
 * @returns what failed, and why.
 */
export const eachInTurn = async <T>(
  items: readonly T[],
  key: (item: T) => string,
  work: (item: T) => Promise<void>,
): Promise<ReadonlyMap<T, unknown>> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  const waiting = groups.values();
  const outages: unknown[] = [];
  const failures = new Map<T, unknown>();
  const attempt = async (item: T): Promise<void> => {
    try {
      if (outages.length > 0) failures.set(item, outages[0]);
      else await work(item);
    } catch (error) {
      failures.set(item, error);
      if (error instanceof Unavailable) outages.push(error);
    }
  };
  const worker = async (): Promise<void> => {
    for (const group of waiting) for (const item of group) await attempt(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, groups.size) }, worker));
  return failures;
};
