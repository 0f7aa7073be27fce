import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

describe('a limiter', () => {
  it('allows a burst, then one each period, a key at a time', () => {
    let now = 1_000_000;
    const limiter = createLimiter({ burst: 3, everyMs: 10_000 }, () => now);
    for (let n = 0; n < 3; n += 1) {
      expect(limiter.wait('a')).toBe(0);
      limiter.take('a');
    }
    expect(limiter.wait('a')).toBe(10);
    expect(limiter.wait('b')).toBe(0);
    now += 10_000;
    expect(limiter.wait('a')).toBe(0);
    limiter.take('a');
    expect(limiter.wait('a')).toBe(10);
    now += 3_600_000;
    limiter.take('a');
    limiter.take('a');
    expect(limiter.wait('a')).toBe(0);
  });

  it('gives back what is forgiven', () => {
    const limiter = createLimiter({ burst: 1, everyMs: 1_000 }, () => 5_000);
    limiter.take('a');
    expect(limiter.wait('a')).toBe(1);
    limiter.forgive('a');
    expect(limiter.wait('a')).toBe(0);
  });

  it('does not grow without end', () => {
    const limiter = createLimiter({ burst: 1, everyMs: 60_000 }, () => 0);
    for (let n = 0; n < 20_001; n += 1) limiter.take(`k${n}`);
    // The idlest was forgotten, which is the price; the latest are remembered.
    expect(limiter.wait('k0')).toBe(0);
    expect(limiter.wait('k20000')).toBe(60);
  });
});
