/** A year in minutes: two hundred tasks on the real actor, its process dying at any step, and the promises kept throughout. */
import { expect, test } from 'vitest';
import { fold, verifyChain } from '../../actors/task/history.ts';
import { scheduleOf } from '../../actors/task/next-occurrence.ts';
import { slotsAfter } from '../../actors/task/recurrence.ts';
import { ringsOf } from '../../actors/task/reminders.ts';
import { iso, ms } from '../../actors/task/zone.ts';
import { liveThrough } from './year.ts';

const SEED = Number(process.env['SEED'] ?? 2026);
const DAYS = Number(process.env['DAYS'] ?? 365);

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
    `seed ${SEED}: ${histories.size} tasks, ${occurrences} checked slots, ${events} events, ${rung.length} reminders`,
  );
});
