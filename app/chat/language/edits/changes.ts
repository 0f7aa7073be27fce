/** What an edit comes to for one task: its new values, or why there are none. */
import { priority } from '../../../../actors/task/task.ts';
import type { KnownTask, SaidChanges, SaidReminder } from '../contract.ts';
import { dateText, localText, type Here } from '../dates/calendar.ts';
import { placeReminder } from '../marks/reminders.ts';
import type { Problem } from '../new-task/due.ts';
import type { Edit, Field } from './edit.ts';
import { dueOf, moved, shifted } from './moving.ts';
import { repeated } from './repeating.ts';

export type Changed = { ok: true; changes: SaidChanges } | { ok: false; problem: Problem['kind'] };

const cleared = (fields: readonly Field[], task: KnownTask, changes: SaidChanges, here: Here): void => {
  for (const field of fields) {
    if (field === 'due') {
      changes.due = null;
      if (task.recurrence_rule !== null) changes.rrule = null;
    } else if (field === 'time') {
      const due = dueOf(here, task);
      if (due !== null && !due.allDay) changes.due = dateText(due.wall);
    } else if (field === 'priority') changes.priority = null;
    else if (field === 'tags') changes.tags = [];
    else if (field === 'description') changes.description = null;
    else if (field === 'rrule') changes.rrule = null;
    else if (field === 'reminders') changes.reminders = [];
    else if (field === 'category') changes.category = null;
    else changes.checklist = [];
  }
};

/** From the lowest to the highest. */
const LEVELS = priority.options;

/** A level up or down; the highest and the lowest stay. Where there is none, more is high, and less is none still. */
const stepped = (present: KnownTask['priority'], step: 1 | -1): KnownTask['priority'] =>
  present === null
    ? step > 0
      ? 'HIGH'
      : null
    : (LEVELS[Math.min(LEVELS.length - 1, Math.max(0, LEVELS.indexOf(present) + step))] ?? present);

/** The new values an edit gives a task. Only what is said to change is in them. */
export const changesOf = (here: Here, task: KnownTask, edit: Edit): Changed => {
  const changes: SaidChanges = {};
  if (edit.title !== undefined) changes.title = edit.title;
  if (edit.priority !== undefined) changes.priority = edit.priority;
  if (edit.priorityStep !== undefined) changes.priority = stepped(task.priority, edit.priorityStep);
  if (edit.description !== undefined) changes.description = edit.description;
  if (edit.category !== undefined) changes.category = edit.category;
  if (edit.setTags !== undefined) changes.tags = edit.setTags;
  const lower = (tags: readonly string[]): Set<string> => new Set(tags.map((tag) => tag.toLowerCase()));
  if (edit.addTags !== undefined) {
    const present = lower(task.tags);
    changes.tags = [...task.tags, ...edit.addTags.filter((tag) => !present.has(tag.toLowerCase()))];
  }
  if (edit.removeTags !== undefined) {
    const gone = lower(edit.removeTags);
    changes.tags = (changes.tags ?? task.tags).filter((tag) => !gone.has(tag.toLowerCase()));
  }
  if (edit.checklist !== undefined) changes.checklist = [...task.checklist.map((item) => item.text), ...edit.checklist];
  if (edit.clear !== undefined) cleared(edit.clear, task, changes, here);
  const problem = repeated(here, task, edit, changes);
  if (problem !== null) return { ok: false, problem };
  if (edit.recurrence === undefined && (edit.moment !== undefined || edit.shift !== undefined)) {
    const next =
      edit.moment !== undefined
        ? moved(here, task, edit.moment)
        : edit.shift === undefined
          ? null
          : shifted(here, task, edit.shift.length, edit.shift.back);
    if (next?.ok === false) return next;
    if (next !== null) changes.due = next.due;
  }
  if (edit.remindings !== undefined) {
    const due =
      changes.due != null
        ? Date.parse(changes.due.length === 10 ? `${changes.due}T00:00:00Z` : `${changes.due.slice(0, 19)}Z`)
        : (dueOf(here, task)?.wall ?? null);
    const kept = task.reminders.flatMap((r): SaidReminder[] =>
      r.offset !== undefined ? [{ offset: r.offset }] : r.at !== undefined ? [{ at: r.at }] : [],
    );
    changes.reminders = [...kept, ...edit.remindings.flatMap((said) => placeReminder(here, said, due) ?? [])];
  }
  return { ok: true, changes: onlyNew(here, task, changes) };
};

/** What is so already is no change. */
const onlyNew = (here: Here, task: KnownTask, changes: SaidChanges): SaidChanges => {
  const present = dueOf(here, task);
  const dueNow =
    present === null
      ? null
      : present.allDay
        ? dateText(present.wall)
        : localText(here.zone, Date.parse(task.due_date ?? ''));
  const { title, priority, description, tags, due, rrule, recurrence_mode, ...rest } = changes;
  return {
    ...rest,
    ...(title !== undefined && title !== task.title && { title }),
    ...(priority !== undefined && priority !== task.priority && { priority }),
    ...(description !== undefined && description !== task.description && { description }),
    ...(tags !== undefined && tags.join(' ') !== task.tags.join(' ') && { tags }),
    ...(due !== undefined && due !== dueNow && { due }),
    ...(rrule !== undefined && rrule !== task.recurrence_rule && { rrule }),
    ...(recurrence_mode !== undefined && rrule !== undefined && rrule !== task.recurrence_rule && { recurrence_mode }),
  };
};
