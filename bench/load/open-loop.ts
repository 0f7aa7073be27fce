/**
 * Load that arrives when it arrives, whether or not earlier calls have been answered: each latency counts from the instant
 * its call was due, so that a stall is seen by everyone who would have come meanwhile (no coordinated omission).
 */
import { seeded } from '../statistics.ts';

/** When each call is due, in milliseconds from the start: independent arrivals (Poisson) at `perSecond` for `seconds`. */
export const arrivals = (perSecond: number, seconds: number, seed: number): number[] => {
  const random = seeded(seed);
  const due: number[] = [];
  for (let at = 0; ;) {
    at += (-Math.log(1 - random()) * 1_000) / perSecond;
    if (at >= seconds * 1_000) return due;
    due.push(at);
  }
};

export type Clock = { now: () => number; wait: (ms: number) => Promise<void> };

const realClock: Clock = {
  now: () => performance.now(),
  // Timers of a millisecond may be one late; what is due sooner is spun for by way of the event loop.
  wait: (ms) =>
    new Promise((resolve) => {
      if (ms > 1.5) setTimeout(resolve, ms - 1);
      else setImmediate(resolve);
    }),
};

/** Sends a call at each of `due`. @returns the latency of each from when it was due, in milliseconds. Throws what a call throws. */
export const openLoop = async (
  due: readonly number[],
  call: (n: number) => Promise<unknown>,
  clock: Clock = realClock,
): Promise<number[]> => {
  const began = clock.now();
  const latencies: Promise<number>[] = [];
  for (const [n, at] of due.entries()) {
    for (let left = at; (left = began + at - clock.now()) > 0;) await clock.wait(left);
    const latency = call(n).then(() => clock.now() - (began + at));
    // Told by whoever waits for all; until then a failure is not a failure of nobody's.
    latency.catch(() => undefined);
    latencies.push(latency);
  }
  return Promise.all(latencies);
};
