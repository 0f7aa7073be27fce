/** What a person sets on a task, judged all at once: every field that is wrong is named, with what would be right. */
import type { FieldError } from './answers.ts';
import type { TaskFields } from './commands.ts';
import { lateFrom, parseDue } from './due-date.ts';
import { checklistOf } from './checklist.ts';
import { recurrenceOf } from './recurrence-fields.ts';
import { remindersOf } from './reminder-fields.ts';
import type { Task } from './task.ts';
import { instantOf, isZone, iso, ms, wallAt } from './zone.ts';

/** Absent fields stay as they are. */
export type GivenFields = { [Name in keyof TaskFields]?: TaskFields[Name] | undefined };
/** What is given, the task it is given to (for a creation, an empty one), and when. */
export type Given = { fields: GivenFields; base: Task; now: number; sequence: number; remindersGiven: number };
export type Report = (field: keyof TaskFields, message: string) => void;
export type Judged = { ok: true; task: Task } | { ok: false; errors: FieldError[] };

/** The task as it would be. Only what is given is judged, and what follows from it. */
export const judge = (given: Given): Judged => {
  const errors: FieldError[] = [];
  const report: Report = (field, message) => void errors.push({ field, message });
  const plain = withTexts(given, report);
  const zoned = withZone(plain, given, report);
  const due = withDue(zoned, given, report);
  const recurring = recurrenceOf(due, given, report);
  const checked = { ...recurring, checklist: checklistOf(given, report) };
  const task = { ...checked, ...remindersOf(checked, given, report) };
  return errors.length === 0 ? { ok: true, task } : { ok: false, errors };
};

/** Broken surrogate pairs and NUL are text to JavaScript and to nobody else. */
export const isText = (text: string): boolean => !/[\p{Surrogate}\0]/u.test(text);
const NOT_TEXT = 'must not contain NUL or broken characters';

const withTexts = ({ fields, base }: Given, report: Report): Task => {
  const title = fields.title?.trim() ?? base.title;
  if (title.length === 0) report('title', 'must not be empty');
  else if (title.length > 255) report('title', `must be at most 255 characters; it has ${title.length}`);
  else if (!isText(title)) report('title', NOT_TEXT);
  const { description = base.description, recurrence_text: text = base.recurrence_text } = fields;
  if (description !== null && description.length > 10_000) report('description', 'must be at most 10000 characters');
  else if (description !== null && !isText(description)) report('description', NOT_TEXT);
  if (text !== null && !isText(text)) report('recurrence_text', NOT_TEXT);
  const { priority = base.priority, category_id = base.category_id, assignee_id = base.assignee_id } = fields;
  const tags = fields.tags === undefined ? base.tags : tagsOf(fields.tags, report);
  return { ...base, title, description, recurrence_text: text, priority, category_id, assignee_id, tags };
};

const tagsOf = (given: readonly string[], report: Report): string[] => {
  const tags = [...new Set(given.map((tag) => tag.trim().toLowerCase()))];
  if (tags.length > 10) report('tags', `must be at most 10; there are ${tags.length}`);
  const wrong = tags.find((tag) => tag.length < 1 || tag.length > 50 || /[\s#]/.test(tag) || !isText(tag));
  if (wrong !== undefined)
    report('tags', `must each be 1 to 50 characters without spaces or "#", unlike "${wrong.slice(0, 60)}"`);
  return tags;
};

/** In another zone the task keeps its times of day: nine o'clock stays nine o'clock. Absolute reminders stay instants. */
export const inZone = (task: Task, zone: string): Task => {
  const moved = (at: string | null): string | null =>
    at === null ? null : iso(instantOf(zone, wallAt(task.time_zone, ms(at))));
  return {
    ...task,
    time_zone: zone,
    due_date: moved(task.due_date),
    series_start: moved(task.series_start),
    scheduled_for: moved(task.scheduled_for),
  };
};

const withZone = (task: Task, { fields }: Given, report: Report): Task => {
  const zone = fields.time_zone?.trim();
  if (zone === undefined || zone === task.time_zone) return task;
  if (isZone(zone)) return inZone(task, zone);
  report('time_zone', `must be a time zone of the IANA database such as "Europe/Berlin", not "${zone}"`);
  return task;
};

const withDue = (task: Task, { fields, base, now }: Given, report: Report): Task => {
  const text = fields.due_date;
  if (text === undefined) return task;
  if (text === null) return { ...task, due_date: null, all_day: false, snoozed_until: null, reminder_sent: false };
  const due = parseDue(text, task.time_zone);
  if (due === null) {
    const forms = '"2026-12-01", "2026-12-01T09:00" or "2026-12-01T09:00:00+01:00"';
    report('due_date', `must be a day, a local time or an instant that exists, such as ${forms}`);
    return task;
  }
  const [due_date, all_day] = [iso(due.at), due.allDay];
  if (due_date === base.due_date && all_day === base.all_day) return { ...task, due_date, all_day };
  if (lateFrom(due.at, all_day, task.time_zone) < now || (all_day && lateFrom(due.at, true, task.time_zone) === now)) {
    report('due_date', 'must not be in the past');
  }
  return { ...task, due_date, all_day, snoozed_until: null };
};
