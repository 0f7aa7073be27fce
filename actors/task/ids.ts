/** Ids that must agree between processes are computed, never drawn: the same inputs give the same id everywhere. */
import { v5 } from 'uuid';

const NAMESPACE = '6f1d0e1c-5f0b-5c39-9a59-6c2f3a1f7d10';

const named = (kind: string, ...parts: readonly (string | number)[]): string =>
  v5([kind, ...parts].join('\n'), NAMESPACE);

/** The task that `userId` creates under `idempotencyKey`: a retried create reaches the same actor. */
export const taskIdFor = (userId: string, idempotencyKey: string): string => named('task', userId, idempotencyKey);

/** The task of one occurrence of a series. Occurrence 1 is the task the series began with and keeps its own id. */
export const occurrenceIdFor = (seriesId: string, occurrence: number): string =>
  named('occurrence', seriesId, occurrence);

/** The event at `sequence` of a task. */
export const eventIdFor = (taskId: string, sequence: number): string => named('event', taskId, sequence);

/** The `n`th reminder a task was given (0-based). */
export const reminderIdFor = (taskId: string, n: number): string => named('reminder', taskId, n);

/** The ring that a task's owner asks for by snoozing it; each task has one, moved by every snooze. */
export const snoozeIdFor = (taskId: string): string => named('snooze', taskId);

/** The `n`th checklist item (0-based) that came with the event at `sequence`, unless it came with an id. */
export const checklistIdFor = (taskId: string, sequence: number, n: number): string =>
  named('checklist', taskId, sequence, n);

/** A command that a process sends because of another fact, so that a repeated sending is the same command. */
export const derivedCommandId = (cause: string, purpose: string): string => named('command', cause, purpose);

/** The one notification about `occasion` on a channel, whoever makes it. */
export const notificationIdFor = (occasion: string, channel: string): string =>
  named('notification', occasion, channel);
