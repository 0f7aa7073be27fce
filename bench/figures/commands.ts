/** What a command costs beside an actor that only saves one key (B2): how many a second, how long one may take, warm and cold. */
import { perThing } from '../cpu.ts';
import { callerOf } from '../edge.ts';
import { interleaved, type Measured, type Plan } from '../figure.ts';
import { oneByOne, throughput } from '../load/closed-loop.ts';
import { arrivals, openLoop } from '../load/open-loop.ts';
import { createTask, createTasks, inParallel, rename, type Stage } from '../stage.ts';
import { median, quantile } from '../statistics.ts';

/** Few, so that all are woken and forgotten quickly. */
const ACTORS = 128;

/** So many that each is changed a handful of times in all, as tasks are, and remembers no more than a task does. */
const manyActors = (plan: Plan): number => (plan.quick ? 1_024 : 4_096);

/** Until compilers have done their work on both sides, in Node, in Kafka and in what Postgres caches. */
const WARM_UP = 3_000;

/** Tasks in memory, and what is done to them and to as many bare actors. */
const prepare = async (stage: Stage, plan: Plan, actors = ACTORS) => {
  const ids = await createTasks(stage, actors);
  const save = (n: number) => stage.bare.call(`s${n % actors}`, 'save', '{"x":1}');
  const saveAndPublish = (n: number) => stage.bare.call(`p${n % actors}`, 'saveAndPublish', '{"x":1}');
  const change = (n: number) => rename(stage, ids[n % actors]!);
  const calls = plan.quick ? WARM_UP : 3 * WARM_UP;
  await inParallel(calls, save);
  await inParallel(calls, change);
  return { ids, save, saveAndPublish, change };
};

/** Commands a second on tasks in memory, and on new ones. */
export const commandThroughput = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const actors = manyActors(plan);
  const { save, saveAndPublish, change } = await prepare(stage, plan, actors);
  await inParallel(plan.quick ? WARM_UP : 3 * WARM_UP, saveAndPublish);
  const measured: Measured[] = [];
  // Each caller has actors of its own, so that nobody waits for somebody else's turn, and goes on where it stopped.
  const spread = (atOnce: number, work: (n: number) => Promise<unknown>) => {
    const turns = Array.from({ length: atOnce }, () => 0);
    return () =>
      throughput(atOnce, plan.seconds, (caller) => {
        const n = (turns[caller] = (turns[caller] ?? 0) + 1);
        return work(caller + atOnce * (n % (actors / atOnce)));
      });
  };
  for (const atOnce of [16, 64]) {
    measured.push({
      figure: `command throughput, ${atOnce} at once`,
      baseline: 'B2, an actor that saves one key',
      unit: '/s',
      rounds: await interleaved(plan, spread(atOnce, change), spread(atOnce, save)),
      goal: { must: { atLeast: 0.6 }, aim: { atLeast: 0.9 } },
    });
  }
  measured[0]!.note = await whereItGoes(stage, plan, {
    command: change,
    B2: save,
    'save and publishing': saveAndPublish,
  });
  measured.push(
    {
      figure: 'saving a key and publishing an event, 16 at once',
      baseline: 'B2, an actor that saves one key',
      unit: '/s',
      rounds: await interleaved(plan, spread(16, saveAndPublish), spread(16, save)),
      note: 'as much as any command can reach that leaves as an event',
    },
    {
      figure: 'command throughput, 16 at once',
      baseline: 'saving a key and publishing an event',
      unit: '/s',
      rounds: await interleaved(plan, spread(16, change), spread(16, saveAndPublish)),
    },
  );
  const created = () => throughput(16, plan.seconds, () => createTask(stage));
  measured.push({
    figure: 'creations, 16 at once',
    baseline: 'B2, on actors in memory',
    unit: '/s',
    rounds: await interleaved(plan, created, () => throughput(16, plan.seconds, save)),
    note: 'each wakes an actor that never was',
  });
  return measured;
};

/** Microseconds of processor time that each process used for one call of each kind, 16 at once. */
const whereItGoes = async (
  { system }: Stage,
  plan: Plan,
  kinds: Record<string, (n: number) => Promise<unknown>>,
): Promise<string> => {
  const told: string[] = [];
  for (const [name, call] of Object.entries(kinds)) {
    const seconds = plan.seconds * 2;
    const used = await perThing(
      system,
      async () => seconds * (await throughput(16, seconds, (caller, n) => call(caller + 16 * n))),
    );
    const parts = [...used].filter(([, us]) => us >= 20).sort(([, a], [, b]) => b - a);
    told.push(`one ${name} takes ${parts.map(([part, us]) => `${part} ${Math.round(us)}`).join(', ')} µs`);
  }
  return told.join('; ');
};

/** The slowest of a hundred commands that arrive on their own, at a third of what the host can do. */
export const commandLatency = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const { save, change } = await prepare(stage, plan);
  const able = await throughput(16, 2, (caller, n) => change(caller + 16 * n));
  const perSecond = able / 3;
  let seed = 0;
  const p99 = (work: (n: number) => Promise<unknown>) => async () =>
    quantile(await openLoop(arrivals(perSecond, plan.seconds * 2, ++seed), work), 0.99);
  return [
    {
      figure: 'command p99',
      baseline: 'B2 p99',
      unit: 'ms',
      rounds: await interleaved(plan, p99(change), p99(save)),
      goal: { must: { atMost: 2 }, aim: { atMost: 1.3 } },
      note: `open loop at ${Math.round(perSecond)}/s`,
    },
  ];
};

/** A command on a task that is not in memory, beside one that is. */
export const coldCommand = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const { ids, change } = await prepare(stage, plan);
  const { appUrl } = stage.system.app('task-actors');
  const host = callerOf(appUrl, { 'dapr-api-token': stage.system.servers.secrets.appApi });
  const forget = async (): Promise<void> => {
    // A sidecar that introduces itself again has the host drop every task it holds.
    await host.call('GET', '/dapr/config');
    const held = /^duecourse_active_actors (\d+)$/m.exec(await host.call('GET', '/metrics'))?.[1];
    if (held !== '0') throw new Error(`the host has not forgotten its tasks: it holds ${held ?? 'an unknown number'}`);
  };
  const count = plan.quick ? 60 : ids.length;
  const rounds = [];
  for (let round = 0; round <= plan.rounds; round++) {
    await forget();
    const ours = median(await oneByOne(count, change));
    const baseline = median(await oneByOne(count, change));
    if (round > 0) rounds.push({ ours, baseline });
  }
  await host.close();
  return [
    {
      figure: 'cold command p50',
      baseline: 'the same command, warm',
      unit: 'ms',
      rounds,
      goal: { must: { atMost: 2.5 }, aim: { atMost: 1.5 } },
    },
  ];
};
