/** What changed between two views of a task, as `updated_fields` carries it. */
import { same } from './hash.ts';
import type { Task } from './task.ts';

/** Each has an event of its own, or follows from others. */
const LEFT_OUT = new Set(['updated_at', 'last_event_id', 'version', 'status', 'reminder_sent', 'completed', 'completed_at',
  'outcome', 'deleted_at']); // prettier-ignore

/** Name → new value, of exactly the fields that differ. */
export const changedFields = (
  before: Task,
  after: Task,
  alsoLeftOut: readonly string[] = [],
): Record<string, unknown> => {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => !LEFT_OUT.has(name) && !alsoLeftOut.includes(name) && !same(old.get(name), value),
    ),
  );
};
