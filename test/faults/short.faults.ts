/** A dozen faults on the running system, one after the other; then a bug for each checker, which it has to find. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { setStage, shortFaults } from './matrix.ts';
import { plantAll } from './planted.ts';
import { runFault } from './run.ts';

const SEED = Number(process.env['SEED'] ?? 2026);

let stage: Awaited<ReturnType<typeof setStage>>;
let sound: Evidence | undefined;
beforeAll(async () => {
  stage = await setStage('jetstream');
});
afterAll(async () => {
  await stage.end();
});

test.each(shortFaults)('$name', { timeout: 420_000 }, async (fault) => {
  const onEvidence = (evidence: Evidence) => (sound = evidence);
  const verdict = await runFault(stage, fault, { seed: SEED, people: 4, baseline: 1_500, onEvidence });
  expect(verdict.violations).toEqual([]);
  expect(verdict.commands.acknowledged).toBeGreaterThan(20);
});

describe('each checker finds its bug', () => {
  test('in evidence that was sound', () => {
    if (sound === undefined) throw new Error('no fault has left evidence');
    for (const { bug, caught } of plantAll(sound)) expect(caught, bug).toBe(true);
  });
});
