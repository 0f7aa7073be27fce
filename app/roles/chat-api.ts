/** The only public edge: page, REST, chat and live streams on one listener; the sidecar's calls on another. */
import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import { createChat } from '../chat/chat.ts';
import { understand } from '../chat/language/index.ts';
import { createModel } from '../chat/model/model.ts';
import { thinkWith } from '../chat/model/think.ts';
import { untilDone } from '../consumers/start-up.ts';
import { createTaskActors } from '../dapr/actor-client.ts';
import { sidecarReady } from '../dapr/sidecar.ts';
import { healthRoute } from '../health.ts';
import { createEdge } from '../http/edge.ts';
import { createStream } from '../http/stream.ts';
import { createMcp } from '../mcp/mcp.ts';
import { catalogue, forPeopleAlone } from '../operations/catalogue.ts';
import type { Services } from '../operations/operation.ts';
import { startOutbox, type Outbox } from '../operations/outbox.ts';
import type { Publish } from '../operations/ports.ts';
import { createTokens } from '../operations/tokens.ts';
import { execute, type Database } from '../queries/database.ts';
import { outboxLength } from '../queries/edge-outbox.ts';
import { migrate } from '../read-model/migrate.ts';
import { measureOutboxes } from '../telemetry/outboxes.ts';
import { watchOperations } from '../telemetry/operations.ts';
import { watchRequests } from '../telemetry/requests.ts';
import { databaseOf, type Foundation, type RoleParts } from './common.ts';
import { feedRouter, missedFrom } from './feed.ts';

const OUTBOX_BUDGET_MS = 5_000;
const version = '0.1.0';
const now = () => new Date();

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });

const outboxOf = (db: Database, publish: Publish, log: Logger): Outbox =>
  startOutbox({
    db,
    publish,
    onFailure: (error, retry_in_ms) => {
      log.warn({ err: error, retry_in_ms }, 'events of the edge wait in their outbox');
    },
  });

export const chatApi = (foundation: Foundation): RoleParts => {
  const { config, log, sidecar, publisher, registry, tracing, signal } = foundation;
  const tasks = databaseOf(config.databaseUrl);
  const conversations = databaseOf(config.conversationsUrl);
  const tokens = createTokens(config.tokenSecret, now);
  const stream = createStream(tokens, missedFrom(tasks.db, now), (error) => {
    log.warn({ err: error }, 'what a page missed could not be read');
  });
  const outboxes: { tasks?: Outbox; conversations?: Outbox } = {};
  const services: Services = {
    db: tasks.db,
    conversations: conversations.db,
    actors: createTaskActors(sidecar.request, { begin: tracing.begin }),
    tokens,
    now,
    announce: (outbox) => {
      outboxes[outbox]?.announce();
    },
    watch: watchOperations(tracing.begin, registry),
    webhookOpenHosts: config.webhookOpenHosts,
  };
  const schema = untilDone(
    'the schema of the conversations',
    async () => {
      await migrate(config.conversationsUrl, 'up', 'conversations');
    },
    { log, signal },
  );
  const checks = {
    postgres: tasks.check,
    conversations: conversations.check,
    schema: schema.check,
    // Made by search-service; until it is, nobody can sign up.
    'read model': () => execute(tasks.db, 'SELECT FROM tasks LIMIT 0'),
  };
  measureOutboxes(registry, {
    tasks: () => outboxLength(tasks.db),
    conversations: () => outboxLength(conversations.db),
  });
  const think = config.model === null ? undefined : thinkWith(createModel(config.model), catalogue);
  const edge = createEdge({
    services,
    operations: [
      ...catalogue,
      ...forPeopleAlone,
      ...createChat({ services, operations: catalogue, understand, think, log }),
    ],
    stream,
    mcp: createMcp({ services, operations: catalogue, log, version }),
    health: healthRoute({ sidecar: () => sidecarReady(sidecar.request), ...checks }),
    log,
    version,
    ...(tracing.on ? { watch: watchRequests(tracing.begin) } : {}),
    ...(config.edge.trustProxy === undefined ? {} : { trustProxy: config.edge.trustProxy }),
  });
  const server = createServer(edge);

  return {
    routers: [feedRouter(stream, config.gatherMs)],
    checks,
    begin: async () => {
      await listen(server, config.edge.port, config.edge.host);
      log.info({ host: config.edge.host, port: config.edge.port }, 'open to the public');
      const publish: Publish = (events) => publisher.publish(events, OUTBOX_BUDGET_MS);
      const started = schema.done.then(() => {
        if (signal.aborted) return;
        outboxes.tasks = outboxOf(tasks.db, publish, log);
        outboxes.conversations = outboxOf(conversations.db, publish, log);
      });
      return async () => {
        stream.close();
        await close(server);
        await started;
        await Promise.all([outboxes.tasks?.stop(), outboxes.conversations?.stop()]);
      };
    },
    release: async () => {
      await Promise.all([tasks.db.end(), conversations.db.end()]);
    },
  };
};
