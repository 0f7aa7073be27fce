/** When an actor wants to be woken: planned whenever what decides it changes, and read from the plan ever after. */
import { parseDuration, roughly, shift } from './durations.ts';
import { lateFrom } from './due-date.ts';
import { snoozeIdFor } from './ids.ts';
import { isAsleep, type Plan, type TaskState } from './state.ts';
import type { Reminder, ReminderPolicy, Task } from './task.ts';
import { DAY, instantOf, iso, ms, startOfDay, wallAt } from './zone.ts';

/** A one-shot reminder of the actor: `name` says what it is for, `at` when it rings. */
export type PlannedReminder = { name: string; at: string };

/** What a reminder of the actor is about when it rings. */
export type Ring = PlannedReminder &
  ({ kind: 'due' | 'snooze'; plan: Plan } | { kind: 'miss' | 'trigger' | 'archive' });

/** How long after closing the actor itself brings the next occurrence, should nobody have asked it to by then. */
const TRIGGER_AFTER = 5000;
/** How long a closed task stays, untouched, before it is archived. */
const ARCHIVE_AFTER = 30 * DAY;

/** Everything that is still to ring, at the instants planned, past ones included. */
export const ringsOf = (state: TaskState): Ring[] => {
  const { task, closing } = state;
  if (task === null) return [];
  const rings: Ring[] = [];
  if (!isAsleep(task)) {
    state.plans.forEach((plan, n) => {
      if (plan.rung) return;
      const kind = plan.reminder_id === snoozeIdFor(task.id) ? 'snooze' : 'due';
      rings.push({ kind, plan, name: `${kind}-${plan.at}-${n}`, at: plan.at });
    });
    if (state.miss_at !== null) rings.push({ kind: 'miss', name: `recur-${state.miss_at}`, at: state.miss_at });
  }
  if (task.completed && closing?.next && !closing.triggered) {
    const at = iso(ms(closing.at) + TRIGGER_AFTER);
    rings.push({ kind: 'trigger', name: `recur-${at}`, at });
  }
  if (task.completed && task.deleted_at === null && task.status !== 'ARCHIVED') {
    const at = iso(ms(task.updated_at) + ARCHIVE_AFTER);
    rings.push({ kind: 'archive', name: `archive-${at}`, at });
  }
  return rings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};

/** The reminders the actor should have armed; one whose instant has gone by while nobody was there rings at `now`. */
export const remindersFor = (state: TaskState, now: string): PlannedReminder[] =>
  ringsOf(state).map(({ name, at }) => ({ name, at: at < now ? now : at }));

/** The next instant at which a reminder of the actor should ring; null when none is planned. */
export const nextWakeAt = (state: TaskState, now: string): string | null => remindersFor(state, now)[0]?.at ?? null;

/** What reminders are, without what they have rung for. */
export const definitionsOf = ({ reminders }: Task): Omit<Reminder, 'fired_for'>[] =>
  reminders.map(({ id, offset, at, nag }) => ({
    id,
    ...(offset !== undefined && { offset }),
    ...(at !== undefined && { at }),
    ...(nag !== undefined && { nag }),
  }));

/** The offsets a task gets when it names no reminders: of all-day tasks only whole days count, from the day's hour on. */
export const defaultOffsets = (policy: ReminderPolicy, due: string | null, allDay: boolean): string[] => {
  if (due === null) return [];
  if (!allDay) return [...new Set(policy.default_offsets)];
  const days = policy.default_offsets.filter((offset) => {
    const duration = parseDuration(offset);
    return duration !== null && duration.elapsed === 0 && roughly(duration) > 0;
  });
  return ['PT0S', ...new Set(days)];
};

/** The instant (ms) a reminder's definition gives; null for an offset while there is no due date. */
export const nominalOf = (task: Task, reminder: Reminder): number | null => {
  if (reminder.at !== undefined) return ms(reminder.at);
  const duration = parseDuration(reminder.offset ?? '');
  if (duration === null || task.due_date === null) return null;
  return shift(ringBase(task, ms(task.due_date)), duration, -1, task.time_zone);
};

/** What offsets count back from: the due instant, or of an all-day task the owner's hour on its day. */
const ringBase = (task: Task, due: number): number => {
  if (!task.all_day) return due;
  const day = startOfDay(wallAt(task.time_zone, due));
  return instantOf(task.time_zone, day + clock(task.reminder_policy.all_day_time));
};

const clock = (text: string): number => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000;

