/** From a decision to the next document, purely: events into the outbox, reminders to arm and to drop, effects, memory. */
import { hash } from 'node:crypto';
import type { ArmedReminder, PendingEffect, TaskDocument } from './document.ts';
import { entryOf, isRemembered, remember } from './recent.ts';
import type { ReminderToArm } from './turn.ts';
import type { Answer } from './task/answers.ts';
import type { CommandEnvelope } from './task/commands.ts';
import type { Accepted } from './task/decide.ts';
import type { Effect } from './task/effects.ts';
import type { Sha256 } from './task/hash.ts';
import { record } from './task/history.ts';
import { nextWakeAt, remindersFor } from './task/reminders.ts';

/** Node's own, eight times as quick as one written in JavaScript. */
const sha256: Sha256 = (text) => hash('sha256', text);

/** The role that makes tasks' events. */
const SOURCE = 'task-actors';

/** Reminders taken to be registered before this turn: a wake trusts none, and the one that rang is gone. */
const registered = (armed: readonly ArmedReminder[], { command }: CommandEnvelope): readonly ArmedReminder[] => {
  if (command.type === 'Wake') return [];
  return command.type === 'FireReminder' ? armed.filter(({ name }) => name !== command.name) : armed;
};

const asPending = (effect: Effect): PendingEffect => ({ kind: 'call', ...effect });

export type Advanced = {
  document: TaskDocument;
  toArm: ReminderToArm[];
  answer: Answer;
  /** Whether there is anything to save. */
  dirty: boolean;
};

/** @throws {Error} when an accepted decision leaves no task, which would be a bug. */
export const advance = (
  taskId: string,
  stored: TaskDocument,
  decision: Accepted,
  envelope: CommandEnvelope,
  hash: string,
  now: string,
): Advanced => {
  const { events, state } = record(stored.state, decision, { envelope, taskId, now, source: SOURCE, digest: sha256 });
  const { task, sequence } = state;
  if (task?.id !== taskId) throw new Error(`${envelope.command.type} was accepted and left no task ${taskId}`);

  const planned = remindersFor(state, now);
  const before = registered(stored.armed, envelope);
  // A name says what for and when: the same name is the same reminder, also when its instant has passed meanwhile.
  const fresh = planned.filter((reminder) => !before.some(({ name }) => name === reminder.name));
  const stale = before.filter(({ name }) => !planned.some((reminder) => reminder.name === name));

  const causation = events.at(-1)?.event_id ?? task.last_event_id;
  const toArm = fresh.map(({ name, at }) => ({
    name,
    at,
    about: {
      planned_for: at,
      correlation_id: envelope.correlation_id,
      causation_id: causation,
      traceparent: envelope.traceparent,
    },
  }));

  // A reminder that is wanted again must not be dropped by what an earlier turn still owes.
  const owed = stored.pending.filter(
    (effect) => effect.kind !== 'disarm' || !planned.some(({ name }) => name === effect.name),
  );
  const pending: PendingEffect[] = [
    ...owed,
    ...decision.effects.map(asPending),
    ...stale.map(({ name }): PendingEffect => ({ kind: 'disarm', name })),
  ];

  const answer: Answer = {
    task,
    sequence,
    next_wake_at: nextWakeAt(state, now),
    command_id: envelope.command_id,
    changed: events.length > 0,
  };
  const entry = isRemembered(envelope) ? entryOf(envelope, hash, answer) : null;

  const dirty =
    events.length > 0 ||
    entry !== null ||
    pending.length !== stored.pending.length ||
    planned.length !== stored.armed.length ||
    !planned.every((reminder, index) => stored.armed[index]?.name === reminder.name);
  if (!dirty) return { document: stored, toArm, answer, dirty };
  return {
    document: {
      schema: 1,
      revision: stored.revision + 1,
      state,
      recent: remember(stored.recent, stored.state.task, task, entry),
      outbox: [...stored.outbox, ...events],
      pending,
      armed: planned.map(({ name, at }) => ({ name, at })),
    },
    toArm,
    answer,
    dirty,
  };
};
