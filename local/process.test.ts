import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endLeftovers, note } from './ledger.ts';
import { birthOf } from './process-table.ts';
import { startProcess, untilReady } from './process.ts';
import { createService } from './service.ts';
import { until } from './until.ts';

const folder = mkdtempSync(join(tmpdir(), 'duecourse-unit-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const node = (script: string, name = 'child') =>
  startProcess({ name, command: process.execPath, args: ['-e', script], ledger: join(folder, 'run') });
const forever = 'setInterval(() => {}, 1000); console.log("up")';

describe('a process', () => {
  it('is noted while it runs, and ends when it is asked to', async () => {
    const one = await node(forever);
    await one.waitForLine('up');
    expect(readdirSync(join(folder, 'run'))).toEqual([`child-${String(one.pid)}.json`]);
    expect(await one.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it('is killed when it does not listen, and its children with it', async () => {
    const deaf = `process.on('SIGTERM', () => {});
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log('child', child.pid); setInterval(() => {}, 1000)`;
    const one = await node(deaf);
    const child = Number((await one.waitForLine(/^child \d+/)).split(' ')[1]);
    expect(await one.stop({ patience: 200 })).toEqual({ code: null, signal: 'SIGKILL' });
    await until('the end of the child', () => birthOf(child) === undefined, { timeout: 5_000 });
  });

  it('ends even while frozen', async () => {
    const one = await node(forever);
    await one.waitForLine('up');
    one.kill('SIGSTOP');
    expect((await one.stop()).signal).toBe('SIGTERM');
  });

  it('says at once when what is waited for can no longer come', async () => {
    const one = await node('console.log("last words"); process.exit(3)');
    await one.exited;
    await expect(one.waitForLine('never')).rejects.toThrow('last words');
    const two = await node('console.log("cannot bind"); process.exit(1)');
    await expect(untilReady(two, () => false)).rejects.toThrow(/ended at once \(code 1\)[^]*cannot bind/);
  });

  it('that cannot be started says its name', async () => {
    await expect(startProcess({ name: 'ghost', command: join(folder, 'none') })).rejects.toThrow('ghost did not start');
  });

  it('left behind by a killed parent is ended by the next start', async () => {
    const ledger = join(folder, 'left');
    const one = await node(forever, 'orphan');
    await one.waitForLine('up');
    note(ledger, 'orphan', one.pid);
    expect(await endLeftovers(ledger)).toEqual(['orphan']);
    expect((await one.exited).signal).toBe('SIGTERM');
  });
});

describe('a service', () => {
  it('keeps its lines over restarts, and tells a crash from an end that was asked for', async () => {
    const crashes: (string | null)[] = [];
    const service = createService('child', () => node(forever));
    service.onCrash((exit) => crashes.push(exit.signal));
    await service.start();
    await service.waitForLine('up');
    await service.kill('SIGKILL');
    const before = service.mark();
    await service.start();
    await service.waitForLine('up', { after: before });
    expect(service.lines()).toEqual(['up', 'up']);
    expect(crashes).toEqual([]);
    process.kill(service.process().pid, 'SIGKILL');
    await service.process().exited;
    expect(crashes).toEqual(['SIGKILL']);
  });
});
