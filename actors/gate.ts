/** Lets so many through at once; the rest wait in the order in which they came. */

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export const createGate = (atOnce: number): Gate => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    // Whoever leaves hands its place to the next, so nobody who comes later slips in between.
    if (inside >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
};
