/** The reconciler's clock: a job of the Scheduler, so that one replica in the cluster works each time, and the route it calls. */
import { Router } from 'express';
import type { Logger } from 'pino';
import { Unavailable } from '../operations/ports.ts';
import type { Reconciler } from './reconciler.ts';

/** One call to the sidecar; any status is an answer. */
type Ask = (call: { method: 'GET' | 'POST'; path: string; body?: string; timeoutMs: number }) => Promise<{
  status: number;
  body: string;
}>;

const JOB = 'reconcile';
const path = `/v1.0/jobs/${JOB}`;
const timeoutMs = 3_000;
/** What one tick looks through at most; a store of a million tasks is seen whole in a bit more than an hour and a half. */
const DOCUMENTS_A_TICK = 10_000;

/**
 * Registers the job where it is missing, as after a loss of the Scheduler's data. One that is there is left alone: to
 * register it again would put off its next tick, and a heartbeat that always does so would put it off for ever.
 * @throws {Unavailable} when the Scheduler does not take it.
 */
export const ensureReconcileJob = async (ask: Ask): Promise<void> => {
  const present = await ask({ method: 'GET', path, timeoutMs });
  if (present.status === 200) return;
  const { status, body } = await ask({
    method: 'POST',
    path,
    // Without data the sidecar (1.18.2) answers every later GET with 500: it cannot encode the nothing it was given.
    body: JSON.stringify({ schedule: '@every 1m', overwrite: true, data: {} }),
    timeoutMs,
  });
  if (status >= 300) throw new Unavailable('scheduler', new Error(`job ${JOB}: ${status} ${body.slice(0, 300)}`));
};

/** `POST /job/reconcile`: one bounded pass. Down is no failure of the job's: the next tick comes in a minute. */
export const reconcileRouter = (reconciler: Reconciler, log: Logger): Router => {
  const router = Router();
  router.post(`/job/${JOB}`, async (_request, response) => {
    try {
      response.json(await reconciler.run({ maxDocuments: DOCUMENTS_A_TICK }));
    } catch (error) {
      log.warn({ err: error }, 'could not reconcile now');
      response.json({ overdue: 0, behind: 0, armed: 0 });
    }
  });
  return router;
};
