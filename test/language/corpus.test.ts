/** The interpreter against the whole corpus: what people wrote down beforehand, and what is made of it. */
import { describe, expect, it } from 'vitest';
import { judge, read, report } from './judge.ts';

const REQUIRED = 0.95;
const files = ['everyday', 'habits', 'traps', 'conversations', 'held-out'];

describe('the corpus', () => {
  it('has at least 500 turns', () => {
    const turns = files.flatMap((file) => read(`./${file}.jsonl`)).reduce((sum, each) => sum + each.turns.length, 0);
    expect(turns).toBeGreaterThanOrEqual(500);
  });

  it.each(files)('is understood: %s', (file) => {
    const verdicts = judge(read(`./${file}.jsonl`));
    const right = verdicts.filter(({ flaws }) => flaws.length === 0).length;
    console.log(`${file}: ${report(verdicts)}`);
    expect(right / verdicts.length, report(verdicts)).toBeGreaterThanOrEqual(REQUIRED);
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
