import { describe, expect, it } from 'vitest';
import { median, medianInterval, quantile, seeded } from './statistics.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('a quantile', () => {
  it('is the smallest value with that share at or below it', () => {
    expect(quantile(upTo(100), 0.99)).toBe(99);
    expect(quantile(upTo(100), 0.5)).toBe(50);
    expect(quantile(upTo(100), 1)).toBe(100);
    expect(quantile(upTo(100), 0)).toBe(1);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([10, 2, 33], 0.5)).toBe(10);
  });

  it('of nothing is no number, so that no goal is met by it', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(median([])).toBeNaN();
  });
});

describe('a median', () => {
  it('is the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('comes with an interval that holds it, narrow for what agrees and wide for what does not', () => {
    const [calm, wild] = [
      [10, 10, 11, 10, 9, 10, 10],
      [1, 30, 10, 2, 50, 8, 12],
    ];
    for (const values of [calm, wild]) {
      const { low, high } = medianInterval(values);
      expect(low).toBeLessThanOrEqual(median(values));
      expect(high).toBeGreaterThanOrEqual(median(values));
    }
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(medianInterval(wild))).toBeGreaterThan(5 * width(medianInterval(calm)));
  });

  it('has the true one in its interval about as often as it says', () => {
    const random = seeded(7);
    const held = upTo(60).filter(() => {
      const { low, high } = medianInterval(Array.from({ length: 15 }, random));
      return low <= 0.5 && high >= 0.5;
    });
    expect(held.length).toBeGreaterThan(50);
    expect(held.length).toBeLessThan(60);
  });

  it('has the same interval each time', () => {
    expect(medianInterval([3, 1, 2, 5])).toEqual(medianInterval([3, 1, 2, 5]));
  });
});
