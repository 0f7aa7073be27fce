/** A year in minutes: two hundred tasks on the real actor, its process dying at any step, and the promises kept throughout. */
import { expect, test } from 'vitest';
import type { TaskCommand } from '../../actors/task/commands.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { fold, verifyChain } from '../../actors/task/history.ts';
import { scheduleOf } from '../../actors/task/next-occurrence.ts';
import { slotsAfter } from '../../actors/task/recurrence.ts';
import { ringsOf } from '../../actors/task/reminders.ts';
import { reminderPolicy, type Task } from '../../actors/task/task.ts';
import { DAY, iso, ms } from '../../actors/task/zone.ts';
import { randomFrom } from '../oracle/rules.ts';
import { ada, create, envelope } from '../shell/commands.ts';
import { createWorld } from '../shell/world.ts';
import { below, one, plansOf, wish } from './life.ts';

const SEED = Number(process.env['SEED'] ?? 2026);
const DAYS = Number(process.env['DAYS'] ?? 365);
const START = '2026-01-01T06:00:00.000Z';
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Karachi'];

const liveThrough = async (seed: number, days: number) => {
  const random = randomFrom(seed);
  const world = createWorld(START);
  const histories = new Map<string, TaskEvent[]>();
  const tasks = new Map<string, Task>();
  const acknowledged = new Map<string, string>();
  const inbox = new Map<string, number>();
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
    for (const [id, task] of tasks) {
      if (task.series_id !== null) open.set(task.series_id, open.get(task.series_id) ?? []);
      if (task.series_id !== null && !task.completed && task.deleted_at === null) open.get(task.series_id)?.push(id);
    }
    for (const [series, ids] of open) {
      const ended = [...tasks.values()].some(
        (t) => t.series_id === series && t.completed && world.document(t.id).state.closing?.next === null,
      );
      expect(ids.length, `series ${series} at ${world.now()}: ${ids.join(' ')}`).toBe(ended ? ids.length && 1 : 1);
    }
  }
};

test(`a year with 200 tasks keeps every promise (seed ${SEED})`, { timeout: 1_200_000 }, async () => {
  const { world, histories, acknowledged, inbox } = await liveThrough(SEED, DAYS);
  const now = world.now();

  // The history, complete and in order, says what the actor holds.
  for (const id of world.ids()) {
    const history = histories.get(id) ?? [];
    expect(verifyChain(history)).toEqual([]);
    expect(fold(history)).toEqual(world.document(id).state);
  }

  // What was acknowledged is in it, once: all that one command did stands in one place.
  const commands = new Map<string, { id: string; from: number; to: number; events: number }>();
  for (const [id, history] of histories) {
    for (const { command_id = '', sequence } of history) {
      const known = commands.get(`${id} ${command_id}`) ?? { id, from: sequence, to: sequence, events: 0 };
      commands.set(`${id} ${command_id}`, { ...known, to: sequence, events: known.events + 1 });
    }
  }
  for (const [command_id, id] of acknowledged) expect(commands.get(`${id} ${command_id}`), command_id).toBeDefined();
  for (const { from, to, events } of commands.values()) expect(to - from + 1).toBe(events);

  // Reminders: never early, each once, none left behind.
  expect([...inbox.values()].filter((late) => late < 0)).toEqual([]);
  const rung = [...histories].flatMap(([id, history]) =>
    history.flatMap((e) =>
      e.event_type === 'REMINDER_DUE'
        ? [`${id} ${e.payload.reminder_id} ${e.payload.reminder_time} ${String(e.payload.due_date)}`]
        : [],
    ),
  );
  expect(new Set(rung).size).toBe(rung.length);
  for (const id of world.ids()) {
    const forgotten = ringsOf(world.document(id).state).filter(({ at }) => at < iso(ms(now) - 60_000));
    expect(forgotten).toEqual([]);
  }

  // Occurrences stand for slots of their rule, on the wall clock.
  let occurrences = 0;
  for (const history of histories.values()) {
    const first = history[0]?.payload.task;
    if (first?.recurrence_mode === 'completion' || first?.scheduled_for == null || (first.occurrence ?? 1) === 1)
      continue;
    const schedule = scheduleOf(first);
    occurrences++;
    if (schedule === null) throw new Error(`${first.id} has no schedule`);
    expect(iso(slotsAfter({ ...schedule, skipped: [] }, ms(first.scheduled_for) - 1, 1)[0]?.at ?? 0)).toBe(
      first.scheduled_for,
    );
  }
  expect(histories.size).toBeGreaterThan(200);
  const events = [...histories.values()].reduce((n, history) => n + history.length, 0);
  console.info(
    `seed ${SEED}: ${histories.size} tasks, ${occurrences} checked slots, ${events} events, ${rung.length} reminders, user ${ada.slice(0, 8)}`,
  );
});
