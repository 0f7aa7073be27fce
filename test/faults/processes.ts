/** Deaths, ends in good order and freezes of every process there is. */
import { setTimeout as pause } from 'node:timers/promises';
import { roles } from '../../app/config.ts';
import type { Service } from '../../local/service.ts';
import { A_WHILE, type Fault, type Scene } from './fault.ts';

const deaths = (name: string, of: (scene: Scene) => Service, ready: (scene: Scene) => Promise<void>): Fault[] => [
  {
    name: `${name} SIGKILL`,
    about: `${name} dies without a word, and is started again`,
    happen: async (scene) => {
      await of(scene).kill('SIGKILL');
      await scene.meanwhile(10);
      await of(scene).start();
      await ready(scene);
    },
  },
  {
    name: `${name} SIGTERM`,
    about: `${name} is asked to end, and is started again`,
    happen: async (scene) => {
      await of(scene).stop();
      await scene.meanwhile(10);
      await of(scene).start();
      await ready(scene);
    },
  },
  {
    name: `${name} freeze`,
    about: `${name} stops in its tracks for ${String(A_WHILE / 1000)} s, and goes on`,
    happen: async (scene) => {
      of(scene).freeze();
      await pause(A_WHILE);
      of(scene).thaw();
      await ready(scene);
    },
  },
];

const ofRoles = roles.flatMap((role) => {
  const ready = ({ system }: Scene) => system.app(role).untilReady();
  return [
    ...deaths(role, ({ system }) => system.app(role).app, ready),
    ...deaths(`${role} sidecar`, ({ system }) => system.app(role).sidecar, ready),
  ];
});

const nothing = () => Promise.resolve();
const ofServers = [
  ...deaths('placement', ({ system }) => system.servers.placement, nothing),
  ...deaths('scheduler', ({ system }) => system.servers.scheduler, nothing),
  ...deaths('postgres', ({ system }) => system.servers.postgres, nothing),
  ...deaths('broker', ({ system }) => system.servers.broker, nothing),
];

/** @returns a fault for every process and every way to lose it. */
export const processFaults: readonly Fault[] = [...ofRoles, ...ofServers];
