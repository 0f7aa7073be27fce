/** The notification-service: tells people, once each, that a reminder rang or that a task is theirs now. */
import type { Logger } from 'pino';
import { notificationIdFor } from '../../actors/task/ids.ts';
import type { Queryable } from '../queries/database.ts';
import { reminderOccasion, tell, type InboxEntry } from '../queries/notifications.ts';
import type { TaskActors } from '../operations/ports.ts';
import { during, untraced, type Begin } from '../telemetry/trace.ts';
import { causedCommand } from './caused-command.ts';
import type { Consumer } from './consume.ts';
import type { WaysOut } from './delivery/ways-out.ts';
import { eachInTurn } from './each-in-turn.ts';
import { assignmentText, reminderText } from './notification-text.ts';
import type { KnownEvent } from './parse-event.ts';
import { followPreferences } from './preferences.ts';

const SERVICE = 'notification-service';

export type NotificationDeps = {
  db: Queryable;
  actors: TaskActors;
  log: Logger;
  now: () => Date;
  out: WaysOut;
  begin?: Begin;
};

type EventOf<Type extends KnownEvent['event_type']> = Extract<KnownEvent, { event_type: Type }>;

/** `user-events` beside the tasks' own: a moved time zone moves reminders that wait. */
export const notificationConsumer = (deps: NotificationDeps): Consumer => ({
  name: SERVICE,
  topics: ['task-reminders', 'task-events', 'user-events'],
  handle: async (events, inTrace, topic) => {
    let seen = 0;
    const mine = events.filter(({ event_type }) => topic !== LOG || !OF_THEIR_OWN_TOPIC.has(event_type));
    const failures = await eachInTurn(mine, aggregateOf, async (event) => {
      if (!(await handleOne(deps, inTrace(event)))) seen++;
    });
    return { seen, failures };
  },
});

/** The log has a copy of everything. What has a topic of its own as well is worked on from there, and once. */
const LOG = 'task-events';
const OF_THEIR_OWN_TOPIC: ReadonlySet<string> = new Set(['REMINDER_DUE', 'REMINDER_SENT']);

const aggregateOf = (event: KnownEvent): string => event.aggregate_id;

/** @returns false when there was nothing new to do. */
const handleOne = async (deps: NotificationDeps, event: KnownEvent): Promise<boolean> => {
  switch (event.event_type) {
    case 'REMINDER_DUE':
      return remind(deps, event);
    case 'TASK_ASSIGNED':
    case 'TASK_CREATED':
      return tellAssignee(deps, event);
    case 'USER_PREFERENCES_CHANGED':
      return followPreferences(deps, event, SERVICE);
    default:
      return true;
  }
};

/** The inbox and the line for further channels; what is sent over those holds up no event. @returns false when it was there. */
const put = async (deps: NotificationDeps, { traceparent }: KnownEvent, entry: InboxEntry): Promise<boolean> => {
  const { db, now, out } = deps;
  const at = now();
  const outward = out.offered.map(({ channel, obstacle }) => {
    return { notification_id: notificationIdFor(entry.occasion, channel), channel, obstacle };
  });
  const span = { name: 'deliver inbox', kind: 'internal', parent: traceparent } as const;
  const told = await during(deps.begin ?? untraced, span, () => tell(db, entry, outward, at.toISOString()));
  if (!told.includes('inbox')) return false;
  out.delivered('inbox', at.getTime() - Date.parse(entry.planned_at ?? entry.fired_at));
  out.kick(told);
  return true;
};

/** Inbox first, then the task's own record of it: a crash between the two is finished by the next delivery. */
const remind = async (deps: NotificationDeps, event: EventOf<'REMINDER_DUE'>): Promise<boolean> => {
  const { task, reminder_id, reminder_time, due_date } = event.payload;
  const occasion = reminderOccasion(reminder_id, reminder_time);
  const text = reminderText(task, due_date, event.timestamp);
  const entry: InboxEntry = {
    notification_id: notificationIdFor(occasion, 'inbox'),
    user_id: task.user_id,
    task_id: task.id,
    kind: 'reminder',
    occasion,
    text,
    due_at: due_date,
    planned_at: reminder_time,
    fired_at: event.timestamp,
  };
  const isNew = await put(deps, event, entry);
  if (isNew) deps.log.info({ task_id: task.id, user_id: task.user_id, reminder_id, reminder_time }, text);
  const sent = { type: 'MarkReminderSent', reminder_id, reminder_time } as const;
  const reply = await deps.actors.execute(task.id, causedCommand(event, SERVICE, occasion, sent));
  if (!reply.ok) {
    deps.log.info({ task_id: task.id, reminder_id, rejection: reply.rejection.code }, 'the task does not want to know');
  }
  return isNew;
};

/** Nobody is told what they did themselves, nor of each further occurrence of what they have already. */
const tellAssignee = async (
  deps: NotificationDeps,
  event: EventOf<'TASK_ASSIGNED'> | EventOf<'TASK_CREATED'>,
): Promise<boolean> => {
  const { task } = event.payload;
  const assignee = event.event_type === 'TASK_ASSIGNED' ? event.payload.to : task.assignee_id;
  const isSuccessor = event.event_type === 'TASK_CREATED' && (task.occurrence ?? 1) > 1;
  if (assignee === null || assignee === event.user_context.user_id || isSuccessor) return true;
  const occasion = `assignment ${event.event_id}`;
  const entry: InboxEntry = {
    notification_id: notificationIdFor(occasion, 'inbox'),
    user_id: assignee,
    task_id: task.id,
    kind: 'assignment',
    occasion,
    text: assignmentText(task),
    due_at: task.due_date,
    planned_at: null,
    fired_at: event.timestamp,
  };
  const isNew = await put(deps, event, entry);
  if (isNew) deps.log.info({ task_id: task.id, user_id: assignee }, entry.text);
  return isNew;
};
