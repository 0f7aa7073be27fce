/** The history of a task: facts get their place, their hash and their chain; and a history read back gives the state. */
import type { CommandEnvelope } from './commands.ts';
import { SCHEMA_VERSION, type TaskEvent } from './events.ts';
import { apply, evolve, metaOf } from './evolve.ts';
import type { Fact } from './facts.ts';
import { hashOf, same, type Sha256 } from './hash.ts';
import { eventIdFor } from './ids.ts';
import { nextWakeAt } from './reminders.ts';
import { initialState, type TaskState } from './state.ts';
import type { Task } from './task.ts';

/** What surrounds a decision when its facts become events: who asked, when, and which service speaks. */
export type Recording = {
  taskId: string;
  envelope: CommandEnvelope;
  now: string;
  source: string;
  /** A quicker SHA-256 than the domain's own, where the platform has one. */
  digest?: Sha256;
};

/** The facts as events at the end of the history, and the state after them. */
export const record = (
  state: TaskState,
  decision: { facts: readonly Fact[]; undo: string | null },
  recording: Recording,
): { events: TaskEvent[]; state: TaskState } => {
  const events: TaskEvent[] = [];
  let current = state;
  for (const fact of decision.facts) {
    const made = recordOne(current, fact, decision.undo, recording);
    events.push(made.event);
    current = made.state;
  }
  return { events, state: current };
};

const recordOne = (
  state: TaskState,
  fact: Fact,
  undoes: string | null,
  { taskId, envelope, now, source, digest }: Recording,
) => {
  const sequence = state.sequence + 1;
  const envelopeOf = {
    event_id: eventIdFor(taskId, sequence),
    aggregate_id: taskId,
    aggregate_type: 'task' as const,
    sequence,
    timestamp: now,
    user_context: envelope.caller,
    correlation_id: envelope.correlation_id,
    causation_id: envelope.causation_id,
    schema_version: SCHEMA_VERSION,
    source_service: source,
    previous_hash: state.last_hash,
    command_id: envelope.command_id,
    ...(envelope.traceparent !== undefined && { traceparent: envelope.traceparent }),
    ...(undoes !== null && { undoes }),
  };
  const after = apply(state, fact, metaOf(envelopeOf));
  if (after.task === null) throw new Error(`${fact.event_type} at ${sequence} leaves no task`);
  const event = eventOf(fact, envelopeOf, { task: after.task, next_wake_at: nextWakeAt(after, now) });
  return { event, state: { ...after, last_hash: hashOf(event, digest) } };
};

type Place = Omit<TaskEvent, 'event_type' | 'payload'>;

/**
 * The fact as an event. Nothing is parsed: what we have just made is of the schema's shape by its type, and a test holds all
 * events to it; parsing each took a tenth of a turn.
 */
const eventOf = (fact: Fact, place: Place, outcome: { task: Task; next_wake_at: string | null }): TaskEvent => {
  switch (fact.event_type) {
    case 'TASK_CREATED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_UPDATED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_PRIORITY_CHANGED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_ASSIGNED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_COMPLETED':
    case 'TASK_SKIPPED':
    case 'TASK_MISSED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_REOPENED':
    case 'TASK_ARCHIVED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'TASK_RESTORED':
    case 'TASK_DELETED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'RECURRING_TRIGGERED':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    case 'REMINDER_DUE':
    case 'REMINDER_SENT':
      return { ...place, event_type: fact.event_type, payload: { ...fact.payload, ...outcome } };
    default:
      return fact satisfies never;
  }
};

/** The state that a whole history leads to. */
export const fold = (history: readonly TaskEvent[]): TaskState => history.reduce(evolve, initialState);

/** Something a history gets wrong: at which sequence, and what. */
export type Flaw = { sequence: number; flaw: string };

/**
 * What is wrong with a history, read from its first event: gaps, forks, edited events (by the hash chain), ids that are
 * not the computed ones, and resulting tasks that do not follow from the changes. Empty when it is sound.
 */
export const verifyChain = (history: readonly TaskEvent[]): Flaw[] => {
  const flaws: Flaw[] = [];
  let state = initialState;
  for (const [index, event] of history.entries()) {
    const report = (flaw: string): void => void flaws.push({ sequence: event.sequence, flaw });
    if (event.sequence !== index + 1) {
      report(`has sequence ${event.sequence} where ${index + 1} comes next`);
      return flaws;
    }
    if (event.previous_hash !== state.last_hash) report('does not carry the hash of the event before it');
    if (event.event_id !== eventIdFor(event.aggregate_id, event.sequence))
      report('has an id that is not the computed one');
    const after = attempt(state, event);
    if (typeof after === 'string') {
      report(after);
      return flaws;
    }
    if (!same(after.task, event.payload.task)) report('carries a task that does not follow from its change');
    if (nextWakeAt(after, event.timestamp) !== event.payload.next_wake_at) report('carries a wrong next_wake_at');
    state = after;
  }
  return flaws;
};

const attempt = (state: TaskState, event: TaskEvent): TaskState | string => {
  try {
    return evolve(state, event);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
