/**
 * The bare actors that ours are measured against, on the same host as ours: one that does nothing (B1), one that saves one key
 * (B2), one that saves one key and publishes one event (the least that any command of an event-driven actor does), and one whose
 * reminder only notes when it rang (B3).
 */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { ActorDefinition } from '../../actors/actor.ts';
import { createActorHost } from '../../actors/host.ts';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { createAppServer } from '../../app/dapr/app-server.ts';
import { createPublisher } from '../../app/dapr/publisher.ts';
import { createReminderClient } from '../../app/dapr/reminder-client.ts';
import { createSidecarHttp } from '../../app/dapr/sidecar-http.ts';

const TYPE = 'BenchActor';
const token = process.env['DAPR_API_TOKEN'];
const sidecar = createSidecarHttp({ httpPort: Number(process.env['DAPR_HTTP_PORT']), token });
const reminders = createReminderClient({ grpcPort: Number(process.env['DAPR_GRPC_PORT']), token, actorType: TYPE });

/** What B2 saves: 1 kB, a task with nothing around it. */
const text = 'x'.repeat(1_000);
let lateness: number[] = [];

const log = pino({ level: 'error' });
// The one of the task actors: what publishing costs beyond a bulk call is not to be part of the floor.
const publisher = createPublisher({ request: sidecar.request, log });
const BUDGET_MS = 2_000;

type Arm = { names: string[]; at: string };
type Self = { id: string; n: number };

const save = async (self: Self): Promise<void> => {
  const value = JSON.stringify({ revision: ++self.n, text });
  const { status, body } = await sidecar.request({
    method: 'POST',
    path: `/v1.0/actors/${TYPE}/${self.id}/state`,
    body: `[{"operation":"upsert","request":{"key":"bare","value":${value}}}]`,
    timeoutMs: 5_000,
  });
  if (status !== 204) throw new Error(`save answered ${status} ${body}`);
};

/** An event as large as that of a renamed task. */
const eventOf = (self: Self): EventEnvelope => ({
  event_id: randomUUID(),
  event_type: 'TASK_UPDATED',
  aggregate_id: self.id,
  aggregate_type: 'task',
  sequence: self.n,
  payload: { text, more: text },
  timestamp: new Date().toISOString(),
  user_context: { user_id: self.id, via: 'rest' },
  correlation_id: self.id,
  causation_id: null,
  schema_version: '1.0',
  source_service: 'bench-actors',
  previous_hash: null,
});

const actor: ActorDefinition<Self> = {
  type: TYPE,
  activate: (id) => ({ id, n: 0 }),
  methods: {
    nothing: () => Promise.resolve({ ok: true }),
    save: async (self) => {
      await save(self);
      return { ok: true };
    },
    saveAndPublish: async (self) => {
      await save(self);
      if ((await publisher.publish([eventOf(self)], BUDGET_MS)) !== 1) throw new Error('the broker did not take it');
      return { ok: true };
    },
    arm: async (self, input) => {
      const { names, at } = input as Arm;
      await Promise.all(names.map((name) => reminders.register({ actorId: self.id, name, at, data: { at } })));
      return { ok: true };
    },
    /** How late, in milliseconds, each reminder of this process was since this was asked last. */
    lateness: () => {
      const taken = lateness;
      lateness = [];
      return Promise.resolve(taken);
    },
  },
  remind: (_self, _name, data) => {
    lateness.push(Date.now() - Date.parse((data as { at: string }).at));
    return Promise.resolve();
  },
};

const host = createActorHost({ actor, log });
const server = createAppServer({ log, checks: {}, token: process.env['APP_API_TOKEN'], handle: host.handle });
await server.listen('127.0.0.1', Number(process.env['APP_PORT']));
process.once('SIGTERM', () => {
  void server
    .close(500)
    .then(() => host.drained())
    .then(() => {
      reminders.close();
      return sidecar.close();
    });
});
