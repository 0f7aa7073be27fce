/** The same small actor twice, for the traps to snap at: hosted by the SDK as its guide says (`sdk`), or by us (`ours`). */
import { setTimeout as pass } from 'node:timers/promises';
import { AbstractActor, CommunicationProtocolEnum, DaprServer, LogLevel, Temporal } from '@dapr/dapr';
import { pino } from 'pino';
import type { ActorDefinition } from '../../../actors/actor.ts';
import { createActorHost } from '../../../actors/host.ts';
import { loadConfig } from '../../../app/config.ts';
import { createAppServer } from '../../../app/dapr/app-server.ts';
import { createReminderClient } from '../../../app/dapr/reminder-client.ts';

/** How long a turn of `hold` takes: longer than its caller waits. */
const HOLD_MS = 1_500;
const config = loadConfig(['task-actors'], process.env);
const seen: { running: number; overlaps: number; rang: unknown[] } = { running: 0, overlaps: 0, rang: [] };

const hold = async () => {
  seen.running++;
  if (seen.running > 1) seen.overlaps++;
  await pass(HOLD_MS);
  seen.running--;
  return 'held';
};

/** What its state manager does is the point: nothing here is wrong on the face of it. */
class TrapSdk extends AbstractActor {
  async setThenThrow(): Promise<void> {
    await this.getStateManager().setState('value', 'never meant to be kept');
    throw new Error('no');
  }
  nothing(): Promise<void> {
    return Promise.resolve();
  }
  throwError(): Promise<void> {
    return Promise.reject(new Error('why it failed'));
  }
  throwObject(): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return Promise.reject({ reason: 'thrown, not returned' });
  }
  hold(): Promise<string> {
    return hold();
  }
  seen(): Promise<typeof seen> {
    return Promise.resolve(seen);
  }
  async remindSoon(): Promise<void> {
    const soon = Temporal.Duration.from({ milliseconds: 100 });
    await this.registerActorReminder('soon', soon, undefined, undefined, { planned_for: 'then' });
  }
  async remindInDays(): Promise<void> {
    await this.registerActorReminder('days', Temporal.Duration.from({ days: 3 }));
  }
  override receiveReminder(data: string): Promise<void> {
    if (data === 'throw') return Promise.reject(new Error('no'));
    seen.rang.push(data);
    return Promise.resolve();
  }
}

if (process.argv[2] === 'sdk') {
  const server = new DaprServer({
    serverHost: config.app.host,
    serverPort: String(config.app.port),
    clientOptions: {
      daprHost: '127.0.0.1',
      daprPort: String(config.dapr.httpPort),
      communicationProtocol: CommunicationProtocolEnum.HTTP,
      ...(config.dapr.token === undefined ? {} : { daprApiToken: config.dapr.token }),
      logger: { level: LogLevel.Error },
    },
  });
  await server.pubsub.subscribe('pubsub', 'user-events', () => Promise.reject(new Error('cannot work now')));
  await server.actor.init();
  await server.actor.registerActor(TrapSdk);
  await server.start();
} else {
  const log = pino({ level: 'error' });
  const reminders = createReminderClient({ ...config.dapr, actorType: 'TrapOurs' });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  type Self = { id: string; value: string | null };
  const actor: ActorDefinition<Self> = {
    type: 'TrapOurs',
    activate: (id) => ({ id, value: null }),
    methods: {
      setThenThrow: (self) => {
        self.value = 'never meant to be kept';
        return Promise.reject(new Error('no'));
      },
      value: (self) => Promise.resolve(self.value),
      nothing: () => Promise.resolve(),
      throwError: () => Promise.reject(new Error('why it failed')),
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      throwObject: () => Promise.reject({ reason: 'thrown, not returned' }),
      hold,
      seen: () => Promise.resolve(seen),
      remindSoon: ({ id }) =>
        reminders.register({ actorId: id, name: 'soon', at: inDays(0), data: { planned_for: 'then' } }),
      remindInDays: ({ id }) => reminders.register({ actorId: id, name: 'days', at: inDays(3), data: null }),
    },
    remind: (_self, _name, data) => {
      if (data === 'throw') return Promise.reject(new Error('no'));
      seen.rang.push(data);
      return Promise.resolve();
    },
  };
  const host = createActorHost({ actor, log });
  const server = createAppServer({ log, token: config.app.token, checks: {}, handle: host.handle });
  await server.listen(config.app.host, config.app.port);
}
