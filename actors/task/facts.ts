/** What has just been decided: events before they have a place in the history. */
import type { TaskEvent } from './events.ts';
import type { Task } from './task.ts';

type Own<E extends TaskEvent> = E extends TaskEvent
  ? { event_type: E['event_type']; payload: Omit<E['payload'], 'task' | 'next_wake_at'> }
  : never;

/** One fact a kind of event, with the event's own part of the payload; a creation brings the task it creates. */
export type Fact =
  | Exclude<Own<TaskEvent>, { event_type: 'TASK_CREATED' }>
  | { event_type: 'TASK_CREATED'; payload: { task: Task; completion_id?: string | undefined } };
