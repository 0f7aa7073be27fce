/** The four roles that live on events: each a consumer on the one consuming path, with what it needs to do its work. */
import { auditConsumer } from '../consumers/audit.ts';
import type { Consumer } from '../consumers/consume.ts';
import { createDelivery } from '../consumers/delivery/ways-out.ts';
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
import { bury, type Burial } from '../queries/dead-letters.ts';
import type { Database } from '../queries/database.ts';
import { migrate } from '../read-model/migrate.ts';
import { databaseOf, type Foundation, type RoleParts } from './common.ts';

const now = () => new Date();
/** For a page of events after a restoration, which nobody waits for. */
const SAY_AGAIN_BUDGET_MS = 10_000;

/** What the sidecar brings its events to, and the partitions they turn out to come from. */
const consuming = (
  consumer: Consumer,
  db: Database,
  metrics: ConsumerMetrics,
  { config, log, tracing }: Foundation,
) => {
  const partitions = createPartitionLog(Date.now, (topic, partition, offset) => {
    metrics.offset(consumer.name, topic, partition, offset);
  });
  const deps = { bury: (letter: Burial) => bury(db, letter), log, metrics, now, partitions, begin: tracing.begin };
  const router = subscriptionRouter(consumer, config.gatherMs, deps);
  return { router, assignment: partitions.assignment };
};

export const auditService = (foundation: Foundation): RoleParts => {
  const { config, registry } = foundation;
  const { db, check } = databaseOf(config.databaseUrl);
  const { router, assignment } = consuming(auditConsumer(db), db, createConsumerMetrics(registry), foundation);
  return { routers: [router], checks: { postgres: check }, assignment, release: () => db.end() };
};

const actorsFor = ({ sidecar, tracing }: Foundation) => createTaskActors(sidecar.request, { begin: tracing.begin });

export const recurringTaskService = (foundation: Foundation): RoleParts => {
  const { config, log, registry } = foundation;
  const { db, check } = databaseOf(config.databaseUrl);
  const consumer = recurringConsumer({ actors: actorsFor(foundation), log });
  const { router, assignment } = consuming(consumer, db, createConsumerMetrics(registry), foundation);
  return { routers: [router], checks: { postgres: check }, assignment, release: () => db.end() };
};

export const notificationService = (foundation: Foundation): RoleParts => {
  const { config, log, registry, sidecar, tracing } = foundation;
  const { db, check } = databaseOf(config.databaseUrl);
  const { mail, webhookOpenHosts: openHosts } = config;
  const out = createDelivery({ db, log, registry, now, ask: sidecar.request, mail, openHosts });
  const { begin } = tracing;
  const consumer = notificationConsumer({ db, actors: actorsFor(foundation), log, now, out, begin });
  const { router, assignment } = consuming(consumer, db, createConsumerMetrics(registry), foundation);
  return {
    routers: [router, out.router],
    checks: { postgres: check },
    helpers: out.checkMail === null ? {} : { mail: out.checkMail },
    assignment,
    begin: () => {
      out.look();
      return Promise.resolve(out.stop);
    },
    onHeartbeat: () => {
      out.look();
      return Promise.resolve();
    },
    release: () => db.end(),
  };
};

/** Owns the schema of the tasks database, keeps the read model and hosts the reconciler. */
export const searchService = (foundation: Foundation): RoleParts => {
  const { config, log, registry, sidecar, publisher, signal } = foundation;
  const { db, check } = databaseOf(config.databaseUrl);
  const metrics = createConsumerMetrics(registry);
  const { router, assignment } = consuming(searchConsumer(db), db, metrics, foundation);
  const reconciler = createReconciler({
    db,
    actors: actorsFor(foundation),
    publish: (events) => publisher.publish(events, SAY_AGAIN_BUDGET_MS),
    log,
    metrics,
    now,
    archival: config.archival,
  });
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
