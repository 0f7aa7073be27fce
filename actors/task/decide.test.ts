/** What a task answers to each command: who may, what is refused and how it is named, and that twice is once. */
import { describe, expect, test } from 'vitest';
import { taskIdFor } from './ids.ts';
import { FRIEND, OWNER, POLICY, STRANGER, createWorld, friend, kinds, owner, system } from './world.test-kit.ts';

const fieldsOf = (rejection: { errors?: { field: string }[] | undefined } | null): string[] =>
  (rejection?.errors ?? []).map(({ field }) => field);

const creating = (fields: Record<string, unknown>) => {
  const world = createWorld();
  const id = taskIdFor(OWNER, 'key');
  const command = {
    type: 'CreateTask' as const,
    fields: { title: 'Tea', time_zone: 'Europe/Berlin', ...fields },
    policy: POLICY,
  };
  return { world, id, outcome: world.send(id, command, { id: 'key' }) };
};

describe('creating', () => {
  test('gives a task with the id computed from owner and key, trimmed and normalised', () => {
    const { world, id } = creating({
      title: '  Tea  ',
      tags: ['Kitchen', 'kitchen', 'HOME '],
      due_date: '2026-03-02T18:00',
    });
    expect(world.task(id)).toMatchObject({
      id, user_id: OWNER, title: 'Tea', tags: ['kitchen', 'home'], due_date: '2026-03-02T17:00:00.000Z', all_day: false,
      status: 'CREATED', version: 1, reminders: [{ offset: 'PT1H' }], completed: false, series_id: null,
    }); // prettier-ignore
  });

  test('for somebody else says so by an event of its own', () => {
    const { outcome, world, id } = creating({ assignee_id: FRIEND });
    expect(kinds(outcome)).toEqual(['TASK_CREATED', 'TASK_ASSIGNED']);
    expect(world.task(id)).toMatchObject({ assignee_id: FRIEND, version: 1, status: 'CREATED' });
  });

  test('again under the same key says nothing new; under another key it is refused', () => {
    const { world, id } = creating({});
    const command = {
      type: 'CreateTask' as const,
      fields: { title: 'Tea', time_zone: 'Europe/Berlin' },
      policy: POLICY,
    };
    expect(kinds(world.send(id, command, { id: 'key' }))).toEqual([]);
    expect(world.send(id, command, { id: 'other' }).rejection?.code).toBe('conflict');
  });

  test.each([
    ['an empty title', { title: '   ' }, ['title']],
    ['a title of 256 characters', { title: 'x'.repeat(256) }, ['title']],
    ['a title that no database takes', { title: 'a\u0000b' }, ['title']],
    ['eleven tags', { tags: Array.from({ length: 11 }, (_, n) => `t${n}`) }, ['tags']],
    ['a tag with a space', { tags: ['two words'] }, ['tags']],
    ['a tag with its mark', { tags: ['#home'] }, ['tags']],
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, ['time_zone']],
    ['an offset for a zone', { time_zone: '+02:00' }, ['time_zone']],
    ['a due date that is past', { due_date: '2026-03-02T08:59' }, ['due_date']],
    ['a day that has ended', { due_date: '2026-03-01' }, ['due_date']],
    ['the thirtieth of February', { due_date: '2026-02-30' }, ['due_date']],
    ['a broken rule', { recurrence_rule: 'FREQ=SOMETIMES' }, ['recurrence_rule']],
    [
      'a rule that ends where it begins',
      { due_date: '2026-03-03', recurrence_rule: 'FREQ=DAILY;COUNT=1' },
      ['recurrence_rule'],
    ],
    [
      'a rule that never comes',
      { due_date: '2026-03-03', recurrence_rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31' },
      ['recurrence_rule'],
    ],
    ['a reminder of both kinds', { reminders: [{ offset: 'PT1H', at: '2026-03-03T09:00' }] }, ['reminders']],
    ['a reminder in the past', { reminders: [{ at: '2026-03-01T09:00' }] }, ['reminders']],
    ['an offset that is none', { reminders: [{ offset: '1 hour' }] }, ['reminders']],
    [
      'twenty-one reminders',
      { reminders: Array.from({ length: 21 }, (_, n) => ({ offset: `PT${n + 1}M` })) },
      ['reminders'],
    ],
    ['a nag every second', { reminders: [{ offset: 'PT1H', nag: 'PT1S' }] }, ['reminders']],
    ['an empty checklist item', { checklist: [{ text: ' ', done: false }] }, ['checklist']],
    [
      'several at once',
      { title: '', tags: ['a b'], time_zone: 'X', due_date: 'soon' },
      ['title', 'tags', 'time_zone', 'due_date'],
    ],
  ])('refuses %s, naming the field', (_, fields, expected) => {
    const { outcome } = creating(fields);
    expect(outcome.rejection?.code).toBe('invalid');
    expect(fieldsOf(outcome.rejection)).toEqual(expected);
  });

  test('takes a day that is still running, a time with an offset, and no due date at all', () => {
    expect(creating({ due_date: '2026-03-02' }).world.task(taskIdFor(OWNER, 'key'))).toMatchObject({
      due_date: '2026-03-01T23:00:00.000Z', all_day: true,
    }); // prettier-ignore
    expect(creating({ due_date: '2026-03-02T12:00:00+05:00' }).outcome.rejection?.errors).toBeDefined();
    expect(creating({ due_date: '2026-03-02T14:30:00+05:30' }).world.task(taskIdFor(OWNER, 'key')).due_date).toBe(
      '2026-03-02T09:00:00.000Z',
    );
    expect(creating({}).world.task(taskIdFor(OWNER, 'key'))).toMatchObject({ due_date: null, reminders: [] });
  });
});

