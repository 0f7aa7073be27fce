/** Changed preferences reach every open task of the person, once each, however often and through whatever outage the event comes. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { taskIdFor } from '../../actors/task/ids.ts';
import type { ReminderPolicy } from '../../actors/task/task.ts';
import type { KnownEvent } from '../../app/consumers/parse-event.ts';
import { followPreferences } from '../../app/consumers/preferences.ts';
import { preferences } from '../../app/operations/preferences.ts';
import { Unavailable } from '../../app/operations/ports.ts';
import { projectTask } from '../../app/read-model/project-task.ts';
import { start, startWorld, type World } from './world.ts';

const log = pino({ level: 'silent' });
const policy: ReminderPolicy = { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null };
let world: World;
let user: string;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});
beforeEach(() => {
  user = randomUUID();
  world.actors.now = start;
});

const add = async (title: string, owner = user): Promise<string> => {
  const id = taskIdFor(owner, title);
  const fields = { title, time_zone: 'Europe/Berlin', due_date: '2026-12-02T05:00:00Z' };
  await world.actors.person(owner, id, title, { type: 'CreateTask', fields, policy });
  return project(id);
};
const project = async (id: string): Promise<string> => {
  const snapshot = await world.actors.read(id);
  if (snapshot !== null) await projectTask(world.db, snapshot);
  return id;
};
const changed = (to: Partial<ReminderPolicy>, zones = { from_zone: 'Europe/Berlin', to_zone: 'Europe/Berlin' }) =>
  ({
    event_id: randomUUID(),
    event_type: 'USER_PREFERENCES_CHANGED',
    aggregate_id: user,
    aggregate_type: 'user',
    sequence: 2,
    payload: { preferences: preferences.parse({}), policy: { ...policy, ...to }, timezone: zones.to_zone, ...zones },
    timestamp: start,
    user_context: { user_id: user, via: 'rest' },
    correlation_id: randomUUID(),
    causation_id: null,
    schema_version: '1.0',
    source_service: 'chat-api',
    previous_hash: null,
  }) satisfies KnownEvent;
const follow = (event: ReturnType<typeof changed>) =>
  followPreferences({ db: world.db, actors: world.actors, log }, event, 'notification-service');
const wakeOf = async (id: string) => (await world.actors.read(id))?.next_wake_at;

test('reminders of open tasks follow; what is closed, deleted or somebody else’s stays', async () => {
  const [open, closed, gone, other] = [await add('open'), await add('closed'), await add('gone'), await add('x', randomUUID())]; // prettier-ignore
  await world.actors.person(user, closed, 'done', { type: 'CompleteTask' });
  await world.actors.person(user, gone, 'delete it', { type: 'DeleteTask' });
  await Promise.all([closed, gone].map(project));
  expect(await wakeOf(open)).toBe('2026-12-02T04:00:00.000Z');
  const from = world.actors.asked.length;
  expect(await follow(changed({ quiet_hours: { from: '22:00', to: '07:00' } }))).toBe(true);
  expect(world.actors.asked.slice(from).map(({ taskId }) => taskId)).toEqual([open]);
  expect(await wakeOf(open)).toBe('2026-12-02T06:00:00.000Z');
  expect(await wakeOf(other)).toBe('2026-12-02T04:00:00.000Z');
});

test('default reminders and the time zone move along', async () => {
  const id = await add('standup');
  await follow(changed({ default_offsets: ['PT30M'] }, { from_zone: 'Europe/Berlin', to_zone: 'America/New_York' }));
  const task = (await world.actors.read(id))?.task;
  expect(task).toMatchObject({ time_zone: 'America/New_York', reminders: [{ offset: 'PT30M' }] });
});

test('the same event twice, or after a half that failed, says nothing twice', async () => {
  for (const title of ['one', 'two', 'three']) await add(title);
  const event = changed({ quiet_hours: { from: '22:00', to: '07:00' } });
  world.actors.down = true;
  await expect(follow(event)).rejects.toThrow(Unavailable);
  world.actors.down = false;
  await follow(event);
  const said = world.actors.events.length;
  await follow(event);
  expect(world.actors.events.length).toBe(said);
  const ids = world.actors.asked.filter(({ envelope }) => envelope.causation_id === event.event_id);
  expect(new Set(ids.map(({ envelope }) => envelope.command_id)).size).toBe(3);
});

test('somebody without open tasks is no work, somebody with hundreds is done page by page', async () => {
  expect(await follow(changed({}))).toBe(false);
  const ids = await Promise.all(Array.from({ length: 401 }, (_, n) => add(`task ${n}`)));
  const event = changed({ default_offsets: ['PT2H'] });
  expect(await follow(event)).toBe(true);
  const told = world.actors.asked.filter(({ envelope }) => envelope.causation_id === event.event_id);
  expect(told.map(({ taskId }) => taskId).sort()).toEqual([...ids].sort());
});
