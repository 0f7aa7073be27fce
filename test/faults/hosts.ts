/** The actor host lost at the worst moments of its turn, in every way, and two hosts that both believe the actor is theirs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '../../local/service.ts';
import { eventually } from '../support/eventually.ts';
import { A_WHILE, type Fault, type Scene } from './fault.ts';

/** A step of the turn that can be held up from outside, so that the host is met in the middle of it. */
type Moment = {
  name: string;
  how: string;
  hold(scene: Scene): Promise<void> | void;
  release(scene: Scene): Promise<void> | void;
  /** Resolves when turns have come so far. */
  reached(scene: Scene): Promise<unknown>;
};

const someUnderWay = ({ recorder }: Scene) =>
  eventually(() => recorder.inFlight() >= 3, { interval: 5, what: 'commands under way' });

const stillBroker: Pick<Moment, 'hold' | 'release'> = {
  hold: ({ system }) => {
    system.servers.broker.freeze();
  },
  release: ({ system }) => {
    system.servers.broker.thaw();
  },
};

const moments: readonly Moment[] = [
  {
    name: 'before the save',
    how: 'Postgres is held still, so that turns wait for their save',
    hold: ({ system }) => {
      system.servers.postgres.freeze();
    },
    release: ({ system }) => {
      system.servers.postgres.thaw();
    },
    reached: someUnderWay,
  },
  {
    name: 'between save and publish',
    how: 'the broker is held still, so that saved turns wait for their publish',
    ...stillBroker,
    reached: someUnderWay,
  },
  {
    name: 'before the reply',
    how: 'what the host answers is swallowed, so that turns that are done are not heard of',
    hold: ({ proxies }) => proxies.poison('sidecars to apps', 'mute'),
    release: ({ proxies }) => proxies.cure('sidecars to apps'),
    reached: someUnderWay,
  },
  {
    name: 'inside a reminder',
    how: 'the broker is held still while reminders fall due',
    ...stillBroker,
    reached: (scene) => scene.aBellIsDue(),
  },
];

/** Loses the host and has it back; `release` is called when what held it up goes on. */
type Loss = { name: string; how: string; lose(host: Service, release: () => Promise<void>): Promise<void> };

/** Long enough for an ending host to have stopped taking calls, and shorter than its patience. */
const ENDING = 500;

const losses: readonly Loss[] = [
  {
    name: 'SIGKILL',
    how: 'the host dies, and is started again',
    lose: async (host, release) => {
      await host.kill('SIGKILL');
      await release();
      await host.start();
    },
  },
  {
    name: 'SIGTERM',
    how: 'the host is asked to end, and is started again',
    lose: async (host, release) => {
      const ended = host.stop();
      await pause(ENDING);
      await release();
      await ended;
      await host.start();
    },
  },
  {
    name: 'freeze',
    how: `the host stops in its tracks, and goes on ${String(A_WHILE / 1000)} s later`,
    lose: async (host, release) => {
      host.freeze();
      await release();
      await pause(A_WHILE);
      host.thaw();
    },
  },
];

const lostInATurn = moments.flatMap((moment) =>
  losses.map((loss): Fault => {
    return {
      name: `host ${loss.name} ${moment.name}`,
      about: `${moment.how}; then ${loss.how}`,
      happen: async (scene) => {
        const host = scene.system.app('task-actors');
        await moment.hold(scene);
        await moment.reached(scene);
        await loss.lose(host.app, async () => {
          await moment.release(scene);
        });
        await host.untilReady();
      },
    };
  }),
);

const zombies: readonly Fault[] = [
  {
    name: 'zombie host',
    about:
      'one of two hosts is frozen with its sidecar and work in its hands; the other takes over; then the first thaws',
    happen: async (scene) => {
      const host = scene.system.app('task-actors', 1);
      await someUnderWay(scene);
      host.app.freeze();
      host.sidecar.freeze();
      await scene.meanwhile(60);
      host.sidecar.thaw();
      host.app.thaw();
      await host.untilReady();
    },
  },
  {
    name: 'zombie host app',
    about: 'one of two hosts is frozen without its sidecar, until that one gives its actors away; then it thaws',
    happen: async (scene) => {
      const host = scene.system.app('task-actors', 1);
      await someUnderWay(scene);
      host.app.freeze();
      await scene.meanwhile(60);
      host.app.thaw();
      await host.untilReady();
    },
  },
];

export const hostFaults: readonly Fault[] = [...lostInATurn, ...zombies];
