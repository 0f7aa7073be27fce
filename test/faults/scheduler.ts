/** The Scheduler's memory lost, or set back to what it was: reminders come all the same, since tasks know when they are due. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Beyond the minute after which a wake counts as lost, and the reconciler's own interval. */
const PATIENCE = 240_000;

/** For each reminder beyond that: JetStream hands over one message at a time, and marking one as sent is a command. */
const PATIENCE_EACH = 50;

/** Of this share of the reminders, made first, is learnt how long one takes on this machine as it is. */
const TRIED = 1 / 20;
/** The rest may take so much longer each, and they have so much time beyond that; milliseconds. */
const LONGER = 1.3;
const BEYOND = 10_000;

/** Killed while it hands them out: some have rung, some are on their way, most are still its own. */
const killedWith = (count: number): Fault => ({
  name: `scheduler killed with ${count.toLocaleString('en')} due`,
  about: `the Scheduler dies while it hands out ${count.toLocaleString('en')} reminders that are due at the same instant`,
  patience: PATIENCE + count * PATIENCE_EACH,
  happen: async ({ system, ...scene }) => {
    const began = Date.now();
    const tried = Math.ceil(count * TRIED);
    await scene.ringTogether(tried, new Date(began + BEYOND));
    const each = (Date.now() - began) / tried;
    const at = new Date(Date.now() + BEYOND + count * each * LONGER);
    await scene.ringTogether(count, at);
    const left = at.getTime() - Date.now();
    if (left < 0) throw new Error(`the reminders were made ${String(-left)} ms after they were due`);
    await pause(left + 250);
    await system.servers.scheduler.kill('SIGKILL');
    await scene.meanwhile(10);
    await system.servers.scheduler.start();
  },
});

export const schedulerFaults: readonly Fault[] = [
  killedWith(300),
  killedWith(10_000),
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
      // Of an earlier time that came to no end.
      rmSync(copy, { recursive: true, force: true });
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
