/** The few statistics that measurements need: quantiles, medians, and how far a median is to be believed. */

/** The value below which `share` (0 to 1) of `values` lie (nearest rank); NaN when there are none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** The middle value, or the mean of the middle two; NaN when there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

export type Interval = { low: number; high: number };

/** A generator of numbers from 0 to 1 that a seed repeats (mulberry32): the same samples have the same interval. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The interval that holds the median in 95 of 100 cases (percentile bootstrap, 2,000 resamples). */
export const medianInterval = (values: readonly number[], random = seeded(1)): Interval => {
  const medians = Array.from({ length: 2_000 }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  );
  return { low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
};
