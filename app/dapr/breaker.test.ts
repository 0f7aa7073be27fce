import { describe, expect, it } from 'vitest';
import { createBreaker } from './breaker.ts';

const given = () => {
  const clock = { now: 0 };
  const changes: boolean[] = [];
  const breaker = createBreaker({
    now: () => clock.now,
    threshold: 3,
    restMs: 100,
    onChange: (open) => changes.push(open),
  });
  const fail = (times: number) => {
    for (let n = 0; n < times; n++) breaker.failed();
  };
  return { clock, changes, breaker, fail };
};

describe('a breaker', () => {
  it('lets all through until it has failed three times in a row', () => {
    const { breaker, fail } = given();
    fail(2);
    breaker.succeeded();
    fail(2);
    expect(breaker.take()).toBe(true);
    fail(1);
    expect(breaker.take()).toBe(false);
    expect(breaker.allows()).toBe(false);
  });

  it('lets one through in each rest, and asking alone takes no turn', () => {
    const { breaker, clock, fail } = given();
    fail(3);
    clock.now = 100;
    expect(breaker.allows()).toBe(true);
    expect(breaker.take()).toBe(true);
    expect(breaker.take()).toBe(false);
    clock.now = 200;
    expect(breaker.take()).toBe(true);
  });

  it('closes on the first success, and tells of each change once', () => {
    const { breaker, changes, clock, fail } = given();
    fail(5);
    clock.now = 500;
    breaker.take();
    breaker.succeeded();
    breaker.succeeded();
    expect(breaker.take()).toBe(true);
    expect(changes).toEqual([true, false]);
  });
});
