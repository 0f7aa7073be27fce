/** The steps of a task's life, each one command without much to say. */
import { z } from 'zod';
import { snoozeTask as snoozeCommand } from '../../../actors/task/commands.ts';
import { forUser, writes, type AnyOperation } from '../operation.ts';
import { command, commandedTask, onTask } from './command.ts';

type Plain = 'CompleteTask' | 'ReopenTask' | 'SkipTask' | 'ArchiveTask' | 'RestoreTask' | 'PauseTask' | 'ResumeTask';

const step = (verb: string, type: Plain, summary: string): AnyOperation =>
  forUser({
    name: `${verb}_task`,
    summary,
    input: z.strictObject(onTask),
    output: commandedTask,
    hints: writes,
    route: { method: 'post', path: `/api/tasks/{id}/${verb}` },
    versioned: true,
    run: (ctx, { id }) => command(ctx, id, { type }),
  });

export const completeTask = step(
  'complete',
  'CompleteTask',
  'Tick a task off; a recurring one brings its next occurrence',
);
export const reopenTask = step('reopen', 'ReopenTask', 'Take a completion back');
export const skipTask = step('skip', 'SkipTask', 'Leave this occurrence out and go on to the next');
export const archiveTask = step('archive', 'ArchiveTask', 'Put a task away without completing or deleting it');
export const restoreTask = step('restore', 'RestoreTask', 'Bring a task back from the trash or the archive');
export const pauseTask = step('pause', 'PauseTask', 'Let a recurring task rest: no reminders, no next occurrence');
export const resumeTask = step('resume', 'ResumeTask', 'Let a paused task go on');

export const snoozeTask = forUser({
  name: 'snooze_task',
  summary: 'Put a task off: `until` a time, or `for` an ISO 8601 duration',
  input: snoozeCommand.omit({ type: true }).extend(onTask),
  output: commandedTask,
  hints: writes,
  route: { method: 'post', path: '/api/tasks/{id}/snooze' },
  versioned: true,
  run: (ctx, { id, ...how }) => command(ctx, id, { type: 'SnoozeTask', ...how }),
});

export const undoTask = forUser({
  name: 'undo_task',
  summary: 'Take back the last change of a task, or the change that `command_id` made',
  input: z.strictObject({ ...onTask, command_id: z.string().min(1).max(255).optional() }),
  output: commandedTask,
  hints: writes,
  route: { method: 'post', path: '/api/tasks/{id}/undo' },
  versioned: true,
  run: (ctx, { id, command_id }) => command(ctx, id, { type: 'UndoCommand', undo_command_id: command_id ?? null }),
});
