/** Completing, reopening and undoing in every order, while calls to the successor are still under way: one stays open. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createWorld, isOpen, system, type World } from './world.test-kit.ts';

vi.setConfig({ testTimeout: 180_000 });

const RUNS = { numRuns: 1500, seed: Number(process.env['SEED'] ?? 4001), verbose: 1 } as const;

type Move = { do: string; task: number; minutes: number };

/** Each story draws from a few kinds of moves only, so that rare orders of those few come up. */
const moves = (kinds: readonly string[]): fc.Arbitrary<Move[]> =>
  fc.shuffledSubarray([...kinds], { minLength: 3, maxLength: 6 }).chain((some) =>
    fc.array(fc.record({ do: fc.constantFrom(...some), task: fc.nat(2), minutes: fc.nat(3000) }), {
      maxLength: 12,
      size: 'max',
    }),
  );

const PERSONS = [
  'complete',
  'skip',
  'reopen',
  'undo',
  'undo-any',
  'edit',
  'snooze',
  'trigger',
  'deliver',
  'deliver',
  'again',
];

const play = (world: World, first: string, list: readonly Move[]): void => {
  for (const move of list) {
    world.at(new Date(Date.parse(world.now()) + move.minutes * 60_000).toISOString());
    const tasks = world.ids().filter((id) => world.state(id).task !== null);
    // Mostly the tasks at the end of the chain, where things happen.
    const id = tasks[Math.max(0, tasks.length - 1 - move.task)] ?? first;
    step(world, id, move.do, move.minutes % 4);
  }
};

const step = (world: World, id: string, what: string, back = 0): void => {
  const { closing, undo } = world.state(id);
  switch (what) {
    case 'complete':
      return void world.send(id, { type: 'CompleteTask' });
    case 'skip':
      return void world.send(id, { type: 'SkipTask' });
    case 'reopen':
      return void world.send(id, { type: 'ReopenTask' });
    case 'undo':
    case 'undo-any': {
      // Not the creation: taking that back is a deletion.
      const target = what === 'undo' ? undo.findLast((e) => !e.undone && e.undoes === null) : undo.at(-2);
      if (target === undefined || target.created) return;
      return void world.send(id, { type: 'UndoCommand', undo_command_id: target.command_id });
    }
    case 'edit':
      return void world.send(id, { type: 'UpdateTask', changes: { title: `Edited at ${world.now()}` } });
    case 'snooze':
      return void world.send(id, { type: 'SnoozeTask', for: 'PT10M' });
    case 'finish':
      for (const part of ['complete', 'trigger', 'deliver']) step(world, id, part);
      return;
    case 'take-back':
      for (const part of ['reopen', 'deliver']) step(world, id, part);
      return;
    case 'delete':
      return void world.send(id, { type: 'DeleteTask' });
    case 'restore':
      return void world.send(id, { type: 'RestoreTask' });
    case 'trigger':
      if (closing !== null)
        world.send(id, { type: 'TriggerNext', completion_id: closing.completion_id }, { by: system });
      return;
    case 'again':
      world.deliverAgain(id, back);
      return;
    default:
      return void world.deliver(id);
  }
};

/** Everybody who was still to act has acted. */
const settle = (world: World): void => {
  for (let before = -1; before !== world.ids().reduce((n, id) => n + world.history(id).length, 0);) {
    before = world.ids().reduce((n, id) => n + world.history(id).length, 0);
    world.settle();
    for (const id of world.ids()) step(world, id, 'trigger');
  }
};

const openOnes = (world: World): string[] => world.ids().filter((id) => isOpen(world.state(id).task));

describe('a series', () => {
  for (const recurrence_mode of ['schedule', 'completion'] as const) {
    test(`has exactly one open occurrence, whatever people do to it (${recurrence_mode})`, () => {
      fc.assert(
        fc.property(moves(PERSONS), (list) => {
          const world = createWorld();
          const first = world.create({ due_date: '2026-03-03T09:00', recurrence_rule: 'FREQ=DAILY', recurrence_mode });
          play(world, first, list);
          settle(world);
          expect(openOnes(world)).toHaveLength(1);
        }),
        RUNS,
      );
    });
  }

  test('has at most one open occurrence when people also delete and restore', () => {
    fc.assert(
      fc.property(moves([...PERSONS, 'delete', 'restore']), (list) => {
        const world = createWorld();
        const first = world.create({ due_date: '2026-03-03T09:00', recurrence_rule: 'FREQ=DAILY' });
        play(world, first, list);
        settle(world);
        expect(openOnes(world).length).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});
