/** The year itself: the tasks of `life.ts` on the real actor, its process dying at any step, and the consumers beside it. */
import type { TaskCommand } from '../../actors/task/commands.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { reminderPolicy, type Task } from '../../actors/task/task.ts';
import { DAY, ms } from '../../actors/task/zone.ts';
import { randomFrom } from '../oracle/rules.ts';
import { create, envelope } from '../shell/commands.ts';
import { createWorld } from '../shell/world.ts';
import { below, one, plansOf, wish } from './life.ts';

const START = '2026-01-01T06:00:00.000Z';
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Karachi'];

/** Lives through `days` drawn from `seed`. @throws {Error} when, with nothing under way, a series has not exactly one open task. */
export const liveThrough = async (seed: number, days: number) => {
  const random = randomFrom(seed);
  const world = createWorld(START);
  const histories = new Map<string, TaskEvent[]>();
  const tasks = new Map<string, Task>();
  const acknowledged = new Map<string, string>();
  const inbox = new Map<string, number>();
  /** Tasks whose latest closing is the end of their series. */
  const lastOf = new Set<string>();
  let read = 0;
  let commands = 0;
  let zone = ZONES[0] ?? 'UTC';

  /** Sooner or later, at any step, the process dies. */
  const risk = (): void => {
    if (random() < 0.2) world.dieAt({ step: 1 + below(random, 9), when: one(random, ['before', 'after']) });
  };

  const ask = async (id: string, command: TaskCommand, service = false): Promise<void> => {
    const sent = envelope(`c${++commands}`, command, { service });
    risk();
    const reply = await world.insist(id, sent);
    if (reply.ok && reply.answer.changed) acknowledged.set(sent.command_id, id);
  };

  /** The consumers: each event once or twice, the recurring one sometimes not at all, for the actor has a net of its own. */
  const consume = async (): Promise<void> => {
    while (read < world.log.length) {
      const event = world.log[read++];
      if (event === undefined) return;
      const history = histories.get(event.aggregate_id) ?? [];
      histories.set(event.aggregate_id, history);
      // Published again after a death: known already.
      if (event.sequence <= history.length) continue;
      history.push(event);
      if ('next' in event.payload) {
        if (event.payload.next === null) lastOf.add(event.aggregate_id);
        else lastOf.delete(event.aggregate_id);
      }
      tasks.set(event.aggregate_id, event.payload.task);
      for (let times = random() < 0.05 ? 2 : 1; times > 0; times--) await react(event);
    }
  };

  const react = async (event: TaskEvent): Promise<void> => {
    if (event.event_type === 'REMINDER_DUE') {
      const { reminder_id, reminder_time } = event.payload;
      inbox.set(event.event_id, ms(event.timestamp) - ms(reminder_time));
      await ask(event.aggregate_id, { type: 'MarkReminderSent', reminder_id, reminder_time }, true);
    }
    if ('next' in event.payload && event.event_type !== 'RECURRING_TRIGGERED' && random() < 0.6) {
      await ask(event.aggregate_id, { type: 'TriggerNext', completion_id: event.payload.completion_id }, true);
    }
  };

  const pass = async (until: number): Promise<void> => {
    while (ms(world.now()) < until) {
      const slice = Math.min(until, ms(world.now()) + DAY / 4);
      risk();
      await world.ring(slice);
      await consume();
      world.advance(Math.max(0, slice - ms(world.now())));
    }
  };

  const today = async (): Promise<void> => {
    const now = ms(world.now());
    for (const [id, task] of [...tasks]) {
      if (task.deleted_at !== null || task.status === 'ARCHIVED') continue;
      if (task.completed) {
        // A change of mind, also about what was done long ago.
        if (now - ms(task.updated_at) < 3 * DAY && random() < 0.05) await ask(id, { type: 'ReopenTask' });
        else if (random() < 0.003) await ask(id, { type: 'ReopenTask' });
        else if (random() < 0.01) await ask(id, { type: 'UndoCommand', undo_command_id: null });
      } else {
        const command = wish(random, task, now);
        if (command !== null) await ask(id, command);
        else if (random() < 0.01) await undoOnOpen(id);
        else if (task.recurrence_rule === null && random() < 0.002) await ask(id, { type: 'DeleteTask' });
      }
      await consume();
    }
  };

  /** Undoing a creation would delete, which ends a series by the person's own will. */
  const undoOnOpen = async (id: string): Promise<void> => {
    const entry = world.document(id).state.undo.findLast((e) => !e.undone && e.undoes === null);
    if (entry !== undefined && !entry.created)
      await ask(id, { type: 'UndoCommand', undo_command_id: entry.command_id });
  };

  const move = async (): Promise<void> => {
    const to_zone = one(random, ZONES);
    const command = { type: 'ApplyPreferences' as const, policy: reminderPolicy.parse({}), from_zone: zone, to_zone };
    for (const id of tasks.keys()) await ask(id, command, true);
    zone = to_zone;
    await consume();
  };

  const plans = plansOf(random, ms(START), zone);
  for (let day = 0; day < days; day++) {
    const morning = ms(START) + day * DAY;
    await pass(morning);
    for (const { title, fields, onDay } of plans) {
      if (onDay !== day) continue;
      const made = create(title, fields);
      risk();
      const reply = await world.insist(made.id, made.envelope);
      if (!reply.ok) throw new Error(`${title}: ${JSON.stringify(reply.rejection)}`);
    }
    await consume();
    if (day % 90 === 45) await move();
    await pass(morning + below(random, 14 * 3600) * 1000);
    await today();
    if (day % 30 === 29) await settled();
  }
  world.dieAt(null);
  await settled();
  return { world, histories, tasks, acknowledged, inbox };

  /** Nobody does anything more for a minute; then everything that is to be true is. */
  async function settled(): Promise<void> {
    world.dieAt(null);
    await world.ring(ms(world.now()) + 60_000);
    world.advance(60_000);
    await consume();
    await world.ring();
    await consume();
    const open = new Map<string, string[]>();
    const ended = new Set([...tasks].flatMap(([id, t]) => (t.completed && lastOf.has(id) ? [t.series_id] : [])));
    for (const [id, task] of tasks) {
      if (task.series_id !== null) open.set(task.series_id, open.get(task.series_id) ?? []);
      if (task.series_id !== null && !task.completed && task.deleted_at === null) open.get(task.series_id)?.push(id);
    }
    for (const [series, ids] of open) {
      if (ids.length === 1 || (ids.length === 0 && ended.has(series))) continue;
      throw new Error(`at ${world.now()} the series ${series} has ${ids.length} open: ${ids.join(' ')}`);
    }
  }
};
