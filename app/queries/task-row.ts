/** A row of the read model, back as the task it was made from. */
import { z } from 'zod';
import { task, type Task } from '../../actors/task/task.ts';
import { instantColumn } from './database.ts';

/** Names of the columns that make a task, for select lists. */
export const taskColumns = Object.keys(task.shape).join(', ');

/** A row that `taskOf` is to read: looked at once only, because a page of fifty takes as long to check as to fetch. */
export const row = z.custom<Readonly<Record<string, unknown>>>();

const moment = instantColumn.nullable();

/** Postgres' instants become text; columns beside the task's, such as the keys of an order, are left out. */
const taskRow = z.object({
  ...task.shape,
  due_date: moment,
  series_start: moment,
  scheduled_for: moment,
  completed_at: moment,
  snoozed_until: moment,
  deleted_at: moment,
  created_at: instantColumn,
  updated_at: instantColumn,
});

/** @throws {z.ZodError} when the row is not a task: the read model and the code have come apart. */
export const taskOf = (given: Readonly<Record<string, unknown>>): Task => taskRow.parse(given);
