/** The command a service sends a task on account of an event of that task: for its owner, in the event's own chain and trace. */
import type { CommandEnvelope, TaskCommand } from '../../actors/task/commands.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { derivedCommandId } from '../../actors/task/ids.ts';

/** @param cause what the command's id is derived from: the same cause sends the same command, however often it is seen. */
export const causedCommand = (
  event: TaskEvent,
  service: string,
  cause: string,
  command: TaskCommand,
): CommandEnvelope => ({
  command_id: derivedCommandId(cause, command.type),
  command,
  caller: { user_id: event.payload.task.user_id, via: 'service', service },
  correlation_id: event.correlation_id,
  causation_id: event.event_id,
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
});
