/** When a failed delivery is tried again: ever more calmly, and not for ever. */

const FIRST_MS = 15_000;
const GROWTH = 3;
const LONGEST_MS = 60 * 60_000;
/** A reminder that is a day old reminds nobody. */
const WORTH_IT_MS = 24 * 60 * 60_000;

/**
 * The instant (ms) of the attempt after the `attempts`th, which ended at `now` (ms): 15 s, 45 s, 2 min 15 s, then 7, 20 and
 * 60 minutes later, from then on every hour. Null when that is more than a day after the notification was due, `since` (ms).
 */
export const nextAttempt = (attempts: number, since: number, now: number): number | null => {
  const at = now + Math.min(LONGEST_MS, FIRST_MS * GROWTH ** (attempts - 1));
  return at > since + WORTH_IT_MS ? null : at;
};
