import { describe, expect, it } from 'vitest';
import { isAtLeast, versionIn } from './version.ts';

describe('versions', () => {
  it.each([
    ['CLI version: 1.16.5 \nRuntime version: n/a', '1.16.5'],
    ['nats-server: v2.15.2', '2.15.2'],
    ['openjdk version "17.0.15" 2025-04-15', '17.0.15'],
    ['edge', undefined],
  ])('are found in what programs print: %j', (text, version) => {
    expect(versionIn(text)).toBe(version);
  });

  it.each([
    ['1.18.2', '1.18.2', true],
    ['1.18.10', '1.18.2', true],
    ['1.19', '1.18.2', true],
    ['2.0.0', '1.18.2', true],
    ['1.18', '1.18.0', true],
    ['1.18.1', '1.18.2', false],
    ['1.9.9', '1.18.2', false],
    ['0.99.0', '1.0.0', false],
  ])('%s is at least %s: %s', (version, wanted, answer) => {
    expect(isAtLeast(version, wanted)).toBe(answer);
  });
});
