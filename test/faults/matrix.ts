/** The faults there are, and the installation they happen to. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from '../../local/servers.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';
import { createClock, FELT } from './clock.ts';
import { clockFaults } from './clocks.ts';
import { everythingFaults } from './everything.ts';
import type { Fault } from './fault.ts';
import { hostFaults } from './hosts.ts';
import { leaderFaults } from './leaders.ts';
import { linkFaults } from './links.ts';
import { processFaults } from './processes.ts';
import { startProxies } from './proxies.ts';
import type { Stage } from './run.ts';
import { schedulerFaults } from './scheduler.ts';
import { healPostgres, storeFaults } from './stores.ts';

const all: readonly Fault[] = [
  ...processFaults,
  ...hostFaults,
  ...storeFaults,
  ...schedulerFaults,
  ...clockFaults,
  ...leaderFaults,
  ...linkFaults,
  ...everythingFaults,
];

/** Where faults happen: a broker, and of how many nodes. */
export type Setting = { broker: Broker; nodes: number };

export const faultsFor = (setting: Setting): readonly Fault[] =>
  all.filter(
    ({ brokers = [setting.broker], nodes = 1 }) => brokers.includes(setting.broker) && nodes === setting.nodes,
  );

const named = (names: readonly string[]): readonly Fault[] =>
  names.map((name) => {
    const fault = all.find((one) => one.name === name);
    if (fault === undefined) throw new Error(`there is no fault called ${name}`);
    return fault;
  });

/** Those of `npm test`: each has a way of its own to lose, double or fork what was acknowledged. */
export const fewFaults = named([
  'zombie host',
  'postgres SIGKILL in mid-commit, nobody told',
  'sidecars to postgres: hole',
]);

/** The fixed dozen of the short mode. */
export const shortFaults = named([
  'task-actors SIGKILL',
  'task-actors freeze',
  'task-actors sidecar SIGKILL',
  'chat-api SIGKILL',
  'search-service SIGKILL',
  'host SIGKILL before the save',
  'host SIGKILL between save and publish',
  'zombie host',
  'postgres SIGKILL in mid-commit, nobody told',
  'scheduler killed with 300 due',
  'sidecars to postgres: hole',
  'everything at once',
]);

/** `heal` undoes whatever a fault that failed has left; `end` throws when anything is left running. */
export type WholeStage = Stage & { heal: () => Promise<void>; end: () => Promise<void> };

/** All roles, the actor host twice, every link over a proxy. */
export const setStage = async ({ broker, nodes }: Setting): Promise<WholeStage> => {
  const proxies = await startProxies();
  const clock = createClock();
  try {
    const system = await startSystem({
      broker,
      brokerNodes: nodes,
      link: (kind, target) => proxies.link(kind, target),
      roles: {
        'chat-api': {},
        'task-actors': { count: 2, env: (index) => (index === 0 ? clock.env() : {}) },
        'notification-service': {},
        'recurring-task-service': {},
        'search-service': {},
        'audit-service': {},
      },
    });
    const log = await eventually(() => system.topic('task-events'), { what: 'the log topic' });
    const heal = async (): Promise<void> => {
      // A host that runs by it goes on doing so.
      clock.set(0);
      clock.takeBack();
      await pause(FELT);
      await proxies.cure();
      const services = [...system.servers.services, ...system.apps.flatMap((one) => [one.app, one.sidecar])];
      for (const one of services) if (one.isRunning()) one.thaw();
      await healPostgres(system);
      await system.servers.start();
      // One that was about to end still counted as running; it is dead by now, and is started by what follows.
      await Promise.allSettled(system.apps.map((one) => one.start()));
      await system.start();
    };
    const end = async (): Promise<void> => {
      try {
        await system.stop();
      } finally {
        await proxies.stop();
        clock.end();
      }
    };
    return { system, proxies, clock, log, heal, end };
  } catch (error) {
    await proxies.stop();
    clock.end();
    throw error;
  }
};
