/** As much of a person's tasks as a sentence can refer to: every open one within reason, and what was completed lately. */
import { z } from 'zod';
import { task, type Task } from '../../actors/task/task.ts';
import { instantColumn, select, type Queryable } from './database.ts';

const fields = [
  'id',
  'title',
  'description',
  'priority',
  'tags',
  'category_id',
  'due_date',
  'all_day',
  'time_zone',
  'recurrence_rule',
  'completed',
  'completed_at',
  'created_at',
  'snoozed_until',
  'reminders',
  'checklist',
] as const;
type Field = (typeof fields)[number];

const moment = instantColumn.nullable();
const row = z.object({
  ...task.pick({
    id: true,
    title: true,
    description: true,
    priority: true,
    tags: true,
    category_id: true,
    all_day: true,
    time_zone: true,
    recurrence_rule: true,
    completed: true,
    reminders: true,
    checklist: true,
  }).shape,
  due_date: moment,
  completed_at: moment,
  snoozed_until: moment,
  created_at: instantColumn,
});

// A sentence is understood against each of them in memory; past this many nobody names one without its words.
const MOST_OPEN = 1_000;
const MOST_COMPLETED = 200;

const KNOWN = {
  name: 'known_tasks',
  // In the order in which they were made: "the first one" of two that fit equally is the one that was said first.
  text: `SELECT * FROM (SELECT DISTINCT ON (id) * FROM (
      (SELECT ${fields.join(', ')} FROM tasks
        WHERE user_id = $1 AND NOT completed AND status <> 'ARCHIVED' AND deleted_at IS NULL
        ORDER BY coalesce(due_date, 'infinity'::timestamptz), id LIMIT ${MOST_OPEN})
      UNION ALL
      (SELECT ${fields.join(', ')} FROM tasks
        WHERE user_id = $1 AND completed AND status <> 'ARCHIVED' AND deleted_at IS NULL
        ORDER BY completed_at DESC LIMIT ${MOST_COMPLETED})
      UNION ALL
      (SELECT ${fields.join(', ')} FROM tasks
        WHERE user_id = $1 AND id = ANY ($2::uuid[]) AND status <> 'ARCHIVED' AND deleted_at IS NULL)
    ) AS known ORDER BY id) AS each_once ORDER BY created_at, id`,
};

/** @param named ids that the conversation has spoken of, which are known however old they are */
export const knownTasks = (db: Queryable, userId: string, named: readonly string[]): Promise<Pick<Task, Field>[]> =>
  select(db, row, KNOWN, [userId, named]);
