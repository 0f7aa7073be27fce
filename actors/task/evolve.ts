/** How each event changes what is known: derived from the change alone, so that folding a history proves it. */
import { lateFrom } from './due-date.ts';
import type { TaskEvent } from './events.ts';
import type { Fact } from './facts.ts';
import { hashOf, same } from './hash.ts';
import { snoozeIdFor } from './ids.ts';
import { missAt } from './next-occurrence.ts';
import { afterRing, definitionsOf, replan, snoozePlans } from './reminders.ts';
import { isAsleep, type Closing, type Plan, type TaskState } from './state.ts';
import { task as taskSchema, type Task } from './task.ts';
import { remember } from './undo.ts';
import { dateText, ms, wallAt } from './zone.ts';

/** An event's place: which one it is, when, and through whom. */
export type Meta = {
  event_id: string;
  sequence: number;
  timestamp: string;
  command_id: string;
  undoes: string | null;
  /** A person did it, directly or through chat or an assistant. */
  by_person: boolean;
};

/** @throws {Error} for an event of a task that does not exist: no valid history holds one. */
export const evolve = (state: TaskState, event: TaskEvent): TaskState => ({
  ...apply(state, event, metaOf(event)),
  last_hash: hashOf(event),
});

/** An event's place, from its envelope. */
export const metaOf = (event: Omit<TaskEvent, 'payload' | 'event_type'>): Meta => ({
  event_id: event.event_id,
  sequence: event.sequence,
  timestamp: event.timestamp,
  command_id: event.command_id ?? event.event_id,
  undoes: event.undoes ?? null,
  by_person: ['rest', 'chat', 'mcp'].includes(event.user_context.via),
});

/** `evolve` for a fact that has its place but no envelope yet; leaves the hash to the caller. */
export const apply = (state: TaskState, fact: Fact, meta: Meta): TaskState => {
  const before = state.task;
  if (before === null && fact.event_type !== 'TASK_CREATED') {
    throw new Error(`${fact.event_type} at ${meta.sequence}: the task has not been created`);
  }
  const changed =
    before === null || fact.event_type === 'TASK_CREATED' ? created(fact) : change(before, state, fact, meta);
  const task = stamped(changed, state, fact, meta);
  const next: TaskState = {
    ...state,
    task,
    sequence: meta.sequence,
    last_command: meta.command_id,
    created_by: before === null ? meta.command_id : state.created_by,
    reminders_given: state.reminders_given + newReminders(before, task),
    plans: plansAfter(state.plans, before, task, fact, meta),
    miss_at: missedAt(state, task, fact, meta),
    ...chainAfter(state, task, fact, meta),
  };
  return { ...next, undo: meta.by_person ? remember(state, task, fact, meta) : state.undo };
};

const created = (fact: Fact): Task => {
  if (fact.event_type !== 'TASK_CREATED') throw new Error('only a creation creates');
  return fact.payload.task;
};

const changes = taskSchema.partial();

/** What the event says has changed. */
const change = (t: Task, state: TaskState, fact: Fact, meta: Meta): Task => {
  switch (fact.event_type) {
    case 'TASK_CREATED':
      return fact.payload.task;
    case 'TASK_UPDATED': {
      const updated = Object.assign({ ...t }, changes.parse(fact.payload.updated_fields));
      return { ...updated, reminder_sent: updated.due_date === t.due_date && t.reminder_sent };
    }
    case 'TASK_PRIORITY_CHANGED':
      return { ...t, priority: fact.payload.to };
    case 'TASK_ASSIGNED':
      return { ...t, assignee_id: fact.payload.to };
    case 'TASK_COMPLETED':
      return { ...shut(t, state, fact.payload), outcome: isLate(t, fact.payload.completed_at) ? 'late' : 'done' };
    case 'TASK_SKIPPED':
      return { ...shut(t, state, fact.payload), outcome: 'skipped', skipped_dates: withSlot(t) };
    case 'TASK_MISSED':
      return { ...shut(t, state, fact.payload), outcome: 'missed' };
    case 'TASK_REOPENED': {
      const skipped_dates = t.outcome === 'skipped' ? withoutSlot(t) : t.skipped_dates;
      return { ...t, completed: false, completed_at: null, outcome: null, status: 'ACTIVE', skipped_dates };
    }
    case 'TASK_ARCHIVED':
      return { ...t, status: 'ARCHIVED' };
    case 'TASK_RESTORED':
      return t.deleted_at !== null ? { ...t, deleted_at: null } : { ...t, status: unarchived(t, state) };
    case 'TASK_DELETED':
      return { ...t, deleted_at: t.deleted_at ?? meta.timestamp };
    case 'RECURRING_TRIGGERED':
      return t.completed && t.status !== 'ARCHIVED' ? { ...t, status: 'RECURRING_CREATED_NEXT' } : t;
    case 'REMINDER_DUE':
      return rang(t, fact.payload.reminder_id, fact.payload.reminder_time);
    case 'REMINDER_SENT':
      return t.due_date !== null && t.due_date === fact.payload.due_date ? { ...t, reminder_sent: true } : t;
    default:
      return fact satisfies never;
  }
};

