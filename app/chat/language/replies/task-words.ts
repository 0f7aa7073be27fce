/** Tasks in plain words: their titles, what was said of them, a line of a list. */
import type { KnownTask, Said } from '../contract.ts';
import { wallAt, type Here } from '../dates/calendar.ts';
import { clockText, dayText, dueText } from './date-words.ts';
import { listed, ruleWords } from './rule-words.ts';

export const quoted = (title: string): string => `“${title}”`;

const few = 5;

/** The exact set, however long: what a yes would allow. */
export const everyTitle = (tasks: readonly { title: string }[]): string => listed(tasks.map((t) => quoted(t.title)));

export const titles = (tasks: readonly { title: string }[]): string =>
  tasks.length <= few
    ? everyTitle(tasks)
    : `${tasks
        .slice(0, few)
        .map((t) => quoted(t.title))
        .join(', ')} and ${tasks.length - few} more`;

/** Everything said of a task beside its title, for "Added …". */
export const saidText = (here: Here, said: Partial<Said>): string => {
  const parts = [
    said.due != null ? `due ${dueText(here, said.due)}` : '',
    said.rrule != null
      ? ruleWords(said.rrule) + (said.recurrence_mode === 'completion' ? ', counted from completion' : '')
      : '',
    said.priority != null ? `${said.priority.toLowerCase()} priority` : '',
    said.tags !== undefined && said.tags.length > 0 ? said.tags.map((tag) => `#${tag}`).join(' ') : '',
    said.category != null ? `in ${said.category}` : '',
    said.description != null ? 'with a note' : '',
    said.checklist !== undefined && said.checklist.length > 0 ? `${said.checklist.length} checklist items` : '',
    said.reminders !== undefined && said.reminders.length > 0
      ? `${said.reminders.length === 1 ? 'a reminder' : `${said.reminders.length} reminders`} set`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
};

/** A line of a list: number, title, when. */
export const lineText = (here: Here, task: KnownTask, n: number, late: boolean): string => {
  const wall =
    task.due_date === null ? null : wallAt(task.all_day ? task.time_zone : here.zone, Date.parse(task.due_date));
  const when =
    wall === null
      ? ''
      : ` — ${task.all_day ? dayText(here, wall) : `${dayText(here, wall)} at ${clockText(wall)}`}${late ? ' (overdue)' : ''}`;
  const marks = [
    task.priority === null ? '' : task.priority.toLowerCase(),
    ...task.tags.map((tag) => `#${tag}`),
  ].filter((m) => m !== '');
  return `${n}. ${task.completed ? '✓ ' : ''}${task.title}${when}${marks.length > 0 ? ` [${marks.join(' ')}]` : ''}`;
};
