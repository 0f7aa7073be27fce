/** Lets one piece of work at a time run for each key, in the order asked, and no more than a few in all. */

/** @param most how many may run at once, whatever their keys */
export const createQueue = (most: number) => {
  const tails = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve();
    let ended = (): void => undefined;
    const mine = before.then(() => new Promise<void>((resolve) => (ended = resolve)));
    tails.set(key, mine);
    await before;
    await enter();
    try {
      return await work();
    } finally {
      leave();
      ended();
      if (tails.get(key) === mine) tails.delete(key);
    }
  };
};
