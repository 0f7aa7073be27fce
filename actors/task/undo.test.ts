/** Taking back: anything, in any order that makes sense, until something else has come in between. */
import { describe, expect, test } from 'vitest';
import { FRIEND, createWorld, kinds, type World } from './world.test-kit.ts';
import { visible } from './undo.ts';

const undo = (world: World, id: string, undo_command_id: string | null = null, as?: string) =>
  world.send(id, { type: 'UndoCommand', undo_command_id }, as === undefined ? {} : { id: as });

const weekly = { due_date: '2026-03-03T09:00', recurrence_rule: 'FREQ=WEEKLY', priority: 'LOW' };

describe('taking back', () => {
  test.each([
    [
      'a changed title',
      { type: 'UpdateTask', changes: { title: 'Other', tags: ['a'], priority: 'HIGH', assignee_id: FRIEND } },
    ],
    ['another due date', { type: 'UpdateTask', changes: { due_date: '2026-03-05T10:00' } }],
    ['another zone', { type: 'UpdateTask', changes: { time_zone: 'Asia/Karachi' } }],
    ['another rule', { type: 'UpdateTask', changes: { recurrence_rule: 'daily' } }],
    ['the end of a rule', { type: 'UpdateTask', changes: { recurrence_rule: null, due_date: null } }],
    ['other reminders', { type: 'UpdateTask', changes: { reminders: [{ offset: 'PT5M', nag: 'PT1M' }] } }],
    ['an assignment', { type: 'AssignTask', assignee_id: FRIEND }],
    ['snoozing', { type: 'SnoozeTask', until: '2026-03-02T22:00' }],
    ['pausing', { type: 'PauseTask' }],
    ['completing', { type: 'CompleteTask' }],
    ['skipping', { type: 'SkipTask' }],
    ['archiving', { type: 'ArchiveTask' }],
    ['deleting', { type: 'DeleteTask' }],
  ] as const)('%s brings back what was visible, and taking that back does it again', (_, command) => {
    const world = createWorld();
    const id = world.create(weekly);
    const before = visible(world.task(id));
    world.send(id, command as never, { id: 'it' });
    const after = visible(world.task(id));
    expect(after).not.toEqual(before);
    expect(undo(world, id, null, 'back').rejection).toBeNull();
    expect(visible(world.task(id))).toEqual(before);
    expect(world.task(id).status).toBe('CREATED');
    expect(undo(world, id, 'back').rejection).toBeNull();
    expect(visible(world.task(id))).toEqual(after);
  });

  test('creating deletes', () => {
    const world = createWorld();
    const id = world.create();
    expect(kinds(undo(world, id))).toEqual(['TASK_DELETED']);
  });

  test('goes back one command at a time, and names what it takes back', () => {
    const world = createWorld();
    const id = world.create();
    for (const title of ['One', 'Two', 'Three'])
      world.send(id, { type: 'UpdateTask', changes: { title } }, { id: title });
    expect(undo(world, id).events[0]).toMatchObject({ event_type: 'TASK_UPDATED', undoes: 'Three' });
    undo(world, id);
    expect(world.task(id).title).toBe('One');
  });

  test('an earlier command can be taken back when nothing has touched the same since', () => {
    const world = createWorld();
    const id = world.create();
    world.send(id, { type: 'UpdateTask', changes: { title: 'One' } }, { id: 'title' });
    world.send(id, { type: 'UpdateTask', changes: { tags: ['a'] } }, { id: 'tags' });
    expect(undo(world, id, 'title').rejection).toBeNull();
    expect(world.task(id)).toMatchObject({ title: 'Water the plants', tags: ['a'] });
    expect(undo(world, id, 'title').events).toEqual([]);
  });

  test('is refused where something has changed since, where there is nothing, and on what is deleted', () => {
    const world = createWorld();
    const id = world.create();
    world.send(id, { type: 'UpdateTask', changes: { title: 'One' } }, { id: 'one' });
    world.send(id, { type: 'UpdateTask', changes: { title: 'Two' } }, { id: 'two' });
    expect(undo(world, id, 'one').rejection).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('title') as string,
    });
    expect(undo(world, id, 'none').rejection?.code).toBe('conflict');
    world.send(id, { type: 'DeleteTask' });
    expect(undo(world, id, 'two').rejection?.code).toBe('conflict');
  });

  test('does not count what rang in the meantime as a change', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00' });
    world.send(id, { type: 'UpdateTask', changes: { reminders: [{ offset: 'PT2H' }] } });
    world.runTo('2026-03-02T09:00:00.000Z');
    expect(undo(world, id).rejection).toBeNull();
    expect(world.task(id).reminders.map((r) => r.offset)).toEqual(['PT1H']);
  });

  test('undoing a completion before the next has come brings none; after, it takes it away', () => {
    const world = createWorld();
    const id = world.create(weekly);
    world.send(id, { type: 'CompleteTask' });
    undo(world, id);
    world.runTo('2026-03-02T09:00:00.000Z');
    expect(world.ids()).toEqual([id]);
    world.send(id, { type: 'CompleteTask' });
    world.runTo('2026-03-02T09:01:00.000Z');
    expect(world.ids()).toHaveLength(2);
    expect(undo(world, id).effects.map((e) => e.envelope.command.type)).toEqual(['Withdraw']);
    world.settle();
    expect(world.task(world.ids()[1] ?? '').deleted_at).not.toBeNull();
  });
});
