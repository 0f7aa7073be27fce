/** One fault from its baseline to its verdict: load, break, heal, wait until service is back, then hold the evidence against the design. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { call, signUp, type Person } from '../support/person.ts';
import type { System } from '../support/system.ts';
import type { TopicReader } from '../support/topic-reader.ts';
import { RECOVERED, isFinal, violationsOf, type Violation } from './checks.ts';
import type { Clock } from './clock.ts';
import { gather, type Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { startLoad } from './load.ts';
import type { Proxies } from './proxies.ts';
import { createRecorder, outcomeOf, type Answer, type Command, type Recorder, type Retry } from './record.ts';

export type Stage = { system: System; proxies: Proxies; clock: Clock; log: TopicReader };

export type Verdict = {
  fault: string;
  about: string;
  /** What the driver was told: acknowledged, refused, and for a while in doubt. */
  commands: { all: number; acknowledged: number; refused: number; inDoubt: number };
  /** Reads included: how many requests ended without a definite answer. */
  failures: number;
  /** Well answered requests a second before, and after the healing. */
  rate: Evidence['rate'];
  /** Seconds from the healing until service was back. */
  backAfter: number;
  /** What the checkers looked at. */
  looked: { tasks: number; events: number; reminders: number; occurrences: number; retries: number };
  violations: Violation[];
  seconds: number;
};

export type Options = {
  seed: number;
  people?: number;
  /** How long the baseline is measured, milliseconds. */
  baseline?: number;
  /** Given, when it is sound, to those who want to plant bugs in it. */
  onEvidence?: (evidence: Evidence) => void;
  /** Given a way to look once more, later: what was right at the end of a fault has to stay so. */
  onEnd?: (lookAgain: () => Promise<Violation[]>) => void;
};

const PATIENCE = 90_000;
const WINDOW = 2_000;
const SAMPLE = 10;

/** Well answered requests a second within the last `window` milliseconds. */
const rateOf = ({ answeredAt }: Recorder, window: number): number => {
  const since = performance.now() - window;
  return (answeredAt.filter((at) => at >= since).length * 1000) / window;
};

const speakTo =
  (system: System, people: readonly Person[]): Parameters<typeof createRecorder>[0] =>
  (user, method, path, body, key) => {
    const token = people.find(({ id }) => id === user)?.token ?? '';
    const headers = { authorization: `Bearer ${token}`, ...(key === undefined ? {} : { 'idempotency-key': key }) };
    return call(system.url, method, path, body, headers);
  };

/** Says a command again until there is an answer; null when there is none within a minute. */
const untilAnswered = (recorder: Recorder, command: Command): Promise<Answer | null> =>
  eventually(async () => (await recorder.again(command)) ?? undefined, { timeout: 60_000, what: 'an answer' }).catch(
    () => null,
  );

/** Everything in doubt is said again until there is an answer; of what was answered, a sample is said once more. */
const askAgain = async (recorder: Recorder): Promise<{ retries: Retry[]; inDoubt: number }> => {
  const doubtful = recorder.commands.filter((one) => outcomeOf(one) === 'unknown');
  for (const command of doubtful) command.answer = await untilAnswered(recorder, command);
  const answered = recorder.commands.filter((one) => outcomeOf(one) !== 'unknown');
  const step = Math.max(1, Math.floor(answered.length / SAMPLE));
  const retries: Retry[] = [];
  for (const command of answered.filter((_, n) => n % step === 0)) {
    const again = await untilAnswered(recorder, command);
    if (command.answer !== null) retries.push({ key: `${command.kind} ${command.key}`, first: command.answer, again });
  }
  return { retries, inDoubt: doubtful.length };
};

/** Looks until nothing is wrong any more, or patience is over, or no waiting could help. */
const settle = async (look: () => Promise<Evidence>, patience: number): Promise<[Evidence, Violation[]]> => {
  const until = performance.now() + patience;
  for (;;) {
    const evidence = await look();
    const violations = violationsOf(evidence);
    if (violations.every(isFinal) || performance.now() > until) return [evidence, violations];
    await pause(500);
  }
};

