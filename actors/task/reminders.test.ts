/** When reminders ring, when they must not, and how they follow whatever decides their time. */
import { describe, expect, test } from 'vitest';
import { reminderIdFor, snoozeIdFor } from './ids.ts';
import { OWNER, POLICY, createWorld, kinds, system, type World } from './world.test-kit.ts';

const QUIET = { ...POLICY, quiet_hours: { from: '22:00', to: '07:00' } };

/** The instants of reminders about being due, without those of recurrence and archiving. */
const rings = (world: World, id: string): string[] =>
  world.reminders(id).filter(({ name }) => /^(due|snooze)-/.test(name)).map(({ at }) => at); // prettier-ignore

const ringOf = (world: World, id: string) => {
  const next = world.reminders(id)[0];
  if (next === undefined) throw new Error('nothing planned');
  return world.ring(id, next);
};

describe('by default', () => {
  test('an hour before due; whole days at the owner’s hour; nothing without a due date', () => {
    const world = createWorld();
    expect(rings(world, world.create({ due_date: '2026-03-03T09:00' }))).toEqual(['2026-03-03T07:00:00.000Z']);
    expect(rings(world, world.create({ due_date: '2026-03-03' }))).toEqual(['2026-03-03T08:00:00.000Z']);
    expect(rings(world, world.create())).toEqual([]);
    expect(rings(world, world.create({ due_date: '2026-03-03T09:00', reminders: [] }))).toEqual([]);
  });

  test('a task due sooner is reminded at once, and only once however many have passed', () => {
    const world = createWorld();
    const id = world.create({
      due_date: '2026-03-02T09:20',
      reminders: [{ offset: 'PT1H' }, { offset: 'P1D' }, { offset: 'PT5M' }],
    });
    expect(rings(world, id)).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-02T08:15:00.000Z']);
  });

  test('follows the owner’s default when it changes, but own reminders stay', () => {
    const world = createWorld();
    const [plain, own] = [
      world.create({ due_date: '2026-03-03T09:00' }),
      world.create({ due_date: '2026-03-03T09:00', reminders: [{ offset: 'PT2H' }] }),
    ];
    const policy = { ...POLICY, default_offsets: ['PT30M', 'P1D'] };
    for (const id of [plain, own])
      world.send(id, { type: 'ApplyPreferences', policy, from_zone: null, to_zone: null }, { by: system });
    expect(rings(world, plain)).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-03T07:30:00.000Z']);
    expect(rings(world, own)).toEqual(['2026-03-03T06:00:00.000Z']);
  });
});