describe('who may do what', () => {
  const shared = () => {
    const world = createWorld();
    const id = world.create();
    world.send(id, { type: 'AssignTask', assignee_id: FRIEND });
    return { world, id };
  };

  test('a stranger is told that there is no such task, whatever is asked', () => {
    const { world, id } = shared();
    const stranger = { user_id: STRANGER, via: 'mcp' as const };
    const all = [
      { type: 'CompleteTask' },
      { type: 'UpdateTask', changes: {} },
      { type: 'DeleteTask' },
      { type: 'UndoCommand', undo_command_id: null },
    ] as const;
    for (const command of all) expect(world.send(id, command, { by: stranger }).rejection?.code).toBe('not-found');
  });

  test('whom it is assigned to may complete, reopen and snooze it, and nothing else', () => {
    const { world, id } = shared();
    expect(world.send(id, { type: 'UpdateTask', changes: { title: 'Mine' } }, { by: friend }).rejection?.code).toBe(
      'forbidden',
    );
    expect(world.send(id, { type: 'DeleteTask' }, { by: friend }).rejection?.code).toBe('forbidden');
    expect(kinds(world.send(id, { type: 'SnoozeTask', for: 'PT1H' }, { by: friend }))).toEqual(['TASK_UPDATED']);
    expect(kinds(world.send(id, { type: 'CompleteTask' }, { by: friend }))).toEqual(['TASK_COMPLETED']);
    expect(kinds(world.send(id, { type: 'ReopenTask' }, { by: friend }))).toEqual(['TASK_REOPENED']);
  });

  test('nobody but the system itself moves its inner parts', () => {
    const { world, id } = shared();
    expect(world.send(id, { type: 'Wake' }, { by: owner }).rejection?.code).toBe('forbidden');
    expect(world.send(id, { type: 'Wake' }, { by: system }).rejection).toBeNull();
  });

  test('a version that is not the present one is stale, and the present task comes with the answer', () => {
    const { world, id } = shared();
    const outcome = world.send(id, { type: 'CompleteTask' }, { expected: 1 });
    expect(outcome.rejection).toMatchObject({ code: 'stale', task: { version: 2 } });
    expect(kinds(world.send(id, { type: 'CompleteTask' }, { expected: 2 }))).toEqual(['TASK_COMPLETED']);
  });

  test('what was never created is not found', () => {
    const world = createWorld();
    expect(world.send(taskIdFor(OWNER, 'none'), { type: 'CompleteTask' }).rejection?.code).toBe('not-found');
  });
});

