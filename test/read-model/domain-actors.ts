/** Task actors in memory around the real domain: what consumers call, without sidecars, with every event they said. */
import type { CommandEnvelope, TaskCommand } from '../../actors/task/commands.ts';
import { decide } from '../../actors/task/decide.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import { record } from '../../actors/task/history.ts';
import { nextWakeAt } from '../../actors/task/reminders.ts';
import { initialState, type TaskState } from '../../actors/task/state.ts';
import { Unavailable, type TaskActors } from '../../app/operations/ports.ts';

export type DomainActors = TaskActors & {
  /** All events, in the order in which they were said. */
  readonly events: TaskEvent[];
  readonly states: ReadonlyMap<string, TaskState>;
  /** Commands that arrived, repeated ones too. */
  readonly asked: { taskId: string; envelope: CommandEnvelope }[];
  /** The domain's clock, an instant. */
  now: string;
  down: boolean;
  /** A person's command on a task of theirs. */
  person: (userId: string, taskId: string, commandId: string, command: TaskCommand) => Promise<TaskEvent[]>;
};

export const domainActors = (now: string): DomainActors => {
  const states = new Map<string, TaskState>();
  const done = new Set<string>();
  const actors: DomainActors = {
    events: [],
    states,
    asked: [],
    now,
    down: false,
    execute: async (taskId, envelope) => {
      await Promise.resolve();
      if (actors.down) throw new Unavailable('task-actors');
      actors.asked.push({ taskId, envelope });
      const before = states.get(taskId) ?? initialState;
      const key = `${taskId} ${envelope.command_id}`;
      let state = before;
      if (!done.has(key)) {
        const decision = decide(before, envelope, actors.now);
        if (decision.kind === 'rejected') return { ok: false, rejection: decision.rejection };
        const recorded = record(before, decision, { taskId, envelope, now: actors.now, source: 'task-actors' });
        state = recorded.state;
        states.set(taskId, state);
        actors.events.push(...recorded.events);
        done.add(key);
        for (const effect of decision.effects) {
          const reply = await actors.execute(effect.task_id, effect.envelope);
          if (!reply.ok && effect.if_refused !== null) await actors.execute(taskId, effect.if_refused);
        }
      }
      if (state.task === null) return { ok: false, rejection: { code: 'not-found', message: 'There is no such task' } };
      return {
        ok: true,
        answer: {
          task: state.task,
          sequence: state.sequence,
          next_wake_at: nextWakeAt(state, actors.now),
          command_id: envelope.command_id,
          changed: state.sequence > before.sequence,
        },
      };
    },
    read: async (taskId) => {
      await Promise.resolve();
      const state = states.get(taskId);
      return state?.task == null
        ? null
        : { task: state.task, sequence: state.sequence, next_wake_at: nextWakeAt(state, actors.now) };
    },
    person: async (userId, taskId, commandId, command) => {
      const from = actors.events.length;
      const reply = await actors.execute(taskId, {
        command_id: commandId,
        command,
        caller: { user_id: userId, via: 'rest' },
        correlation_id: taskId,
        causation_id: null,
      });
      if (!reply.ok) throw new Error(`${command.type} rejected: ${JSON.stringify(reply.rejection)}`);
      return actors.events.slice(from);
    },
  };
  return actors;
};
