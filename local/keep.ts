/** Keeps what `npm start` has started running: a server or an app that ends by itself is started again, and said so. */
import type { DaprRun } from './dapr-run.ts';
import { say } from './progress.ts';
import type { Service } from './service.ts';

/** Between two attempts to bring a server back, in milliseconds. */
const pause = 2_000;
/** So many ends of apps within a minute are an error to be read, not one to be tried again. */
const patience = 3;

/** Starts a server again when it ends by itself; its data and port are the same, so the apps find it back. */
export const keepServer = (service: Service, isStopping: () => boolean): void => {
  const again = (): void => {
    if (isStopping()) return;
    service.start().then(
      () => {
        say(`${service.name} is back`);
      },
      () => setTimeout(again, pause),
    );
  };
  service.onCrash((exit) => {
    if (isStopping()) return;
    say(`${service.name} has ended (${exit.signal ?? `code ${String(exit.code)}`}); starting it again`);
    again();
  });
};

export type KeptApps = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Rejects when the apps keep ending, or do not come back. */
  readonly failed: Promise<never>;
};

/** The apps as one: when an app or a sidecar ends by itself, all of them are ended in order and started again. */
export const keepApps = (launch: (onEnd: () => void) => Promise<DaprRun>, healthy: () => Promise<void>): KeptApps => {
  let current: DaprRun | undefined;
  let busy = true;
  let ends: number[] = [];
  let fail: (why: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // It is awaited only once everything is up.
  failed.catch(() => undefined);

  const start = async (): Promise<void> => {
    current = await launch(onEnd);
    await Promise.race([healthy(), failed]);
    busy = false;
  };
  const restart = async (): Promise<void> => {
    say('an app or a sidecar has ended; starting the apps again');
    await current?.stop();
    await start();
    say('the apps are back');
  };
  const onEnd = (): void => {
    ends = [...ends.filter((at) => Date.now() - at < 60_000), Date.now()];
    if (ends.length >= patience) fail(new Error('the apps keep ending by themselves'));
    if (busy) return;
    busy = true;
    restart().catch(fail);
  };
  return {
    start,
    stop: async () => {
      busy = true;
      await current?.stop();
    },
    failed,
  };
};
