/** The four roles that live on events: each a consumer on the one consuming path, with what it needs to do its work. */
import type { Logger } from 'pino';
import { auditConsumer } from '../consumers/audit.ts';
import type { Consumer } from '../consumers/consume.ts';
import { createConsumerMetrics, type ConsumerMetrics } from '../consumers/metrics.ts';
import { notificationConsumer } from '../consumers/notifications.ts';
import { createPartitionLog } from '../consumers/partitions.ts';
import { ensureReconcileJob, reconcileRouter } from '../consumers/reconcile-job.ts';
import { createReconciler } from '../consumers/reconciler.ts';
import { recurringConsumer } from '../consumers/recurring.ts';
import { searchConsumer } from '../consumers/search.ts';
import { untilDone } from '../consumers/start-up.ts';
import { subscriptionRouter } from '../consumers/subscriptions.ts';
import { createTaskActors } from '../dapr/actor-client.ts';
import { sidecarReady } from '../dapr/sidecar.ts';
import { bury } from '../queries/dead-letters.ts';
import type { Database } from '../queries/database.ts';
import { migrate } from '../read-model/migrate.ts';
import { databaseOf, type Foundation, type RoleParts } from './common.ts';

const now = () => new Date();

/** What the sidecar brings its events to, and the partitions they turn out to come from. */
const consuming = (consumer: Consumer, db: Database, log: Logger, metrics: ConsumerMetrics) => {
  const partitions = createPartitionLog(Date.now);
  const router = subscriptionRouter(consumer, { bury: (letter) => bury(db, letter), log, metrics, now, partitions });
  return { router, assignment: partitions.assignment };
};

export const auditService = ({ config, log, registry }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const { router, assignment } = consuming(auditConsumer(db), db, log, createConsumerMetrics(registry));
  return { routers: [router], checks: { postgres: check }, assignment, release: () => db.end() };
};

export const recurringTaskService = ({ config, log, registry, sidecar }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const consumer = recurringConsumer({ actors: createTaskActors(sidecar.request), log });
  const { router, assignment } = consuming(consumer, db, log, createConsumerMetrics(registry));
  return { routers: [router], checks: { postgres: check }, assignment, release: () => db.end() };
};

export const notificationService = ({ config, log, registry, sidecar }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const consumer = notificationConsumer({ db, actors: createTaskActors(sidecar.request), log, now });
  const { router, assignment } = consuming(consumer, db, log, createConsumerMetrics(registry));
  return { routers: [router], checks: { postgres: check }, assignment, release: () => db.end() };
};

/** Owns the schema of the tasks database, keeps the read model and hosts the reconciler. */
export const searchService = ({ config, log, registry, sidecar, signal }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const metrics = createConsumerMetrics(registry);
  const { router, assignment } = consuming(searchConsumer(db), db, log, metrics);
  const reconciler = createReconciler({ db, actors: createTaskActors(sidecar.request), log, metrics, now });
  const schema = untilDone(
    'the schema',
    async () => {
      const ran = await migrate(config.databaseUrl, 'up', 'tasks');
      if (ran.length > 0) log.info({ migrations: ran }, 'the schema is up to date');
    },
    { log, signal },
  );
  return {
    assignment,
    routers: [router, reconcileRouter(reconciler, log)],
    checks: { postgres: check, schema: schema.check },
    begin: async () => {
      const healed = schema.done.then(
        () =>
          untilDone(
            'the first reconciliation',
            async () => {
              await sidecarReady(sidecar.request);
              await reconciler.run();
            },
            { log, signal },
          ).done,
      );
      return Promise.resolve(() => healed);
    },
    onHeartbeat: () => ensureReconcileJob(sidecar.request),
    release: () => db.end(),
  };
};
