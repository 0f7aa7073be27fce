/** The events of what the edge itself owns: people's preferences and their conversations. */
import { z } from 'zod';
import { eventEnvelope } from '../../actors/task/events.ts';
import { reminderPolicy, uuid } from '../../actors/task/task.ts';
import { preferences } from './preferences.ts';

const message = { conversation_id: uuid, message_id: uuid, content: z.string() };

/** CloudEvent type → what its envelope holds. */
export const edgeEvents = {
  /** Also said of a new user, whose history it begins. `from_zone` and `to_zone` differ when the zone changed. */
  'user.preferences_changed': {
    event_type: 'USER_PREFERENCES_CHANGED',
    aggregate_type: 'user',
    payload: z.strictObject({
      preferences,
      policy: reminderPolicy,
      timezone: z.string(),
      from_zone: z.string().nullable(),
      to_zone: z.string().nullable(),
    }),
  },
  /** Its event id is the message's id, so that what the message caused can name either. */
  'message.received': {
    event_type: 'MESSAGE_RECEIVED',
    aggregate_type: 'conversation',
    payload: z.strictObject(message),
  },
  'message.answered': {
    event_type: 'MESSAGE_ANSWERED',
    aggregate_type: 'conversation',
    payload: z.strictObject({
      ...message,
      answers: uuid,
      actions: z.array(z.strictObject({ tool: z.string(), ok: z.boolean(), task_id: uuid.nullable() })),
    }),
  },
} as const;

export type EdgeEventName = keyof typeof edgeEvents;

const eventOf = <
  const Type extends string,
  const Of extends 'user' | 'conversation',
  Payload extends z.ZodObject,
>(kind: {
  event_type: Type;
  aggregate_type: Of;
  payload: Payload;
}) =>
  eventEnvelope.extend({
    event_type: z.literal(kind.event_type),
    aggregate_type: z.literal(kind.aggregate_type),
    payload: kind.payload,
  });

/** An event of the edge, as every consumer parses it. */
export const edgeEvent = z.discriminatedUnion('event_type', [
  eventOf(edgeEvents['user.preferences_changed']),
  eventOf(edgeEvents['message.received']),
  eventOf(edgeEvents['message.answered']),
]);
export type EdgeEvent = z.infer<typeof edgeEvent>;
