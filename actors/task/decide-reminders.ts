/** What becomes of a reminder that rings, and of the word that it has been delivered. */
import type { CommandEnvelope } from './commands.ts';
import { closingFact, triggerNext } from './decide-chain.ts';
import { accept, type Context, type Decision } from './decision.ts';
import { ringsOf } from './reminders.ts';
import type { Plan } from './state.ts';
import type { Task } from './task.ts';

type Asked<Type> = Extract<CommandEnvelope['command'], { type: Type }>;

/**
 * A reminder that is no longer planned (stale, or rung already) does nothing; one that rings before its time by our clock
 * does nothing either and, being planned still, is armed again by whoever compares the plan with what is armed.
 */
export const fireReminder = (context: Context, task: Task, { name }: Asked<'FireReminder'>): Decision => {
  const ring = ringsOf(context.state).find((planned) => planned.name === name);
  if (ring === undefined || ring.at > context.now) return accept([]);
  switch (ring.kind) {
    case 'due':
    case 'snooze': {
      const payload = { reminder_id: ring.plan.reminder_id, reminder_time: ring.at, due_date: task.due_date };
      return accept([{ event_type: 'REMINDER_DUE', payload }]);
    }
    case 'miss':
      return accept([closingFact(context, task, 'TASK_MISSED', context.now)]);
    case 'trigger':
      return triggerNext(context, task, context.state.closing?.completion_id ?? '');
    case 'archive':
      return accept([{ event_type: 'TASK_ARCHIVED', payload: {} }]);
    default:
      return ring satisfies never;
  }
};

/** Delivered, once for each ring. */
export const markReminderSent = ({ state }: Context, task: Task, asked: Asked<'MarkReminderSent'>): Decision => {
  const { reminder_id, reminder_time } = asked;
  const plan = state.plans.find((p) => p.reminder_id === reminder_id);
  if (plan === undefined || plan.sent_for === reminder_time) return accept([]);
  // A ring for a due date that has been moved since says nothing about the present one.
  const due_date = isOf(plan, reminder_time) ? task.due_date : null;
  return accept([{ event_type: 'REMINDER_SENT', payload: { reminder_id, reminder_time, due_date } }]);
};

/** Whether it was this plan that rang at `time`: its one ring, or an earlier one of a nagging reminder. */
const isOf = (plan: Plan, time: string): boolean =>
  plan.rung ? plan.at === time : plan.nominal <= time && time < plan.at;
