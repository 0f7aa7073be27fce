/** What every way out of the system has in common: it sends one notification, or says why not and whether to try again. */
import type { Claimed, OutwardChannel } from '../../queries/deliveries.ts';

/** It was refused for good: another attempt would be refused as well. The message is for the person. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export type Channel = {
  readonly name: OutwardChannel;
  /** Why this notification is not to be sent at all, for the person; null when it is. */
  readonly obstacle: (notification: Claimed) => string | null;
  /**
   * One attempt, over within `ATTEMPT_MS`. A repeated one carries the same id, by which the receiver can tell.
   * @throws {Refused} when it is no use; anything else means not now, and its message is for the person too.
   */
  readonly send: (notification: Claimed) => Promise<void>;
};

/** An attempt that takes longer (milliseconds) is given up. */
export const ATTEMPT_MS = 20_000;

/** Rejects when `work` is not over within `ATTEMPT_MS`; what it was doing may still come to an end. */
export const withinAttempt = async <T>(work: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} did not finish within ${ATTEMPT_MS / 1_000} s`));
    }, ATTEMPT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
