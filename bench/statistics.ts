/** The few statistics that measurements need. */

/** The value below which `share` (0 to 1) of `values` lie (nearest rank); NaN when there are none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