describe('ringing', () => {
  test('says so once; the stale and the doubled do nothing', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    const planned = world.reminders(id)[0]!;
    world.at(planned.at);
    const { events } = world.ring(id, planned);
    expect(events[0]).toMatchObject({
      event_type: 'REMINDER_DUE',
      payload: { reminder_id: reminderIdFor(id, 0), reminder_time: planned.at, due_date: '2026-03-03T08:00:00.000Z' },
    });
    expect(world.task(id).reminders[0]?.fired_for).toBe(planned.at);
    expect(world.ring(id, planned)).toMatchObject({ events: [], rejection: null });
    expect(rings(world, id)).toEqual([]);
  });

  test('before its time by the clock does nothing, and stays planned', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    expect(ringOf(world, id)).toMatchObject({ events: [], rejection: null });
    expect(rings(world, id)).toEqual(['2026-03-03T07:00:00.000Z']);
  });

  test('one that rang for an old due date is stale, the new one rings', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    const old = world.reminders(id)[0]!;
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-04T09:00' } });
    world.at('2026-03-03T07:00:00.000Z');
    expect(world.ring(id, old).events).toEqual([]);
    expect(rings(world, id)).toEqual(['2026-03-04T07:00:00.000Z']);
  });

  test('late, after an outage, it still rings, for the instant that was planned', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    world.at('2026-03-05T12:00:00.000Z');
    expect(rings(world, id)).toEqual([world.now()]);
    expect(ringOf(world, id).events[0]?.payload).toMatchObject({ reminder_time: '2026-03-03T07:00:00.000Z' });
  });

  test('delivered is marked once for each ring, and a due date is needed to be reminded of', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    world.runTo('2026-03-03T07:00:00.000Z');
    const sent = {
      type: 'MarkReminderSent' as const,
      reminder_id: reminderIdFor(id, 0),
      reminder_time: '2026-03-03T07:00:00.000Z',
    };
    expect(kinds(world.send(id, sent, { by: system }))).toEqual(['REMINDER_SENT']);
    expect(world.send(id, sent, { by: system }).events).toEqual([]);
    expect(world.task(id).reminder_sent).toBe(true);
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-05T09:00' } });
    expect(world.task(id).reminder_sent).toBe(false);
  });

  test('delivered after the due date was moved, it says nothing about the new one', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    world.runTo('2026-03-03T07:00:00.000Z');
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-05T09:00' } });
    const sent = { reminder_id: reminderIdFor(id, 0), reminder_time: '2026-03-03T07:00:00.000Z' };
    expect(kinds(world.send(id, { type: 'MarkReminderSent', ...sent }, { by: system }))).toEqual(['REMINDER_SENT']);
    expect(world.task(id).reminder_sent).toBe(false);
  });

  test.each(['CompleteTask', 'DeleteTask', 'ArchiveTask', 'PauseTask'] as const)('never after %s', (type) => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T09:00' });
    const planned = world.reminders(id)[0]!;
    world.send(id, { type });
    expect(rings(world, id)).toEqual([]);
    world.at(planned.at);
    expect(world.ring(id, planned).events).toEqual([]);
  });

  test('woken again, it rings if it is still ahead, and lets pass what is over', () => {
    const world = createWorld();
    const [ahead, over] = [
      world.create({ due_date: '2026-03-05T09:00' }),
      world.create({ due_date: '2026-03-02T12:00' }),
    ];
    for (const id of [ahead, over]) world.send(id, { type: 'CompleteTask' });
    world.at('2026-03-03T08:00:00.000Z');
    for (const id of [ahead, over]) world.send(id, { type: 'ReopenTask' });
    expect(rings(world, ahead)).toEqual(['2026-03-05T07:00:00.000Z']);
    expect(rings(world, over)).toEqual([]);
  });
});

describe('many kinds', () => {
  test('relative ones count days on the wall clock, absolute ones are instants, equal ones are one', () => {
    const world = createWorld();
    const reminders = [{ offset: 'P1D' }, { offset: 'PT30M' }, { at: '2026-03-20T18:00' }, { offset: 'P1D' }];
    const id = world.create({ due_date: '2026-03-29T09:00', reminders }); // clocks change that night
    expect(rings(world, id)).toEqual([
      '2026-03-20T17:00:00.000Z',
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T06:30:00.000Z',
    ]);
    expect(world.task(id).reminders).toHaveLength(3);
  });

  test('of an all-day task offsets count from the owner’s hour', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-05', reminders: [{ offset: 'P1D' }, { offset: 'PT0S' }] });
    expect(rings(world, id)).toEqual(['2026-03-04T08:00:00.000Z', '2026-03-05T08:00:00.000Z']);
  });

  test('nags until it is done, without catching up on what an outage swallowed', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00', reminders: [{ offset: 'PT0S', nag: 'PT10M' }] });
    world.runTo('2026-03-02T11:00:00.000Z');
    expect(rings(world, id)).toEqual(['2026-03-02T11:10:00.000Z']);
    world.at('2026-03-02T11:47:00.000Z');
    world.runTo('2026-03-02T11:48:00.000Z');
    expect(world.history(id).filter((e) => e.event_type === 'REMINDER_DUE')).toHaveLength(2);
    expect(rings(world, id)).toEqual(['2026-03-02T11:50:00.000Z']);
    world.send(id, { type: 'CompleteTask' });
    expect(rings(world, id)).toEqual([]);
  });

  test('a changed list keeps what has rung, by what it says', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00', reminders: [{ offset: 'PT2H' }] });
    world.runTo('2026-03-02T09:00:00.000Z');
    world.send(id, { type: 'UpdateTask', changes: { reminders: [{ offset: 'PT30M' }, { offset: 'PT2H' }] } });
    expect(rings(world, id)).toEqual(['2026-03-02T10:30:00.000Z']);
    expect(world.task(id).reminders.map((r) => r.id)).toEqual([reminderIdFor(id, 1), reminderIdFor(id, 0)]);
  });
});

