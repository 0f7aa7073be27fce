/** The role that hosts the task actors. It opens Postgres for one thing only: to put up the fence around their documents. */
import { createTaskHost } from '../dapr/task-host.ts';
import { installFence } from '../read-model/fence.ts';
import { databaseOf, type Foundation, type RoleParts } from './common.ts';

export const taskActors = ({ config, log, sidecar, publisher, tracing }: Foundation): RoleParts => {
  const { db, check } = databaseOf(config.databaseUrl);
  const host = createTaskHost({
    sidecar,
    grpcPort: config.dapr.grpcPort,
    token: config.dapr.token,
    publisher,
    installFence: () => installFence(db),
    begin: tracing.begin,
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
