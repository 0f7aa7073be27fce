/** What an actor in memory takes of the host's heap, beside one that holds nothing. */
import { randomUUID } from 'node:crypto';
import { interleaved, type Measured, type Plan } from '../figure.ts';
import { heapOf } from '../inspector.ts';
import { createTasks, inParallel, type Stage } from '../stage.ts';

export const memoryPerActor = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const count = plan.quick ? 300 : 1_000;
  const growth = (port: number, wake: () => Promise<unknown>) => async () => {
    const before = await heapOf(port);
    await wake();
    return ((await heapOf(port)) - before) / count;
  };
  const ours = growth(stage.inspected.tasks, () => createTasks(stage, count));
  const empty = growth(stage.inspected.bare, () =>
    inParallel(count, () => stage.bare.call(randomUUID(), 'nothing', '{}')),
  );
  return [
    {
      figure: 'memory of a task actor',
      baseline: 'an empty actor',
      unit: 'bytes',
      rounds: await interleaved(plan, ours, empty),
      goal: { must: { atMost: 2 }, aim: { atMost: 1.2 } },
      note: 'heap of the host after a collection',
    },
  ];
};