type Closed = { completed_at: string; completion_id: string };

const shut = (t: Task, state: TaskState, { completed_at, completion_id }: Closed): Task => {
  const archived = t.status === 'ARCHIVED';
  const status = stands(state, completion_id) ? 'RECURRING_CREATED_NEXT' : 'COMPLETED';
  return { ...t, completed: true, completed_at, status: archived ? 'ARCHIVED' : status };
};

/** A closing that had been taken back stands again, because its successor had to stay. */
const stands = (state: TaskState, completionId: string): boolean =>
  state.reopened?.closing.completion_id === completionId;

const unarchived = (t: Task, { closing }: TaskState): Task['status'] => {
  if (!t.completed) return 'ACTIVE';
  return closing?.triggered === true ? 'RECURRING_CREATED_NEXT' : 'COMPLETED';
};

const isLate = (t: Task, at: string): boolean =>
  t.due_date !== null && ms(at) > lateFrom(ms(t.due_date), t.all_day, t.time_zone);

/** How a slot is named among `skipped_dates`: by its local date, or its instant when there may be several a day. */
const slotName = (t: Task): string | null => {
  const slot = t.scheduled_for ?? t.due_date;
  if (slot === null) return null;
  return t.recurrence_rule?.includes('FREQ=HOURLY') === true ? slot : dateText(wallAt(t.time_zone, ms(slot)));
};
const withSlot = (t: Task): string[] => {
  const slot = slotName(t);
  return slot === null ? t.skipped_dates : [...new Set([...t.skipped_dates, slot])].slice(-1000);
};
const withoutSlot = (t: Task): string[] => t.skipped_dates.filter((date) => date !== slotName(t));

const rang = (t: Task, reminderId: string, at: string): Task => ({
  ...t,
  reminders: t.reminders.map((r) => (r.id === reminderId ? { ...r, fired_for: at } : r)),
  snoozed_until: reminderId === snoozeIdFor(t.id) ? null : t.snoozed_until,
});

const QUIET = new Set<Fact['event_type']>(['RECURRING_TRIGGERED', 'REMINDER_DUE', 'REMINDER_SENT']);

/** Version, status and the marks every event leaves. */
const stamped = (t: Task, state: TaskState, fact: Fact, meta: Meta): Task => {
  const counts = meta.by_person && fact.event_type !== 'TASK_CREATED' && meta.command_id !== state.last_command;
  return {
    ...t,
    status: statusAfter(t, state, fact, meta),
    version: t.version + (counts ? 1 : 0),
    updated_at: QUIET.has(fact.event_type) ? t.updated_at : meta.timestamp,
    last_event_id: meta.event_id,
  };
};

/** A task is CREATED until the first thing happens to it, and again when that is taken back. */
const statusAfter = (t: Task, state: TaskState, fact: Fact, meta: Meta): Task['status'] => {
  if (t.status !== 'CREATED' && t.status !== 'ACTIVE') return t.status;
  if (meta.undoes !== null) {
    const last = state.undo.at(-1);
    return last?.command_id === meta.undoes && last.before['status'] === 'CREATED' ? 'CREATED' : t.status;
  }
  const begins = fact.event_type === 'TASK_CREATED' || meta.command_id === state.created_by;
  return begins || fact.event_type === 'TASK_DELETED' ? t.status : 'ACTIVE';
};

