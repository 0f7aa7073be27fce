/** The clock of an actor host set wrong in the middle of its work, and set right again. */
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { FELT } from './clock.ts';
import { A_WHILE, type Fault, type Scene } from './fault.ts';

/** What a task was last changed at by its host's clock, less when we heard of it: seconds. */
const differences = ({ recorder }: Scene, since: number): number[] =>
  recorder.commands.slice(since).flatMap(({ answer }) => {
    const changed = Date.parse(String(answer?.body?.updated_at));
    return Number.isNaN(changed) ? [] : [(changed - Date.now()) / 1000];
  });

const stepped = (name: string, words: string, seconds: number): Fault => ({
  name,
  about: `the clock of one of two hosts is set ${words}, and after a while set right`,
  ahead: Math.max(0, seconds) * 1_000,
  happen: async (scene) => {
    const host = scene.system.app('task-actors');
    const restart = async () => {
      await host.app.stop();
      await host.start();
    };
    await scene.clock.hand();
    await restart();
    await scene.meanwhile(40);
    const since = scene.recorder.commands.length;
    scene.clock.set(seconds);
    await pause(FELT);
    // A library that is not loaded would leave everything as it was, and that would look well.
    const isFelt = (one: number) => Math.abs(one - seconds) < 15;
    await eventually(() => differences(scene, since).some(isFelt), { what: 'an answer by the wrong clock' });
    await pause(A_WHILE);
    await scene.meanwhile(40);
    scene.clock.set(0);
    await pause(FELT);
    scene.clock.takeBack();
    await restart();
  },
});

export const clockFaults: readonly Fault[] = [
  // What is to ring at once is armed for the host's own present: a longer step only takes longer to wait for.
  stepped('clock forward', '40 s ahead', 40),
  stepped('clock back', '10 min back', -600),
];
