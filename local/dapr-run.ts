/** The six apps under the real `dapr run -f`, ended in order: the CLI itself would kill them all where they stand. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { sortLine } from './console-lines.ts';
import { processTable } from './process-table.ts';
import type { ProcessRow } from './process-table.ts';
import { startProcess } from './process.ts';
import type { Running } from './process.ts';
import { say } from './progress.ts';
import { loopbackOnly } from './sidecar.ts';
import { tree } from './paths.ts';
import { until } from './until.ts';

export type DaprRunOptions = {
  /** The Dapr CLI. */
  program: string;
  daprd: string;
  runFile: string;
  /** The installation's folder. */
  folder: string;
  logs: string;
  ledger: string;
  env: NodeJS.ProcessEnv;
  /** Hears that an app or a sidecar has ended. */
  onEnd: () => void;
};

export type DaprRun = { process: Running; stop(): Promise<void> };

/**
 * The CLI looks for daprd below DAPR_RUNTIME_PATH. What it finds there is daprd with two more settings, which the CLI
 * has no flag for and without which a sidecar listens on every interface.
 */
const runtimeFolder = (folder: string, daprd: string): string => {
  const bin = join(folder, 'dapr', '.dapr', 'bin');
  mkdirSync(bin, { recursive: true });
  const script = ['#!/bin/sh', `exec '${daprd}' "$@" ${loopbackOnly.join(' ')}`, ''].join('\n');
  writeFileSync(join(bin, 'daprd'), script, { mode: 0o755 });
  writeFileSync(join(folder, 'dapr', '.dapr', 'config.yaml'), '');
  return join(folder, 'dapr');
};

/** The order in which apps end: the edge lets nothing new in, the consumers finish, the host of actors goes last. */
const lastApp = 'task-actors';
const isSidecar = (row: ProcessRow): boolean => row.command.includes(' --dapr-http-port ');
const isEdge = (row: ProcessRow): boolean => row.command.endsWith(' chat-api');
const isLast = (row: ProcessRow): boolean => row.command.endsWith(` ${lastApp}`);

const signal = (rows: readonly ProcessRow[], name: NodeJS.Signals): void => {
  for (const row of rows) {
    try {
      process.kill(row.pid, name);
    } catch {
      // It has gone by itself.
    }
  }
};

/** Asks the rows to end, waits, and after ten seconds insists. */
const end = async (rows: readonly ProcessRow[]): Promise<void> => {
  const alive = () => {
    const births = new Set(processTable().map((row) => `${String(row.pid)} ${row.birth}`));
    return rows.filter((row) => births.has(`${String(row.pid)} ${row.birth}`));
  };
  signal(rows, 'SIGTERM');
  signal(rows, 'SIGCONT');
  await until('the end of the apps', () => alive().length === 0, { timeout: 10_000 }).catch(() => {
    signal(alive(), 'SIGKILL');
  });
};

/** Starts `dapr run -f` and sorts its lines into `logs` and the console. Whether the apps are well is to be asked of them. */
export const startDaprRun = async (options: DaprRunOptions): Promise<DaprRun> => {
  const files = new Map<string, WriteStream>();
  const write = (name: string, text: string): void => {
    const file = files.get(name) ?? createWriteStream(join(options.logs, `${name}.log`), { flags: 'a' });
    files.set(name, file);
    file.write(`${text}\n`);
  };
  mkdirSync(options.logs, { recursive: true });
  let stopping = false;

  const cli = await startProcess({
    name: 'dapr',
    command: options.program,
    args: ['run', '-f', options.runFile],
    cwd: tree,
    env: {
      ...options.env,
      DAPR_RUNTIME_PATH: runtimeFolder(options.folder, options.daprd),
      DAPR_HOST_IP: '127.0.0.1',
      PATH: `${dirname(process.execPath)}:${options.env['PATH'] ?? ''}`,
    },
    ledger: options.ledger,
    onLine: (line) => {
      const { log, raw, shown, ended } = sortLine(line);
      write(log, raw);
      if (shown !== undefined) say(shown);
      if (ended && !stopping) options.onEnd();
    },
  });
  void cli.exited.then(() => {
    for (const file of files.values()) file.end();
    files.clear();
    if (!stopping) options.onEnd();
  });

  return {
    process: cli,
    stop: async () => {
      stopping = true;
      const children = processTable().filter((row) => row.parent === cli.pid);
      const apps = children.filter((row) => !isSidecar(row));
      await end(apps.filter(isEdge));
      await end(apps.filter((row) => !isEdge(row) && !isLast(row)));
      await end(apps.filter(isLast));
      await end(children.filter(isSidecar));
      // It has nobody left to end, and may still be telling the last sidecar about itself, again and again.
      await cli.stop({ patience: 300 });
    },
  };
};
