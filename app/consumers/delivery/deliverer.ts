/** Works off what waits for one channel, many people at once, and sets an alarm for what has to wait longer. */
import type { Logger } from 'pino';
import { claimDelivery, nextDelivery, noteDelivery, type Claimed, type Noted } from '../../queries/deliveries.ts';
import type { Queryable } from '../../queries/database.ts';
import { ATTEMPT_MS, Refused, type Channel } from './channel.ts';
import type { DeliveryMetrics } from './metrics.ts';
import { nextAttempt } from './retries.ts';

/** Attempts under way at once; of one person never more than one, so that whose receiver hangs holds up themselves. */
const LANES = 16;
/** A claim outlives its attempt: only a process that died in the middle of one leaves it to be repeated. */
const LEASE_MS = 3 * ATTEMPT_MS;

/** Why it is not to be sent any more, whatever the channel; null when it is. */
const overtaken = ({ chosen, kind, completed_at, deleted_at }: Claimed): string | null => {
  if (chosen === null) return 'the account is gone';
  if (!chosen) return 'the channel had been switched off by then';
  if (kind !== 'reminder') return null;
  if (deleted_at !== null) return 'the task had been deleted by then';
  return completed_at === null ? null : 'the task had been completed by then';
};

export type DelivererNeeds = {
  channel: Channel;
  db: Queryable;
  log: Logger;
  metrics: DeliveryMetrics;
  now: () => Date;
  /** Has `kick` called at an instant, if this process should be gone, in another one. */
  setAlarm: (at: string) => Promise<void>;
};

export type Deliverer = {
  readonly name: Channel['name'];
  /** Something may be due. Returns at once. */
  kick: () => void;
  /** Resolves when nothing is due any more and nothing is under way. */
  idle: () => Promise<void>;
  /** Begins nothing more, and resolves when what is under way has ended. */
  stop: () => Promise<void>;
  /** Rejects while the latest attempt failed for a reason that is not the receiver's own. */
  check: () => Promise<void>;
};

export const createDeliverer = ({ channel, db, log, metrics, now, setAlarm }: DelivererNeeds): Deliverer => {
  const underWay = new Map<string, Promise<void>>();
  let pumping: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let trouble: Error | null = null;
  /** The alarm that was set last; an earlier one than needed only sets the next. */
  let alarm: string | null = null;

  const note = async (notification: Claimed, noted: Noted): Promise<void> => {
    await noteDelivery(db, notification.notification_id, noted);
    metrics.attempted(channel.name, noted.state === 'waiting' ? 'retry' : noted.state);
    if (noted.state !== 'delivered') return;
    const since = Date.parse(notification.planned_at ?? notification.fired_at);
    metrics.delivered(channel.name, Date.parse(noted.delivered_at) - since);
  };

  /** What a failed attempt leads to: an end, or another one later. */
  const afterFailure = ({ attempts, fired_at }: Claimed, error: unknown): Noted => {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof Refused) return { state: 'failed', reason };
    trouble = new Error(reason);
    const next = nextAttempt(attempts, Date.parse(fired_at), now().getTime());
    return next === null
      ? { state: 'failed', reason: `given up after ${attempts} attempts: ${reason}` }
      : { state: 'waiting', reason, next_attempt_at: new Date(next).toISOString() };
  };

  const attempt = async (notification: Claimed): Promise<void> => {
    const obstacle = overtaken(notification) ?? channel.obstacle(notification);
    if (obstacle !== null) return note(notification, { state: 'suppressed', reason: obstacle });
    const noted = await channel.send(notification).then(
      (): Noted => {
        trouble = null;
        return { state: 'delivered', delivered_at: now().toISOString() };
      },
      (error: unknown) => afterFailure(notification, error),
    );
    const { notification_id, user_id, attempts } = notification;
    const said = { channel: channel.name, notification_id, user_id, attempts, ...noted };
    if (noted.state === 'delivered') log.info(said, 'delivered');
    else log.warn(said, 'not delivered');
    return note(notification, noted);
  };

  const begin = (notification: Claimed): void => {
    const work = attempt(notification)
      .catch((error: unknown) => {
        // Its claim runs out, and it is sent once more under the same id.
        log.warn({ err: error, notification_id: notification.notification_id }, 'what became of it cannot be noted');
      })
      .finally(() => {
        underWay.delete(notification.user_id);
        kick();
      });
    underWay.set(notification.user_id, work);
  };

  const pump = async (): Promise<void> => {
    for (;;) {
      // Whoever of those under way ends first kicks.
      if (stopped || underWay.size >= LANES) return;
      const at = now();
      const leaseUntil = new Date(at.getTime() + LEASE_MS).toISOString();
      const busy = [...underWay.keys()];
      const due = await claimDelivery(db, channel.name, { busy, now: at.toISOString(), leaseUntil });
      if (due === null) break;
      begin(due);
    }
    const next = await nextDelivery(db, channel.name);
    const isSet = alarm !== null && next !== null && alarm <= next && alarm > now().toISOString();
    if (next === null || isSet) return;
    // What is under way has a claim, so the alarm is also for those who find that its process is gone.
    await setAlarm(next);
    alarm = next;
  };

  const wanted = (): boolean => again && !stopped;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await pump().catch((error: unknown) => {
        log.warn({ err: error, channel: channel.name }, 'what is due cannot be sent now; it waits');
      });
    } while (wanted());
    pumping = null;
  };

  const kick = (): void => {
    if (stopped) return;
    again = true;
    pumping ??= run();
  };

  const idle = async (): Promise<void> => {
    while (pumping !== null || underWay.size > 0) await Promise.all([pumping, ...underWay.values()]);
  };

  return {
    name: channel.name,
    kick,
    idle,
    stop: async () => {
      stopped = true;
      await idle();
    },
    check: async () => {
      if (trouble !== null) throw trouble;
      return Promise.resolve();
    },
  };
};
