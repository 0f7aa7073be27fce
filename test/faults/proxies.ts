/** toxiproxy on every link of an installation, and what can be done to a kind of link while it is in use. */
import { provide } from '../../local/install/provide.ts';
import { toxiproxy } from '../../local/install/tools.ts';
import { freePort } from '../../local/ports.ts';
import { startProcess } from '../../local/process.ts';
import { join } from 'node:path';
import type { LinkKind } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

/** `latency`: each piece comes late; `reset`: connections are cut; `hole`: whatever is sent is swallowed; `mute`: only what is answered. */
export type Toxic = 'latency' | 'reset' | 'hole' | 'mute';

export type Proxies = {
  link(kind: LinkKind, target: number): Promise<number>;
  poison(kind: LinkKind, toxic: Toxic): Promise<void>;
  /** Every kind, unless told. */
  cure(kind?: LinkKind): Promise<void>;
  stop(): Promise<void>;
};

const toxics = {
  latency: { type: 'latency', attributes: { latency: 150, jitter: 100 } },
  reset: { type: 'reset_peer', attributes: { timeout: 0 } },
  hole: { type: 'timeout', attributes: { timeout: 0 } },
  mute: { type: 'timeout', attributes: { timeout: 0 } },
} as const;

export const startProxies = async (): Promise<Proxies> => {
  const port = await freePort();
  const server = await startProcess({
    name: 'toxiproxy',
    command: join(await provide(toxiproxy), 'toxiproxy-server'),
    args: ['-host', '127.0.0.1', '-port', String(port)],
  });
  const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      signal: AbortSignal.timeout(5_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${String(response.status)} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  await eventually(() => api('GET', '/proxies').then(() => true), { what: 'toxiproxy' });

  const names = new Map<string, { kind: LinkKind; through: number }>();
  const ofKind = (kind?: LinkKind) =>
    [...names].filter(([, one]) => kind === undefined || one.kind === kind).map(([name]) => name);
  const taken = new Set<number>([port]);
  return {
    link: async (kind, target) => {
      // One proxy for each kind and target: what several share is disturbed for all of them.
      const name = `${kind.replaceAll(' ', '-')}-${String(target)}`;
      const known = names.get(name);
      if (known !== undefined) return known.through;
      const through = await freePort(taken);
      taken.add(through);
      names.set(name, { kind, through });
      await api('POST', '/proxies', { name, listen: `127.0.0.1:${String(through)}`, upstream: `127.0.0.1:${String(target)}` }); // prettier-ignore
      return through;
    },
    poison: async (kind, toxic) => {
      for (const name of ofKind(kind)) {
        for (const stream of toxic === 'mute' ? ['downstream'] : ['upstream', 'downstream']) {
          await api('POST', `/proxies/${name}/toxics`, { name: `${toxic}-${stream}`, stream, ...toxics[toxic] });
        }
      }
    },
    cure: async (kind) => {
      for (const name of ofKind(kind)) {
        const found = (await api('GET', `/proxies/${name}/toxics`)) as { name: string }[];
        for (const toxic of found) await api('DELETE', `/proxies/${name}/toxics/${toxic.name}`);
      }
    },
    stop: async () => {
      await server.stop();
    },
  };
};
