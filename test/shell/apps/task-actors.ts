/**
 * The role task-actors as its parts compose it, without the rest of the roles: what the tests of the shell run. At the point that
 * a task's title names it kills or freezes itself, once for each task.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseDocument } from '../../../actors/document.ts';
import { createAppServer } from '../../../app/dapr/app-server.ts';
import { createPublisher } from '../../../app/dapr/publisher.ts';
import { createSidecarHttp } from '../../../app/dapr/sidecar-http.ts';
import { createTaskHost } from '../../../app/dapr/task-host.ts';
import { createLog } from '../../../app/log.ts';
import { loadConfig } from '../../../app/config.ts';
import { openDatabase } from '../../../app/queries/database.ts';
import { installFence } from '../../../app/read-model/fence.ts';

const config = loadConfig(['task-actors'], process.env);
const log = createLog('task-actors', process.env['LOG_LEVEL'] ?? 'info');
const sidecar = createSidecarHttp(config.dapr);
const database = openDatabase(config.databaseUrl, { max: 2 });

/** True the first time it is asked of a mark, in whichever process. */
const firstTime = (mark: string): boolean => {
  const file = join(process.env['TEST_FOLDER'] ?? '', mark);
  if (existsSync(file)) return false;
  writeFileSync(file, '');
  return true;
};

const publisher = createPublisher({ request: sidecar.request, log });
const dying: typeof publisher = {
  ...publisher,
  publish: (events, budgetMs) => {
    const doomed = events.find(({ payload }) => JSON.stringify(payload).includes('die before publishing'));
    if (doomed !== undefined && firstTime(`died-${doomed.aggregate_id}`)) process.kill(process.pid, 'SIGKILL');
    return publisher.publish(events, budgetMs);
  },
};
/** The title in a document that is about to be saved. */
const titleIn = (body: string | undefined): string | undefined => {
  const [upsert] = z.array(z.object({ request: z.object({ value: z.unknown() }) })).parse(JSON.parse(body ?? '[]'));
  return parseDocument(JSON.stringify(upsert?.request.value)).state.task?.title;
};
const freezing: typeof sidecar = {
  ...sidecar,
  request: (call) => {
    const [, id] = /^\/v1\.0\/actors\/TaskActor\/([^/]+)\/state$/.exec(call.path) ?? [];
    if (id !== undefined && titleIn(call.body) === 'freeze before saving' && firstTime(`frozen-${id}`))
      process.kill(process.pid, 'SIGSTOP');
    return sidecar.request(call);
  },
};
const host = createTaskHost({
  sidecar: freezing,
  ...config.dapr,
  publisher: dying,
  installFence: () => installFence(database),
  log,
});
const server = createAppServer({ log, token: config.app.token, checks: host.checks, handle: host.handle });
await server.listen(config.app.host, config.app.port);
log.info({ port: config.app.port }, 'listening');

process.once('SIGTERM', () => {
  void (async () => {
    await server.close();
    await host.close();
    await sidecar.close();
    await database.end();
  })();
});