describe('changing', () => {
  test('says exactly what changed, priority and assignee by events of their own, as one version', () => {
    const world = createWorld();
    const id = world.create({ tags: ['home'] });
    const changes = { title: 'Water the cactus', tags: ['home'], priority: 'HIGH' as const, assignee_id: FRIEND };
    const { events } = world.send(id, { type: 'UpdateTask', changes });
    expect(events.map((e) => [e.event_type, e.payload.task.version])).toEqual([
      ['TASK_UPDATED', 2], ['TASK_PRIORITY_CHANGED', 2], ['TASK_ASSIGNED', 2],
    ]); // prettier-ignore
    expect(events[0]?.payload).toMatchObject({ updated_fields: { title: 'Water the cactus' } });
    expect(Object.keys((events[0]?.payload as { updated_fields: object }).updated_fields)).toEqual(['title']);
    expect(events[1]?.payload).toMatchObject({ from: null, to: 'HIGH' });
  });

  test('to what is already so yields nothing', () => {
    const world = createWorld();
    const id = world.create({
      due_date: '2026-03-03T09:00',
      recurrence_rule: 'FREQ=DAILY',
      reminders: [{ offset: 'PT5M' }],
    });
    const { title, due_date, time_zone, recurrence_rule } = world.task(id);
    const changes = { title, due_date, time_zone, recurrence_rule, reminders: [{ offset: 'PT5M' }] };
    expect(world.send(id, { type: 'UpdateTask', changes })).toMatchObject({ events: [], rejection: null });
  });

  test('lets an overdue task be edited, but not moved to another time that is past', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T10:00' });
    world.at('2026-03-05T10:00:00.000Z');
    expect(
      kinds(world.send(id, { type: 'UpdateTask', changes: { title: 'Late', due_date: world.task(id).due_date } })),
    ).toEqual(['TASK_UPDATED']);
    const moved = world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-03' } });
    expect(fieldsOf(moved.rejection)).toEqual(['due_date']);
  });

  test('keeps the times of day when only the zone changes', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    world.send(id, { type: 'UpdateTask', changes: { time_zone: 'America/New_York' } });
    expect(world.task(id).due_date).toBe('2026-03-03T14:00:00.000Z');
  });

  test('a completed task may still be renamed, but when it was due is settled', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    world.send(id, { type: 'CompleteTask' });
    expect(kinds(world.send(id, { type: 'UpdateTask', changes: { title: 'Done' } }))).toEqual(['TASK_UPDATED']);
    expect(world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-04' } }).rejection?.code).toBe(
      'conflict',
    );
  });

  test('checklist items keep their ids', () => {
    const world = createWorld();
    const id = world.create({
      checklist: [
        { text: 'cactus', done: false },
        { text: 'fern', done: false },
      ],
    });
    const [cactus, fern] = world.task(id).checklist;
    world.send(id, {
      type: 'UpdateTask',
      changes: { checklist: [{ ...fern!, done: true }, cactus!, { text: 'palm', done: false }] },
    });
    expect(world.task(id).checklist.map((item) => [item.text, item.done])).toEqual([
      ['fern', true],
      ['cactus', false],
      ['palm', false],
    ]);
    expect(world.task(id).checklist[0]?.id).toBe(fern?.id);
  });
});

describe('ending and returning', () => {
  const each = [
    'CompleteTask',
    'ReopenTask',
    'ArchiveTask',
    'RestoreTask',
    'DeleteTask',
    'PauseTask',
    'ResumeTask',
  ] as const;

  test.each(each)('%s said twice happens once', (type) => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00', recurrence_rule: 'FREQ=DAILY' });
    world.send(id, { type });
    expect(world.send(id, { type })).toMatchObject({ events: [], effects: [], rejection: null });
  });

  test('completing in time is done, after the due instant or day it is late', () => {
    const world = createWorld();
    const [timed, whole] = [world.create({ due_date: '2026-03-02T12:00' }), world.create({ due_date: '2026-03-02' })];
    world.at('2026-03-02T12:00:00.000Z');
    world.send(timed, { type: 'CompleteTask' });
    world.send(whole, { type: 'CompleteTask' });
    expect([world.task(timed).outcome, world.task(whole).outcome]).toEqual(['late', 'done']);
    expect(world.task(timed)).toMatchObject({ completed: true, status: 'COMPLETED', completed_at: world.now() });
  });

  test('deleting is soft; nothing but restoring is possible then', () => {
    const world = createWorld();
    const id = world.create();
    world.send(id, { type: 'DeleteTask' });
    expect(world.task(id).deleted_at).toBe(world.now());
    for (const type of ['CompleteTask', 'PauseTask', 'ArchiveTask'] as const) {
      expect(world.send(id, { type }).rejection?.code).toBe('conflict');
    }
    world.send(id, { type: 'RestoreTask' });
    expect(world.task(id)).toMatchObject({ deleted_at: null, status: 'ACTIVE' });
  });

  test('a task closed for thirty days is archived by itself, and can be brought back', () => {
    const world = createWorld();
    const id = world.create();
    world.send(id, { type: 'CompleteTask' });
    world.runTo('2026-04-01T07:59:59.000Z');
    expect(world.task(id).status).toBe('COMPLETED');
    world.runTo('2026-04-01T08:00:00.000Z');
    expect(world.task(id).status).toBe('ARCHIVED');
    world.send(id, { type: 'RestoreTask' });
    world.runTo('2026-04-20T08:00:00.000Z');
    expect(world.task(id)).toMatchObject({ status: 'COMPLETED', completed: true });
  });

  test('only what repeats can be skipped', () => {
    const world = createWorld();
    expect(world.send(world.create(), { type: 'SkipTask' }).rejection?.code).toBe('conflict');
  });
});
