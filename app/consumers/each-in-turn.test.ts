/** Many at once, those of one key in order, and an outage is not asked about again and again. */
import { expect, test } from 'vitest';
import { Unavailable } from '../operations/ports.ts';
import { eachInTurn } from './each-in-turn.ts';

type Item = { key: string; n: number };
const items: Item[] = Array.from({ length: 120 }, (_, n) => ({ key: `k${n % 40}`, n }));
const keyOf = (item: Item): string => item.key;

test('items of a key go in order and never two at once; at most four keys at a time', async () => {
  const under = new Set<string>();
  const order = new Map<string, number[]>();
  let most = 0;
  const failures = await eachInTurn(items, keyOf, async ({ key, n }) => {
    expect(under.has(key)).toBe(false);
    under.add(key);
    most = Math.max(most, under.size);
    await new Promise(setImmediate);
    order.set(key, [...(order.get(key) ?? []), n]);
    under.delete(key);
  });
  expect(failures.size).toBe(0);
  expect(most).toBe(4);
  for (const done of order.values()) expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect([...order.values()].flat()).toHaveLength(items.length);
});

test('an outage ends it: what was not begun is not tried, and fails with it', async () => {
  let tried = 0;
  const failures = await eachInTurn(items, keyOf, async () => {
    tried++;
    await Promise.resolve();
    throw new Unavailable('task-actors');
  });
  expect(tried).toBeLessThanOrEqual(4);
  expect(failures.size).toBe(items.length);
  expect([...failures.values()].every((failure) => failure instanceof Unavailable)).toBe(true);
});

test("any other failure is its item's own", async () => {
  const bug = new TypeError('oops');
  const failures = await eachInTurn(items, keyOf, async ({ n }) => {
    await Promise.resolve();
    if (n === 7) throw bug;
  });
  expect([...failures].map(([{ n }, error]) => [n, error])).toEqual([[7, bug]]);
});
