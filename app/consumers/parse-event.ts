/** The parse border: bytes of a topic become an event of the catalogue, or the reason why they never will. */
import { z } from 'zod';
import { SCHEMA_VERSION, taskEvent, type TaskEvent } from '../../actors/task/events.ts';
import { upcast } from '../../actors/task/upcast.ts';
import { edgeEvent } from '../operations/edge-events.ts';
import { heartbeatEvent } from './heartbeat.ts';

/** What is not a task's; of these there is one version so far. */
const otherEvent = z.discriminatedUnion('event_type', [...edgeEvent.options, heartbeatEvent]);

/** Every event a topic of ours can carry, at the present version. */
export type KnownEvent = TaskEvent | z.infer<typeof otherEvent>;

type Understood = { ok: true; event: KnownEvent } | { ok: false; reason: string };
/** `traceparent` is of its sending where that was watched, else of its making. */
export type Parsed = { ok: true; event: KnownEvent; traceparent: string | undefined } | { ok: false; reason: string };

const taskTypes = new Set<string>(taskEvent.options.map((option) => option.shape.event_type.value));
const otherTypes = new Set<string>(otherEvent.options.map((option) => option.shape.event_type.value));

const no = (reason: string): Understood & { ok: false } => ({ ok: false, reason });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** What a base64 text stands for, where that is text; else the text itself. */
export const plainText = (text: string): string => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
};

// Raw payloads arrive as base64, others as the JSON they are, or as text.
const unwrap = (value: unknown): Record<string, unknown> | undefined => {
  if (typeof value === 'string') return objectIn(value) ?? objectIn(plainText(value));
  return isObject(value) ? value : undefined;
};

const dataOf = (cloudEvent: Record<string, unknown>) => unwrap(cloudEvent['data'] ?? cloudEvent['data_base64']);

const issues = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'event'}: ${issue.message}`)
    .join('; ');

const parseOther = (said: unknown, version: string): Understood => {
  if (version !== SCHEMA_VERSION) return no(`has schema_version ${version}, which is not known here`);
  const event = otherEvent.safeParse(said);
  return event.success ? { ok: true, event: event.data } : no(issues(event.error));
};

/**
 * Parses what a subscription delivered: a CloudEvent (1.0) whose data is an envelope of ours, of any version known here.
 * The reason of a failure is for people: it goes to the dead letters.
 */
export const parseEvent = (delivered: unknown): Parsed => {
  const cloudEvent = unwrap(delivered);
  if (cloudEvent === undefined) return no('not a JSON object');
  if (cloudEvent['specversion'] !== '1.0') return no('not a CloudEvent of version 1.0');
  const data = dataOf(cloudEvent);
  // Delivered singly, a raw payload comes as the data of a CloudEvent that the sidecar made up around it.
  const isWrapped = data?.['specversion'] === '1.0';
  const said = isWrapped ? dataOf(data) : data;
  if (said === undefined) return no('its data is not a JSON object');
  const { event_type: type, schema_version: version } = said;
  if (typeof type !== 'string') return no('its data has no event_type');
  const parsed = taskTypes.has(type) ? upcast(said) : otherTypes.has(type) ? parseOther(said, String(version)) : null;
  if (parsed === null) return no(`unknown event type ${type}`);
  if (!parsed.ok) return no(`${type}: ${parsed.reason}`);
  const { traceparent } = isWrapped ? data : cloudEvent;
  return { ...parsed, traceparent: typeof traceparent === 'string' ? traceparent : parsed.event.traceparent };
};
