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
  /** Resolves when turns that began after `since` have come so far. */
  reached(scene: Scene, since: Date): Promise<unknown>;
};

/** No command takes so many milliseconds unless something holds it up. */
const HELD = 500;
/** So many turns that one of two hosts has all of them once in sixteen times, or less. */
const ENOUGH = 5;

const someAreHeld = ({ recorder }: Scene) =>
  eventually(() => recorder.heldUp(HELD).length >= ENOUGH - 1, { interval: 20, what: 'commands that are held up' });

/** Of those tasks that were saved since: the ones with a later event than the audit has, which the broker has not been given. */
const UNTOLD = `SELECT count(*)::int AS n FROM (
    SELECT split_part(key, '||', 3)::uuid AS id, convert_from(value, 'UTF8')::json #>> '{state,sequence}' AS sequence
    FROM actor_state WHERE coalesce(updated_at, created_at) > $1 AND key LIKE '%||TaskActor||%||task') AS saved
  WHERE ($2::uuid[] IS NULL OR id = ANY ($2))
    AND sequence::int > (SELECT count(*) FROM events WHERE aggregate_id = saved.id)`;

/** Waits until enough turns have saved, of any task or of these, and told nobody. */
const someAreUntold = ({ system }: Scene, since: Date, among: () => readonly string[] | null) =>
  eventually(
    async () => {
      const { rows } = await system.tasks.query<{ n: number }>(UNTOLD, [since, among()]);
      return (rows[0]?.n ?? 0) >= ENOUGH;
    },
    { interval: 20, what: 'turns that have saved and not published' },
  );

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
    how: 'what sidecars send to Postgres is swallowed, so that turns wait for their save',
    hold: ({ proxies }) => proxies.poison('sidecars to postgres', 'hole'),
    release: ({ proxies }) => proxies.cure('sidecars to postgres'),
    reached: someAreHeld,
  },
  {
    name: 'between save and publish',
    how: 'the broker is held still, so that saved turns wait for their publish',
    ...stillBroker,
    reached: (scene, since) => someAreUntold(scene, since, () => null),
  },
  {
    name: 'before the reply',
    how: 'what the host answers is swallowed, so that turns that are done are not heard of',
    hold: ({ proxies }) => proxies.poison('sidecars to apps', 'mute'),
    release: ({ proxies }) => proxies.cure('sidecars to apps'),
    reached: someAreHeld,
  },
  {
    name: 'inside a reminder',
    how: 'the broker is held still while reminders fall due, so that firings are saved and not published',
    ...stillBroker,
    // Made before, so that whatever is saved since is the firing.
    reached: (scene, since) => {
      const made = scene.bells.filter(({ at }) => at > since.toISOString()).map(({ taskId }) => taskId);
      return someAreUntold(scene, since, () => made);
    },
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
        await moment.reached(scene, new Date());
        await loss.lose(host.app, async () => {
          await moment.release(scene);
        });
        await host.untilReady();
      },
    };
  }),
);

/** Longer than anything that is not at the frozen host takes, milliseconds. */
const STUCK = 2_000;

/** Waits for a command that is stuck at a frozen host, and until the same command gets an answer: from another one. */
const anotherTakesOver = async (scene: Scene): Promise<void> => {
  const { recorder } = scene;
  // Of chat a lock is held by the edge itself.
  const stuck = () => recorder.heldUp(STUCK).find(({ kind }) => kind !== 'chat');
  const command = await eventually(stuck, { interval: 20, what: 'a command at the frozen host' });
  await eventually(async () => (await recorder.again(command)) ?? undefined, {
    timeout: 90_000,
    what: 'another host to have taken over',
  });
  await scene.meanwhile(20);
};

const zombies: readonly Fault[] = [
  {
    name: 'zombie host',
    about:
      'one of two hosts is frozen with its sidecar and work in its hands; the other takes over; then the first thaws',
    happen: async (scene) => {
      const host = scene.system.app('task-actors', 1);
      host.app.freeze();
      host.sidecar.freeze();
      await anotherTakesOver(scene);
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
      host.app.freeze();
      await anotherTakesOver(scene);
      host.app.thaw();
      await host.untilReady();
    },
  },
];

export const hostFaults: readonly Fault[] = [...lostInATurn, ...zombies];
