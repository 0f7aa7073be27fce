/** What deciding ends in, and the few words in which it is said. */
import type { FieldError, Rejection } from './answers.ts';
import type { CommandEnvelope } from './commands.ts';
import type { Cause, Effect } from './effects.ts';
import type { Fact } from './facts.ts';
import { eventIdFor } from './ids.ts';
import type { TaskState } from './state.ts';

/** `undo` names the earlier command that these facts take back; null when they take back none. */
export type Accepted = { kind: 'accepted'; facts: Fact[]; effects: Effect[]; undo: string | null };
export type Decision = Accepted | { kind: 'rejected'; rejection: Rejection };

/** What every rule is asked with. */
export type Context = { state: TaskState; envelope: CommandEnvelope; now: string };

export const accept = (facts: Fact[], effects: Effect[] = []): Accepted => ({
  kind: 'accepted',
  facts,
  effects,
  undo: null,
});

export const reject = (code: Rejection['code'], message: string): Decision => ({
  kind: 'rejected',
  rejection: { code, message },
});

export const forbid = (message = 'Only the system itself may ask for that.'): Decision => reject('forbidden', message);

export const invalid = (errors: FieldError[]): Decision => ({
  kind: 'rejected',
  rejection: { code: 'invalid', message: 'Some fields are not right.', errors },
});

/** The id that the `n`th fact (0-based) of the present decision will have as an event. */
export const nextEventId = ({ state }: Context, taskId: string, n = 0): string =>
  eventIdFor(taskId, state.sequence + 1 + n);

/** The `n`th fact of the present decision, as the cause of a call to another task. */
export const causeOf = (context: Context, taskId: string, n = 0): Cause => ({
  envelope: context.envelope,
  event_id: nextEventId(context, taskId, n),
});
