/** Commands and queries under watch, whichever edge they come through: a span each, and how long each takes. */
import { Histogram, type Registry } from 'prom-client';
import type { Watch } from '../operations/operation.ts';
import { Unavailable } from '../operations/ports.ts';
import { during, inTrace, type Begin } from './trace.ts';

/** Registers its histogram in `registry`, once a process. The labels are of the catalogue, never of a caller. */
export const watchOperations = (begin: Begin, registry: Registry): Watch => {
  const latency = new Histogram({
    name: 'duecourse_command_duration_seconds',
    help: 'How long commands and queries take, by operation and by what came of them: ok, the reason of a refusal, unavailable or error.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers: [registry],
  });
  return (operation, request, work) =>
    during(begin, { name: operation, kind: 'internal', parent: request.traceparent }, async (traceparent, tell) => {
      const stop = latency.startTimer({ operation });
      const end = (outcome: string): void => {
        stop({ outcome });
        tell({ attributes: { 'duecourse.outcome': outcome } });
      };
      try {
        const outcome = await work(inTrace(request, traceparent));
        end(outcome.ok ? 'ok' : outcome.rejection.code);
        return outcome;
      } catch (error) {
        end(error instanceof Unavailable ? 'unavailable' : 'error');
        throw error;
      }
    });
};
