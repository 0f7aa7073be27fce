/** Waiting in tests: for a condition, with a deadline, never for a while. */
import { until } from '../../local/until.ts';

/**
 * Calls `look` until it neither throws nor answers `undefined` or `false`, and answers what it answered. Assertions
 * may be made in it: the last one that failed is the reason given when time is up (30 s unless told).
 */
export const eventually = <T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  {
    timeout = 30_000,
    interval = 50,
    what = 'the condition',
  }: { timeout?: number; interval?: number; what?: string } = {},
): Promise<T> => until(what, look, { timeout, interval });

/** As `eventually`, for a look that only asserts: waits until none of its assertions fails. */
export const holds = async (
  look: () => Promise<void> | void,
  options?: { timeout?: number; interval?: number; what?: string },
): Promise<void> => {
  await eventually(async () => {
    await look();
    return true;
  }, options);
};
