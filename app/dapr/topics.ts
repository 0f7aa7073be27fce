/** Every topic of the system, and which ones an event goes to. */
import { taskEvents, type EventEnvelope, type TaskEventName } from '../../actors/task/events.ts';

export const topicNames = [
  'task-events',
  'task-recurrence',
  'task-reminders',
  'conversation-events',
  'user-events',
  'service-heartbeats',
] as const;
export type Topic = (typeof topicNames)[number];

/** The name of every event that is not a task's → its envelope type and its topic. */
const otherEvents = {
  'user.preferences_changed': { event_type: 'USER_PREFERENCES_CHANGED', topic: 'user-events' },
  'message.received': { event_type: 'MESSAGE_RECEIVED', topic: 'conversation-events' },
  'message.answered': { event_type: 'MESSAGE_ANSWERED', topic: 'conversation-events' },
  'service.heartbeat': { event_type: 'SERVICE_HEARTBEAT', topic: 'service-heartbeats' },
} as const;

export type EventName = TaskEventName | keyof typeof otherEvents;

const isTaskEventName = (name: string): name is TaskEventName => Object.hasOwn(taskEvents, name);
const isOtherEventName = (name: string): name is keyof typeof otherEvents => Object.hasOwn(otherEvents, name);

const nameByType = new Map<string, EventName>([
  ...Object.keys(taskEvents)
    .filter(isTaskEventName)
    .map((name): [string, EventName] => [taskEvents[name].event_type, name]),
  ...Object.keys(otherEvents)
    .filter(isOtherEventName)
    .map((name): [string, EventName] => [otherEvents[name].event_type, name]),
]);

/** The CloudEvent type of an envelope's `event_type`. @throws {Error} for a type that is in no catalogue: a bug of ours. */
export const eventNameOf = (eventType: string): EventName => {
  const name = nameByType.get(eventType);
  if (name === undefined) throw new Error(`event type ${eventType} is in no catalogue`);
  return name;
};

/** Where an event goes: its log first, then the topic that gets a copy of it, if any. */
export const topicsOf = (event: Pick<EventEnvelope, 'event_type'>): readonly Topic[] => {
  const name = eventNameOf(event.event_type);
  if (!isTaskEventName(name)) return [otherEvents[name].topic];
  const { copy } = taskEvents[name];
  return copy === null ? ['task-events'] : ['task-events', copy];
};
