/** What chat is sent and what it answers. */
import { z } from 'zod';
import { nextOccurrence } from '../../actors/task/events.ts';
import { instant, task, uuid } from '../../actors/task/task.ts';
import { occurrence } from '../operations/tasks/recurrence.ts';

export const chatInput = z.strictObject({
  message: z.string().trim().min(1).max(4_000).describe('What to do, or a question, in your own words'),
  conversation_id: uuid.optional().describe('The conversation this goes on with; a new one without'),
  dry_run: z.boolean().default(false).describe('Say what would be done, and do nothing'),
});

/** Of a dry run: what would follow. */
const would = z.union([
  z.strictObject({
    /** Fields of the task → what they would be; of a new task, all that it would have. */
    changes: z.record(z.string(), z.unknown()),
    /** Of a recurring task: the next instants, with notes where clocks move. */
    occurrences: z.array(occurrence),
    /** When reminders would ring. */
    reminders: z.array(z.strictObject({ reminder_id: z.string(), at: instant })),
    /** Of a recurring task that would be closed: the next one. */
    next: nextOccurrence.nullable(),
  }),
  z.strictObject({ refused: z.string() }),
]);

export const action = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  /** The operation's answer, or `{error}` saying why not; null in a dry run. */
  result: z.unknown(),
  would: would.optional(),
});

export const chatAnswer = z.strictObject({
  conversation_id: uuid.nullable(),
  /** The message that was sent: the cause of whatever it brought about. */
  message_id: uuid.nullable(),
  reply: z.string(),
  /** The reply is a question that the next message may answer. */
  asked: z.boolean(),
  actions: z.array(action),
  /** The tasks spoken of: those changed, or those listed, in order. */
  tasks: z.array(task),
  command_id: z.string(),
});
export type ChatAnswer = z.output<typeof chatAnswer>;
/** What is kept with an answer: all but the key it was asked under. */
export const keptAnswer = chatAnswer.omit({ command_id: true });
export type KeptAnswer = z.output<typeof keptAnswer>;
