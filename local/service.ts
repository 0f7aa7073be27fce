/** Something that can be started, ended, killed, frozen and started again, while others keep hold of it. */
import type { Exit, Running } from './process.ts';

export type Service = {
  readonly name: string;
  /** Starts it, unless it runs; resolves when it is of use. */
  start(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Signals it and everything below it, and waits for the end where the signal means one. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it in its tracks, as a machine does that swaps or a container that is paused. */
  freeze(): void;
  thaw(): void;
  isRunning(): boolean;
  /**
   * The process as it is now.
   * @throws {Error} when it has never been started.
   */
  process(): Running;
  /** The lines of all its runs, oldest first. */
  lines(): readonly string[];
  /** How many lines there are; hand it to `waitForLine` as `after` to wait for a new one. */
  mark(): number;
  waitForLine(pattern: RegExp | string, options?: { timeout?: number; after?: number }): Promise<string>;
  /** Called at every end that nobody asked for. */
  onCrash(call: (exit: Exit) => void): void;
};

const deadly = new Set<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV']);

/** A service whose every start is a call of `launch`. */
export const createService = (name: string, launch: () => Promise<Running>): Service => {
  let current: Running | undefined;
  let past: string[] = [];
  let asked = false;
  const crashed = new Set<(exit: Exit) => void>();

  const running = (): Running => {
    if (current === undefined) throw new Error(`${name} has not been started`);
    return current;
  };
  const lines = (): readonly string[] => [...past, ...(current?.lines() ?? [])];

  return {
    name,
    start: async () => {
      if (current?.isRunning() === true) return;
      past = [...lines()];
      current = undefined;
      asked = false;
      const one = await launch();
      current = one;
      void one.exited.then((exit) => {
        if (!asked) for (const call of crashed) call(exit);
      });
    },
    stop: async () => {
      asked = true;
      await current?.stop();
    },
    kill: async (signal = 'SIGKILL') => {
      const one = running();
      asked = deadly.has(signal);
      one.kill(signal);
      if (asked) await one.exited;
    },
    freeze: () => {
      running().kill('SIGSTOP');
    },
    thaw: () => {
      running().kill('SIGCONT');
    },
    isRunning: () => current?.isRunning() ?? false,
    process: running,
    lines,
    mark: () => lines().length,
    waitForLine: (pattern, { timeout, after = 0 } = {}) => {
      const found = lines()
        .slice(after)
        .find((line) => (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line)));
      if (found !== undefined) return Promise.resolve(found);
      return running().waitForLine(pattern, {
        after: Math.max(0, after - past.length),
        ...(timeout === undefined ? {} : { timeout }),
      });
    },
    onCrash: (call) => {
      crashed.add(call);
    },
  };
};
