import { describe, expect, it } from 'vitest';
import { interleaved, judged, type Measured } from './figure.ts';
import { tableOf } from './report.ts';

const measured = (ours: number, more: Partial<Measured> = {}): Measured => ({
  figure: 'throughput',
  baseline: 'B2',
  unit: '/s',
  rounds: [
    { ours, baseline: 100 },
    { ours: ours * 2, baseline: 200 },
    { ours: ours / 2, baseline: 50 },
  ],
  goal: { must: { atLeast: 0.6 }, aim: { atLeast: 0.9 } },
  ...more,
});

describe('a figure', () => {
  it('is the median of the quotients of its rounds, not the quotient of medians', () => {
    const { value, ours, beside } = judged(measured(80));
    expect(value).toBeCloseTo(0.8);
    expect([ours, beside]).toEqual([80, 100]);
  });

  it('reaches its aim, what it must, or neither', () => {
    expect([95, 70, 50].map((ours) => judged(measured(ours)).verdict)).toEqual(['aim', 'must', 'missed']);
    const most = { goal: { must: { atMost: 2 }, aim: { atMost: 1.3 } } };
    expect([100, 150, 210].map((ours) => judged(measured(ours, most)).verdict)).toEqual(['aim', 'must', 'missed']);
  });

  it('that could not be measured reaches nothing', () => {
    expect(judged(measured(Number.NaN)).verdict).toBe('missed');
    expect(judged(measured(90, { rounds: [] })).verdict).toBe('missed');
  });

  it('may be an absolute one', () => {
    expect(judged(measured(8, { of: 'ours', goal: { must: { atMost: 20 }, aim: { atMost: 8 } } })).verdict).toBe('aim');
  });

  it('is told in the table with its goals and its few rounds', () => {
    const table = tableOf([judged(measured(70))]);
    expect(table).toContain('| throughput | 70.0 /s');
    expect(table).toContain('≥ 0.6');
    expect(table).toContain('must met');
    expect(table).toContain('3 rounds only');
  });
});

describe('rounds', () => {
  it('take both sides by turns, the first of them to warm up', async () => {
    const order: string[] = [];
    const side = (name: string) => () => Promise.resolve(order.push(name));
    const rounds = await interleaved({ rounds: 3 }, side('a'), side('b'));
    expect(order.join('')).toBe('abbaabba');
    expect(rounds).toHaveLength(3);
    expect(rounds[0]).toEqual({ ours: 4, baseline: 3 });
  });
});
