/** What the role asks of its own sidecar: whether it is there, and what it has been given. */
import { z } from 'zod';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { Unavailable } from '../operations/ports.ts';

const metadata = z.object({
  id: z.string(),
  runtimeVersion: z.string().optional(),
  components: z
    .array(
      z.object({
        name: z.string(),
        type: z.string(),
        version: z.string(),
        capabilities: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
});
export type SidecarMetadata = z.infer<typeof metadata>;

/** Asks answer fast or not at all. */
const TIMEOUT_MS = 1_500;

const ask = async (request: SidecarRequest, path: string): Promise<string> => {
  const { status, body } = await request({ method: 'GET', path, timeoutMs: TIMEOUT_MS });
  if (status >= 300) throw new Unavailable('sidecar', new Error(`${path} answered ${status}: ${body.slice(0, 200)}`));
  return body;
};

/** Resolves when the sidecar can take our calls: its components are up. @throws {Unavailable} */
export const sidecarReady = async (request: SidecarRequest): Promise<void> => {
  await ask(request, '/v1.0/healthz/outbound');
};

/** @throws {Unavailable} */
export const sidecarMetadata = async (request: SidecarRequest): Promise<SidecarMetadata> =>
  metadata.parse(JSON.parse(await ask(request, '/v1.0/metadata')));

/** The type (such as `state.postgresql`) of the component called `name`; undefined when the sidecar has none. */
export const componentType = async (request: SidecarRequest, name: string): Promise<string | undefined> =>
  (await sidecarMetadata(request)).components.find((component) => component.name === name)?.type;
