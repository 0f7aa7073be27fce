/** The faults there are, and the installation they happen to. */
import type { Broker } from '../../local/servers.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';
import { everythingFaults } from './everything.ts';
import type { Fault } from './fault.ts';
import { hostFaults } from './hosts.ts';
import { linkFaults } from './links.ts';
import { processFaults } from './processes.ts';
import { startProxies } from './proxies.ts';
import type { Stage } from './run.ts';
import { schedulerFaults } from './scheduler.ts';
import { storeFaults } from './stores.ts';

const all: readonly Fault[] = [
  ...processFaults,
  ...hostFaults,
  ...storeFaults,
  ...schedulerFaults,
  ...linkFaults,
  ...everythingFaults,
];

export const faultsFor = (broker: Broker): readonly Fault[] =>
  all.filter(({ brokers }) => brokers === undefined || brokers.includes(broker));

/** The fixed dozen of the short mode. */
export const shortFaults: readonly Fault[] = all.filter(({ isShort }) => isShort === true);

/** All roles, the actor host twice, every link over a proxy. `end` throws when anything is left running. */
export const setStage = async (broker: Broker): Promise<Stage & { end: () => Promise<void> }> => {
  const proxies = await startProxies();
  try {
    const system = await startSystem({
      broker,
      link: (kind, target) => proxies.link(kind, target),
      roles: {
        'chat-api': {},
        'task-actors': { count: 2 },
        'notification-service': {},
        'recurring-task-service': {},
        'search-service': {},
        'audit-service': {},
      },
    });
    const log = await eventually(() => system.topic('task-events'), { what: 'the log topic' });
    const end = async (): Promise<void> => {
      try {
        await system.stop();
      } finally {
        await proxies.stop();
      }
    };
    return { system, proxies, log, end };
  } catch (error) {
    await proxies.stop();
    throw error;
  }
};
