import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, isFree, portChooser } from './ports.ts';

const allFree = () => Promise.resolve(true);

describe('choosing ports', () => {
  it('takes the preferred one when it is free, and never twice', async () => {
    const choose = portChooser({}, allFree);
    expect(await choose('A', 5000)).toBe(5000);
    expect(await choose('B', 5000)).not.toBe(5000);
  });

  it('takes another when the preferred one is in use', async () => {
    const choose = portChooser({}, (port) => Promise.resolve(port !== 5000));
    expect(await choose('A', 5000)).not.toBe(5000);
  });

  it('does what the variable says, or says why not', async () => {
    expect(await portChooser({ A: '6000' }, allFree)('A', 5000)).toBe(6000);
    await expect(portChooser({ A: '6000' }, () => Promise.resolve(false))('A')).rejects.toThrow('A=6000');
    for (const wrong of ['0', '65536', 'x', '1.5']) {
      await expect(portChooser({ A: wrong }, allFree)('A')).rejects.toThrow(`A=${wrong} is no port`);
    }
  });

  it('sees what listens, and finds what does not', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    expect(await isFree(port)).toBe(false);
    await new Promise((done) => server.close(done));
    expect(await isFree(port)).toBe(true);
  });
});
