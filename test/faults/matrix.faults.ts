/** `npm run test:faults`: the whole matrix on each broker, then random ones by seed, with a report that a stranger can read. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { brokers } from '../../local/servers.ts';
import { randomOf } from '../language/hostile.ts';
import type { Violation } from './checks.ts';
import type { Evidence } from './evidence.ts';
import { SEVERAL } from './leaders.ts';
import { faultsFor, setStage, type Setting, type WholeStage } from './matrix.ts';
import { plantAll } from './planted.ts';
import { writeReport, written, type Report } from './report.ts';
import { runFault, timeLimit, type Verdict } from './run.ts';

/** BROKER chooses one broker; SEED the load and the random faults; RANDOM how many of those; REPORT where reports go. */
const SEED = Number(process.env['SEED'] ?? 2026);
const RANDOM = Number(process.env['RANDOM'] ?? 5);
const folder = process.env['REPORT'] ?? join(tmpdir(), 'duecourse-faults');
const settings: readonly (Setting & { title: string })[] = [
  ...brokers.map((broker) => ({ title: broker, broker, nodes: 1 })),
  { title: `kafka-of-${String(SEVERAL)}`, broker: 'kafka', nodes: SEVERAL },
];
const chosen = settings.filter(({ broker }) => (process.env['BROKER'] ?? broker) === broker);

const drawn = (setting: Setting) => {
  const dice = randomOf(SEED);
  const all = faultsFor(setting);
  return Array.from({ length: RANDOM }, (_, n) => {
    const fault = all[Math.floor(dice() * all.length)];
    if (fault === undefined) throw new Error('there are no faults');
    return { ...fault, name: `random ${String(n + 1)}: ${fault.name}`, seed: Math.floor(dice() * 2 ** 31) };
  });
};

describe.each(chosen.map((one) => [one.title, one] as const))('%s', (title, setting) => {
  const verdicts: Verdict[] = [];
  const unfinished: { fault: string; about: string; reason: string }[] = [];
  let stage: WholeStage;
  let sound: Evidence | undefined;
  let planted: Report['planted'] = [];
  const undone: string[] = [];
  beforeAll(async () => {
    stage = await setStage(setting);
  });
  const soFar = (): Report => ({ title, seed: SEED, verdicts, unfinished, undone, planted });
  // After each fault, so that a run that is stopped leaves what it had found.
  afterEach(() => {
    mkdirSync(folder, { recursive: true });
    writeReport(soFar(), join(folder, title));
  });
  afterAll(async () => {
    process.stdout.write(`${written(soFar())}\n\nwritten to ${join(folder, title)}.md and .json\n`);
    await stage.end();
  });

  const faults = [...faultsFor(setting).map((fault) => ({ ...fault, seed: SEED })), ...drawn(setting)];
  const lookAgain = new Map<string, () => Promise<Violation[]>>();
  for (const fault of faults) {
    test(fault.name, { timeout: timeLimit(fault) }, async () => {
      const verdict = await runFault(stage, fault, {
        seed: fault.seed,
        onEvidence: (evidence) => (sound ??= evidence),
        onEnd: (look) => lookAgain.set(fault.name, look),
      }).catch(async (error: unknown) => {
        unfinished.push({ fault: fault.name, about: fault.about, reason: String(error) });
        // The next one is to find everything well.
        await stage.heal();
        throw error;
      });
      verdicts.push(verdict);
      if (verdict.violations.length > 0) await stage.heal();
      expect(verdict.violations.map(({ check, what }) => `${check}: ${what}`)).toEqual([]);
      expect(verdict.commands.acknowledged).toBeGreaterThan(20);
    });
  }

  test('nothing that was right at the end of a fault has come undone since', { timeout: 900_000 }, async () => {
    for (const { fault, violations } of verdicts) {
      if (violations.length > 0) continue;
      undone.push(...((await lookAgain.get(fault)?.()) ?? []).map(({ check, what }) => `${fault}: ${check}: ${what}`));
    }
    expect(undone).toEqual([]);
  });

  test('each checker finds the bug that is planted for it', () => {
    if (sound === undefined) throw new Error('no fault has left evidence');
    planted = plantAll(sound);
    expect(planted.filter(({ caught }) => !caught)).toEqual([]);
  });
});
