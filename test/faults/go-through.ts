/** Some faults on one running system, one after the other, each a test; then a bug for each checker, which it has to find. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { setStage, type Setting, type WholeStage } from './matrix.ts';
import { plantAll } from './planted.ts';
import { runFault, timeLimit } from './run.ts';

const SEED = Number(process.env['SEED'] ?? 2026);

/** With fewer people and a shorter baseline than the whole matrix takes. */
export const goThrough = (faults: readonly Fault[], setting: Setting): void => {
  let stage: WholeStage;
  let sound: Evidence | undefined;
  beforeAll(async () => {
    stage = await setStage(setting);
  });
  afterAll(async () => {
    await stage.end();
  });

  for (const fault of faults) {
    test(fault.name, { timeout: timeLimit(fault) }, async () => {
      const onEvidence = (evidence: Evidence) => (sound ??= evidence);
      const options = { seed: SEED, people: 4, baseline: 1_500, onEvidence };
      const verdict = await runFault(stage, fault, options).catch(async (error: unknown) => {
        await stage.heal();
        throw error;
      });
      if (verdict.violations.length > 0) await stage.heal();
      expect(verdict.violations.map(({ check, what }) => `${check}: ${what}`)).toEqual([]);
      expect(verdict.commands.acknowledged).toBeGreaterThan(20);
    });
  }

  describe('each checker finds its bug', () => {
    test('in evidence that was sound', () => {
      if (sound === undefined) throw new Error('no fault has left evidence');
      for (const { bug, caught } of plantAll(sound)) expect(caught, bug).toBe(true);
    });
  });
};
