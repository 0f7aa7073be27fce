/**
 * Notices that a sidecar has been silent for longer than it ever is. It asks for our health once a second, and takes a host that
 * does not answer three times for dead: then its actors live elsewhere, and what we remember of them grows old. When it finds us
 * well again it tells us nothing, and what it said meanwhile, that an actor is to be let go, we have not heard. So whoever was
 * frozen, or cut off, can tell by the silence alone.
 */
import type { IncomingMessage } from 'node:http';

export type Silence = {
  /** Call with every request on the app channel, before it is answered. */
  heard: (request: Pick<IncomingMessage, 'url' | 'headers'>) => void;
};

/**
 * Longer than a second between two probes, and shorter than what it takes for three in a row to fail: they fail at once where
 * connections are refused, and then the last call before them may be a second younger than the last probe.
 */
const LONGEST_MS = 2_000;

/** What a kubelet asks says nothing of the sidecar. */
const isProbe = ({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean =>
  url === '/healthz' && headers['user-agent']?.startsWith('kube-probe/') !== true;

const isOfSidecar = (request: Pick<IncomingMessage, 'url' | 'headers'>): boolean =>
  isProbe(request) || request.url?.startsWith('/actors/') === true;

/**
 * `onBroken` is called when a silence ends that was too long. Where nobody probes, silence means nothing.
 * @param options.now a monotonic clock, in milliseconds; it has to go on while the process does not
 */
export const createSilence = (options: { onBroken: (ms: number) => void; now?: () => number }): Silence => {
  const { onBroken, now = () => performance.now() } = options;
  let last: number | null = null;
  let isProbed = false;
  return {
    heard: (request) => {
      if (!isOfSidecar(request)) return;
      const at = now();
      if (isProbed && last !== null && at - last > LONGEST_MS) onBroken(at - last);
      isProbed ||= isProbe(request);
      last = at;
    },
  };
};
