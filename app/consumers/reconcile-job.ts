/** The reconciler's clock: a job of the Scheduler, so that one replica in the cluster works each time, and the route it calls. */
import { Router } from 'express';
import type { Logger } from 'pino';
import { Unavailable } from '../operations/ports.ts';
import type { Reconciler } from './reconciler.ts';

/** One call to the sidecar; any status is an answer. */
type Ask = (call: { method: 'POST'; path: string; body: string; timeoutMs: number }) => Promise<{
  status: number;
  body: string;
}>;

const JOB = 'reconcile';
const TIMEOUT_MS = 3_000;
/** What one tick looks through at most; a store of a million tasks is seen whole in a bit more than an hour and a half. */
const DOCUMENTS_A_TICK = 10_000;

/**
 * Registers the job unless it is there. To overwrite it would move its next tick away, each time a little further than the
 * heartbeat that came to do it. @throws {Unavailable} when the Scheduler does not take it.
 */
export const ensureReconcileJob = async (request: Ask): Promise<void> => {
  const { status, body } = await request({
    method: 'POST',
    path: `/v1.0/jobs/${JOB}`,
    body: JSON.stringify({ schedule: '@every 1m', overwrite: false }),
    timeoutMs: TIMEOUT_MS,
  });
  if (status < 300 || status === 409) return;
  throw new Unavailable('scheduler', new Error(`job ${JOB}: ${status} ${body.slice(0, 300)}`));
};

/** `POST /job/reconcile`: one bounded pass. Down is no failure of the job's: the next tick comes in a minute. */
export const reconcileRouter = (reconciler: Reconciler, log: Logger): Router => {
  const router = Router();
  router.post(`/job/${JOB}`, async (_request, response) => {
    try {
      response.json(await reconciler.run({ maxDocuments: DOCUMENTS_A_TICK }));
    } catch (error) {
      log.warn({ err: error }, 'could not reconcile now');
      response.json({ overdue: 0, behind: 0 });
    }
  });
  return router;
};
