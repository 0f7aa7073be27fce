import { describe, expect, it } from 'vitest';
import { leftovers } from './ledger.ts';
import { birthOf, descendants, parsePs, parseStat, processTable } from './process-table.ts';

const stat = (command: string, state = 'S') =>
  `42 (${command}) ${state} 7 40 40 0 -1 4194560 1 0 0 0 5 3 0 0 20 0 11 0 98765 1 2 3`;

describe('the process table', () => {
  it('reads a stat line whatever the command is called', () => {
    const row = { pid: 42, parent: 7, group: 40, birth: 'boot/98765' };
    expect(parseStat(stat('node'), 'boot')).toEqual(row);
    expect(parseStat(stat('a) S 1 (b'), 'boot')).toEqual(row);
  });

  it('leaves out the dead that nobody has collected', () => {
    expect(parseStat(stat('node', 'Z'), 'boot')).toBeUndefined();
    expect(parsePs(' 42 7 40 Z Mon Jan 5 10:00:00 2026 node')).toBeUndefined();
  });

  it('reads a line of ps', () => {
    expect(parsePs('  42     7    40 Ss   Mon Jan  5 10:00:00 2026 node main.js chat-api')).toEqual({
      pid: 42,
      parent: 7,
      group: 40,
      birth: 'Mon Jan 5 10:00:00 2026',
      command: 'node main.js chat-api',
    });
  });

  it('finds ourselves, and our birth does not change', () => {
    expect(processTable().some((row) => row.pid === process.pid)).toBe(true);
    expect(birthOf(process.pid)).toBe(birthOf(process.pid));
    expect(birthOf(2 ** 30)).toBeUndefined();
  });

  it('knows everyone below a process', () => {
    const table = [
      { pid: 2, parent: 1 },
      { pid: 3, parent: 2 },
      { pid: 4, parent: 3 },
      { pid: 5, parent: 9 },
    ];
    expect(descendants(2, table)).toEqual([3, 4]);
  });
});

describe('what an earlier start left', () => {
  const noted = [{ name: 'nats', pid: 10, birth: 'boot/1', endSignal: 'SIGTERM' as const }];
  const row = (pid: number, group: number, birth: string) => ({ pid, group, birth, parent: 1, command: '' });

  it('is the process itself and its group, also when it is gone itself', () => {
    const child = row(11, 10, 'boot/5');
    expect(leftovers(noted, [row(10, 10, 'boot/1'), child])).toHaveLength(2);
    expect(leftovers(noted, [child])).toEqual([child]);
  });

  it('is nobody who was born later or on another boot, though the numbers are the same', () => {
    expect(leftovers(noted, [row(10, 10, 'boot/2')])).toEqual([]);
    expect(leftovers(noted, [row(11, 10, 'later/5')])).toEqual([]);
    expect(leftovers(noted, [row(12, 12, 'boot/5')])).toEqual([]);
  });
});
