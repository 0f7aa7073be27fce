/** What a filter means for a task, said a second time and without SQL: what the compiled condition is held against. */
import type { Task } from '../../actors/task/task.ts';
import { lateFrom } from '../../actors/task/due-date.ts';
import type { Asker } from '../../app/filters/condition.ts';
import type { Expression, Status } from '../../app/filters/expression.ts';
import { spanOf } from '../../app/filters/spans.ts';

export type Oracle = Asker & { /** The asker's categories by id. */ categories: ReadonlyMap<string, string> };

const statusOf = (task: Task): Status =>
  task.deleted_at !== null
    ? 'deleted'
    : task.status === 'ARCHIVED'
      ? 'archived'
      : task.completed
        ? 'completed'
        : 'open';

const wordsOf = (task: Task): string[] => [...task.title.toLowerCase().split(' '), ...task.tags];

const dateOf = (task: Task, field: 'due' | 'created' | 'updated' | 'completed'): string | null =>
  ({ due: task.due_date, created: task.created_at, updated: task.updated_at, completed: task.completed_at })[field];

/** Whether the expression is true of the task, whatever its status. */
const says = (one: Expression, task: Task, oracle: Oracle): boolean => {
  switch (one.kind) {
    case 'and':
      return one.of.every((part) => says(part, task, oracle));
    case 'or':
      return one.of.some((part) => says(part, task, oracle));
    case 'not':
      return !says(one.of, task, oracle);
    case 'status':
      return statusOf(task) === one.is;
    case 'overdue':
      return (
        statusOf(task) === 'open' &&
        task.due_date !== null &&
        oracle.now > lateFrom(Date.parse(task.due_date), task.all_day, oracle.zone) - (task.all_day ? 1 : 0)
      );
    case 'undated':
      return task.due_date === null;
    case 'untagged':
      return task.tags.length === 0;
    case 'recurring':
      return task.recurrence_rule !== null;
    case 'paused':
      return task.paused;
    case 'snoozed':
      return task.snoozed_until !== null && Date.parse(task.snoozed_until) > oracle.now;
    case 'priority':
      return task.priority === one.is;
    case 'tag':
      return task.tags.includes(one.is);
    case 'category': {
      const name = task.category_id === null ? undefined : oracle.categories.get(task.category_id);
      return one.name === null ? name === undefined : name?.toLowerCase() === one.name.toLowerCase();
    }
    case 'assigned':
      if (one.to === 'nobody') return task.assignee_id === null;
      if (one.to === 'me') return task.assignee_id === oracle.userId;
      return task.assignee_id !== null && (one.to === 'anyone' || task.assignee_id !== oracle.userId);
    case 'words':
      return one.q.split(' ').every((word) => wordsOf(task).includes(word));
    case 'date': {
      const text = dateOf(task, one.field);
      if (text === null) return false;
      const at = Date.parse(text);
      const { from, to } = spanOf(one.date, oracle, one.field !== 'due');
      return {
        before: at < from,
        after: at >= to,
        on: at >= from && at < to,
        by: at < to,
        since: at >= from,
      }[one.relation];
    }
  }
};

const names = (one: Expression, status: Status): boolean => {
  if (one.kind === 'and' || one.kind === 'or') return one.of.some((part) => names(part, status));
  if (one.kind === 'not') return names(one.of, status);
  if (one.kind === 'date') return one.field === 'completed' && status === 'completed';
  return one.kind === 'status' && one.is === status;
};

/** Whether a list with this filter holds the task. */
export const holds = (filter: Expression, task: Task, oracle: Oracle): boolean => {
  const status = statusOf(task);
  return (status === 'open' || names(filter, status)) && says(filter, task, oracle);
};
