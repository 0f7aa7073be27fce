/** A child in a process group of its own: its lines kept and watched, its end certain. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { note } from './ledger.ts';
import { descendants, processTable } from './process-table.ts';
import { InVain, until } from './until.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type ProcessSpec = {
  name: string;
  command: string;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string | undefined;
  /** Numbers of the account to run as; only root can ask for another than its own. */
  uid?: number | undefined;
  gid?: number | undefined;
  /** Every line goes here too, appended. */
  logFile?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
  /** Folder of the ledger that lets the next start end what a killed parent left. */
  ledger?: string | undefined;
  /** What asks it to end in good order; Postgres wants SIGINT. */
  endSignal?: 'SIGTERM' | 'SIGINT';
};

export type Running = {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  isRunning(): boolean;
  /** The last lines, oldest first; at most 5,000. */
  lines(): readonly string[];
  /** Waits for a line, also one that came before; timeout in milliseconds, 30 s unless told. */
  waitForLine(pattern: RegExp | string, options?: { timeout?: number; after?: number }): Promise<string>;
  /** Signals it, its whole group and all its descendants. */
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, and after `patience` milliseconds (10 s unless told) kills the group. */
  stop(options?: { patience?: number }): Promise<Exit>;
};

const kept = 5_000;
const alive = new Set<Running>();

/** Kills every group at once; for the moment before this process ends, when nothing can be waited for. */
export const killAll = (): void => {
  for (const one of alive) one.kill('SIGKILL');
};
process.on('exit', killAll);

const signalIt = (target: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(target, signal);
  } catch {
    // It is gone.
  }
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  signalIt(-pid, signal);
};

/** PostgreSQL's workers lead groups of their own, so a signal for all of them has to go down the tree. */
const signalTree = (pid: number, signal: NodeJS.Signals): void => {
  const below = descendants(pid, processTable());
  signalGroup(pid, signal);
  for (const one of below) signalIt(one, signal);
};

/**
 * Starts a process. It is running when the promise resolves; whether it is of use yet is its caller's to find out.
 * @throws {Error} when the program cannot be started at all.
 */
export const startProcess = async (spec: ProcessSpec): Promise<Running> => {
  const child = spawn(spec.command, spec.args ?? [], {
    cwd: spec.cwd,
    env: spec.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  const exited = new Promise<Exit>((done) => {
    child.once('exit', (code, signal) => {
      done({ code, signal });
    });
  });
  await new Promise<void>((done, failed) => {
    child.once('spawn', done);
    child.once('error', (error) => {
      failed(new Error(`${spec.name} did not start: ${error.message}`, { cause: error }));
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${spec.name} did not start`);

  if (spec.logFile !== undefined) mkdirSync(dirname(spec.logFile), { recursive: true });
  const file = spec.logFile === undefined ? undefined : createWriteStream(spec.logFile, { flags: 'a' });
  const lines: string[] = [];
  let seen = 0;
  const drained = [child.stdout, child.stderr].map((stream) => {
    const reader = createInterface({ input: stream });
    reader.on('line', (line) => {
      lines.push(line);
      seen += 1;
      if (lines.length > kept) lines.shift();
      file?.write(`${line}\n`);
      spec.onLine?.(line);
    });
    return new Promise<void>((done) => reader.once('close', done));
  });
  // Its last lines may come after its end.
  void Promise.all(drained).then(() => file?.end());

  const forget = spec.ledger === undefined ? () => undefined : note(spec.ledger, spec.name, pid, spec.endSignal);
  let running = true;
  const ended = exited.then((exit) => {
    running = false;
    alive.delete(self);
    // What it started and left behind goes with it.
    signalGroup(pid, 'SIGKILL');
    forget();
    return exit;
  });

  const self: Running = {
    name: spec.name,
    pid,
    exited: ended,
    isRunning: () => running,
    lines: () => lines,
    waitForLine: (pattern, { timeout = 30_000, after = 0 } = {}) =>
      until(
        `a line of ${spec.name} like ${String(pattern)}`,
        () => {
          const first = Math.max(0, after - (seen - lines.length));
          const found = lines
            .slice(first)
            .find((line) => (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line)));
          if (found === undefined && !running) {
            throw new InVain(`${spec.name} has ended without such a line:\n${lines.slice(-20).join('\n')}`);
          }
          return found;
        },
        { timeout, interval: 20 },
      ),
    kill: (signal) => {
      signalTree(pid, signal);
    },
    stop: async ({ patience = 10_000 } = {}) => {
      if (!running) return ended;
      signalIt(pid, spec.endSignal ?? 'SIGTERM');
      // A frozen process hears nothing until it is thawed.
      signalTree(pid, 'SIGCONT');
      const timer = setTimeout(() => {
        signalTree(pid, 'SIGKILL');
      }, patience);
      const exit = await ended;
      clearTimeout(timer);
      return exit;
    },
  };
  alive.add(self);
  return self;
};

/**
 * Waits until `ready` holds, or says why not when the process ends first.
 * @throws {Error} with the process's last lines.
 */
export const untilReady = async (
  one: Running,
  ready: () => Promise<boolean> | boolean,
  { timeout = 30_000 }: { timeout?: number } = {},
): Promise<void> => {
  const last = () => one.lines().slice(-15).join('\n');
  const waiting = new AbortController();
  try {
    await Promise.race([
      until(one.name, ready, { timeout, signal: waiting.signal }),
      one.exited.then((exit) => {
        throw new Error(`${one.name} ended at once (${exit.signal ?? `code ${String(exit.code)}`})`);
      }),
    ]);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${last()}`, { cause: error });
  } finally {
    waiting.abort(new Error('no longer waited for'));
  }
};
