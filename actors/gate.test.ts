import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

it('lets so many through at once, the rest in their order, also when some fail', async () => {
  const gate = createGate(3);
  let inside = 0;
  let most = 0;
  const begun: number[] = [];
  const all = Array.from({ length: 12 }, (_, n) =>
    gate(async () => {
      begun.push(n);
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
      if (n % 4 === 0) throw new Error('no');
      return n;
    }),
  );
  const ended = await Promise.allSettled(all);
  expect(most).toBe(3);
  expect(begun).toEqual(Array.from({ length: 12 }, (_, n) => n));
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  expect(await gate(() => Promise.resolve('open'))).toBe('open');
});
