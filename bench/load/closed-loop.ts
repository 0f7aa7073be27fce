/** Load that keeps a fixed number of calls under way, for throughput: each caller asks again as soon as it is answered. */

/** Runs `call(caller, n)` on `atOnce` callers for `seconds`. @returns calls ended per second. Throws what a call throws. */
export const throughput = async (
  atOnce: number,
  seconds: number,
  call: (caller: number, n: number) => Promise<unknown>,
): Promise<number> => {
  const began = performance.now();
  const end = began + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, caller) => {
      for (let n = 0; performance.now() < end; n++) {
        await call(caller, n);
        done++;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - began);
};

/** One call after the other. @returns how long each took, in milliseconds. */
export const oneByOne = async (calls: number, call: (n: number) => Promise<unknown>): Promise<number[]> => {
  const latencies: number[] = [];
  for (let n = 0; n < calls; n++) {
    const began = performance.now();
    await call(n);
    latencies.push(performance.now() - began);
  }
  return latencies;
};
