import { describe, expect, it } from 'vitest';
import { choose } from './test.ts';

const names = (words: string[]) => choose(words).checks.map((one) => one.name);

describe('the words after npm test --', () => {
  it('mean everything when there are none', () => {
    expect(names([])).toEqual(['format', 'types', 'lint', 'unused', 'unit', 'proofs', 'system']);
  });
  it('choose checks, in their usual order', () => {
    expect(names(['unit', 'format'])).toEqual(['format', 'unit']);
  });
  it('name test files, for the checks that take them', () => {
    expect(choose(['test/local'])).toMatchObject({ files: ['test/local'] });
    expect(names(['test/local'])).toEqual(['unit', 'proofs', 'system']);
    expect(names(['system', 'test/local'])).toEqual(['system']);
  });
});
