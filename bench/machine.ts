/** What the figures were measured on: enough to know whether two reports can be laid side by side. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { spawnSync } from 'node:child_process';
import { tree } from '../local/paths.ts';

const kernelLimit = (): string | null => {
  try {
    return readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim();
  } catch {
    return null;
  }
};

const commit = (): string | null => {
  const { stdout, status } = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: tree, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
};

export const machine = () => ({
  at: new Date().toISOString(),
  commit: commit(),
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  cpu_limit: kernelLimit(),
  memory_gb: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
  /** Of the last minute, before anything was measured: other work on the machine shows here. */
  load: loadavg()[0] ?? Number.NaN,
});
export type Machine = ReturnType<typeof machine>;
