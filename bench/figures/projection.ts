/** How soon what happened can be listed, beside Dapr's and Kafka's own echo (B4); and how fast the read model is built anew. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tree } from '../../local/paths.ts';
import { until } from '../../local/until.ts';
import { callerOf } from '../edge.ts';
import { interleaved, type Measured, type Plan } from '../figure.ts';
import { throughput } from '../load/closed-loop.ts';
import { arrivals, openLoop } from '../load/open-loop.ts';
import { bare, createTasks, inParallel, rename, type Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';

/** Notes, for each row of the read model that changes, how long after its event that was. */
const WATCH = `
CREATE TABLE bench_lag (id uuid NOT NULL, ms float8 NOT NULL);
CREATE FUNCTION bench_lag() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO bench_lag VALUES (NEW.id, extract(epoch FROM clock_timestamp() - NEW.updated_at) * 1000);
  RETURN NULL;
END $$;
CREATE TRIGGER bench_lag AFTER INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION bench_lag()`;
const UNWATCH = 'DROP TRIGGER bench_lag ON tasks; DROP FUNCTION bench_lag; DROP TABLE bench_lag';

/** Waits until the read model has the last event of each of these tasks; those before it may end in the same row. */
const listed = ({ system }: Stage, ids: readonly string[]): Promise<true> =>
  until(
    'the last of each task in the read model',
    async () => {
      const { rows } = await system.tasks.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tasks JOIN actor_state ON key = 'task-actors||TaskActor||' || tasks.id || '||task'
         WHERE tasks.id = ANY ($1::uuid[])
           AND tasks.sequence >= (convert_from(value, 'UTF8')::json #>> '{state,sequence}')::int`,
        [ids],
      );
      return (rows[0]?.n ?? 0) >= ids.length;
    },
    { timeout: 60_000, interval: 250 },
  );

export const projectionLag = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const { tasks: db } = stage.system;
  const echo = callerOf(stage.system.app(bare.echo).appUrl);
  // Commands go past the edge, which would write the row itself before it answers.
  const ids = await createTasks(stage, 64);
  await inParallel(1_500, (n) => rename(stage, ids[n % ids.length]!));
  await pause(2_000);
  await db.query(WATCH);
  const perSecond = 40;
  let seed = 0;
  const ours = async () => {
    await db.query('TRUNCATE bench_lag');
    const due = arrivals(perSecond, plan.seconds * 2, ++seed);
    await openLoop(due, (n) => rename(stage, ids[n % ids.length]!));
    await listed(stage, ids);
    const { rows } = await db.query<{ ms: number }>('SELECT ms FROM bench_lag');
    return quantile(
      rows.map(({ ms }) => ms),
      0.99,
    );
  };
  const theirs = async () => {
    const text = await echo.call('POST', '/measure', { perSecond, seconds: plan.seconds * 2, seed: ++seed });
    return quantile(JSON.parse(text) as number[], 0.99);
  };
  const rounds = await interleaved(plan, ours, theirs);
  await db.query(UNWATCH);
  await echo.close();
  return [
    {
      figure: 'projection lag p99',
      baseline: 'B4, publish to subscriber',
      unit: 'ms',
      rounds,
      goal: { must: { atMost: 6 }, aim: { atMost: 2 } },
      note: `from the decision, so with the save, until the row is there; ${perSecond}/s`,
    },
  ];
};

const rebuild = async ({ system }: Stage): Promise<void> => {
  const child = spawn(process.execPath, [join(tree, 'dist/app/ops/main.js'), 'rebuild'], {
    env: { ...process.env, ...system.servers.env },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`rebuild ended with ${code}`);
};

/** Beside the most commands a second that the same machine takes while all consumers run. */
export const rebuildRate = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const { tasks: db } = stage.system;
  const ids = await createTasks(stage, 64);
  const command = (n: number) => rename(stage, ids[n % ids.length]!);
  await inParallel(plan.quick ? 2_000 : 20_000, command);
  const count = async () =>
    (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM events WHERE aggregate_type = 'task'`)).rows[0]?.n ??
    0;
  for (let seen = -1, n = 0; n !== seen;) {
    await pause(1_000);
    seen = n;
    n = await count();
  }
  const live = () => throughput(16, plan.seconds, (caller, n) => command(caller + 16 * n));
  const anew = async () => {
    const events = await count();
    const began = performance.now();
    await rebuild(stage);
    return (events * 1_000) / (performance.now() - began);
  };
  return [
    {
      figure: 'read-model rebuild, events',
      baseline: 'commands at their peak',
      unit: '/s',
      rounds: await interleaved(plan, anew, live),
      goal: { must: { atLeast: 10 }, aim: { atLeast: 30 } },
      note: 'the whole command `ops rebuild`, its start included',
    },
  ];
};
