/** A clock that can be set, for one process that is started while it is wanted: libfaketime, steered by a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideFaketime } from '../../local/install/faketime.ts';

export type Clock = {
  /** What a process that starts now needs, to go by this clock; nothing while it is not wanted. */
  env(): Record<string, string>;
  /** Whoever starts from now on goes by this clock, which agrees with the machine's at first. */
  hand(): Promise<void>;
  /** So many seconds ahead of the machine's, or behind it; felt within `FELT`. */
  set(seconds: number): void;
  /** Whoever starts from now on goes by the machine's. */
  takeBack(): void;
  /** Leaves nothing behind. */
  end(): void;
};

/** The file is read again once a second; milliseconds. */
export const FELT = 1_500;

export const createClock = (): Clock => {
  const folder = mkdtempSync(join(tmpdir(), 'duecourse-clock-'));
  const file = join(folder, 'offset');
  let library: string | undefined;
  const set = (seconds: number): void => {
    writeFileSync(file, `${seconds < 0 ? '-' : '+'}${String(Math.abs(seconds))}\n`);
  };
  return {
    env: () =>
      library === undefined
        ? {}
        : {
            LD_PRELOAD: library,
            FAKETIME_TIMESTAMP_FILE: file,
            FAKETIME_CACHE_DURATION: '1',
            // As when somebody sets a machine's clock: timers go on.
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
            FAKETIME_DONT_RESET: '1',
          },
    hand: async () => {
      set(0);
      library = await provideFaketime();
    },
    set,
    takeBack: () => {
      library = undefined;
    },
    end: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
