/** Every kind of connection made slow, cut, and turned into a hole, one after the other. */
import { setTimeout as pause } from 'node:timers/promises';
import { linkKinds } from '../support/app.ts';
import { A_WHILE, type Fault } from './fault.ts';
import type { Toxic } from './proxies.ts';

const words: Record<Exclude<Toxic, 'mute'>, string> = {
  latency: 'pass everything on 150 ms late in each direction, give or take 100,',
  reset: 'are reset as soon as they carry anything',
  hole: 'swallow what is sent, and stay open',
};

const toxics = ['latency', 'reset', 'hole'] as const;

export const linkFaults: readonly Fault[] = linkKinds.flatMap((kind) =>
  toxics.map((toxic): Fault => ({
    name: `${kind}: ${toxic}`,
    about: `all connections from ${kind} ${words[toxic]} for ${String(A_WHILE / 1000)} s`,
    happen: async ({ proxies }) => {
      await proxies.poison(kind, toxic);
      await pause(A_WHILE);
      await proxies.cure(kind);
    },
  })),
);
