/** Commands of one person, as the edge would send them, for the tests of the shell. */
import { v5 } from 'uuid';
import type { CommandEnvelope, TaskCommand } from '../../actors/task/commands.ts';
import { taskIdFor } from '../../actors/task/ids.ts';
import { reminderPolicy } from '../../actors/task/task.ts';

export const ada = '0a0a0a0a-0000-4000-8000-000000000001';
export const bob = '0b0b0b0b-0000-4000-8000-000000000002';

/** An envelope whose ids are drawn from `id`, so that the same sentence is the same command. */
export const envelope = (
  id: string,
  command: TaskCommand,
  options: { by?: string; service?: boolean; expected_version?: number } = {},
): CommandEnvelope => ({
  command_id: id,
  command,
  caller: {
    user_id: options.by ?? ada,
    ...(options.service === true ? { via: 'service' as const, service: 'test' } : { via: 'rest' as const }),
  },
  correlation_id: v5(id, ada),
  causation_id: null,
  ...(options.expected_version === undefined ? {} : { expected_version: options.expected_version }),
});

type Fields = Extract<TaskCommand, { type: 'CreateTask' }>['fields'];

/** A create and the id of the task it makes. */
export const create = (key: string, fields: Partial<Fields> = {}): { id: string; envelope: CommandEnvelope } => ({
  id: taskIdFor(ada, key),
  envelope: envelope(key, {
    type: 'CreateTask',
    fields: { title: `task ${key}`, time_zone: 'Europe/Berlin', ...fields },
    policy: reminderPolicy.parse({}),
  }),
});
