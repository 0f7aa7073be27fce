/** What became of every ring that a task ever planned, as its history tells: planned, moved, rung, let pass, and why. */
import type { TaskEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { snoozeIdFor } from './ids.ts';
import { initialState, isAsleep, type Plan, type TaskState } from './state.ts';
import type { Task } from './task.ts';

/** Why nothing rings, in words that follow "because". */
type Silence<Tense extends 'is' | 'was'> = `the task ${Tense} ${'deleted' | 'archived' | 'completed' | 'paused'}`;
type Dropped =
  | Silence<'was'>
  | 'the due date was moved'
  | 'the task had no due date any more'
  | 'the reminder was taken away'
  | 'the task was snoozed'
  | 'your reminder settings or the time zone changed'
  | 'a later reminder of the task rang at that moment for it as well'
  | 'its time had passed already when it was planned';

/** One ring, from its planning to its end; a reminder that is moved or nags has several. */
export type ReminderLife = {
  reminder_id: string;
  /** The instant planned. */
  at: string;
  /** The instant that its definition gives, before quiet hours or a late start moved it. */
  nominal: string;
  planned_at: string;
  /** The task's due date as it was planned for. */
  due_date: string | null;
  /** It repeats a ring that brought nothing about. */
  nags: boolean;
  /** Null while it is still to ring. */
  end: { kind: 'fired'; at: string } | { kind: 'dropped'; at: string; why: Dropped } | null;
  /** When the task heard of its delivery. */
  sent_at: string | null;
};

/** Why a task rings for nothing at present, or at a past moment; null when it does. */
export const silenceOf = <Tense extends 'is' | 'was'>(task: Task, tense: Tense): Silence<Tense> | null => {
  if (task.deleted_at !== null) return `the task ${tense} deleted`;
  if (task.status === 'ARCHIVED') return `the task ${tense} archived`;
  if (task.completed) return `the task ${tense} completed`;
  return task.paused ? `the task ${tense} paused` : null;
};

/**
 * @param history from the first event, without gaps
 * @returns the rings in the order of their planning, and the state that the history leads to.
 */
export const livesOf = (history: readonly TaskEvent[]): { lives: ReminderLife[]; state: TaskState } => {
  const lives: ReminderLife[] = [];
  let state = initialState;
  for (const event of history) {
    const after = evolve(state, event);
    follow(lives, state, after, event);
    state = after;
  }
  return { lives, state };
};

const follow = (lives: ReminderLife[], before: TaskState, after: TaskState, event: TaskEvent): void => {
  if (event.event_type === 'REMINDER_SENT') noteSent(lives, event.payload, event.timestamp);
  const planOf = ({ plans }: TaskState, id: string) => plans.find((plan) => plan.reminder_id === id);
  const ids = new Set([...before.plans, ...after.plans].map((plan) => plan.reminder_id));
  for (const id of ids) {
    const [old, plan] = [planOf(before, id), planOf(after, id)];
    const open = lives.findLast((life) => life.reminder_id === id && life.end === null);
    if (open !== undefined) {
      if (plan?.rung === false && plan.at === open.at) continue;
      const rang = event.event_type === 'REMINDER_DUE' && event.payload.reminder_id === id;
      const at = event.timestamp;
      open.end = rang ? { kind: 'fired', at } : { kind: 'dropped', at, why: whyDropped(open, before, after, plan) };
    }
    const isNew = plan !== undefined && (!plan.rung || (open === undefined && old?.nominal !== plan.nominal));
    if (isNew) lives.push(planned(plan, after, event));
  }
};

const planned = (plan: Plan, { task }: TaskState, event: TaskEvent): ReminderLife => ({
  reminder_id: plan.reminder_id,
  at: plan.at,
  nominal: plan.nominal,
  planned_at: event.timestamp,
  due_date: task?.due_date ?? null,
  nags: event.event_type === 'REMINDER_DUE',
  end: plan.rung
    ? { kind: 'dropped', at: event.timestamp, why: 'its time had passed already when it was planned' }
    : null,
  sent_at: null,
});

const noteSent = (lives: ReminderLife[], sent: { reminder_id: string; reminder_time: string }, at: string): void => {
  const life = lives.findLast((one) => one.reminder_id === sent.reminder_id && one.at === sent.reminder_time);
  if (life !== undefined) life.sent_at ??= at;
};

const whyDropped = (open: ReminderLife, before: TaskState, after: TaskState, plan: Plan | undefined): Dropped => {
  const [old, task] = [before.task, after.task];
  if (old === null || task === null) return 'the reminder was taken away';
  const silence = silenceOf(old, 'was');
  // It was its time while the task slept; that it is let pass shows only when the task wakes up.
  if (isAsleep(old) && silence !== null && open.at <= task.updated_at) return silence;
  if (task.snoozed_until !== null && task.snoozed_until !== old.snoozed_until) return 'the task was snoozed';
  if (plan === undefined) {
    const isGone =
      open.reminder_id !== snoozeIdFor(task.id) && task.reminders.some((one) => one.id === open.reminder_id);
    return isGone ? 'the task had no due date any more' : 'the reminder was taken away';
  }
  if (plan.nominal !== open.nominal && task.due_date !== old.due_date) return 'the due date was moved';
  if (plan.rung) return 'a later reminder of the task rang at that moment for it as well';
  return 'your reminder settings or the time zone changed';
};
