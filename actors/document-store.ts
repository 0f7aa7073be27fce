/** Reads and saves the one document of an actor through the sidecar: one GET when cold, one upsert per command. */
import { parseDocument, serialise, type TaskDocument } from './document.ts';

/** One call to the sidecar's HTTP API. Whatever status comes back is an answer; no answer in time is a throw. */
export type SidecarRequest = (call: {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: string;
  timeoutMs: number;
  traceparent?: string;
}) => Promise<{ status: number; body: string }>;

/** The sidecar answered, and the answer was no. The cause is in the message: the store, or the fence around it. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

const KEY = 'task';
/** The store's own time-outs are shorter; this is for a sidecar that hangs. */
const TIMEOUT_MS = 5_000;

export type DocumentStore = {
  /** The stored document; null when the actor never saved one. */
  load: (actorId: string) => Promise<TaskDocument | null>;
  /** Resolves once the document is durable. After a throw it may be stored or not: trust no copy, load again. */
  save: (actorId: string, document: TaskDocument, traceparent?: string) => Promise<void>;
};

export const createDocumentStore = (request: SidecarRequest, actorType: string): DocumentStore => {
  const statePath = (actorId: string) => `/v1.0/actors/${actorType}/${actorId}/state`;
  return {
    load: async (actorId) => {
      const { status, body } = await request({
        method: 'GET',
        path: `${statePath(actorId)}/${KEY}`,
        timeoutMs: TIMEOUT_MS,
      });
      if (status === 204 || (status === 200 && body === '')) return null;
      if (status !== 200) throw new StoreRefused(`load of ${actorType} ${actorId}: ${status} ${body.slice(0, 500)}`);
      return parseDocument(body);
    },
    save: async (actorId, document, traceparent) => {
      const { status, body } = await request({
        method: 'POST',
        path: statePath(actorId),
        body: `[{"operation":"upsert","request":{"key":"${KEY}","value":${serialise(document)}}}]`,
        timeoutMs: TIMEOUT_MS,
        ...(traceparent === undefined ? {} : { traceparent }),
      });
      if (status !== 204 && status !== 201 && status !== 200)
        throw new StoreRefused(`save of ${actorType} ${actorId}: ${status} ${body.slice(0, 500)}`);
    },
  };
};
