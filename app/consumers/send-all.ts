/** The same command of the upkeep to many tasks, each in its owner's name; what the actors answer is projected. */
import type { Logger } from 'pino';
import type { CommandEnvelope, TaskCommand } from '../../actors/task/commands.ts';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { Unavailable, type TaskActors } from '../operations/ports.ts';
import type { Queryable } from '../queries/database.ts';
import { settleWake, type OwnedTask } from '../queries/upkeep.ts';
import { projectTask } from '../read-model/project-task.ts';
import { eachInTurn } from './each-in-turn.ts';

const SERVICE = 'search-service';

type Deps = { db: Queryable; actors: TaskActors; log: Logger };
type UpkeepCommand = Extract<TaskCommand, { type: 'Wake' | 'ArchiveTask' }>;

/**
 * Sends `command` to the actors of `tasks`. `pass` names the pass: the command of an earlier pass is not this one.
 * @throws {Unavailable} when the actors or Postgres are down; what was done stays done.
 */
export const sendAll = async (
  deps: Deps,
  command: UpkeepCommand,
  pass: string,
  tasks: readonly OwnedTask[],
): Promise<void> => {
  const failures = await eachInTurn(
    tasks,
    ({ id }) => id,
    async (task) => send(deps, command, pass, task),
  );
  for (const [task, failure] of failures) {
    if (failure instanceof Unavailable) throw failure;
    deps.log.error({ err: failure, task_id: task.id, command: command.type }, 'the upkeep did not reach the task');
  }
};

const send = async (deps: Deps, command: UpkeepCommand, pass: string, { id, user_id }: OwnedTask): Promise<void> => {
  const command_id = derivedCommandId(`${id} ${pass}`, command.type);
  const envelope: CommandEnvelope = {
    command_id,
    command,
    caller: { user_id, via: 'service', service: SERVICE },
    correlation_id: command_id,
    causation_id: null,
  };
  const reply = await deps.actors.execute(id, envelope);
  if (!reply.ok) {
    deps.log.info({ task_id: id, command: command.type, rejection: reply.rejection.code }, 'the task refused');
    return;
  }
  const { task, sequence, next_wake_at } = reply.answer;
  const snapshot = { task, sequence, next_wake_at };
  if (!(await projectTask(deps.db, snapshot))) await settleWake(deps.db, snapshot);
};
