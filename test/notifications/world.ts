/** The notification-service in this process: real Postgres, consumer and channels, the domain's actors in memory, a clock to turn. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { taskIdFor } from '../../actors/task/ids.ts';
import { remindersFor } from '../../actors/task/reminders.ts';
import { createDelivery, type Delivery, type DeliveryNeeds } from '../../app/consumers/delivery/ways-out.ts';
import { notificationConsumer } from '../../app/consumers/notifications.ts';
import { preferences } from '../../app/operations/preferences.ts';
import { openDatabase, type Database } from '../../app/queries/database.ts';
import { insertUser, savePreferences } from '../../app/queries/users.ts';
import { saveWebhook } from '../../app/queries/webhooks.ts';
import { migrate } from '../../app/read-model/migrate.ts';
import { projectTask } from '../../app/read-model/project-task.ts';
import { domainActors, type DomainActors } from '../read-model/domain-actors.ts';
import { startPostgres } from '../read-model/postgres.ts';

export const start = '2026-12-01T09:00:00.000Z';
const policy = { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null };
const silent = pino({ level: 'silent' });

type Row = { channel: string; state: string; reason: string | null; attempts: number } & Record<
  'fired_at' | 'delivered_at' | 'next_attempt_at',
  Date | null
> & { notification_id: string };

export type World = {
  db: Database;
  actors: DomainActors;
  /** Now, for everybody. */
  clock: { now: string };
  /** Alarms that were set, in order. */
  alarms: { path: string; dueTime: string }[];
  /** A replica's channels; stopped with the world. */
  delivery: (more?: Partial<DeliveryNeeds>) => Delivery & { registry: Registry };
  person: (channels: string[], webhook?: { url: string; secret: string }) => Promise<string>;
  choose: (userId: string, channels: string[]) => Promise<void>;
  /** A task due in an hour rings for its owner, and the consumer with these channels hears of it. @returns the task's id */
  remind: (userId: string, out: Delivery, title?: string) => Promise<string>;
  /** What became of the notifications of a task, by channel. */
  rows: (taskId: string) => Promise<Row[]>;
  later: (ms: number) => void;
  stop: () => Promise<void>;
};

export const startWorld = async (): Promise<World> => {
  const postgres = await startPostgres();
  const url = await postgres.database('notifications');
  await migrate(url, 'up', 'tasks');
  const db = openDatabase(url);
  const actors = domainActors(start);
  const clock = { now: start };
  const alarms: World['alarms'] = [];
  const running: Delivery[] = [];
  const now = () => new Date(clock.now);

  const world: World = {
    db,
    actors,
    clock,
    alarms,
    delivery: (more = {}) => {
      const registry = new Registry();
      const ask: DeliveryNeeds['ask'] = ({ path, body }) => {
        alarms.push({ path, dueTime: (JSON.parse(body) as { dueTime: string }).dueTime });
        return Promise.resolve({ status: 204, body: '' });
      };
      const needs = { db, log: silent, registry, now, ask, mail: null, openHosts: [], ...more };
      const made = createDelivery(needs);
      running.push(made);
      return { ...made, registry };
    },
    person: async (channels, webhook) => {
      const user_id = randomUUID();
      const name = `p${user_id.slice(0, 8)}`;
      const made = { user_id, username: name, email: `${name}@example.org`, timezone: 'Europe/Berlin' };
      await insertUser(db, { ...made, preferences: preferences.parse({ channels }), password_hash: '', now: now() });
      if (webhook !== undefined) {
        await saveWebhook(db, { userId: user_id, ...webhook, commandId: 'test', now: clock.now });
      }
      return user_id;
    },
    choose: async (userId, channels) => {
      const chosen = preferences.parse({ channels });
      const username = `p${userId.slice(0, 8)}`;
      await savePreferences(db, userId, { preferences: chosen, timezone: 'Europe/Berlin', username });
    },
    remind: async (userId, out, title = 'Pay the rent') => {
      const key = randomUUID();
      const id = taskIdFor(userId, key);
      actors.now = clock.now;
      const due_date = new Date(Date.parse(clock.now) + 3_600_000).toISOString();
      const fields = { title, time_zone: 'Europe/Berlin', due_date };
      const made = await actors.person(userId, id, key, { type: 'CreateTask', fields, policy });
      for (const event of made) await projectTask(db, { ...event.payload, sequence: event.sequence });
      const [reminder] = remindersFor(actors.states.get(id)!, clock.now);
      await actors.execute(id, {
        command_id: `fire ${id}`,
        command: { type: 'FireReminder', name: reminder!.name, planned_for: reminder!.at },
        caller: { user_id: userId, via: 'reminder' },
        correlation_id: id,
        causation_id: null,
      });
      const rung = actors.events.filter((event) => event.aggregate_id === id && event.event_type === 'REMINDER_DUE');
      const { failures } = await notificationConsumer({ db, actors, log: silent, now, out }).handle(
        rung,
        (event) => event,
        'task-reminders',
      );
      if (failures !== undefined && failures.size > 0) throw [...failures.values()][0];
      return id;
    },
    rows: async (taskId) =>
      (await db.query<Row>('SELECT * FROM notifications WHERE task_id = $1 ORDER BY channel', [taskId])).rows,
    later: (ms) => {
      clock.now = new Date(Date.parse(clock.now) + ms).toISOString();
    },
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()));
      await db.end();
      await postgres.stop();
    },
  };
  return world;
};
