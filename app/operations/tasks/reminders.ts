/** Why was I (not) reminded? What a task planned, what rang and what reached the inbox, read from its history. */
import { z } from 'zod';
import { taskEvent, type TaskEvent } from '../../../actors/task/events.ts';
import { fold } from '../../../actors/task/history.ts';
import { isAsleep } from '../../../actors/task/state.ts';
import { instant, uuid, type Task } from '../../../actors/task/task.ts';
import { done, forUser, reads } from '../operation.ts';
import { onTask } from './command.ts';
import { everything, present } from './history.ts';

const entry = z.strictObject({
  reminder_id: uuid,
  /** The instant for which it is, or was, planned. */
  reminder_time: instant,
  state: z.enum(['planned', 'fired', 'delivered', 'suppressed']),
  /** Of what is suppressed: why nothing rings. */
  reason: z.string().nullable(),
  due_date: instant.nullable(),
  fired_at: instant.nullable(),
  delivered_at: instant.nullable(),
  /** From the planned instant to the inbox. */
  lateness_ms: z.int().nullable(),
});
type Entry = z.output<typeof entry>;

const whySilent = (task: Task): string | null => {
  if (task.deleted_at !== null) return 'the task is deleted';
  if (task.status === 'ARCHIVED') return 'the task is archived';
  if (task.completed) return 'the task is completed';
  return task.paused ? 'the task is paused' : null;
};

const rung = (history: readonly TaskEvent[]): Entry[] =>
  history.flatMap((event) => {
    if (event.event_type !== 'REMINDER_DUE') return [];
    const { reminder_id, reminder_time, due_date } = event.payload;
    const sent = history.find(
      (later) =>
        later.event_type === 'REMINDER_SENT' &&
        later.payload.reminder_id === reminder_id &&
        later.payload.reminder_time === reminder_time,
    );
    const delivered_at = sent?.timestamp ?? null;
    return {
      reminder_id,
      reminder_time,
      state: delivered_at === null ? 'fired' : 'delivered',
      reason: null,
      due_date,
      fired_at: event.timestamp,
      delivered_at,
      lateness_ms: delivered_at === null ? null : Date.parse(delivered_at) - Date.parse(reminder_time),
    } as const;
  });

const planned = (history: readonly TaskEvent[]): Entry[] => {
  const { task, plans } = fold(history);
  if (task === null) return [];
  const silent = isAsleep(task);
  return plans
    .filter((plan) => !plan.rung)
    .map(({ reminder_id, at }) => ({
      reminder_id,
      reminder_time: at,
      state: silent ? 'suppressed' : 'planned',
      reason: silent ? whySilent(task) : null,
      due_date: task.due_date,
      fired_at: null,
      delivered_at: null,
      lateness_ms: null,
    }));
};

/** The history up to its first gap: the audit may have seen a later event before an earlier one. */
const whole = (events: readonly unknown[]): TaskEvent[] => {
  const history = events.map((event) => taskEvent.parse(event));
  const gap = history.findIndex(({ sequence }, n) => sequence !== n + 1);
  return gap === -1 ? history : history.slice(0, gap);
};

export const listReminders = forUser({
  name: 'list_reminders',
  summary: 'The reminders of a task: planned, fired, delivered or suppressed, and why',
  input: z.strictObject(onTask),
  output: z.strictObject({ items: z.array(entry), next_cursor: z.null() }),
  hints: reads,
  route: { method: 'get', path: '/api/tasks/{id}/reminders' },
  run: async (ctx, { id }) => {
    const found = await present(ctx, id);
    if (!found.ok) return found;
    const history = whole(await everything(ctx, id, ctx.now().toISOString()));
    const items = [...rung(history), ...planned(history)];
    items.sort((a, b) => a.reminder_time.localeCompare(b.reminder_time));
    return done({ items, next_cursor: null });
  },
});
