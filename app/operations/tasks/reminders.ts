/** Why was I (not) reminded? Every ring a task planned, what became of it, and on which channels it reached its owner. */
import { z } from 'zod';
import { taskEvent, type TaskEvent } from '../../../actors/task/events.ts';
import { livesOf, silenceOf, type ReminderLife } from '../../../actors/task/reminder-lives.ts';
import { instant, uuid, type Task } from '../../../actors/task/task.ts';
import { reminderOccasion, sendingsOf, type Sending } from '../../queries/notifications.ts';
import { done, forUser, reads } from '../operation.ts';
import { onTask } from './command.ts';
import { everything, present } from './history.ts';
import { whyNone, wordsFor } from './reminder-words.ts';

const delivery = z.strictObject({
  channel: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed', 'suppressed']),
  attempts: z.int(),
  /** Why not, or why not yet. */
  reason: z.string().nullable(),
  delivered_at: instant.nullable(),
  next_attempt_at: instant.nullable(),
  /** From the ring to its delivery. */
  lateness_ms: z.int().nullable(),
});

const entry = z.strictObject({
  reminder_id: uuid,
  /** The instant for which it is, or was, planned. */
  reminder_time: instant,
  state: z.enum(['planned', 'fired', 'delivered', 'suppressed']),
  /** Of what is suppressed: why nothing rings. */
  reason: z.string().nullable(),
  /** All of it in plain words. */
  explanation: z.string(),
  due_date: instant.nullable(),
  /** When it was decided to ring then. */
  planned_at: instant,
  fired_at: instant.nullable(),
  delivered_at: instant.nullable(),
  /** When it was given up. */
  suppressed_at: instant.nullable(),
  /** From the planned instant to the ring, and to the inbox. */
  fired_lateness_ms: z.int().nullable(),
  lateness_ms: z.int().nullable(),
  /** The inbox, and the channels that its owner had chosen; shown to the owner alone. */
  deliveries: z.array(delivery),
});
type Entry = z.output<typeof entry>;

const since = (from: string, to: string | null): number | null =>
  to === null ? null : Date.parse(to) - Date.parse(from);

const deliveryOf = ({ channel, state, attempts, reason, delivered_at, next_attempt_at, fired_at }: Sending) => {
  const lateness_ms = since(fired_at, delivered_at);
  return { channel, state, attempts, reason, delivered_at, next_attempt_at, lateness_ms };
};

const entryOf = (life: ReminderLife, task: Task, sendings: readonly Sending[], now: string): Entry => {
  const { reminder_id, at, planned_at, due_date, end } = life;
  const own = sendings.filter(({ occasion }) => occasion === reminderOccasion(reminder_id, at));
  const fired_at = end?.kind === 'fired' ? end.at : null;
  const inbox = own.find(({ channel }) => channel === 'inbox')?.delivered_at ?? life.sent_at;
  const delivered_at = fired_at === null ? null : inbox;
  const silence = end === null ? silenceOf(task, 'is') : end.kind === 'dropped' ? end.why : null;
  const open = silence === null ? 'planned' : 'suppressed';
  return {
    reminder_id,
    reminder_time: at,
    state: fired_at === null ? open : delivered_at === null ? 'fired' : 'delivered',
    reason: silence,
    explanation: wordsFor(life, task, own, now),
    due_date,
    planned_at,
    fired_at,
    delivered_at,
    suppressed_at: end?.kind === 'dropped' ? end.at : null,
    fired_lateness_ms: since(at, fired_at),
    lateness_ms: since(at, delivered_at),
    deliveries: fired_at === null ? [] : own.map(deliveryOf),
  };
};

/** The history up to its first gap: the audit may have seen a later event before an earlier one. */
const whole = (events: readonly unknown[]): TaskEvent[] => {
  const history = events.map((event) => taskEvent.parse(event));
  const gap = history.findIndex(({ sequence }, n) => sequence !== n + 1);
  return gap === -1 ? history : history.slice(0, gap);
};

export const listReminders = forUser({
  name: 'list_reminders',
  summary: 'The reminders of a task: planned, fired, delivered or suppressed, on which channels, and why',
  input: z.strictObject(onTask),
  output: z.strictObject({
    items: z.array(entry),
    next_cursor: z.null(),
    explanation: z.string().nullable().describe('Why there is none, when there is none'),
  }),
  hints: reads,
  route: { method: 'get', path: '/api/tasks/{id}/reminders' },
  run: async (ctx, { id }) => {
    const found = await present(ctx, id);
    if (!found.ok) return found;
    const now = ctx.now().toISOString();
    const { lives, state } = livesOf(whole(await everything(ctx, id, now)));
    const task = state.task ?? found.value;
    const sendings = await sendingsOf(ctx.db, id, ctx.userId);
    const items = lives.map((life) => entryOf(life, task, sendings, now));
    items.sort((a, b) => a.reminder_time.localeCompare(b.reminder_time));
    return done({ items, next_cursor: null, explanation: items.length === 0 ? whyNone(task) : null });
  },
});
