/** What a rule means: the next instants of a task's, or of one that is not saved yet. */
import { z } from 'zod';
import { parseDue } from '../../../actors/task/due-date.ts';
import { readRecurrence } from '../../../actors/task/recurrence-text.ts';
import { occurrencesFrom, type Occurrence } from '../../../actors/task/recurrence.ts';
import { instant, type Task } from '../../../actors/task/task.ts';
import { instantOf, iso, startOfDay, wallAt } from '../../../actors/task/zone.ts';
import { done, forUser, reads, refuse, wrongField } from '../operation.ts';
import { timezone } from '../preferences.ts';
import { onTask } from './command.ts';
import { present } from './history.ts';

const limit = z.int().min(1).max(100).default(10);
export const occurrence = z.strictObject({
  at: instant,
  /** What the clock shows, without an offset. */
  local: z.string(),
  /** From UTC, such as +02:00. */
  offset: z.string(),
  /** Where clocks skip or repeat the local time. */
  note: z.string().optional(),
});

/** Strictly after: one that is due this very instant is still to come for whoever asks. */
const justBefore = (at: number): string => iso(at - 1);

/** The next instants of a recurring task from `now` on; none of one that does not recur. */
export const nextOccurrences = (of: Task, now: Date, most: number): Occurrence[] => {
  const { recurrence_rule: rule, series_start, due_date, time_zone: zone, skipped_dates: skipped } = of;
  // Counted from completions, what went before has no say: the next ones follow from this one.
  const start = of.recurrence_mode === 'completion' ? due_date : (series_start ?? due_date);
  if (rule === null || start === null) return [];
  return occurrencesFrom({ rule, start, zone, skipped }, justBefore(now.getTime()), most);
};

export const listOccurrences = forUser({
  name: 'list_occurrences',
  summary: 'When a recurring task comes next, with notes where clocks move',
  input: z.strictObject({ ...onTask, limit }),
  output: z.strictObject({ items: z.array(occurrence), next_cursor: z.null() }),
  hints: reads,
  route: { method: 'get', path: '/api/tasks/{id}/occurrences' },
  run: async (ctx, { id, limit: most }) => {
    const found = await present(ctx, id);
    if (!found.ok) return found;
    return done({ items: nextOccurrences(found.value, ctx.now(), most), next_cursor: null });
  },
});

const preview = z.strictObject({
  recurrence_rule: z.string(),
  recurrence_text: z.string().nullable(),
  time_zone: z.string(),
  occurrences: z.array(occurrence),
});

export const previewRecurrence = forUser({
  name: 'preview_recurrence',
  summary: 'What a rule in words, RRULE or cron means, and the next instants; nothing is saved',
  input: z.strictObject({
    text: z.string().min(1).max(500).optional().describe('Words or a cron line, such as "every weekday at 9:15"'),
    rule: z.string().min(1).max(500).optional().describe('An RRULE'),
    due_date: z.string().max(40).optional().describe('The first due date; without one, from now on'),
    time_zone: timezone.optional().describe('Yours, unless said'),
    limit,
  }),
  output: preview,
  hints: reads,
  route: { method: 'post', path: '/api/recurrence/preview' },
  run: async (ctx, { text, rule, due_date, time_zone, limit: most }) => {
    const field = rule === undefined ? 'text' : 'rule';
    const said = rule ?? text;
    if (said === undefined || (rule !== undefined && text !== undefined)) {
      const message = 'give either text or rule';
      return refuse('invalid', message, { errors: [{ field: 'text', message }] });
    }
    const reading = readRecurrence(said);
    if (!reading.ok) return wrongField(field, reading.reason);
    const zone = time_zone ?? (await ctx.user()).timezone;
    const { stored, time, words } = reading.recurrence;
    const due = due_date === undefined ? null : parseDue(due_date, zone);
    if (due_date !== undefined && due === null) {
      return wrongField('due_date', 'must be a date such as 2026-12-01 or an instant such as 2026-12-01T09:00:00Z');
    }
    const now = ctx.now().getTime();
    const today = startOfDay(wallAt(zone, now));
    const start = due?.at ?? (time === null ? Math.ceil(now / 60_000) * 60_000 : instantOf(zone, today + time));
    const from = Math.max(now, start);
    return done({
      recurrence_rule: stored,
      recurrence_text: words,
      time_zone: zone,
      occurrences: occurrencesFrom({ rule: stored, start: iso(start), zone }, justBefore(from), most),
    });
  },
});
