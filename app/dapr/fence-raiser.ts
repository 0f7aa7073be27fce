/** Raises the fence around actor documents as soon as there is something to fence, and says whether it stands. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SidecarRequest } from '../../actors/document-store.ts';
import type { Check } from '../health.ts';
import { components } from './component-names.ts';
import { componentType } from './sidecar.ts';

export type FenceRaiser = {
  /**
   * Call at the start, since a sidecar that outlives its app by a moment does not introduce itself again; and whenever one
   * does: only after its own start is its table there.
   */
  raise: () => void;
  /** For readiness: fails until the fence stands, or the store turned out to need none. */
  check: Check;
  close: () => void;
};

/** Between tries while Postgres or the sidecar is away. */
const REST_MS = 1_000;

/** @param install puts up the fence; false when the store's table is not there yet. Only done where the store is Postgres. */
export const createFenceRaiser = (options: {
  request: SidecarRequest;
  install: () => Promise<boolean>;
  log: Logger;
}): FenceRaiser => {
  const { request, install, log } = options;
  const closed = new AbortController();
  let hurry = new AbortController();
  let raising: Promise<void> | undefined;
  let stands = false;
  let reason = 'no sidecar has introduced itself yet';

  const attempt = async (): Promise<void> => {
    const type = await componentType(request, components.stateStore);
    if (type === undefined) throw new Error(`the sidecar has no component ${components.stateStore}`);
    if (type === 'state.postgresql' && !(await install())) throw new Error('the state table is not there yet');
    stands = true;
    log.info({ store: type }, type === 'state.postgresql' ? 'stale saves are fenced off' : 'this store has no fence');
  };

  const raiseUntilItStands = async (): Promise<void> => {
    for (;;) {
      try {
        await attempt();
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        log.debug({ err: error }, 'the fence is not up yet');
      }
      const signal = AbortSignal.any([closed.signal, hurry.signal]);
      await rest(REST_MS, undefined, { signal }).catch(() => undefined);
      closed.signal.throwIfAborted();
    }
  };

  return {
    raise: () => {
      // Whoever waits for the next try has it now.
      hurry.abort();
      hurry = new AbortController();
      // A sidecar that comes anew may have another store, or the table may have been made anew.
      raising ??= raiseUntilItStands()
        .catch(() => undefined)
        .finally(() => {
          raising = undefined;
        });
    },
    check: () => (stands ? Promise.resolve() : Promise.reject(new Error(reason))),
    close: () => {
      closed.abort();
    },
  };
};
