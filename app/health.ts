/** Whether a role can do its work: each dependency is asked, with a deadline, and the answer says which one is down. */
import type { RequestHandler } from 'express';

/** Asks one dependency. Resolves when it is up; rejects, saying why, when it is not. */
export type Check = () => Promise<unknown>;
export type Checks = Readonly<Record<string, Check>>;

export type DependencyHealth = { status: 'up' | 'down'; latency_ms: number; reason?: string };
export type Health = {
  status: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY';
  dependencies: Record<string, DependencyHealth>;
};

const within = async (work: Promise<unknown>, deadlineMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${deadlineMs} ms`));
    }, deadlineMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const ask = async (check: Check, deadlineMs: number): Promise<DependencyHealth> => {
  const started = performance.now();
  const latency = () => Math.round(performance.now() - started);
  try {
    await within(check(), deadlineMs);
    return { status: 'up', latency_ms: latency() };
  } catch (error) {
    return { status: 'down', latency_ms: latency(), reason: error instanceof Error ? error.message : 'failed' };
  }
};

/**
 * Asks all dependencies at once; the slowest counts, but never longer than `deadlineMs` (milliseconds). Without one of
 * `helpers` the role still works, at a loss.
 */
export const checkHealth = async (checks: Checks, deadlineMs = 2_000, helpers: Checks = {}): Promise<Health> => {
  const dependencies = Object.fromEntries(
    await Promise.all(
      Object.entries({ ...helpers, ...checks }).map(
        async ([name, check]) => [name, await ask(check, deadlineMs)] as const,
      ),
    ),
  );
  const down = Object.keys(dependencies).filter((name) => dependencies[name]?.status === 'down');
  if (down.length === 0) return { status: 'HEALTHY', dependencies };
  return { status: down.some((name) => name in checks) ? 'UNHEALTHY' : 'DEGRADED', dependencies };
};

/** `GET /health`: readiness, 200 or 503, naming each dependency. Callers at once share one round of checks. */
export const healthRoute = (checks: Checks, deadlineMs?: number, helpers?: Checks): RequestHandler => {
  let asking: Promise<Health> | undefined;
  return async (_request, response) => {
    asking ??= checkHealth(checks, deadlineMs, helpers).finally(() => {
      asking = undefined;
    });
    const health = await asking;
    response.status(health.status === 'UNHEALTHY' ? 503 : 200).json(health);
  };
};

/** Liveness, and what the sidecar asks before it sends work. Only a process that is closing says no. */
export const liveness = (closing: boolean): { status: 200 | 503; body: { status: string } } =>
  closing ? { status: 503, body: { status: 'closing' } } : { status: 200, body: { status: 'alive' } };

/** `GET /healthz`. */
export const livenessRoute =
  (closing: () => boolean): RequestHandler =>
  (_request, response) => {
    const { status, body } = liveness(closing());
    response.status(status).json(body);
  };
