/** Why one was, or was not, reminded: every ring that was ever planned has one life, and one end with its reason. */
import { describe, expect, test } from 'vitest';
import { livesOf } from './reminder-lives.ts';
import { POLICY, createWorld, system, type World } from './world.test-kit.ts';

const QUIET = { ...POLICY, quiet_hours: { from: '22:00', to: '07:00' } };
const DUE = { due_date: '2026-03-03T09:00:00Z' };

const told = (world: World, id: string): (string | null)[][] =>
  livesOf(world.history(id)).lives.map(({ at, end }) => [at, end === null ? null : end.kind === 'fired' ? `fired ${end.at}` : end.why]); // prettier-ignore

describe('a ring', () => {
  test('is planned with the task and ends by ringing', () => {
    const world = createWorld();
    const id = world.create(DUE);
    expect(livesOf(world.history(id)).lives).toMatchObject([
      { at: '2026-03-03T08:00:00.000Z', planned_at: '2026-03-02T08:00:00.000Z', end: null, nags: false },
    ]);
    world.runTo('2026-03-03T08:30:00.000Z');
    expect(told(world, id)).toEqual([['2026-03-03T08:00:00.000Z', 'fired 2026-03-03T08:00:00.000Z']]);
    const [life] = livesOf(world.history(id)).lives;
    expect(life?.sent_at).toBeNull();
    const { reminder_id = '', at = '' } = life ?? {};
    world.send(id, { type: 'MarkReminderSent', reminder_id, reminder_time: at }, { by: system });
    expect(livesOf(world.history(id)).lives[0]?.sent_at).toBe('2026-03-03T08:30:00.000Z');
  });

  test('is superseded when the due date moves, and lost with it', () => {
    const world = createWorld();
    const id = world.create(DUE);
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-04T09:00:00Z' } });
    world.send(id, { type: 'UpdateTask', changes: { due_date: null } });
    expect(told(world, id)).toEqual([
      ['2026-03-03T08:00:00.000Z', 'the due date was moved'],
      ['2026-03-04T08:00:00.000Z', expect.stringMatching(/no due date any more|taken away/)],
    ]);
  });

  test('goes with its reminder', () => {
    const world = createWorld();
    const id = world.create({ ...DUE, reminders: [{ offset: 'PT1H' }, { offset: 'PT2H' }] });
    world.send(id, { type: 'UpdateTask', changes: { reminders: [{ offset: 'PT2H' }] } });
    expect(told(world, id)).toEqual([
      ['2026-03-03T08:00:00.000Z', 'the reminder was taken away'],
      ['2026-03-03T07:00:00.000Z', null],
    ]);
  });

  test('that comes due while the task is completed, paused or deleted is let pass for that', () => {
    for (const [type, back, why] of [
      ['CompleteTask', 'ReopenTask', 'the task was completed'],
      ['PauseTask', 'ResumeTask', 'the task was paused'],
      ['DeleteTask', 'RestoreTask', 'the task was deleted'],
    ] as const) {
      const world = createWorld();
      const id = world.create({ ...DUE, recurrence_rule: 'FREQ=WEEKLY', reminders: [{ offset: 'PT2H' }] });
      world.send(id, { type });
      world.at('2026-03-03T10:00:00.000Z');
      expect(told(world, id)).toEqual([['2026-03-03T07:00:00.000Z', null]]);
      world.send(id, { type: back });
      expect(told(world, id)[0]).toEqual(['2026-03-03T07:00:00.000Z', why]);
    }
  });

  test('makes way for a snooze', () => {
    const world = createWorld();
    const id = world.create(DUE);
    world.send(id, { type: 'SnoozeTask', until: '2026-03-03T08:30:00.000Z' });
    expect(told(world, id)).toEqual([
      ['2026-03-03T08:00:00.000Z', 'the task was snoozed'],
      ['2026-03-03T08:30:00.000Z', null],
    ]);
  });

  test('is let pass at once when its time is over; the latest rings for all', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T08:20:00Z', reminders: [{ offset: 'P1D' }, { offset: 'PT1H' }] });
    world.runTo('2026-03-02T08:01:00.000Z');
    expect(told(world, id)).toEqual([
      [expect.any(String), 'its time had passed already when it was planned'],
      ['2026-03-02T08:00:00.000Z', 'fired 2026-03-02T08:00:00.000Z'],
    ]);
  });

  test('waits for the end of quiet hours, and says what its own time was', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T04:00:00Z' }, QUIET);
    expect(livesOf(world.history(id)).lives).toMatchObject([
      { nominal: '2026-03-03T03:00:00.000Z', at: '2026-03-03T06:00:00.000Z', end: null },
    ]);
  });

  test('of a reminder that nags is one of several', () => {
    const world = createWorld();
    const id = world.create({ ...DUE, reminders: [{ offset: 'PT0S', nag: 'PT10M' }] });
    world.runTo('2026-03-03T09:25:00.000Z');
    const { lives } = livesOf(world.history(id));
    expect(lives.map(({ at, nags }) => [at, nags])).toEqual([
      ['2026-03-03T09:00:00.000Z', false],
      ['2026-03-03T09:10:00.000Z', true],
      ['2026-03-03T09:20:00.000Z', true],
      ['2026-03-03T09:30:00.000Z', true],
    ]);
    expect(lives.filter(({ end }) => end?.kind === 'fired')).toHaveLength(3);
  });
});
