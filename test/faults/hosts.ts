/** The actor host lost at the worst moments of its turn, and two hosts that both believe the actor is theirs. */
import { eventually } from '../support/eventually.ts';
import type { Fault, Scene } from './fault.ts';

const ready = ({ system }: Scene) => system.app('task-actors').untilReady();

/** Kills the host while `blocked` holds its turns up, then lets everything go on. */
const killedWhile =
  (block: (scene: Scene) => void, unblock: (scene: Scene) => void, moment: (scene: Scene) => Promise<unknown>) =>
  async (scene: Scene): Promise<void> => {
    const host = scene.system.app('task-actors').app;
    block(scene);
    await moment(scene);
    await host.kill('SIGKILL');
    unblock(scene);
    await host.start();
    await ready(scene);
  };

const someUnderWay = ({ recorder }: Scene) =>
  eventually(() => recorder.inFlight() >= 3, { interval: 5, what: 'commands under way' });

const freezePostgres = ({ system }: Scene) => {
  system.servers.postgres.freeze();
};
const thawPostgres = ({ system }: Scene) => {
  system.servers.postgres.thaw();
};
const freezeBroker = ({ system }: Scene) => {
  system.servers.broker.freeze();
};
const thawBroker = ({ system }: Scene) => {
  system.servers.broker.thaw();
};

export const hostFaults: readonly Fault[] = [
  {
    name: 'host killed before the save',
    about: 'Postgres is held still, so that turns wait for their save; then the host dies',
    isShort: true,
    happen: killedWhile(freezePostgres, thawPostgres, someUnderWay),
  },
  {
    name: 'host killed between save and publish',
    about: 'the broker is held still, so that saved turns wait for their publish; then the host dies',
    isShort: true,
    happen: killedWhile(freezeBroker, thawBroker, someUnderWay),
  },
  {
    name: 'host killed inside a reminder',
    about: 'the broker is held still while reminders fall due; then the host dies',
    happen: killedWhile(freezeBroker, thawBroker, (scene) => scene.aBellIsDue()),
  },
  {
    name: 'zombie host',
    about:
      'one of two hosts is frozen with its sidecar and work in its hands; the other takes over; then the first thaws',
    isShort: true,
    happen: async (scene) => {
      const { app, sidecar } = scene.system.app('task-actors', 1);
      await someUnderWay(scene);
      app.freeze();
      sidecar.freeze();
      await scene.meanwhile(60);
      sidecar.thaw();
      app.thaw();
      await scene.system.app('task-actors', 1).untilReady();
    },
  },
  {
    name: 'zombie host app',
    about: 'one of two hosts is frozen without its sidecar, until that one gives its actors away; then it thaws',
    happen: async (scene) => {
      const { app } = scene.system.app('task-actors', 1);
      await someUnderWay(scene);
      app.freeze();
      await scene.meanwhile(60);
      app.thaw();
      await scene.system.app('task-actors', 1).untilReady();
    },
  },
];
