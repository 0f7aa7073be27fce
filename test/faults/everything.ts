/** All of it at once. */
import type { Fault } from './fault.ts';

export const everythingFaults: readonly Fault[] = [
  {
    name: 'everything at once',
    about: 'every process dies at the same moment, and all of it is started again from what is on the disks',
    patience: 150_000,
    happen: async ({ system }) => {
      await system.killEverything();
      await system.start();
    },
  },
];
