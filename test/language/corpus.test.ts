/** The interpreter against the whole corpus: what people wrote down beforehand, and what is made of it. */
import { describe, expect, it } from 'vitest';
import { corpus, judge, read, report, type Verdict } from './judge.ts';

/** Of all turns, entirely right; and of each file by itself, so that none hides behind the others. */
const REQUIRED = 0.95;
const EACH = 0.9;
const rightOf = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ flaws }) => flaws.length === 0).length / verdicts.length;

describe('the corpus', () => {
  const all: Verdict[] = [];

  it('has at least 500 sentences', () => {
    expect(corpus().flatMap(read).length).toBeGreaterThanOrEqual(500);
  });

  it.each(corpus())('is understood: %s', (file) => {
    const verdicts = judge(read(file));
    all.push(...verdicts);
    console.log(`${file}: ${report(verdicts)}`);
    expect(rightOf(verdicts), report(verdicts)).toBeGreaterThanOrEqual(EACH);
  });

  it('is understood as a whole', () => {
    console.log(`in all: ${report(all)}`);
    expect(rightOf(all)).toBeGreaterThanOrEqual(REQUIRED);
  });

  it('is judged by a judge that sees what is wrong', () => {
    const wrong = judge([
      {
        id: 'due',
        at: 'london',
        turns: [{ say: 'buy milk tomorrow', do: [{ op: 'add', title: 'buy milk', due: '2026-11-27' }] }],
      },
      { id: 'asked', at: 'london', turns: [{ say: 'buy milk', do: [{ op: 'add', title: 'buy milk' }], ask: true }] },
      {
        id: 'listed',
        at: 'london',
        seed: 'office',
        turns: [{ say: 'what is due today?', list: ['Team meeting', 'Send invoice'] }],
      },
      { id: 'done', at: 'london', seed: 'office', turns: [{ say: 'delete buy toner', do: [] }] },
    ]);
    expect(wrong.map(({ id, flaws }) => [id, flaws.length])).toEqual([
      ['due', 1],
      ['asked', 1],
      ['listed', 1],
      ['done', 1],
    ]);
  });
});
