import { describe, expect, it } from 'vitest';
import { together } from './acts.ts';
import { emptyMemory, type Act } from './language/index.ts';

const a = { id: 'a', title: 'A' };
const b = { id: 'b', title: 'B' };
const of = (acts: Act[]): Act[] =>
  together({ acts, query: null, listed: [], asked: false, reply: '', memory: emptyMemory }).acts;

describe('what is said about one task', () => {
  it('is one command', () => {
    expect(
      of([
        { op: 'update', target: a, changes: { title: 'C', priority: 'LOW' } },
        { op: 'update', target: b, changes: { priority: 'LOW' } },
        { op: 'update', target: { ...a, title: 'C' }, changes: { priority: 'HIGH' } },
      ]),
    ).toEqual([
      { op: 'update', target: a, changes: { title: 'C', priority: 'HIGH' } },
      { op: 'update', target: b, changes: { priority: 'LOW' } },
    ]);
  });

  it('keeps its order round what else is done to it', () => {
    const acts: Act[] = [
      { op: 'update', target: a, changes: { title: 'C' } },
      { op: 'complete', target: a },
      { op: 'update', target: a, changes: { priority: 'LOW' } },
    ];
    expect(of(acts)).toEqual(acts);
  });
});
