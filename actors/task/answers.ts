/** What an actor says back: an answer or a rejection. Both are values; a throw is an outage or a bug. */
import { z } from 'zod';
import { instant, task } from './task.ts';

/** `position`: where in the field's text it stops being right, in UTF-16 code units from 0. */
export const fieldError = z.strictObject({
  field: z.string(),
  message: z.string(),
  position: z.int().min(0).optional(),
});

/**
 * Why not. `invalid` 422 · `not-found` 404 (absent, or not the caller's) · `forbidden` 403 · `conflict` 409 (not possible in
 * this state) · `stale` 412 (`expected_version` is not the task's; `task` is the present one) · `key-reused` 422 (the
 * command id was used with another body).
 */
export const rejection = z.strictObject({
  code: z.enum(['invalid', 'not-found', 'forbidden', 'conflict', 'stale', 'key-reused']),
  message: z.string(),
  errors: z.array(fieldError).optional(),
  task: task.optional(),
});

/** A task and how far its history has come; what the read model stores, whether it comes from an answer or an event. */
export const snapshot = z.strictObject({
  task,
  sequence: z.number().int().min(1),
  /** The next instant at which a reminder of the actor should ring; null when none is planned. */
  next_wake_at: instant.nullable(),
});

/** `changed` is false when what was asked was already so and no event was made. */
export const answer = snapshot.extend({ command_id: z.string(), changed: z.boolean() });

export const reply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), answer }),
  z.strictObject({ ok: z.literal(false), rejection }),
]);

export type FieldError = z.infer<typeof fieldError>;
export type Rejection = z.infer<typeof rejection>;
export type Snapshot = z.infer<typeof snapshot>;
export type Answer = z.infer<typeof answer>;
export type Reply = z.infer<typeof reply>;
