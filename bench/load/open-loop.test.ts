import { describe, expect, it } from 'vitest';
import { quantile } from '../statistics.ts';
import { arrivals, openLoop } from './open-loop.ts';

/** Time that passes only when it is waited for, after whoever has been answered has taken note. */
const stillClock = () => {
  let now = 0;
  return {
    now: () => now,
    wait: async (ms: number) => {
      await new Promise(setImmediate);
      now += ms;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
};

describe('arrivals', () => {
  it('come at the rate asked for, independent of each other, the same for the same seed', () => {
    const due = arrivals(100, 60, 3);
    expect(due.length).toBeGreaterThan(5_700);
    expect(due.length).toBeLessThan(6_300);
    expect(due).toEqual(arrivals(100, 60, 3));
    expect(due).not.toEqual(arrivals(100, 60, 4));
    const gaps = due.slice(1).map((at, n) => at - due[n]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    // Of an exponential distribution the median is ln 2 of the mean, here 10 ms.
    expect(quantile(gaps, 0.5)).toBeCloseTo(6.93, 0);
    expect(due.at(-1)).toBeLessThan(60_000);
  });
});

describe('an open loop', () => {
  it('counts a stall for everyone who was due during it', async () => {
    const clock = stillClock();
    const due = Array.from({ length: 10 }, (_, n) => n * 10);
    const latencies = await openLoop(
      due,
      (n) => {
        if (n === 3) clock.pass(60);
        return Promise.resolve();
      },
      clock,
    );
    // The fourth call stalls for 60 ms; those due 10, 20, … ms later begin late and are charged for it.
    expect(latencies).toEqual([0, 0, 0, 60, 50, 40, 30, 20, 10, 0]);
  });

  it('sends without waiting for answers', async () => {
    const clock = stillClock();
    let answer = (): void => undefined;
    const never = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const begun: number[] = [];
    const running = openLoop(
      [0, 5, 10],
      (n) => {
        begun.push(clock.now());
        if (n === 2) answer();
        return never;
      },
      clock,
    );
    await running;
    expect(begun).toEqual([0, 5, 10]);
  });

  it('fails with what it calls', async () => {
    await expect(openLoop([0], () => Promise.reject(new Error('no')), stillClock())).rejects.toThrow('no');
  });
});
