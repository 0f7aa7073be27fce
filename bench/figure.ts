/** What a figure is: something of ours beside its baseline, measured in the same rounds, and the bounds it is held to. */
import { median, medianInterval, type Interval } from './statistics.ts';

export type Bound = { atLeast: number } | { atMost: number };
/** What a figure has to reach, and what it would like to. */
export type Goal = { must: Bound; aim: Bound };

/** One round: ours and the baseline, taken directly after each other, in the same unit. */
export type Round = { ours: number; baseline: number };

export type Measured = {
  /** As in the table of the issue. */
  figure: string;
  baseline: string;
  /** Of `ours` and `baseline`: `/s`, `ms`, `bytes`, … */
  unit: string;
  rounds: readonly Round[];
  /** What is held to the goal: the ratio ours ÷ baseline of each round, unless the figure is an absolute one. */
  of?: 'ratio' | 'ours';
  /** Absent for what is told beside a figure and held to nothing. */
  goal?: Goal;
  note?: string;
};

export type Verdict = 'aim' | 'must' | 'missed' | 'told';

export type Result = Measured & {
  ours: number;
  beside: number;
  /** The median over the rounds of what is held to the goal, and the interval that holds it in 95 of 100 cases. */
  value: number;
  interval: Interval;
  verdict: Verdict;
};

export const holds = (bound: Bound, value: number): boolean =>
  'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;

/** A measurement with its medians, and whether it reached what it is held to. A value that is no number reaches nothing. */
export const judged = (measured: Measured): Result => {
  const { rounds, of = 'ratio', goal } = measured;
  const values = rounds.map(({ ours, baseline }) => (of === 'ratio' ? ours / baseline : ours));
  const value = median(values);
  const reached =
    goal === undefined ? 'told' : holds(goal.aim, value) ? 'aim' : holds(goal.must, value) ? 'must' : 'missed';
  return {
    ...measured,
    ours: median(rounds.map(({ ours }) => ours)),
    beside: median(rounds.map(({ baseline }) => baseline)),
    value,
    interval: medianInterval(values),
    verdict: reached,
  };
};

/** How much is measured. */
export type Plan = {
  quick: boolean;
  /** Rounds of each figure; at least seven. */
  rounds: number;
  /** Seconds that one side of one round takes, where it is a matter of time. */
  seconds: number;
};

/**
 * Takes `rounds` rounds of both sides, after one that only warms up. Who comes first changes every time, so that neither
 * always runs on what the other has left behind.
 */
export const interleaved = async (
  { rounds }: Pick<Plan, 'rounds'>,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Round[]> => {
  const taken: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await ours() : Number.NaN;
    const other = await baseline();
    const own = round % 2 === 0 ? first : await ours();
    if (round > 0) taken.push({ ours: own, baseline: other });
  }
  return taken;
};
