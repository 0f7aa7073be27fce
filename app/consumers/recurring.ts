/** The recurring-task-service: when an occurrence closes, asks its actor to bring the next one into being. */
import type { Logger } from 'pino';
import type { TaskActors } from '../operations/ports.ts';
import { causedCommand } from './caused-command.ts';
import type { Consumer } from './consume.ts';
import { eachInTurn } from './each-in-turn.ts';
import type { KnownEvent } from './parse-event.ts';

const SERVICE = 'recurring-task-service';

type Closed = Extract<KnownEvent, { event_type: 'TASK_COMPLETED' | 'TASK_SKIPPED' | 'TASK_MISSED' }>;

const isClosed = (event: KnownEvent): event is Closed =>
  event.event_type === 'TASK_COMPLETED' || event.event_type === 'TASK_SKIPPED' || event.event_type === 'TASK_MISSED';

export const recurringConsumer = (deps: { actors: TaskActors; log: Logger }): Consumer => ({
  name: SERVICE,
  topics: ['task-recurrence'],
  handle: async (events, inTrace) => {
    let seen = 0;
    const failures = await eachInTurn(
      events.filter(isClosed),
      (event) => event.aggregate_id,
      async (event) => {
        if (!(await triggerNext(deps, inTrace(event)))) seen++;
      },
    );
    return { seen, failures };
  },
});

/** @returns false when there was nothing left to do: the series is over, or the next occurrence was asked for before. */
const triggerNext = async (deps: { actors: TaskActors; log: Logger }, event: Closed): Promise<boolean> => {
  const { task, completion_id, next, recurrence_rule } = event.payload;
  if (next === null) {
    // A task that repeats and has no next occurrence: its rule is at its end, or never had another.
    if (recurrence_rule !== null) {
      deps.log.info({ task_id: task.id, recurrence_rule }, 'the series ends here; no next occurrence');
    }
    return true;
  }
  const trigger = { type: 'TriggerNext', completion_id } as const;
  const reply = await deps.actors.execute(task.id, causedCommand(event, SERVICE, completion_id, trigger));
  if (!reply.ok) {
    deps.log.info({ task_id: task.id, completion_id, rejection: reply.rejection.code }, 'next occurrence not made');
    return true;
  }
  if (reply.answer.changed) {
    deps.log.info(
      { task_id: task.id, next: next.id, due_date: next.due_date, occurrence: next.occurrence },
      'next occurrence made',
    );
  }
  return reply.answer.changed;
};
