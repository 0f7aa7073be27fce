import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locked } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'duecourse-lock-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const nobody = () => undefined;

describe('a lock', () => {
  it('lets one in at a time', async () => {
    const file = join(folder, 'one');
    const inside: string[] = [];
    const visit = (name: string) =>
      locked(
        file,
        async () => {
          inside.push(`${name} in`);
          await new Promise((done) => setImmediate(done));
          inside.push(`${name} out`);
        },
        nobody,
      );
    await Promise.all([visit('a'), visit('b')]);
    expect(inside.map((one) => one.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
  });

  it('is opened again when the work fails', async () => {
    const file = join(folder, 'two');
    await expect(locked(file, () => Promise.reject(new Error('no')), nobody)).rejects.toThrow('no');
    expect(await locked(file, () => Promise.resolve('in'), nobody)).toBe('in');
  });

  it('of a process that has died, or half written, holds nobody up', async () => {
    for (const content of [JSON.stringify({ pid: process.pid, birth: 'long ago' }), '{"pi']) {
      const file = join(folder, 'stale');
      writeFileSync(file, content);
      expect(await locked(file, () => Promise.resolve('in'), nobody)).toBe('in');
    }
  });
});
