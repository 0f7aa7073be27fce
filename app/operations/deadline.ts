/** How long an edge waits for an operation before it says that the service is not available. */
import type { AnyOperation, Outcome } from './operation.ts';
import { Unavailable } from './ports.ts';

const PATIENCE_MS = 5_000;

/**
 * What is still under way after the deadline goes on; a retry with the same key gets its result.
 * @throws {Unavailable} when `work` takes longer than the operation's patience
 */
export const inTime = async (
  { deadlineMs = PATIENCE_MS }: AnyOperation,
  work: Promise<Outcome<unknown>>,
): Promise<Outcome<unknown>> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Unavailable('The service'));
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // A failure after the deadline has nobody left to tell.
    work.catch(() => undefined);
  }
};
