/** The rules: what a task answers to each command. Pure: who, what and when come in, facts or a rejection come out. */
import type { Rejection } from './answers.ts';
import {
  closeTask,
  reopenTask,
  triggerNext,
  ensureOpen,
  withdrawTask,
  mayWithdraw,
  keepClosed,
} from './decide-chain.ts';
import { assignTask, createTask, pauseTask, preferTask, snoozeTask, updateTask } from './decide-fields.ts';
import { fireReminder, markReminderSent } from './decide-reminders.ts';
import { undoCommand } from './decide-undo.ts';
import type { CommandEnvelope } from './commands.ts';
import { accept, forbid, reject, type Context, type Decision } from './decision.ts';
import type { TaskState } from './state.ts';
import type { Task } from './task.ts';

export type { Accepted, Decision } from './decision.ts';

/**
 * What comes of a command at the instant `now` (RFC 3339, UTC, milliseconds). Saying what is already so is accepted without
 * a fact. Never throws for a command and a state that parse.
 */
export const decide = (state: TaskState, envelope: CommandEnvelope, now: string): Decision => {
  const { command } = envelope;
  const context = { state, envelope, now };
  if (state.task === null) {
    if (command.type === 'CreateTask') return createTask(context, command);
    if (command.type === 'EnsureOpen') return isSystem(envelope) ? ensureOpen(context, command) : forbid();
    return reject('not-found', 'There is no such task.');
  }
  const refused = refusal(state.task, envelope);
  return refused ?? decideOn(context, state.task);
};

const decideOn = (context: Context, task: Task): Decision => {
  const { command } = context.envelope;
  switch (command.type) {
    case 'CreateTask':
      return context.state.created_by === context.envelope.command_id
        ? accept([])
        : reject('conflict', 'There is already a task with this id.');
    case 'UpdateTask':
      return updateTask(context, task, command);
    case 'CompleteTask':
      return closeTask(context, task, 'TASK_COMPLETED');
    case 'SkipTask':
      return closeTask(context, task, 'TASK_SKIPPED');
    case 'ReopenTask':
      return reopenTask(context, task);
    case 'ArchiveTask':
      return archiveTask(task);
    case 'RestoreTask':
      return restoreTask(context, task);
    case 'DeleteTask':
      return task.deleted_at === null ? accept([{ event_type: 'TASK_DELETED', payload: {} }]) : accept([]);
    case 'SnoozeTask':
      return snoozeTask(context, task, command);
    case 'AssignTask':
      return assignTask(task, command);
    case 'PauseTask':
      return pauseTask(context, task, true);
    case 'ResumeTask':
      return pauseTask(context, task, false);
    case 'UndoCommand':
      return undoCommand(context, task, command);
    case 'FireReminder':
      return fireReminder(context, task, command);
    case 'MarkReminderSent':
      return markReminderSent(context, task, command);
    case 'TriggerNext':
      return triggerNext(context, task, command.completion_id);
    case 'EnsureOpen':
      return ensureOpen(context, command);
    case 'Withdraw':
      return withdrawTask(context, task, command.completion_id);
    case 'MayWithdraw':
      return mayWithdraw(context, task, command.completion_id);
    case 'KeepClosed':
      return keepClosed(context, task, command.completion_id);
    case 'ApplyPreferences':
      return preferTask(context, task, command);
    case 'Wake':
      return accept([]);
    default:
      return command satisfies never;
  }
};

const archiveTask = (task: Task): Decision => {
  if (task.deleted_at !== null) return reject('conflict', 'The task is deleted; restore it first.');
  return task.status === 'ARCHIVED' ? accept([]) : accept([{ event_type: 'TASK_ARCHIVED', payload: {} }]);
};

const restoreTask = ({ state }: Context, task: Task): Decision => {
  if (task.deleted_at === null && task.status !== 'ARCHIVED') return accept([]);
  if (task.deleted_at !== null && state.withdrawn) {
    return reject('conflict', 'The occurrence before this one is open again; complete that one instead.');
  }
  return accept([{ event_type: 'TASK_RESTORED', payload: {} }]);
};

const SYSTEM = new Set(['FireReminder', 'MarkReminderSent', 'TriggerNext', 'EnsureOpen', 'Withdraw', 'MayWithdraw', 'KeepClosed',
  'ApplyPreferences', 'Wake']); // prettier-ignore
/** What someone may do to whom the task is assigned, besides reading it. */
const ASSIGNEE = new Set(['CompleteTask', 'ReopenTask', 'SnoozeTask']);

const isSystem = ({ caller }: CommandEnvelope): boolean => caller.via === 'service' || caller.via === 'reminder';

/** Who may do what, and on which version. To strangers a task that is not theirs does not exist. */
const refusal = (task: Task, envelope: CommandEnvelope): Decision | null => {
  const { caller, command, expected_version: expected } = envelope;
  if (!isSystem(envelope)) {
    if (caller.user_id !== task.user_id) {
      if (caller.user_id !== task.assignee_id) return reject('not-found', 'There is no such task.');
      if (!ASSIGNEE.has(command.type)) return forbid('Only its owner may do that to the task.');
    }
    if (SYSTEM.has(command.type)) return forbid();
  }
  if (expected === undefined || expected === task.version) return null;
  const stale: Rejection = {
    code: 'stale',
    message: `The task is at version ${task.version}, not ${expected}.`,
    task,
  };
  return { kind: 'rejected', rejection: stale };
};