/** `at` (ms), or the end of the owner's quiet hours when it falls within them. */
export const afterQuiet = (at: number, policy: ReminderPolicy, zone: string): number => {
  if (policy.quiet_hours === null) return at;
  const [from, to] = [clock(policy.quiet_hours.from), clock(policy.quiet_hours.to)];
  const wall = wallAt(zone, at);
  const day = startOfDay(wall);
  const time = wall - day;
  const quiet = from <= to ? time >= from && time < to : time >= from || time < to;
  if (!quiet) return at;
  return Math.max(at, instantOf(zone, from > to && time >= from ? day + DAY + to : day + to));
};

/**
 * The plans of a task as it is at `now` (ms), keeping what has rung. A reminder whose time has passed while due is still
 * ahead rings at once, the latest of several for all; with due behind it is let pass, except on a task just made.
 */
export const replan = (task: Task, old: readonly Plan[], now: number, fresh: boolean): Plan[] => {
  const known = new Map(old.map((plan) => [plan.reminder_id, plan]));
  const due = task.due_date === null ? null : ms(task.due_date);
  const ahead = due === null || lateFrom(due, task.all_day, task.time_zone) > now;
  const plans = task.reminders.flatMap((reminder): Plan[] => {
    const nominal = nominalOf(task, reminder);
    return nominal === null ? [] : [planned(task, reminder, nominal, known.get(reminder.id), now)];
  });
  const passed = plans.filter((plan) => !plan.rung && ms(plan.at) <= now);
  const latest = passed.reduce<Plan | null>((a, b) => (a === null || b.nominal > a.nominal ? b : a), null);
  const atOnce = iso(afterQuiet(now, task.reminder_policy, task.time_zone));
  const settled = plans.map((plan) => {
    if (!passed.includes(plan)) return plan;
    return plan === latest && (ahead || fresh) ? { ...plan, at: atOnce } : { ...plan, rung: true };
  });
  return [...settled, ...snoozePlan(task, known)];
};

const planned = (task: Task, reminder: Reminder, nominal: number, old: Plan | undefined, now: number): Plan => {
  const at = iso(afterQuiet(nominal, task.reminder_policy, task.time_zone));
  const plan = { reminder_id: reminder.id, nominal: iso(nominal), at, rung: false, sent_for: old?.sent_for ?? null };
  if (old === undefined) return plan;
  if (old.nominal === plan.nominal && (old.rung || reminder.fired_for !== null)) return old;
  // What has rung for its old time does not ring again at once for a new time that is past as well.
  return { ...plan, rung: old.rung && ms(at) <= now };
};

const snoozePlan = (task: Task, known: ReadonlyMap<string, Plan>): Plan[] => {
  if (task.snoozed_until === null) return [];
  const old = known.get(snoozeIdFor(task.id));
  if (old?.nominal === task.snoozed_until) return [old];
  const at = task.snoozed_until;
  return [{ reminder_id: snoozeIdFor(task.id), nominal: at, at, rung: false, sent_for: old?.sent_for ?? null }];
};

/** The plans once the owner has asked for quiet until `until`: what would ring before lets it pass or nags on afterwards. */
export const snoozePlans = (task: Task, plans: readonly Plan[], until: string): Plan[] =>
  plans.map((plan) => {
    if (plan.rung || plan.at > until || plan.reminder_id === snoozeIdFor(task.id)) return plan;
    return nagged(task, plan, ms(until)) ?? { ...plan, rung: true };
  });

/** The plans after the reminder of `plan` rang at `now` (ms). */
export const afterRing = (task: Task, plans: readonly Plan[], reminderId: string, now: number): Plan[] =>
  plans.map((plan) => {
    if (plan.reminder_id !== reminderId) return plan;
    return nagged(task, plan, now) ?? { ...plan, rung: true };
  });

/** The nagging reminder's next ring after `now`, whole steps from its first; null for one that rings once. */
const nagged = (task: Task, plan: Plan, now: number): Plan | null => {
  const nag = parseDuration(task.reminders.find((r) => r.id === plan.reminder_id)?.nag ?? '');
  const every = nag === null ? 0 : roughly(nag);
  if (every <= 0) return null;
  const steps = Math.max(1, Math.floor((now - ms(plan.nominal)) / every) + 1);
  return { ...plan, at: iso(afterQuiet(ms(plan.nominal) + steps * every, task.reminder_policy, task.time_zone)) };
};
