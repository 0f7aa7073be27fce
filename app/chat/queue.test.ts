import { describe, expect, it } from 'vitest';
import { createQueue } from './queue.ts';

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a queue', () => {
  it('runs one at a time for each key, in order, and keys side by side', async () => {
    const queue = createQueue(10);
    const log: string[] = [];
    const first = gate();
    const work =
      (name: string, until: Promise<void> = Promise.resolve()) =>
      async () => {
        log.push(`+${name}`);
        await until;
        log.push(`-${name}`);
      };
    const all = [queue('a', work('a1', first.opened)), queue('a', work('a2')), queue('b', work('b1'))];
    await settle();
    expect(log).toEqual(['+a1', '+b1', '-b1']);
    first.open();
    await Promise.all(all);
    expect(log).toEqual(['+a1', '+b1', '-b1', '-a1', '+a2', '-a2']);
  });

  it('lets no more than so many run at once', async () => {
    const queue = createQueue(2);
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        queue(`k${n}`, async () => {
          most = Math.max(most, (running += 1));
          await settle();
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
  });

  it('goes on after a failure', async () => {
    const queue = createQueue(1);
    const failing = queue('a', () => Promise.reject(new Error('no')));
    const next = queue('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
