/** What a closing occurrence leads to, in each of the three modes. */
import type { NextOccurrence } from './events.ts';
import { occurrenceIdFor, reminderIdFor } from './ids.ts';
import { parseRule } from './recurrence-rule.ts';
import { slotsAfter, type Schedule } from './recurrence.ts';
import type { Reminder, Task } from './task.ts';
import { DAY, instantOf, iso, ms, startOfDay, wallAt } from './zone.ts';

/** `next` is null at the end of a series; `missed` are the slots that went by between the two. */
export type Following = { next: NextOccurrence | null; missed: string[] };

const MOST_MISSED = 100;
const NOTHING: Following = { next: null, missed: [] };

/** The task's rule in force, as it stands in the calendar; null when it has none that can be read. */
export const scheduleOf = (task: Task): Schedule | null => {
  if (task.recurrence_rule === null || task.due_date === null) return null;
  const reading = parseRule(task.recurrence_rule);
  if (!reading.ok) return null;
  const start = ms(task.series_start ?? task.due_date);
  return { rule: reading.rule, start, zone: task.time_zone, skipped: task.skipped_dates };
};

/** The later of the slot this occurrence stands for and its due instant: nothing up to here comes again. */
const settledUpTo = (task: Task): number =>
  Math.max(ms(task.scheduled_for ?? task.due_date ?? task.created_at), ms(task.due_date ?? task.created_at));

/**
 * Mode `schedule` and a closed `strict` occurrence: the first slot after the slot, the due date and `closedAt`. Completing
 * early, late, or with the due date moved therefore neither doubles nor reopens a slot.
 */
const bySchedule = (task: Task, schedule: Schedule, closedAt: number): Following => {
  const settled = settledUpTo(task);
  const [slot] = slotsAfter(schedule, Math.max(settled, closedAt), 1);
  const passed = settled < closedAt ? slotsAfter(schedule, settled, MOST_MISSED) : [];
  const missed = passed.filter(({ at }) => at <= closedAt).map(({ at }) => iso(at));
  return { next: successor(task, slot?.at), missed };
};

/**
 * Mode `completion`: the rule is counted from the day of completion, at the series' time of day; an hourly one from the
 * minute of completion. COUNT counts occurrences, from the one at which the rule began.
 */
const byCompletion = (task: Task, schedule: Schedule, closedAt: number): Following => {
  const { rule, zone } = schedule;
  const soFar = (task.occurrence ?? 1) - (task.rule_from ?? 1) + 1;
  if (rule.count !== null && soFar >= rule.count) return NOTHING;
  const wall = wallAt(zone, closedAt);
  const begun = wallAt(zone, schedule.start);
  const anchor = rule.freq === 'HOURLY' ? wall - (wall % 60_000) : startOfDay(wall) + (begun - startOfDay(begun));
  const start = instantOf(zone, anchor);
  const [slot] = slotsAfter({ ...schedule, rule: { ...rule, count: null }, start }, start, 1);
  return { next: successor(task, slot?.at), missed: [] };
};

/** What follows when a person closes the task at `closedAt` (ms). */
export const followingOf = (task: Task, closedAt: number): Following => {
  const schedule = scheduleOf(task);
  if (schedule === null) return NOTHING;
  return task.recurrence_mode === 'completion'
    ? byCompletion(task, schedule, closedAt)
    : bySchedule(task, schedule, closedAt);
};

/** Mode `strict`: the slot after `from` (ms) at which this occurrence, if still open, is missed; null when none follows. */
export const missAt = (task: Task, from: number): string | null => {
  if (task.recurrence_mode !== 'strict') return null;
  const schedule = scheduleOf(task);
  const slot = schedule === null ? undefined : slotsAfter(schedule, Math.max(settledUpTo(task), from), 1)[0];
  return slot === undefined ? null : iso(slot.at);
};

/**
 * Mode `strict`, when a slot has come and the occurrence is still open: the next is the latest slot that has come by `now`
 * (ms), the one whose time it is; those between are recorded as missed and never opened.
 */
export const followingMissed = (task: Task, now: number): Following => {
  const schedule = scheduleOf(task);
  if (schedule === null) return NOTHING;
  const settled = settledUpTo(task);
  const missed = slotsAfter(schedule, settled, MOST_MISSED).filter(({ at }) => at <= now);
  const latest = latestBy(schedule, settled, now);
  return {
    next: successor(task, latest),
    missed: missed.flatMap(({ at }) => (latest !== undefined && at < latest ? [iso(at)] : [])),
  };
};

/** The latest slot in (`after`, `now`], looked for in growing windows so that a long absence costs little. */
const latestBy = (schedule: Schedule, after: number, now: number): number | undefined => {
  for (const days of [2, 40, 800, 20_000]) {
    const from = Math.max(after, now - days * DAY);
    const found = slotsAfter(schedule, from, 1000).filter(({ at }) => at <= now);
    if (found.length > 0 || from === after) return found.at(-1)?.at;
  }
  return undefined;
};

const successor = (task: Task, due: number | undefined): NextOccurrence | null => {
  if (due === undefined) return null;
  const occurrence = (task.occurrence ?? 1) + 1;
  return { id: occurrenceIdFor(task.series_id ?? task.id, occurrence), due_date: iso(due), occurrence };
};

/** The next occurrence as it begins at `now`: a copy of what the person set, on its own slot, with nothing done yet. */
export const successorOf = (task: Task, next: NextOccurrence, now: string): Task => {
  const moved = task.scheduled_for !== task.due_date;
  const begun = wallAt(task.time_zone, ms(task.series_start ?? next.due_date));
  const { due_date, id } = next;
  return {
    ...task,
    id,
    due_date,
    // A single occurrence moved to a time of day, or to a whole day, says nothing about the others.
    all_day: moved ? begun === startOfDay(begun) : task.all_day,
    series_id: task.series_id ?? task.id,
    occurrence: next.occurrence,
    scheduled_for: due_date,
    reminders: task.reminders.map((reminder, n) => copied(task, reminder, due_date, reminderIdFor(id, n))),
    reminder_sent: false,
    completed: false,
    completed_at: null,
    outcome: null,
    status: 'CREATED',
    checklist: task.checklist.map((item) => ({ ...item, done: false })),
    snoozed_until: null,
    created_at: now,
    updated_at: now,
    deleted_at: null,
    last_event_id: null,
    version: 1,
  };
};

/** A reminder at an absolute instant keeps its distance on the wall clock from the slot. */
const copied = (task: Task, reminder: Reminder, due: string, id: string): Reminder => {
  const copy = { ...reminder, id, fired_for: null };
  const slot = task.scheduled_for ?? task.due_date;
  if (reminder.at === undefined || slot === null) return copy;
  const distance = wallAt(task.time_zone, ms(reminder.at)) - wallAt(task.time_zone, ms(slot));
  return { ...copy, at: iso(instantOf(task.time_zone, wallAt(task.time_zone, ms(due)) + distance)) };
};
