/** Events written by earlier versions are lifted to the present one where they are parsed, and nowhere else. */
import { SCHEMA_VERSION, taskEvent, type TaskEvent } from './events.ts';

type Json = Record<string, unknown>;

/** From each version but the present: how to say the same in the next one. */
const steps: Record<string, { to: string; lift: (event: Json) => Json }> = {};

/** Why an event cannot be read: a version or type from the future, or not an event at all. */
export type Unreadable = { ok: false; reason: string };

/** Reads an event of any version this build knows. */
export const upcast = (raw: unknown): { ok: true; event: TaskEvent } | Unreadable => {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return { ok: false, reason: 'is not an object' };
  let event: Json = { ...raw };
  let step = steps[String(event['schema_version'])];
  while (step !== undefined) {
    event = { ...step.lift(event), schema_version: step.to };
    step = steps[step.to];
  }
  if (event['schema_version'] !== SCHEMA_VERSION) {
    return { ok: false, reason: `has schema_version ${String(event['schema_version'])}, which is not known here` };
  }
  const parsed = taskEvent.safeParse(event);
  if (parsed.success) return { ok: true, event: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}` };
};
