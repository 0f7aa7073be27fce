/** Puts the task actor together with everything it needs of the sidecar: what the role `task-actors` is. */
import type { Logger } from 'pino';
import type { ChannelHandler } from '../../actors/channel.ts';
import { createDocumentStore } from '../../actors/document-store.ts';
import { TASK_ACTOR } from '../../actors/document.ts';
import { createDeliveries } from '../../actors/deliveries.ts';
import { createActorHost } from '../../actors/host.ts';
import { taskActor, type TurnMeasures } from '../../actors/task-actor.ts';
import type { Checks } from '../health.ts';
import { createTaskActors } from './actor-client.ts';
import { createFenceRaiser } from './fence-raiser.ts';
import type { Publisher } from './publisher.ts';
import { createReminderClient } from './reminder-client.ts';
import type { Begin } from '../telemetry/trace.ts';
import { createSilence } from './silence.ts';
import { sidecarReady } from './sidecar.ts';
import type { SidecarHttp } from './sidecar-http.ts';

/** How long a command waits for the broker before its events are left to the outbox. */
const PUBLISH_BUDGET_MS = 250;
/** How soon the broker is tried again for what it did not take. */
const REDELIVERY_REST_MS = 2_000;
/** A call to a successor is one whole turn there; what takes longer is tried again by the flush reminder. */
const SUCCESSOR_DEADLINE_MS = 3_000;

export type TaskHost = {
  /** For the app channel: `/dapr/config` and the actor routes; false for what is none of them. */
  handle: ChannelHandler;
  /** For `/health`. */
  checks: Checks;
  /** How many tasks are in memory. */
  active: () => number;
  /** How many tasks have events or calls that could not be delivered yet, as far as memory knows. */
  owing: () => number;
  /** Resolves when the turns under way have ended and nothing is held open any more. */
  close: () => Promise<void>;
};

/** @param installFence `() => installFence(database)`; see app/read-model/fence.ts. */
export const createTaskHost = (options: {
  sidecar: SidecarHttp;
  grpcPort: number;
  token?: string | undefined;
  publisher: Publisher;
  installFence: () => Promise<boolean>;
  log: Logger;
  now?: () => Date;
  begin?: Begin;
  measures?: TurnMeasures;
}): TaskHost => {
  const { sidecar, publisher, log } = options;
  const watched = options.begin === undefined ? {} : { begin: options.begin };
  const reminders = createReminderClient({ grpcPort: options.grpcPort, token: options.token, actorType: TASK_ACTOR });
  const successors = createTaskActors(sidecar.request, {
    deadlineMs: SUCCESSOR_DEADLINE_MS,
    attemptMs: SUCCESSOR_DEADLINE_MS,
    ...watched,
  });
  const fence = createFenceRaiser({ request: sidecar.request, install: options.installFence, log });
  fence.raise();
  const actor = taskActor({
    store: createDocumentStore(sidecar.request, TASK_ACTOR),
    reminders,
    publish: (events) => publisher.publish(events, PUBLISH_BUDGET_MS),
    call: successors.execute,
    owes: (id, owing) => {
      if (owing) deliveries.owes(id);
      else deliveries.settled(id);
    },
    now: options.now ?? (() => new Date()),
    log,
    ...watched,
    ...(options.measures === undefined ? {} : { measures: options.measures }),
  });
  const host = createActorHost({ log, onSidecar: fence.raise, actor });
  const deliveries = createDeliveries({
    // Gone from memory: its flush reminder finds it wherever it is.
    deliver: async (id) => (await host.ifActive(id, actor.deliver)) ?? true,
    possible: publisher.available,
    restMs: REDELIVERY_REST_MS,
  });
  // Actors that were elsewhere meanwhile may have changed; a stale save is fenced off, a stale answer is not.
  const silence = createSilence({
    onBroken: (ms) => {
      log.warn({ silent_ms: Math.round(ms), forgotten: host.active() }, 'the sidecar was silent for long');
      host.forget();
    },
  });
  return {
    handle: (request, response) => {
      silence.heard(request);
      return host.handle(request, response);
    },
    active: host.active,
    owing: deliveries.size,
    checks: { sidecar: () => sidecarReady(sidecar.request), fence: fence.check },
    close: async () => {
      fence.close();
      deliveries.close();
      await host.drained();
      reminders.close();
    },
  };
};