describe('quiet hours', () => {
  test('wait for their end, across midnight too', () => {
    const world = createWorld();
    expect(rings(world, world.create({ due_date: '2026-03-03T07:30' }, QUIET))).toEqual(['2026-03-03T06:00:00.000Z']);
    expect(rings(world, world.create({ due_date: '2026-03-03T00:30' }, QUIET))).toEqual(['2026-03-03T06:00:00.000Z']);
    expect(rings(world, world.create({ due_date: '2026-03-03T22:59' }, QUIET))).toEqual(['2026-03-03T20:59:00.000Z']);
  });

  test('put in force later, they move what is pending', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-03T07:30' });
    world.send(id, { type: 'ApplyPreferences', policy: QUIET, from_zone: null, to_zone: null }, { by: system });
    expect(rings(world, id)).toEqual(['2026-03-03T06:00:00.000Z']);
  });
});

describe('snoozing', () => {
  test('holds back what would ring before, and rings then', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00' });
    world.send(id, { type: 'SnoozeTask', until: '2026-03-02T14:00' });
    expect(rings(world, id)).toEqual(['2026-03-02T13:00:00.000Z']);
    world.runTo('2026-03-02T13:00:00.000Z');
    expect(world.history(id).at(-1)).toMatchObject({
      event_type: 'REMINDER_DUE',
      payload: { reminder_id: snoozeIdFor(id) },
    });
    expect(world.task(id).snoozed_until).toBeNull();
  });

  test('for a while counts from the due instant or now, whichever is later', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00' });
    world.send(id, { type: 'SnoozeTask', for: 'PT15M' });
    expect(world.task(id).snoozed_until).toBe('2026-03-02T11:15:00.000Z');
    world.at('2026-03-02T15:00:00.000Z');
    world.send(id, { type: 'SnoozeTask', for: 'PT15M' });
    expect(world.task(id).snoozed_until).toBe('2026-03-02T15:15:00.000Z');
  });

  test('a moved due date ends it', () => {
    const world = createWorld();
    const id = world.create({ due_date: '2026-03-02T12:00' });
    world.send(id, { type: 'SnoozeTask', until: '2026-03-02T14:00' });
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-04T09:00' } });
    expect(world.task(id).snoozed_until).toBeNull();
    expect(rings(world, id)).toEqual(['2026-03-04T07:00:00.000Z']);
  });

  test.each([
    [{ until: '2026-03-01T09:00' }, 'until'], [{ for: 'a while' }, 'for'], [{}, 'until'], [{ until: '2026-03-09T09:00', for: 'PT1H' }, 'until'],
  ])('%j is refused', (asked, field) => {
    const world = createWorld();
    const { rejection } = world.send(world.create(), { type: 'SnoozeTask', ...asked });
    expect(rejection?.errors?.map((error) => error.field)).toEqual([field]);
  }); // prettier-ignore
});

test('a task that follows its owner’s zone keeps its times of day there; one that does not stays', () => {
  const world = createWorld();
  const [berlin, tokyo] = [
    world.create({ due_date: '2026-03-10T09:00' }),
    world.create({ due_date: '2026-03-10T09:00', time_zone: 'Asia/Tokyo' }),
  ];
  for (const id of [berlin, tokyo]) {
    world.send(
      id,
      { type: 'ApplyPreferences', policy: POLICY, from_zone: 'Europe/Berlin', to_zone: 'America/New_York' },
      { by: system },
    );
  }
  expect([world.task(berlin).due_date, rings(world, berlin)]).toEqual([
    '2026-03-10T13:00:00.000Z',
    ['2026-03-10T12:00:00.000Z'],
  ]);
  expect(world.task(tokyo).due_date).toBe('2026-03-10T00:00:00.000Z');
  expect(world.task(berlin).version).toBe(1);
});

test('a successor made after its due date reminds at once', () => {
  const world = createWorld();
  const id = world.create({ due_date: '2026-03-02T12:00', recurrence_rule: 'FREQ=DAILY', recurrence_mode: 'strict' });
  world.at('2026-03-03T11:00:00.000Z');
  world.runTo('2026-03-03T11:00:06.000Z');
  const next = world.ids().find((other) => other !== id) ?? '';
  expect(world.task(next)).toMatchObject({ user_id: OWNER, due_date: '2026-03-03T11:00:00.000Z' });
  expect(world.history(next).map((e) => e.event_type)).toEqual(['TASK_CREATED', 'REMINDER_DUE']);
});
