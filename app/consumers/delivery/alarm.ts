/** The deliverers' clock: for each channel one job of the Scheduler that rings once, and the route that the job calls. */
import { Router } from 'express';
import { Unavailable } from '../../operations/ports.ts';
import type { OutwardChannel } from '../../queries/deliveries.ts';

/** One call to the sidecar; any status is an answer. */
export type Ask = (call: { method: 'POST'; path: string; body: string; timeoutMs: number }) => Promise<{
  status: number;
  body: string;
}>;

const timeoutMs = 3_000;
const jobOf = (channel: OutwardChannel): string => `deliver-${channel}`;

/**
 * Sets, or moves, the channel's alarm to an instant; one that has passed rings at once. It outlives this process, and one
 * replica hears it.
 * @throws {Unavailable} when the Scheduler does not take it.
 */
export const setAlarm = async (ask: Ask, channel: OutwardChannel, at: string): Promise<void> => {
  const { status, body } = await ask({
    method: 'POST',
    path: `/v1.0/jobs/${jobOf(channel)}`,
    body: JSON.stringify({ dueTime: at, overwrite: true, data: {} }),
    timeoutMs,
  });
  if (status >= 300) {
    throw new Unavailable('scheduler', new Error(`job ${jobOf(channel)}: ${status} ${body.slice(0, 300)}`));
  }
};

/** `POST /job/deliver-<channel>`: says that something is due. What comes of it is kept in the table, not told to the job. */
export const alarmRouter = (deliverers: readonly { name: OutwardChannel; kick: () => void }[]): Router => {
  const router = Router();
  for (const { name, kick } of deliverers) {
    router.post(`/job/${jobOf(name)}`, (_request, response) => {
      kick();
      response.json({});
    });
  }
  return router;
};
