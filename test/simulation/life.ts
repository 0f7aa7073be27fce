/** A person's year with two hundred tasks: what they are, and what happens to them on each day, drawn from a seed. */
import type { TaskCommand } from '../../actors/task/commands.ts';
import type { Task } from '../../actors/task/task.ts';
import { instantOf, iso, startOfDay, wallAt, wallText } from '../../actors/task/zone.ts';
import { DAY } from '../../actors/task/zone.ts';

export type Random = () => number;
export type Plan = { title: string; fields: Record<string, unknown>; onDay: number };

export const below = (random: Random, n: number): number => Math.floor(random() * n);
export const one = <T>(random: Random, of: readonly T[]): T => of[below(random, of.length)] as T;

const TIMES = ['09:00', '18:30', '02:30', '00:00', '23:45', ''];
const KINDS: readonly { rule: string | null; share: number }[] = [
  { rule: null, share: 74 },
  { rule: 'FREQ=DAILY', share: 3 },
  { rule: 'FREQ=DAILY;INTERVAL=4', share: 5 },
  { rule: 'every weekday', share: 2 },
  { rule: 'FREQ=WEEKLY', share: 30 },
  { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', share: 16 },
  { rule: 'FREQ=MONTHLY;BYMONTHDAY=31', share: 20 },
  { rule: 'FREQ=MONTHLY', share: 20 },
  { rule: 'monthly on the last Friday', share: 12 },
  { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', share: 8 },
  { rule: 'FREQ=WEEKLY;COUNT=9', share: 5 },
  { rule: 'FREQ=YEARLY', share: 5 },
];

/** Two hundred tasks of all kinds, begun on days through the year, on the clocks of `zone`. */
export const plansOf = (random: Random, start: number, zone: string): Plan[] =>
  KINDS.flatMap(({ rule, share }) => Array.from({ length: share }, () => rule)).map((rule, n) => {
    const onDay = below(random, rule === null ? 360 : 60);
    const day = wallText(startOfDay(wallAt(zone, start)) + (onDay + 1 + below(random, 12)) * DAY).slice(0, 10);
    const time = one(random, TIMES);
    const fields = {
      title: `task ${n}`,
      time_zone:
        random() < 0.8
          ? zone
          : one(random, ['America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca']),
      due_date: time === '' ? day : `${day}T${time}`,
      ...(rule !== null && {
        recurrence_rule: rule,
        recurrence_mode: one(random, ['schedule', 'schedule', 'completion', 'strict']),
      }),
      ...(random() < 0.1 && { reminders: [{ offset: 'PT0S', nag: 'PT6H' }] }),
      ...(random() < 0.1 && { reminders: [{ offset: 'P1D' }, { offset: 'PT15M' }] }),
    };
    return { title: `task ${n}`, fields, onDay };
  });

/** What the person does to an open task today, or null: mostly nothing, mostly completing what is due. */
export const wish = (random: Random, task: Task, now: number): TaskCommand | null => {
  const due = task.due_date === null ? now : Date.parse(task.due_date);
  const roll = random();
  if (task.paused) return roll < 0.1 ? { type: 'ResumeTask' } : null;
  if (due <= now + DAY / 2 && roll < 0.6) return { type: 'CompleteTask' };
  if (roll > 0.97)
    return { type: 'UpdateTask', changes: { title: `${task.title.split('!')[0] ?? ''}!${below(random, 100)}` } };
  if (roll > 0.955) return { type: 'SnoozeTask', for: one(random, ['PT30M', 'PT5H', 'P1D']) };
  if (roll > 0.945) return { type: 'CompleteTask' };
  if (roll > 0.935 && task.recurrence_rule !== null) return { type: 'SkipTask' };
  if (roll > 0.93) return { type: 'PauseTask' };
  if (roll > 0.92) return { type: 'UpdateTask', changes: { due_date: laterOn(random, task, now) } };
  if (roll > 0.915 && task.recurrence_rule !== null) {
    const recurrence_rule = one(random, ['FREQ=WEEKLY;BYDAY=SA', 'every 3 days', 'monthly on the 15th']);
    return { type: 'UpdateTask', changes: { recurrence_rule, due_date: laterOn(random, task, now) } };
  }
  return null;
};

const laterOn = (random: Random, task: Task, now: number): string => {
  const wall = startOfDay(wallAt(task.time_zone, now)) + (1 + below(random, 5)) * DAY;
  return task.all_day ? wallText(wall).slice(0, 10) : iso(instantOf(task.time_zone, wall + 9 * 3_600_000));
};
