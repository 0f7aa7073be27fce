/** The last commands of a task: a repeated one gets its first answer, whatever has happened since. */
import { createHash } from 'node:crypto';
import type { RecentCommand, TaskDocument } from './document.ts';
import type { Answer } from './task/answers.ts';
import type { CommandEnvelope } from './task/commands.ts';
import { task as taskSchema, type Task } from './task/task.ts';

/** How many commands a task remembers. */
export const RECENT = 50;

/** What two sendings of one command have in common: who asks, what, and of which version. Not how or when. */
export const bodyHash = (envelope: CommandEnvelope): string =>
  createHash('sha256')
    .update(JSON.stringify([envelope.said_hash ?? envelope.command, envelope.expected_version ?? null]))
    .digest('base64url')
    .slice(0, 22);

/** Reminders and wakes are decided anew each time, and must not push people's commands out. */
export const isRemembered = (envelope: CommandEnvelope): boolean =>
  envelope.command.type !== 'FireReminder' && envelope.command.type !== 'Wake';

/** The first answer to `envelope`; `'other-body'` when its id was used for something else; null when it is new. */
export const recall = (
  document: TaskDocument,
  envelope: CommandEnvelope,
  hash: string,
): Answer | 'other-body' | null => {
  const { recent, state } = document;
  const at = recent.findLastIndex(({ id, by }) => id === envelope.command_id && by === envelope.caller.user_id);
  const entry = recent[at];
  if (entry === undefined || state.task === null) return null;
  if (entry.hash !== hash) return 'other-body';
  // Back from the present task, one command at a time.
  const task = recent.slice(at).reduceRight<object>((later, { restore }) => ({ ...later, ...restore }), state.task);
  return {
    task: taskSchema.parse(task),
    sequence: entry.sequence,
    next_wake_at: entry.next_wake_at,
    command_id: entry.id,
    changed: entry.changed,
  };
};

/** The fields of `after` that are different in `before`, with their values in `before`. */
const restoring = (before: Task, after: Task): Record<string, unknown> => {
  const later = new Map<string, unknown>(Object.entries(after));
  return Object.fromEntries(
    Object.entries(before).filter(
      ([field, value]) => value !== later.get(field) && JSON.stringify(value) !== JSON.stringify(later.get(field)),
    ),
  );
};

/** `recent` after a turn from `before` to `after`, with `entry` (if the turn was a command to remember) at its end. */
export const remember = (
  recent: readonly RecentCommand[],
  before: Task | null,
  after: Task,
  entry: Omit<RecentCommand, 'restore'> | null,
): RecentCommand[] => {
  const newest = recent.at(-1);
  const kept =
    newest === undefined || before === null || before === after
      ? [...recent]
      : [...recent.slice(0, -1), { ...newest, restore: { ...restoring(before, after), ...newest.restore } }];
  return entry === null ? kept : [...kept, { ...entry, restore: {} }].slice(-RECENT);
};