/** How long a test may take that goes through the fault, milliseconds: getting going, coming right, and being looked at. */
export const timeLimit = ({ patience = PATIENCE }: Fault): number => 420_000 + 2.5 * patience;

/** Goes through one fault on a running system, with people of its own. */
export const runFault = async (
  { system, proxies, clock, log }: Stage,
  fault: Fault,
  options: Options,
): Promise<Verdict> => {
  const began = performance.now();
  const people: Person[] = [];
  // One by one: hashing a password is meant to take a while, and the fault before may still be felt.
  for (let n = 0; n < (options.people ?? 6); n += 1) {
    people.push(await eventually(() => signUp(system.url), { timeout: PATIENCE, what: 'somebody to sign up' }));
  }
  const driven = people.map(({ id }) => ({ user: id, mark: `m${id.slice(0, 8)}` }));
  const recorder = createRecorder(speakTo(system, people), new Map(driven.map(({ user, mark }) => [user, mark])));
  const deadBefore = Number((await system.tasks.query('SELECT count(*) FROM dead_letters')).rows[0].count);
  const load = startLoad(recorder, driven, { seed: options.seed });
  const tried = () => recorder.answeredAt.length + recorder.failures();
  try {
    const baseline = options.baseline ?? 3_000;
    // The first moments, in which every actor is cold, are nobody's baseline.
    await eventually(() => recorder.answeredAt.length > 20, { timeout: PATIENCE, what: 'the load to get going' });
    await pause(baseline);
    const before = rateOf(recorder, baseline);

    await fault.happen({
      system,
      recorder,
      proxies,
      clock,
      ringTogether: (count, at) => load.ringTogether(count, at),
      meanwhile: async (requests) => {
        const enough = tried() + requests;
        await eventually(() => tried() >= enough, { timeout: PATIENCE, what: `${String(requests)} more requests` });
      },
      bells: load.bells,
    });
    const healed = performance.now();
    // Read once each time: what is reported is the very rate that was found good enough.
    let after = 0;
    const isBack = () => {
      after = rateOf(recorder, WINDOW);
      return performance.now() - healed >= WINDOW && after >= RECOVERED * before;
    };
    await eventually(isBack, { timeout: fault.patience ?? PATIENCE, interval: 100, what: 'service to be back' }).catch(() => undefined); // prettier-ignore
    const backAfter = (performance.now() - healed) / 1000;
    await load.stop();

    const { retries, inDoubt } = await askAgain(recorder);
    const testimony = { commands: [...recorder.commands], retries, leaks: [...recorder.leaks], bells: [...load.bells], rate: { before, after }, ahead: fault.ahead ?? 0 }; // prettier-ignore
    const look = async () => {
      const evidence = await eventually(() => gather(system, log, people, testimony), { timeout: 60_000, what: 'the evidence' }); // prettier-ignore
      return { ...evidence, deadLetters: evidence.deadLetters - deadBefore };
    };
    const [evidence, violations] = await settle(look, fault.patience ?? PATIENCE);
    if (violations.length === 0) options.onEvidence?.(evidence);
    options.onEnd?.(async () => violationsOf(await look()));
    const events = [...evidence.histories.values()].flat();
    const count = (outcome: string) => recorder.commands.filter((one) => outcomeOf(one) === outcome).length;
    return {
      fault: fault.name,
      about: fault.about,
      commands: { all: recorder.commands.length, acknowledged: count('acknowledged'), refused: count('refused'), inDoubt }, // prettier-ignore
      failures: recorder.failures(),
      rate: { before, after },
      backAfter,
      looked: {
        tasks: evidence.histories.size,
        events: events.length,
        reminders: evidence.inbox.length,
        occurrences: events.filter(({ event_type }) => event_type === 'RECURRING_TRIGGERED').length,
        retries: retries.length,
      },
      violations,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await load.stop();
  }
};
