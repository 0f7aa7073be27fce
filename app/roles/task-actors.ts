/** The role that hosts the task actors. It opens Postgres for one thing only: to put up the fence around their documents. */
import { createTaskHost, type TaskHost } from '../dapr/task-host.ts';
import { installFence } from '../read-model/fence.ts';
import { createTurnMeasures } from '../telemetry/turns.ts';
import { databaseOf, type Foundation, type RoleParts } from './common.ts';

export const taskActors = ({ config, log, sidecar, publisher, registry, tracing }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const host: TaskHost = createTaskHost({
    sidecar,
    grpcPort: config.dapr.grpcPort,
    token: config.dapr.token,
    publisher,
    installFence: () => installFence(db),
    begin: tracing.begin,
    measures: createTurnMeasures(registry, { active: () => host.active(), owing: () => host.owing() }),
    log,
  });
  return {
    routers: [],
    handle: host.handle,
    checks: { postgres: check, ...host.checks },
    release: async () => {
      await host.close();
      await db.end();
    },
  };
};
