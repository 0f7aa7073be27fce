/** `npm run test:faults`: the whole matrix on each broker, then random ones by seed, with a report that a stranger can read. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokers } from '../../local/servers.ts';
import type { Broker } from '../../local/servers.ts';
import { randomOf } from '../language/hostile.ts';
import type { Evidence } from './evidence.ts';
import { faultsFor, setStage } from './matrix.ts';
import { plantAll } from './planted.ts';
import { writeReport, written, type Report } from './report.ts';
import { runFault, type Verdict } from './run.ts';

/** BROKER chooses one broker; SEED the load and the random faults; RANDOM how many of those; REPORT where reports go. */
const SEED = Number(process.env['SEED'] ?? 2026);
const RANDOM = Number(process.env['RANDOM'] ?? 5);
const folder = process.env['REPORT'] ?? join(tmpdir(), 'duecourse-faults');
const chosen = brokers.filter((one) => (process.env['BROKER'] ?? one) === one);

const drawn = (broker: Broker) => {
  const dice = randomOf(SEED);
  const all = faultsFor(broker);
  return Array.from({ length: RANDOM }, (_, n) => {
    const fault = all[Math.floor(dice() * all.length)];
    if (fault === undefined) throw new Error('there are no faults');
    return { ...fault, name: `random ${String(n + 1)}: ${fault.name}`, seed: SEED + n };
  });
};

describe.each(chosen)('%s', (broker) => {
  const verdicts: Verdict[] = [];
  let stage: Awaited<ReturnType<typeof setStage>>;
  let sound: Evidence | undefined;
  let planted: Report['planted'] = [];
  beforeAll(async () => {
    stage = await setStage(broker);
  });
  afterAll(async () => {
    mkdirSync(folder, { recursive: true });
    const report = { broker, seed: SEED, verdicts, planted };
    writeReport(report, join(folder, broker));
    process.stdout.write(`${written(report)}\n\nwritten to ${join(folder, broker)}.md and .json\n`);
    await stage.end();
  });

  test.each([...faultsFor(broker).map((fault) => ({ ...fault, seed: SEED })), ...drawn(broker)])(
    '$name',
    async (fault) => {
      const verdict = await runFault(stage, fault, {
        seed: fault.seed,
        onEvidence: (evidence) => (sound ??= evidence),
      });
      verdicts.push(verdict);
      expect(verdict.violations).toEqual([]);
      expect(verdict.commands.acknowledged).toBeGreaterThan(20);
    },
  );

  test('each checker finds the bug that is planted for it', () => {
    if (sound === undefined) throw new Error('no fault has left evidence');
    planted = plantAll(sound);
    expect(planted.filter(({ caught }) => !caught)).toEqual([]);
  });
});
