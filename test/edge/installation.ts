/** An edge of a test file's own: the real routes, operations and databases, actors in memory, on a free port. */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import type { EventEnvelope, TaskEvent } from '../../actors/task/events.ts';
import type { Task } from '../../actors/task/task.ts';
import { createChat } from '../../app/chat/chat.ts';
import type { Think } from '../../app/chat/turn.ts';
import type { Understand } from '../../app/chat/understand.ts';
import { createEdge } from '../../app/http/edge.ts';
import type { Limits } from '../../app/http/rate-limit.ts';
import { createStream, type Stream } from '../../app/http/stream.ts';
import { missedFrom } from '../../app/roles/feed.ts';
import { createMcp } from '../../app/mcp/mcp.ts';
import { catalogue, forPeopleAlone } from '../../app/operations/catalogue.ts';
import type { Services } from '../../app/operations/operation.ts';
import { startOutbox } from '../../app/operations/outbox.ts';
import { createTokens } from '../../app/operations/tokens.ts';
import { openDatabase } from '../../app/queries/database.ts';
import { appendEvents } from '../../app/queries/events.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { startPostgres } from '../read-model/postgres.ts';
import { actorsInMemory, type ActorsInMemory } from './actors-in-memory.ts';

/** What tests read of an answer: whichever of these the address in question gives. */
export type Wire = Task & {
  command_id: string;
  items: Wire[];
  next_cursor: string | null;
  type: string;
  detail: string;
  errors: { field: string; message: string; position?: number }[];
  task: Task;
  token: string;
  user: { user_id: string };
  timezone: string;
  preferences: Record<string, unknown>;
  category_id: string;
  filter_id: string;
  name: string;
  conversation_id: string;
  message_id: string;
  content: string;
  sender_type: string;
  reply: string;
  asked: boolean;
  actions: { tool: string; arguments: Record<string, unknown>; result: Wire }[];
  tasks: Task[];
  event_type: string;
  sequence: number;
  payload: Record<string, unknown>;
  causation_id: string | null;
  notification_id: string;
  read_at: string | null;
  state: string;
  occurrences: { at: string; local: string; offset: string; note?: string }[];
  local: string;
};
export type Answered = { status: number; body: Wire; headers: Headers };
export type Person = {
  id: string;
  token: string;
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
};

export type Installation = {
  url: string;
  services: Services;
  actors: ActorsInMemory;
  stream: Stream;
  /** What was published by the edge's outboxes, in order. */
  published: EventEnvelope[];
  clock: { now: Date | null };
  /** What the edge logged as an error. */
  logged: { err?: Error }[];
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /** Signs somebody up. */
  person: (name: string, timezone?: string) => Promise<Person>;
  /** Another edge over the same databases and actors, as a second replica would be. */
  replica: () => Promise<{ url: string; close: () => Promise<void> }>;
  close: () => Promise<void>;
};

export const caller =
  (url: string, token?: string) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json');
    return {
      status: answer.status,
      body: (json && text !== '' ? JSON.parse(text) : text) as Wire,
      headers: answer.headers,
    };
  };

const silent: Understand = ({ memory }) => ({ acts: [], query: null, listed: [], asked: false, reply: 'Hm.', memory });

export const startInstallation = async (
  options: { limits?: Limits; understand?: Understand; think?: Think } = {},
): Promise<Installation> => {
  const postgres = await startPostgres();
  const urls = { tasks: await postgres.database('tasks'), talks: await postgres.database('talks') };
  await migrate(urls.tasks, 'up', 'tasks');
  await migrate(urls.talks, 'up', 'conversations');
  const db = openDatabase(urls.tasks);
  const conversations = openDatabase(urls.talks);
  const clock: { now: Date | null } = { now: null };
  const now = () => clock.now ?? new Date();
  const published: EventEnvelope[] = [];
  const actors = actorsInMemory(now, async (events) => {
    await appendEvents(
      db,
      events.map((event) => ({ event, userId: (event as TaskEvent).payload.task.user_id })),
    );
  });
  const outboxes = [db, conversations].map((of) =>
    startOutbox({
      db: of,
      publish: (events) => {
        published.push(...events);
        return Promise.resolve(events.length);
      },
      onFailure: () => undefined,
    }),
  );
  const services: Services = {
    db,
    conversations,
    actors,
    tokens: createTokens('a secret of at least thirty-two characters', now),
    now,
    announce: (which) => {
      outboxes[which === 'tasks' ? 0 : 1]!.announce();
    },
    webhookOpenHosts: ['127.0.0.1:9999'],
  };
  const logged: { err?: Error }[] = [];
  const log = { error: (fields: object) => void logged.push(fields), warn: () => undefined };
  const open = async () => {
    const stream = createStream(services.tokens, missedFrom(db, now), (err) => void logged.push({ err: err as Error }));
    const operations = [
      ...catalogue,
      ...forPeopleAlone,
      ...createChat({
        services,
        log,
        operations: catalogue,
        understand: options.understand ?? silent,
        think: options.think,
      }),
    ];
    const app = createEdge({
      services,
      operations,
      stream,
      mcp: createMcp({ services, operations: catalogue, log, version: '0.0.0' }),
      health: (_, res) => void res.json({ status: 'HEALTHY' }),
      log,
      version: '0.0.0',
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async () => {
      stream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stream, close };
  };
  const { url, stream, close } = await open();
  const call = caller(url);
  return {
    url,
    services,
    actors,
    stream,
    published,
    clock,
    logged,
    call,
    person: async (name, timezone = 'Europe/Berlin') => {
      const { status, body } = await call('POST', '/api/auth/signup', {
        username: name,
        email: `${name}@example.org`,
        password: 'correct horse',
        timezone,
      });
      if (status !== 201) throw new Error(`sign-up answered ${status} ${JSON.stringify(body)}`);
      return { id: body.user.user_id, token: body.token, call: caller(url, body.token) };
    },
    replica: open,
    close: async () => {
      await close();
      await Promise.all(outboxes.map((outbox) => outbox.stop()));
      await Promise.all([db.end(), conversations.end()]);
      await postgres.stop();
    },
  };
};
