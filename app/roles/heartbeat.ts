/** Tells the others, every so often, that this process lives and how its dependencies are. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { heartbeatOf } from '../consumers/heartbeat.ts';
import type { Role } from '../config.ts';
import type { Publisher } from '../dapr/publisher.ts';
import type { Health } from '../health.ts';
import { profiles } from './profiles.ts';

/** Three missed ones make a service OFFLINE, so a dead process is known within a minute. */
const INTERVAL_MS = 15_000;
const PUBLISH_BUDGET_MS = 2_000;

const saidOf = ({ dependencies }: Health): Record<string, string> =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, { status, reason }]) => [
      name,
      status === 'up' ? 'up' : (reason ?? 'down'),
    ]),
  );

/** The first goes out at once. A heartbeat the broker does not take is not sent again: the next says more. */
export const startHeartbeat = (options: {
  role: Role;
  health: () => Promise<Health>;
  /** Topic → partitions, where the broker has them. */
  assignment?: (() => Record<string, number[]>) | undefined;
  publisher: Publisher;
  log: Logger;
  onBeat?: (() => Promise<void>) | undefined;
}): { stop: () => void } => {
  const { role, publisher, log } = options;
  const service_id = randomUUID();
  let sequence = 0;

  const beat = async (): Promise<void> => {
    const health = await options.health();
    sequence++;
    const event = heartbeatOf(
      {
        service_id,
        service_name: role,
        ...profiles[role],
        health: health.status,
        dependencies: saidOf(health),
        partition_assignment: options.assignment?.() ?? {},
        sent_at: new Date().toISOString(),
      },
      sequence,
      { event: randomUUID(), correlation: randomUUID() },
    );
    await publisher.publish([event], PUBLISH_BUDGET_MS);
    await options.onBeat?.();
  };
  const beatOrSay = (): void => {
    beat().catch((error: unknown) => {
      log.debug({ err: error }, 'heartbeat not sent');
    });
  };
  beatOrSay();
  const timer = setInterval(beatOrSay, INTERVAL_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
};