const newReminders = (before: Task | null, after: Task): number => {
  const known = new Set(before?.reminders.map((r) => r.id));
  return after.reminders.filter((r) => !known.has(r.id)).length;
};

/** Reminders follow whatever decides their time; and a task that wakes up looks at them anew. */
const plansAfter = (old: readonly Plan[], before: Task | null, t: Task, fact: Fact, meta: Meta): Plan[] => {
  const now = ms(meta.timestamp);
  if (fact.event_type === 'REMINDER_DUE') return afterRing(t, old, fact.payload.reminder_id, now);
  if (fact.event_type === 'REMINDER_SENT') {
    const { reminder_id, reminder_time } = fact.payload;
    return old.map((plan) => (plan.reminder_id === reminder_id ? { ...plan, sent_for: reminder_time } : plan));
  }
  if (before !== null && same(timing(before), timing(t)) && isAsleep(before) === isAsleep(t)) return [...old];
  const plans = replan(t, old, now, before === null);
  const snoozed = t.snoozed_until !== null && t.snoozed_until !== before?.snoozed_until;
  return snoozed && t.snoozed_until !== null ? snoozePlans(t, plans, t.snoozed_until) : plans;
};

const timing = (t: Task): unknown => [
  t.due_date, t.all_day, t.time_zone, t.reminder_policy, t.snoozed_until,
  definitionsOf(t),
]; // prettier-ignore

/** Whoever opens a missed occurrence again has until the next slot from then. */
const missedAt = (state: TaskState, t: Task, fact: Fact, meta: Meta): string | null => {
  if (fact.event_type === 'TASK_REOPENED') return missAt(t, ms(meta.timestamp));
  return needsSlot(state.task, t) ? missAt(t, 0) : state.miss_at;
};

const needsSlot = (before: Task | null, t: Task): boolean => before === null || !same(ruling(before), ruling(t));

const ruling = (t: Task): unknown => [
  t.due_date, t.scheduled_for, t.series_start, t.recurrence_rule, t.recurrence_mode, t.time_zone, t.skipped_dates,
]; // prettier-ignore

/** Where the task stands in its chain of occurrences. */
const chainAfter = (state: TaskState, t: Task, fact: Fact, meta: Meta): Partial<TaskState> => {
  const person = meta.by_person ? { touched: true } : {};
  switch (fact.event_type) {
    case 'TASK_CREATED':
      return { opened_by: fact.payload.completion_id ?? null };
    case 'TASK_COMPLETED':
    case 'TASK_SKIPPED':
    case 'TASK_MISSED': {
      const { completion_id, next } = fact.payload;
      const again = stands(state, completion_id) ? state.reopened : null;
      const closing: Closing = again?.closing ?? { completion_id, at: meta.timestamp, next, triggered: false };
      return { closing, touched: true };
    }
    case 'TASK_REOPENED':
      return { closing: null, reopened: reopenedAfter(state), ...person };
    case 'RECURRING_TRIGGERED':
      return state.closing === null ? {} : { closing: { ...state.closing, triggered: true } };
    case 'TASK_DELETED': {
      const revoked = fact.payload.completion_id;
      if (revoked !== undefined) {
        const both = state.opened_by === null ? [revoked] : [state.opened_by, revoked];
        return { withdrawn: true, revoked: [...new Set([...state.revoked, ...both])].slice(-50) };
      }
      return { withdrawn: false, discarded: true, ...person };
    }
    case 'TASK_RESTORED': {
      const opened = fact.payload.completion_id;
      if (opened !== undefined) return { withdrawn: false, opened_by: opened, touched: false };
      return state.task?.deleted_at != null ? { discarded: false, ...person } : person;
    }
    default:
      return person;
  }
};

const reopenedAfter = ({ closing, task, reopened }: TaskState): TaskState['reopened'] => {
  if (closing === null || task?.outcome == null || task.completed_at === null) return reopened;
  if (!closing.triggered && reopened === null) return null;
  return { closing: { ...closing, triggered: true }, outcome: task.outcome, completed_at: task.completed_at };
};
