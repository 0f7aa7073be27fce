/** What an active actor takes of memory, in its host and in the host's sidecar, beside one that holds nothing. */
import { randomUUID } from 'node:crypto';
import { interleaved, type Measured, type Plan } from '../figure.ts';
import { goHeapOf, heapOf } from '../inspector.ts';
import { createTasks, inParallel, type Inspected, type Stage } from '../stage.ts';

export const memoryPerActor = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const count = plan.quick ? 500 : 2_000;
  const taken = async ({ host, sidecar }: Inspected) => ({
    host: await heapOf(host),
    sidecar: await goHeapOf(sidecar),
  });
  const hosts = { ours: [] as number[], empty: [] as number[] };
  const growth = (at: Inspected, which: keyof typeof hosts, wake: () => Promise<unknown>) => async () => {
    const before = await taken(at);
    await wake();
    const after = await taken(at);
    hosts[which].push((after.host - before.host) / count);
    return (after.host - before.host + after.sidecar - before.sidecar) / count;
  };
  const ours = growth(stage.inspected.tasks, 'ours', () => createTasks(stage, count));
  const empty = growth(stage.inspected.bare, 'empty', () =>
    inParallel(count, () => stage.bare.call(randomUUID(), 'nothing', '{}')),
  );
  const rounds = await interleaved(plan, ours, empty);
  const alone = hosts.ours.slice(1).map((own, n) => ({ ours: own, baseline: hosts.empty[n + 1] ?? Number.NaN }));
  return [
    {
      figure: 'memory of an active task actor',
      baseline: 'an empty actor',
      unit: 'bytes',
      rounds,
      goal: { must: { atMost: 2 }, aim: { atMost: 1.2 } },
      note: 'heap of host and sidecar, each after a collection',
    },
    { figure: '… in the host alone', baseline: 'an entry of a map', unit: 'bytes', rounds: alone },
  ];
};
