/** Closing, reopening and succession: what keeps exactly one occurrence of a series open. */
import type { CommandEnvelope } from './commands.ts';
import { accept, causeOf, nextEventId, reject, type Context, type Decision } from './decision.ts';
import { ensureOpen as callEnsureOpen, withdraw, type Effect } from './effects.ts';
import type { Fact } from './facts.ts';
import { followingMissed, followingOf, successorOf } from './next-occurrence.ts';
import type { Task } from './task.ts';
import { changedFields } from './updated-fields.ts';
import { ms } from './zone.ts';

type Ending = 'TASK_COMPLETED' | 'TASK_SKIPPED' | 'TASK_MISSED';
type Asked<Type> = Extract<CommandEnvelope['command'], { type: Type }>;

/** Completes or skips. Only what repeats can be skipped. */
export const closeTask = (context: Context, task: Task, ending: Ending): Decision => {
  if (task.completed) return accept([]);
  if (task.deleted_at !== null) return reject('conflict', 'The task is deleted; restore it first.');
  if (task.status === 'ARCHIVED') return reject('conflict', 'The task is archived; restore it first.');
  if (ending === 'TASK_SKIPPED' && task.recurrence_rule === null) {
    return reject('conflict', 'Only a task that repeats can be skipped; complete or delete this one.');
  }
  return accept([closingFact(context, task, ending, context.now)]);
};

/** The fact that closes the task; `at` is when it counts as done, the next occurrence is reckoned from the present. */
export const closingFact = (context: Context, task: Task, ending: Ending, at: string, n = 0): Fact => {
  const now = ms(context.now);
  const { next, missed } = ending === 'TASK_MISSED' ? followingMissed(task, now) : followingOf(task, now);
  return {
    event_type: ending,
    payload: {
      completed_at: at,
      recurrence_rule: task.recurrence_rule,
      completion_id: nextEventId(context, task.id, n),
      next,
      missed_dates: missed,
    },
  };
};

/** Opens what was closed. If a successor may have come of it, that one is asked to go again. */
export const reopenTask = (context: Context, task: Task): Decision => {
  if (!task.completed) return accept([]);
  if (task.deleted_at !== null) return reject('conflict', 'The task is deleted; restore it first.');
  if (task.status === 'ARCHIVED') return reject('conflict', 'The task is archived; restore it first.');
  return accept([{ event_type: 'TASK_REOPENED', payload: {} }], takingBack(context, task, 0));
};

/** The call that takes back the successor of a closing undone by the `n`th fact; none when there was never one. */
export const takingBack = (context: Context, task: Task, n: number): Effect[] => {
  const { closing, reopened } = context.state;
  if (closing?.next == null || (!closing.triggered && reopened === null)) return [];
  return [withdraw(task, closing.next.id, closing.completion_id, causeOf(context, task.id, n))];
};

/** Brings the next occurrence, once, if the completion still stands. */
export const triggerNext = (context: Context, task: Task, completionId: string): Decision => {
  const { closing } = context.state;
  if (closing?.completion_id !== completionId || closing.triggered || closing.next === null) return accept([]);
  const { next } = closing;
  const successor = successorOf(task, next, context.now);
  const fact: Fact = { event_type: 'RECURRING_TRIGGERED', payload: { next, completion_id: completionId } };
  return accept([fact], [callEnsureOpen(successor, completionId, causeOf(context, task.id))]);
};

/** On the successor: be there and open, unless this completion has been undone since or a person deleted it. */
export const ensureOpen = (context: Context, { snapshot, completion_id }: Asked<'EnsureOpen'>): Decision => {
  const { state, now } = context;
  const begun: Task = { ...snapshot, created_at: now, updated_at: now };
  if (state.task === null) {
    return accept([{ event_type: 'TASK_CREATED', payload: { task: begun, completion_id } }]);
  }
  if (state.revoked.includes(completion_id) || !state.withdrawn) return accept([]);
  // Deleted by its owner and taken back besides: it stays deleted, but its owner may restore it again.
  if (state.discarded) return accept([{ event_type: 'TASK_DELETED', payload: {} }]);
  const kept = { created_at: state.task.created_at, status: state.task.status, version: state.task.version };
  const updated_fields = changedFields({ ...state.task, deleted_at: null }, { ...begun, ...kept });
  const update: Fact[] =
    Object.keys(updated_fields).length === 0 ? [] : [{ event_type: 'TASK_UPDATED', payload: { updated_fields } }];
  return accept([{ event_type: 'TASK_RESTORED', payload: { completion_id } }, ...update]);
};

/** On the successor: be gone, unless somebody has worked on it or its time has come and gone. */
export const withdrawTask = ({ state }: Context, task: Task, completion_id: string): Decision => {
  if (state.revoked.includes(completion_id) || state.withdrawn) return accept([]);
  const gone = state.discarded && task.deleted_at !== null;
  if (!gone && (state.touched || task.completed || task.status === 'ARCHIVED')) {
    return reject(
      'conflict',
      `The next occurrence (${task.id}) has been worked on and stays; delete that one first to have this one open.`,
    );
  }
  return accept([{ event_type: 'TASK_DELETED', payload: { completion_id } }]);
};

/** On the successor: what `Withdraw` would be answered, before anybody's mind is changed for them. */
export const mayWithdraw = (context: Context, task: Task, completionId: string): Decision => {
  const answer = withdrawTask(context, task, completionId);
  return answer.kind === 'rejected' ? answer : accept([]);
};

/** The successor stays: the closing that was taken back stands again, so that one occurrence is open and not two. */
export const keepClosed = ({ state }: Context, task: Task, completionId: string): Decision => {
  const { reopened } = state;
  if (task.completed || reopened?.closing.completion_id !== completionId) return accept([]);
  const { closing, outcome, completed_at } = reopened;
  const ending = outcome === 'skipped' ? 'TASK_SKIPPED' : outcome === 'missed' ? 'TASK_MISSED' : 'TASK_COMPLETED';
  const { next } = closing;
  const payload = {
    completed_at,
    recurrence_rule: task.recurrence_rule,
    completion_id: completionId,
    next,
    missed_dates: [],
  };
  return accept([{ event_type: ending, payload }]);
};
