/** Chance by seed: a test that fails can be run again as it was. */

export type Chance = {
  readonly seed: number;
  /** From 0 to below `n`. */
  below: (n: number) => number;
  pick: <T>(from: readonly T[]) => T;
  shuffled: <T>(all: readonly T[]) => T[];
};

/** Mulberry32: 32 bits of state, good enough for orders and choices. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
  return {
    seed,
    below,
    pick: (from) => {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error('there is nothing to pick from');
      return one;
    },
    shuffled: (all) => {
      const result = [...all];
      for (let at = result.length - 1; at > 0; at--) {
        const other = below(at + 1);
        const [a, b] = [result[at], result[other]];
        if (a !== undefined && b !== undefined) [result[at], result[other]] = [b, a];
      }
      return result;
    },
  };
};
