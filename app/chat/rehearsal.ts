/** Tasks that live in memory and decide as their actors do: where what a sentence would do can be done and looked at. */
import type { Rejection } from '../../actors/task/answers.ts';
import type { Caller, CommandEnvelope, TaskCommand } from '../../actors/task/commands.ts';
import { decide } from '../../actors/task/decide.ts';
import type { Effect } from '../../actors/task/effects.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { record } from '../../actors/task/history.ts';
import { derivedCommandId } from '../../actors/task/ids.ts';
import { initialState, type TaskState } from '../../actors/task/state.ts';
import type { Task } from '../../actors/task/task.ts';

export type Rehearsed = { ok: true; task: Task } | { ok: false; rejection: Rejection };

/** One person's tasks. `tasks()` are those neither deleted nor archived, in the order they came to be. */
export type Rehearsal = {
  send: (id: string, commandId: string, command: TaskCommand, now: string, alone?: boolean) => Rehearsed;
  read: (id: string) => Task | null;
  state: (id: string) => TaskState | null;
  /** Puts a task there as it already is. */
  plant: (id: string, state: TaskState) => void;
  tasks: () => Task[];
};

/** Why not, for the person: field by field where fields are wrong. */
export const reasonOf = ({ message, errors }: Pick<Rejection, 'message' | 'errors'>): string =>
  errors === undefined ? message : errors.map((error) => `${error.field} ${error.message}`).join('; ');

export const createRehearsal = (userId: string): Rehearsal => {
  const states = new Map<string, TaskState>();
  const person: Caller = { user_id: userId, via: 'chat' };
  const system: Caller = { user_id: userId, via: 'service', service: 'task-actors' };

  const execute = (
    id: string,
    envelope: CommandEnvelope,
    now: string,
  ): { rejection: Rejection } | { events: TaskEvent[]; effects: Effect[] } => {
    const state = states.get(id) ?? initialState;
    const decision = decide(state, envelope, now);
    if (decision.kind === 'rejected') return { rejection: decision.rejection };
    const recorded = record(state, decision, { taskId: id, envelope, now, source: 'task-actors' });
    states.set(id, recorded.state);
    return { events: recorded.events, effects: decision.effects };
  };

  /** Successors come to be, and are taken back, as the calls between actors would have it. */
  const follow = (id: string, done: { events: TaskEvent[]; effects: Effect[] }, now: string): void => {
    for (const { task_id, envelope, if_refused } of done.effects) {
      const called = execute(task_id, envelope, now);
      if (!('rejection' in called)) follow(task_id, called, now);
      else if (called.rejection.code !== 'not-found' && if_refused !== null) execute(id, if_refused, now);
    }
    for (const { event_id, event_type, payload } of done.events) {
      if (event_type !== 'TASK_COMPLETED' && event_type !== 'TASK_SKIPPED' && event_type !== 'TASK_MISSED') continue;
      const command: TaskCommand = { type: 'TriggerNext', completion_id: payload.completion_id };
      const triggered = execute(id, envelopeOf(derivedCommandId(event_id, 'trigger-next'), command, system), now);
      if (!('rejection' in triggered)) follow(id, triggered, now);
    }
  };

  const envelopeOf = (commandId: string, command: TaskCommand, caller: Caller): CommandEnvelope => ({
    command_id: commandId,
    command,
    caller,
    correlation_id: userId,
    causation_id: null,
  });

  return {
    send: (id, commandId, command, now, alone = false) => {
      const done = execute(id, envelopeOf(commandId, command, person), now);
      if ('rejection' in done) return { ok: false, rejection: done.rejection };
      if (!alone) follow(id, done, now);
      const task = states.get(id)?.task;
      if (task == null) throw new Error(`${command.type} was accepted, and there is no task`);
      return { ok: true, task };
    },
    read: (id) => states.get(id)?.task ?? null,
    state: (id) => states.get(id) ?? null,
    plant: (id, state) => {
      states.set(id, state);
    },
    tasks: () =>
      [...states.values()].flatMap(({ task }) =>
        task !== null && task.deleted_at === null && task.status !== 'ARCHIVED' ? [task] : [],
      ),
  };
};
