/** What holds for every history, whatever is asked of a task and whenever. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { newFields, personCommand, preferences } from './commands.test-kit.ts';
import type { TaskCommand } from './commands.ts';
import { fold, verifyChain } from './history.ts';
import { ringsOf } from './reminders.ts';
import { isAsleep } from './state.ts';
import { visible } from './undo.ts';
import { createWorld, system, type Outcome, type World } from './world.test-kit.ts';

vi.setConfig({ testTimeout: 180_000 });

const SEED = Number(process.env['SEED'] ?? 4002);
const NOW = Date.parse('2026-03-02T08:00:00.000Z');
const runs = (numRuns: number) => ({ numRuns, seed: SEED, verbose: 1 }) as const;

type Move =
  | { kind: 'ask'; command: TaskCommand }
  | { kind: 'undo'; back: number }
  | { kind: 'wait'; minutes: number }
  | { kind: 'tell'; command: TaskCommand };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 7, arbitrary: personCommand(NOW).map((command) => ({ kind: 'ask' as const, command })) },
  { weight: 2, arbitrary: fc.nat(3).map((back) => ({ kind: 'undo' as const, back })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4000 }).map((minutes) => ({ kind: 'wait' as const, minutes })) },
  { weight: 1, arbitrary: preferences.map((command) => ({ kind: 'tell' as const, command })) },
);
const story = fc.record({ first: newFields(NOW), moves: fc.array(move, { maxLength: 12 }) });

/** Plays the story on one task; `each` looks after every move. Stories whose task is refused say nothing. */
const play = (
  { first, moves }: { first: Record<string, unknown>; moves: readonly Move[] },
  each: (world: World, id: string) => unknown,
): void => {
  const world = createWorld();
  let id: string;
  try {
    id = world.create(first);
  } catch {
    return;
  }
  for (const one of moves) {
    step(world, id, one);
    each(world, id);
  }
};

const step = (world: World, id: string, one: Move): Outcome | null => {
  switch (one.kind) {
    case 'ask':
      return world.send(id, one.command);
    case 'tell':
      return world.send(id, one.command, { by: system });
    case 'undo':
      return world.send(id, {
        type: 'UndoCommand',
        undo_command_id: world.state(id).undo.at(-1 - one.back)?.command_id ?? null,
      });
    default:
      world.runTo(new Date(Date.parse(world.now()) + one.minutes * 60_000).toISOString());
      return null;
  }
};

test(`folding any history gives the state, and the chain verifies (seed ${SEED})`, () => {
  fc.assert(
    fc.property(story, (told) => {
      const worlds = new Set<World>();
      play(told, (world) => worlds.add(world));
      for (const world of worlds) {
        for (const id of world.ids()) {
          expect(fold(world.history(id))).toEqual(world.state(id));
          expect(verifyChain(world.history(id))).toEqual([]);
        }
      }
    }),
    runs(2000),
  );
});

test('any command twice equals once', () => {
  fc.assert(
    fc.property(story, personCommand(NOW), (told, command) => {
      let checked = false;
      play({ ...told, moves: told.moves.slice(0, 5) }, (world, id) => {
        if (checked) return;
        checked = true;
        world.send(id, command);
        const once = world.state(id);
        expect(world.send(id, command).events).toEqual([]);
        expect(world.state(id)).toEqual(once);
      });
    }),
    runs(2000),
  );
});

test('sequences and versions have no gap, and versions count what people change', () => {
  fc.assert(
    fc.property(story, (told) => {
      play(told, (world, id) => {
        const history = world.history(id);
        expect(history.map((event) => event.sequence)).toEqual(history.map((_, n) => n + 1));
        history.slice(1).forEach((event, n) => {
          const before = history[n];
          const raised = event.payload.task.version - (before?.payload.task.version ?? 0);
          const first = event.command_id !== before?.command_id && event.user_context.via === 'rest';
          expect(raised).toBe(first ? 1 : 0);
        });
      });
    }),
    runs(1000),
  );
});

test('undo of anything restores the visible state', () => {
  fc.assert(
    fc.property(story, personCommand(NOW), (told, command) => {
      let tried = false;
      play({ ...told, moves: told.moves.slice(0, 6) }, (world, id) => {
        if (tried) return;
        tried = true;
        const before = visible(world.task(id));
        const { events } = world.send(id, command, { id: 'it' });
        if (events.length === 0) return;
        expect(world.send(id, { type: 'UndoCommand', undo_command_id: 'it' }).rejection).toBeNull();
        expect(visible(world.task(id))).toEqual(before);
      });
    }),
    runs(2000),
  );
});

test('no reminder is planned in the past, none for a task that is closed, deleted, archived or paused', () => {
  fc.assert(
    fc.property(story, (told) => {
      play(told, (world, id) => {
        expect(world.reminders(id).filter(({ at }) => at < world.now())).toEqual([]);
        const about = ringsOf(world.state(id)).filter(
          ({ kind }) => kind === 'due' || kind === 'snooze' || kind === 'miss',
        );
        if (isAsleep(world.task(id))) expect(about).toEqual([]);
        expect(new Set(world.reminders(id).map(({ name }) => name)).size).toBe(world.reminders(id).length);
      });
    }),
    runs(1000),
  );
});

test('no reminder rings early, and each rings once for each instant it was planned for', () => {
  fc.assert(
    fc.property(story, (told) => {
      play(told, (world, id) => {
        const rung = world.history(id).flatMap((event) => (event.event_type === 'REMINDER_DUE' ? [event] : []));
        expect(rung.filter((event) => event.timestamp < event.payload.reminder_time)).toEqual([]);
        const keys = rung.map(
          ({ payload }) => `${payload.reminder_id} ${payload.reminder_time} ${String(payload.due_date)}`,
        );
        expect(new Set(keys).size).toBe(keys.length);
      });
    }),
    runs(1000),
  );
});
