/** What a turn with a model keeps with its message, so that a retry does the same and asks nothing twice. */
import { z } from 'zod';

/** `waits`: the person is asked first. Decided once, because a retry finds the tasks changed by the first try. */
const call = z.strictObject({ tool: z.string(), arguments: z.string(), waits: z.boolean() });
const step = z.strictObject({ text: z.string(), calls: z.array(call) });
export type KeptStep = z.output<typeof step>;

/** A call that waits for the person's word: on what, by name, and at which version it was seen. */
const proposed = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  named: z.string(),
  version: z.int().nullable(),
});
export type Proposed = z.output<typeof proposed>;

const proposal = z.strictObject({ calls: z.array(proposed).min(1), expires: z.string() });
export type Proposal = z.output<typeof proposal>;

/** The steps taken, stored before their calls are run; and what the answer asked the person to confirm. */
export const modelPlan = z.strictObject({
  by: z.literal('model'),
  steps: z.array(step),
  proposal: proposal.nullable(),
});
export type ModelPlan = z.output<typeof modelPlan>;

/** The person said yes to exactly these. */
export const confirmedPlan = z.strictObject({ by: z.literal('confirmation'), calls: z.array(proposed) });
