/** Whether this process tells of its work at all. Where it does not, the SDK is not even loaded. */
import { untraced, type Begin } from '../../actors/trace.ts';

export type Tracing = {
  begin: Begin;
  /** Undefined where nobody looks, so that a caller can leave out what it would do for it. */
  on: boolean;
  /** Sends what is left. A collector that is away holds nobody up for longer than its time-out. */
  close: () => Promise<void>;
};

/** @param url of the OTLP/HTTP receiver; null for none. */
export const startTracing = async (url: string | null, role: string): Promise<Tracing> => {
  if (url === null) return { begin: untraced, on: false, close: () => Promise.resolve() };
  const { traceTo } = await import('./otlp.ts');
  return { on: true, ...traceTo(url, role) };
};
