import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopicQueue, type Entry } from './topic-queue.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const entry = (aggregate: string, n: number): Entry => ({ id: `${aggregate}${n}`, aggregate, body: '' });

/** A broker whose calls the test answers by hand. */
const byHand = (maxInFlight = 2, maxBatch = 100) => {
  const calls: { ids: string[]; answer: (failed?: string[]) => void }[] = [];
  const queue = createTopicQueue({
    maxInFlight,
    maxBatch,
    send: (entries) =>
      new Promise((resolve) => {
        calls.push({
          ids: entries.map(({ id }) => id),
          answer: (failed = []) => {
            resolve(new Set(failed));
          },
        });
      }),
  });
  return { calls, queue };
};

describe('a topic queue', () => {
  it('sends what arrived together in one call, whoever it is from', async () => {
    const { calls, queue } = byHand();
    const done = ['a', 'b', 'c'].map((aggregate) => queue.add(entry(aggregate, 1)).done);
    await tick();
    expect(calls.map(({ ids }) => ids)).toEqual([['a1', 'b1', 'c1']]);
    calls[0]?.answer(['b1']);
    expect(await Promise.all(done)).toEqual([true, false, true]);
  });

  it('holds back an aggregate that has an event under way, and lets others pass', async () => {
    const { calls, queue } = byHand();
    queue.add(entry('a', 1));
    const second = queue.add(entry('a', 2)).done;
    await tick();
    queue.add(entry('b', 1));
    await tick();
    expect(calls.map(({ ids }) => ids)).toEqual([['a1'], ['b1']]);
    calls[0]?.answer();
    await tick();
    expect(calls[2]?.ids).toEqual(['a2']);
    calls[2]?.answer();
    expect(await second).toBe(true);
  });

  it('fails what follows a failed event of the same aggregate', async () => {
    const { calls, queue } = byHand();
    const done = [queue.add(entry('a', 1)).done, queue.add(entry('a', 2)).done];
    await tick();
    calls[0]?.answer(['a1']);
    expect(await Promise.all(done)).toEqual([false, false]);
    expect(calls).toHaveLength(1);
  });

  it('takes back what has not gone yet, and only that', async () => {
    const { calls, queue } = byHand(1);
    const first = queue.add(entry('a', 1));
    await tick();
    const second = queue.add(entry('b', 1));
    second.cancel();
    first.cancel();
    expect(await second.done).toBe(false);
    calls[0]?.answer();
    expect(await first.done).toBe(true);
    await tick();
    expect(calls).toHaveLength(1);
  });

  it('keeps the order of each aggregate and never sends two of one at once, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        async (arrivals, maxInFlight, maxBatch) => {
          const underWay = new Set<string>();
          const accepted = new Map<string, number[]>();
          const failing = new Set(arrivals.flatMap(([aggregate, ok], n) => (ok ? [] : [`${aggregate}${n}`])));
          const queue = createTopicQueue({
            maxInFlight,
            maxBatch,
            send: async (entries) => {
              expect(entries.length).toBeLessThanOrEqual(maxBatch);
              for (const { aggregate } of entries) {
                expect(underWay.has(aggregate)).toBe(false);
                underWay.add(aggregate);
              }
              await tick();
              for (const { id, aggregate } of entries) {
                underWay.delete(aggregate);
                if (!failing.has(id))
                  accepted.set(aggregate, [...(accepted.get(aggregate) ?? []), Number(id.slice(1))]);
              }
              return failing;
            },
          });
          const outcomes = await Promise.all(arrivals.map(([aggregate], n) => queue.add(entry(aggregate, n)).done));
          for (const [aggregate, order] of accepted) {
            expect(order).toEqual([...order].sort((x, y) => x - y));
            const told = arrivals.flatMap(([of], n) => (of === aggregate && outcomes[n] === true ? [n] : []));
            expect(told).toEqual(order);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
