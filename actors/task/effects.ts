/** What a decision asks of another task: calls to the successor, delivered in order and at least once. */
import type { CommandEnvelope, TaskCommand } from './commands.ts';
import { derivedCommandId } from './ids.ts';
import type { Task } from './task.ts';

/**
 * A command for the task `task_id`, complete as it is to be sent. `if_refused`: a command for the sender itself, sent when
 * the receiver answers with a rejection other than `not-found`; see docs/decisions/one-open-occurrence.md.
 */
export type Effect = { task_id: string; envelope: CommandEnvelope; if_refused: CommandEnvelope | null };

/** What started it all: passed on, so that everything one wish causes shares a correlation. */
export type Cause = { envelope: CommandEnvelope; event_id: string };

const fromTask = (owner: Task, cause: Cause, purpose: string, command: TaskCommand): CommandEnvelope => ({
  command_id: derivedCommandId(cause.event_id, purpose),
  command,
  caller: { user_id: owner.user_id, via: 'service', service: 'task-actors' },
  correlation_id: cause.envelope.correlation_id,
  causation_id: cause.event_id,
  ...(cause.envelope.traceparent !== undefined && { traceparent: cause.envelope.traceparent }),
});

/** Asks the successor to exist and be open, as `snapshot` says. */
export const ensureOpen = (snapshot: Task, completionId: string, cause: Cause): Effect => ({
  task_id: snapshot.id,
  envelope: fromTask(snapshot, cause, 'ensure-open', { type: 'EnsureOpen', snapshot, completion_id: completionId }),
  if_refused: null,
});

/** Asks the successor to be gone again; if it must stay, the sender's closing stands after all. */
export const withdraw = (sender: Task, successor: string, completionId: string, cause: Cause): Effect => ({
  task_id: successor,
  envelope: fromTask(sender, cause, 'withdraw', { type: 'Withdraw', completion_id: completionId }),
  if_refused: fromTask(sender, cause, 'keep-closed', { type: 'KeepClosed', completion_id: completionId }),
});
