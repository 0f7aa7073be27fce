/** What takes its time: ten minutes under load, and starting the whole a second time. */
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tree } from '../../local/paths.ts';
import { portChooser } from '../../local/ports.ts';
import type { Measured, Plan } from '../figure.ts';
import { throughput } from '../load/closed-loop.ts';
import { arrivals, openLoop } from '../load/open-loop.ts';
import { createTasks, inParallel, rename, type Stage } from '../stage.ts';
import { median, quantile } from '../statistics.ts';

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Ten minutes at 70 % of the peak, in windows; the last third beside the third after the first. */
export const soak = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const ids = await createTasks(stage, 256);
  const command = (n: number) => rename(stage, ids[n % ids.length]!);
  await inParallel(10_000, command);
  const peak = await throughput(16, 5, (caller, n) => command(caller + 16 * n));
  const perSecond = peak * 0.7;
  const windows = plan.quick ? 9 : 30;
  const seconds = plan.quick ? 2 : 20;
  const p99s: number[] = [];
  const memory: number[] = [];
  for (let window = 0; window < windows; window++) {
    p99s.push(quantile(await openLoop(arrivals(perSecond, seconds, window), command), 0.99));
    memory.push(residentBytes(stage.system.app('task-actors').app.process().pid));
  }
  const third = windows / 3;
  const drift = (figure: string, unit: string, values: readonly number[]): Measured => ({
    figure,
    baseline: 'the first third of the time',
    unit,
    rounds: [{ ours: median(values.slice(-third)), baseline: median(values.slice(0, third)) }],
    goal: { must: { atMost: 1.2 }, aim: { atMost: 1.05 } },
    note: `${(windows * seconds) / 60} minutes at ${Math.round(perSecond)}/s, 70 % of the peak`,
  });
  return [drift('soak: command p99, the last third', 'ms', p99s), drift('soak: memory of the host', 'bytes', memory)];
};

/** `npm start` in a folder of its own. @returns seconds until it says that it is up. */
const startOnce = async (folder: string): Promise<number> => {
  const port = await portChooser()('');
  const began = performance.now();
  const child = spawn(process.execPath, [join(tree, 'local/bootstrap.mjs'), 'start'], {
    env: { ...process.env, DUECOURSE_DIR: folder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const health = `http://127.0.0.1:${port}/health`;
  const healthy = async () => (await fetch(health).catch(() => undefined))?.ok === true;
  while (!(await healthy())) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await pause(50);
  }
  // The edge answers for its own dependencies; what npm start prints waits for all six.
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('is up after')) resolve();
    });
  });
  const seconds = (performance.now() - began) / 1_000;
  child.kill('SIGTERM');
  await ended;
  return seconds;
};

export const secondStart = async (plan: Plan): Promise<Measured[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'duecourse-bench-'));
  const rounds = [];
  try {
    const first = await startOnce(folder);
    for (let round = 0; round < (plan.quick ? 1 : plan.rounds); round++) {
      rounds.push({ ours: await startOnce(folder), baseline: first });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    {
      figure: '`npm start`, the second time',
      baseline: 'the first time (told)',
      unit: 's',
      rounds,
      of: 'ours',
      goal: { must: { atMost: 20 }, aim: { atMost: 8 } },
      note: 'until all six roles are healthy',
    },
  ];
};
