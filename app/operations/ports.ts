/** What operations and consumers need of the actors, without knowing how they are reached. */
import type { Reply, Snapshot } from '../../actors/task/answers.ts';
import type { CommandEnvelope } from '../../actors/task/commands.ts';
import type { EventEnvelope } from '../../actors/task/events.ts';

export type TaskActors = {
  /** One actor call. Rejections are replies; @throws {Unavailable} when no answer came within the deadline. */
  execute: (taskId: string, envelope: CommandEnvelope) => Promise<Reply>;
  /** The task as its actor holds it, or null when there is none. Ownership is the caller's to check. */
  read: (taskId: string) => Promise<Snapshot | null>;
};

/** Something needed is down, and the caller may try again: 503 at the edge, RETRY in a consumer. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly dependency: string;
  constructor(dependency: string, cause?: unknown) {
    super(`${dependency} is unavailable`, { cause });
    this.dependency = dependency;
  }
}

/** Hands events to the broker, in order. @returns how many, counted from the first, it is known to have taken. */
export type Publish = (events: readonly EventEnvelope[]) => Promise<number>;
