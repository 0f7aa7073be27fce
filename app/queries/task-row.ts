/** A row of the read model, back as the task it was made from. */
import { z } from 'zod';
import { task, type Task } from '../../actors/task/task.ts';
import { instantColumn } from './database.ts';

/** Names of the columns that make a task, for select lists. */
export const taskColumns = Object.keys(task.shape).join(', ');

const moment = instantColumn.nullable();

/** Postgres' instants become text; the keys of the order, where there are any, stay beside the task. */
export const taskRow = z.looseObject({
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

const names = Object.keys(task.shape);

/** @throws {z.ZodError} when the row is not a task: the read model and the code have come apart. */
export const taskOf = (row: Readonly<Record<string, unknown>>): Task =>
  task.parse(Object.fromEntries(names.map((name) => [name, row[name]])));
