/** The last commands of a task: a repeated one gets its first answer, whatever has happened since. */
import { createHash } from 'node:crypto';
import type { RecentCommand, TaskDocument } from './document.ts';
import type { Answer } from './task/answers.ts';
import type { CommandEnvelope } from './task/commands.ts';
import { eventIdFor } from './task/ids.ts';
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
export const isRemembered = (envelope: CommandEnvelope): boolean => !UNREMEMBERED.has(envelope.command.type);
const UNREMEMBERED = new Set(['FireReminder', 'Wake', 'MayWithdraw']);

/** Whose command it is, as it is remembered: undefined for the owner's own. */
const by = (envelope: CommandEnvelope, owner: Task): string | undefined =>
  envelope.caller.user_id === owner.user_id ? undefined : envelope.caller.user_id;

/** The first answer to `envelope`; `'other-body'` when its id was used for something else; null when it is new. */
export const recall = (
  document: TaskDocument,
  envelope: CommandEnvelope,
  hash: string,
): Answer | 'other-body' | null => {
  const { recent, state } = document;
  const present = state.task;
  if (present === null) return null;
  const who = by(envelope, present);
  const at = recent.findLastIndex((entry) => entry.id === envelope.command_id && entry.by === who);
  const entry = recent[at];
  if (entry === undefined) return null;
  if (entry.hash !== hash) return 'other-body';
  // Back from the present task, one command at a time.
  const task = recent.slice(at).reduceRight<object>((later, { restore }) => ({ ...later, ...restore }), present);
  return {
    task: taskSchema.parse({ ...task, last_event_id: eventIdFor(present.id, entry.sequence) }),
    sequence: entry.sequence,
    next_wake_at: entry.next_wake_at,
    command_id: entry.id,
    changed: entry.unchanged !== true,
  };
};

/** The fields of `after` that are different in `before`, with their values in `before`, but for what the sequence tells. */
const restoring = (before: Task, after: Task): Record<string, unknown> => {
  const later = new Map<string, unknown>(Object.entries(after));
  return Object.fromEntries(
    Object.entries(before).filter(
      ([field, value]) =>
        field !== 'last_event_id' &&
        value !== later.get(field) &&
        JSON.stringify(value) !== JSON.stringify(later.get(field)),
    ),
  );
};

/** What is remembered of a command that was answered with `answer`. */
export const entryOf = (envelope: CommandEnvelope, hash: string, answer: Answer): RecentCommand => {
  const who = by(envelope, answer.task);
  return {
    id: envelope.command_id,
    ...(who === undefined ? {} : { by: who }),
    hash,
    ...(answer.changed ? {} : { unchanged: true }),
    sequence: answer.sequence,
    next_wake_at: answer.next_wake_at,
    restore: {},
  };
};

/** `recent` after a turn from `before` to `after`, with `entry` (if the turn was a command to remember) at its end. */
export const remember = (
  recent: readonly RecentCommand[],
  before: Task | null,
  after: Task,
  entry: RecentCommand | null,
): RecentCommand[] => {
  const newest = recent.at(-1);
  const kept =
    newest === undefined || before === null || before === after
      ? [...recent]
      : [...recent.slice(0, -1), { ...newest, restore: { ...restoring(before, after), ...newest.restore } }];
  return entry === null ? kept : [...kept, entry].slice(-RECENT);
};
