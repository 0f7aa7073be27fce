/** Every figure, in the order in which they are measured, and on which installation. */
import type { Measured, Plan } from './figure.ts';
import { coldCommand, commandLatency, commandThroughput } from './figures/commands.ts';
import { chatTurn, creation, listAndSearch } from './figures/edge.ts';
import { secondStart, soak } from './figures/lasting.ts';
import { memoryPerActor } from './figures/memory.ts';
import { projectionLag, rebuildRate } from './figures/projection.ts';
import { pendingGrowth, reminderBurst, reminderLateness, reminderQueues } from './figures/reminders.ts';
import type { Stage, StageName } from './stage.ts';

export type Figure = {
  /** What `--only` takes. */
  name: string;
  /** Left out of `--quick` for the time it takes, unless asked for by name. */
  long?: true;
} & (
  | { stage: StageName; measure: (stage: Stage, plan: Plan) => Promise<Measured[]> }
  | { stage: null; measure: (plan: Plan) => Promise<Measured[]> }
);

export const figures: readonly Figure[] = [
  { name: 'throughput', stage: 'host', measure: commandThroughput },
  { name: 'latency', stage: 'host', measure: commandLatency },
  { name: 'cold', stage: 'host', measure: coldCommand },
  { name: 'memory', stage: 'host', measure: memoryPerActor },
  { name: 'lateness', stage: 'host', measure: reminderLateness },
  { name: 'soak', stage: 'host', measure: soak, long: true },
  // The last on its installation: its reminders stay.
  { name: 'pending', stage: 'host', measure: pendingGrowth, long: true },
  { name: 'create', stage: 'whole', measure: creation },
  { name: 'chat', stage: 'whole', measure: chatTurn },
  { name: 'queues', stage: 'whole', measure: reminderQueues },
  { name: 'projection', stage: 'whole', measure: projectionLag },
  { name: 'burst', stage: 'whole', measure: reminderBurst },
  { name: 'rebuild', stage: 'whole', measure: rebuildRate },
  { name: 'lists', stage: 'whole', measure: listAndSearch },
  { name: 'start', stage: null, measure: secondStart, long: true },
];
