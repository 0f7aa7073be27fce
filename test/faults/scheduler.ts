/** The Scheduler's memory lost, or set back to what it was: reminders come all the same, since tasks know when they are due. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';

/** Beyond the minute after which a wake counts as lost, and the reconciler's own interval. */
const PATIENCE = 240_000;

export const schedulerFaults: readonly Fault[] = [
  {
    name: 'scheduler wiped',
    about: 'the Scheduler dies and comes back with nothing of what it knew',
    patience: PATIENCE,
    happen: async ({ system, ...scene }) => {
      await system.servers.scheduler.kill('SIGKILL');
      rmSync(join(system.folder, 'scheduler'), { recursive: true, force: true });
      await scene.meanwhile(10);
      await system.servers.scheduler.start();
    },
  },
  {
    name: 'scheduler set back',
    about: 'the Scheduler dies and comes back with what it knew some time before',
    patience: PATIENCE,
    happen: async ({ system, ...scene }) => {
      const folder = join(system.folder, 'scheduler');
      const copy = join(system.folder, 'scheduler-before');
      await system.servers.scheduler.stop();
      cpSync(folder, copy, { recursive: true });
      await system.servers.scheduler.start();
      await scene.meanwhile(60);
      await system.servers.scheduler.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      cpSync(copy, folder, { recursive: true });
      rmSync(copy, { recursive: true, force: true });
      await system.servers.scheduler.start();
    },
  },
];
