import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeliveries } from './deliveries.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const given = () => {
  const tried: string[] = [];
  const state = { possible: true, works: true };
  const deliveries = createDeliveries({
    restMs: 2_000,
    possible: () => state.possible,
    deliver: (id) => {
      tried.push(id);
      return Promise.resolve(state.works);
    },
  });
  return { tried, state, deliveries };
};

describe('deliveries', () => {
  it('are tried again after a rest, all of them once one has worked', async () => {
    const { tried, deliveries } = given();
    for (const id of ['a', 'b', 'c']) deliveries.owes(id);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(tried).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(deliveries.size()).toBe(0);
  });

  it('stop a round at the first that fails, and begin the next with another', async () => {
    const { tried, state, deliveries } = given();
    state.works = false;
    for (const id of ['a', 'b']) deliveries.owes(id);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(tried).toEqual(['a', 'b']);
    state.works = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(deliveries.size()).toBe(0);
  });

  it('are not tried while that is known to be in vain, nor when settled otherwise', async () => {
    const { tried, state, deliveries } = given();
    state.possible = false;
    for (const id of ['a', 'b']) deliveries.owes(id);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(tried).toEqual([]);
    deliveries.settled('a');
    state.possible = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(tried).toEqual(['b']);
  });

  it('end with the process', async () => {
    const { tried, deliveries } = given();
    deliveries.owes('a');
    deliveries.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tried).toEqual([]);
  });
});
