/** What was understood, as the command its task is asked: for where acts are tried out and no edge is called. */
import { z } from 'zod';
import { taskFields, type TaskCommand } from '../../actors/task/commands.ts';
import type { ReminderPolicy } from '../../actors/task/task.ts';
import { toolCallOf } from './acts.ts';
import type { Act } from './language/index.ts';

/** Whose tasks: their zone and reminders, and what their categories are called. */
export type Whose = { zone: string; policy: ReminderPolicy; categoryId: (name: string) => string };

/** The fields among a call's arguments; the id is the command's address, not part of it. */
const given = z.object(taskFields.partial().shape);

/** Checklist items carry their text alone when they are new. */
const withStates = (args: Record<string, unknown>): Record<string, unknown> =>
  Array.isArray(args['checklist'])
    ? { ...args, checklist: args['checklist'].map((one: unknown) => Object.assign({ done: false }, one)) }
    : args;

const fieldsOf = ({ categoryId }: Whose, act: Act): z.infer<typeof given> => {
  const { arguments: args, category } = toolCallOf(act);
  const filed = category === undefined ? {} : { category_id: category === null ? null : categoryId(category) };
  return given.parse({ ...withStates(args), ...filed });
};

/** @throws {z.ZodError} when a field is not what a task can have */
export const commandOf = (whose: Whose, act: Act): TaskCommand => {
  switch (act.op) {
    case 'add': {
      const { title = '', ...fields } = fieldsOf(whose, act);
      return { type: 'CreateTask', fields: { ...fields, title, time_zone: whose.zone }, policy: whose.policy };
    }
    case 'update':
      return { type: 'UpdateTask', changes: fieldsOf(whose, act) };
    case 'snooze':
      return { type: 'SnoozeTask', until: act.until };
    case 'undo':
      return { type: 'UndoCommand', undo_command_id: act.command_id };
    case 'complete':
      return { type: 'CompleteTask' };
    case 'reopen':
      return { type: 'ReopenTask' };
    case 'delete':
      return { type: 'DeleteTask' };
    case 'skip':
      return { type: 'SkipTask' };
    case 'pause':
      return { type: 'PauseTask' };
    case 'resume':
      return { type: 'ResumeTask' };
    default:
      return act satisfies never;
  }
};
