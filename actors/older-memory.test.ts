import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { create, envelope } from '../test/shell/commands.ts';
import { createWorld } from '../test/shell/world.ts';
import type { RecentCommand } from './document.ts';
import { parted, type Memory } from './older-memory.ts';

const commands = (count: number, from = 0): RecentCommand[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `c${from + n}`,
    hash: 'h',
    sequence: from + n + 1,
    next_wake_at: null,
    restore: {},
  }));
const changes = (count: number): Memory['undo'] =>
  Array.from({ length: count }, (_, n) => ({
    command_id: `c${n}`,
    created: false,
    before: {},
    after: {},
    undoes: null,
    undone: false,
  }));

/** Packs as itself, and counts. */
const given = () => {
  let packings = 0;
  const part = (memory: Memory) =>
    parted(memory, (older) => {
      packings++;
      return JSON.stringify(older);
    });
  const together = (memory: Memory): Memory => {
    const { older, fresh } = part(memory);
    if (older === null) return fresh;
    const kept = JSON.parse(older.packed) as Memory;
    return {
      recent: [...kept.recent.slice(older.forgotten.recent), ...fresh.recent],
      undo: [...kept.undo.slice(older.forgotten.undo), ...fresh.undo],
    };
  };
  return { part, together, packings: () => packings };
};

describe('older memory', () => {
  it('is packed once for a dozen commands, while the first are forgotten and the last goes on changing', () => {
    const { together, packings } = given();
    let memory: Memory = { recent: commands(50), undo: changes(50) };
    for (let n = 0; n < 60; n++) {
      const last = memory.recent.at(-1)!;
      memory = {
        recent: [...memory.recent.slice(1, -1), { ...last, restore: { n } }, ...commands(1, 50 + n)],
        undo: [...memory.undo.slice(1), { ...memory.undo.at(-1)!, command_id: `c${50 + n}` }],
      };
      expect(together(memory)).toEqual(memory);
    }
    expect(packings()).toBeLessThanOrEqual(6);
  });

  it('holds on to nothing that the task has forgotten', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { part } = given();
    const all: WeakRef<RecentCommand>[] = [];
    let memory: Memory = { recent: [], undo: [] };
    for (let n = 0; n < 1_000; n++) {
      const recent = [...memory.recent, ...commands(1, n)].slice(-50);
      all.push(new WeakRef(recent.at(-1)!));
      memory = { recent, undo: memory.undo };
      part(memory);
    }
    // What was looked at in a job of the event loop is not collected before its end.
    await new Promise(setImmediate);
    collect();
    const alive = all.filter((one) => one.deref() !== undefined);
    expect(alive.length).toBeLessThan(120);
    expect(part(memory).older).not.toBeNull();
  });

  it('is packed anew when something in it has changed after all', () => {
    const { together, packings } = given();
    const memory: Memory = { recent: commands(40), undo: changes(40) };
    expect(together(memory)).toEqual(memory);
    const undone = { ...memory, undo: memory.undo.map((one, n) => (n === 7 ? { ...one, undone: true } : one)) };
    expect(together(undone)).toEqual(undone);
    expect(packings()).toBe(2);
  });

  it('is nothing for a task with few commands', () => {
    const { part, packings } = given();
    const memory: Memory = { recent: commands(16), undo: [] };
    expect(part(memory)).toEqual({ older: null, fresh: memory });
    expect(packings()).toBe(0);
  });

  it('comes back whole from the store, with the first answers and what undoing needs', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    await world.command(id, creation);
    const said = Array.from({ length: 80 }, (_, n) =>
      envelope(`b${n}`, { type: 'UpdateTask', changes: { title: `title ${n}` } }),
    );
    const answers = [];
    for (const [n, one] of said.entries()) {
      answers.push(await world.command(id, one));
      if (n % 17 === 0) await world.command(id, envelope(`u${n}`, { type: 'UndoCommand', undo_command_id: `b${n}` }));
      if (n % 23 === 0) world.restart();
    }
    world.restart();
    for (const n of [45, 60, 79]) expect(await world.command(id, said[n]!)).toEqual(answers[n]);
    expect(world.document(id).recent).toHaveLength(50);
    expect(world.document(id).state.undo).toHaveLength(50);
  });
});
