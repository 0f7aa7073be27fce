/** What follows what: the three modes, moved and skipped occurrences, ends of months and of rules, absences. */
import { describe, expect, test } from 'vitest';
import { createWorld, kinds, system, type World } from './world.test-kit.ts';

/** The task of the series that is open, after everything owed has been done. */
const current = (world: World) => {
  world.settle();
  const open = world
    .ids()
    .filter((id) => world.state(id).task !== null && !world.task(id).completed && world.task(id).deleted_at === null);
  expect(open).toHaveLength(1);
  return world.task(open[0] ?? '');
};

const trigger = (world: World, id: string) => {
  const { closing } = world.state(id);
  if (closing === null) throw new Error('not closed');
  return world.send(id, { type: 'TriggerNext', completion_id: closing.completion_id }, { by: system });
};

const complete = (world: World, id: string, type: 'CompleteTask' | 'SkipTask' = 'CompleteTask') => {
  const outcome = world.send(id, { type });
  trigger(world, id);
  return outcome;
};

const series = (rule: string, over: Record<string, unknown> = {}) => {
  const world = createWorld();
  const id = world.create({ due_date: '2026-03-03T09:00', recurrence_rule: rule, ...over });
  return { world, id };
};

describe('mode schedule', () => {
  test('completing tells what comes next; bringing it happens once', () => {
    const { world, id } = series('FREQ=WEEKLY;BYDAY=TU', {
      tags: ['home'],
      priority: 'HIGH',
      description: 'all of them',
    });
    const { events } = world.send(id, { type: 'CompleteTask' });
    expect(events[0]?.payload).toMatchObject({
      next: { due_date: '2026-03-10T08:00:00.000Z', occurrence: 2 },
      missed_dates: [],
    });
    expect(kinds(trigger(world, id))).toEqual(['RECURRING_TRIGGERED']);
    expect(trigger(world, id)).toMatchObject({ events: [], effects: [] });
    expect(world.task(id).status).toBe('RECURRING_CREATED_NEXT');
    expect(current(world)).toMatchObject({
      title: 'Water the plants', tags: ['home'], priority: 'HIGH', description: 'all of them', occurrence: 2, series_id: id,
      recurrence_rule: 'FREQ=WEEKLY;BYDAY=TU', scheduled_for: '2026-03-10T08:00:00.000Z', status: 'CREATED', version: 1,
    }); // prettier-ignore
  });

  test('the actor brings the next one itself when nobody else has', () => {
    const { world, id } = series('FREQ=DAILY');
    world.send(id, { type: 'CompleteTask' });
    expect(world.reminders(id)[0]).toEqual({ name: 'recur-2026-03-02T08:00:05.000Z', at: '2026-03-02T08:00:05.000Z' });
    world.runTo('2026-03-02T08:00:05.000Z');
    expect(current(world).occurrence).toBe(2);
  });

  test('completing early, late or on another day neither doubles nor skips a slot', () => {
    const { world, id } = series('FREQ=WEEKLY;BYDAY=TU');
    complete(world, id); // a day early
    expect(current(world).due_date).toBe('2026-03-10T08:00:00.000Z');
    const second = current(world).id;
    world.send(second, { type: 'UpdateTask', changes: { due_date: '2026-03-12T15:00' } }); // put off within the week
    expect(world.task(second)).toMatchObject({
      recurrence_rule: 'FREQ=WEEKLY;BYDAY=TU',
      scheduled_for: '2026-03-10T08:00:00.000Z',
    });
    world.at('2026-03-11T08:00:00.000Z');
    complete(world, second);
    expect(current(world).due_date).toBe('2026-03-17T08:00:00.000Z');
    const third = current(world).id;
    world.send(third, { type: 'UpdateTask', changes: { due_date: '2026-03-15T09:00' } }); // brought forward
    world.at('2026-03-15T08:00:00.000Z');
    complete(world, third);
    expect(current(world).due_date).toBe('2026-03-24T08:00:00.000Z');
  });

  test('after a long absence the next is ahead, and what passed is recorded as missed', () => {
    const { world, id } = series('FREQ=DAILY');
    world.at('2026-03-06T12:00:00.000Z');
    const { events } = complete(world, id);
    expect(events[0]?.payload).toMatchObject({
      next: { due_date: '2026-03-07T08:00:00.000Z', occurrence: 2 },
      missed_dates: ['2026-03-04T08:00:00.000Z', '2026-03-05T08:00:00.000Z', '2026-03-06T08:00:00.000Z'],
    });
    expect(current(world).due_date).toBe('2026-03-07T08:00:00.000Z');
  });

  test('nine o’clock stays nine o’clock across a change of clocks', () => {
    const { world, id } = series('FREQ=DAILY', { due_date: '2026-03-28T09:00' });
    world.at('2026-03-28T07:00:00.000Z');
    complete(world, id);
    expect(current(world).due_date).toBe('2026-03-29T07:00:00.000Z');
  });

  test('the 31st falls on the last day of shorter months and comes back', () => {
    const { world } = series('FREQ=MONTHLY', { due_date: '2026-03-31T09:00' });
    const days = Array.from({ length: 4 }, () => {
      const { id, due_date } = current(world);
      world.at(due_date ?? '');
      complete(world, id);
      return due_date?.slice(0, 10);
    });
    expect(days).toEqual(['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']);
  });

  test('COUNT and UNTIL end the chain', () => {
    for (const rule of ['FREQ=DAILY;COUNT=3', 'FREQ=DAILY;UNTIL=20260305', 'FREQ=DAILY;UNTIL=20260305T080000Z']) {
      const { world } = series(rule);
      for (const n of [1, 2]) {
        expect(current(world).occurrence).toBe(n);
        complete(world, current(world).id);
      }
      const last = current(world).id;
      expect(complete(world, last).events[0]?.payload).toMatchObject({ next: null });
      expect(world.ids()).toHaveLength(3);
    }
  });
});

describe('moving and changing', () => {
  test('a changed rule holds from here on, counted from this occurrence', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(second, {
      type: 'UpdateTask',
      changes: { recurrence_rule: 'every 2 weeks on Wednesday', due_date: '2026-03-04T10:00' },
    });
    expect(world.task(second)).toMatchObject({
      recurrence_rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', recurrence_text: 'every 2 weeks on Wednesday', rule_from: 2,
      series_start: '2026-03-04T09:00:00.000Z', series_id: id, occurrence: 2,
    }); // prettier-ignore
    complete(world, second);
    expect(current(world).due_date).toBe('2026-03-18T09:00:00.000Z');
  });

  test('moving the due date and giving the rule again moves the whole series', () => {
    const { world, id } = series('FREQ=DAILY');
    world.send(id, { type: 'UpdateTask', changes: { recurrence_rule: 'FREQ=DAILY', due_date: '2026-03-03T18:00' } });
    complete(world, id);
    expect(current(world).due_date).toBe('2026-03-04T17:00:00.000Z');
  });

  test('an occurrence made whole-day says nothing about the next', () => {
    const { world, id } = series('FREQ=DAILY');
    world.send(id, { type: 'UpdateTask', changes: { due_date: '2026-03-03' } });
    complete(world, id);
    expect(current(world)).toMatchObject({ due_date: '2026-03-04T08:00:00.000Z', all_day: false });
  });

  test('the due date of what repeats cannot be taken away alone', () => {
    const { world, id } = series('FREQ=DAILY');
    expect(world.send(id, { type: 'UpdateTask', changes: { due_date: null } }).rejection?.errors?.[0]?.field).toBe(
      'due_date',
    );
    world.send(id, { type: 'UpdateTask', changes: { due_date: null, recurrence_rule: null } });
    expect(world.task(id)).toMatchObject({ due_date: null, recurrence_rule: null, series_start: null, reminders: [] });
  });

  test('without a due date the first occurrence from now is due', () => {
    const world = createWorld(); // a Monday morning, nine o'clock in Berlin
    const dueOf = (rule: string) => world.task(world.create({ recurrence_rule: rule }));
    expect(dueOf('daily')).toMatchObject({ due_date: '2026-03-01T23:00:00.000Z', all_day: true });
    expect(dueOf('weekly on Tuesday')).toMatchObject({ due_date: '2026-03-02T23:00:00.000Z', all_day: true });
    expect(dueOf('0 8 * * 1-5')).toMatchObject({
      due_date: '2026-03-03T07:00:00.000Z',
      all_day: false,
      recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    });
    expect(dueOf('0 10 * * *')).toMatchObject({ due_date: '2026-03-02T09:00:00.000Z', all_day: false });
    expect(dueOf('hourly')).toMatchObject({ due_date: '2026-03-02T09:00:00.000Z', all_day: false });
  });

  test('skipping closes the occurrence as skipped, takes its date out of the rule and goes on', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id, 'SkipTask');
    expect(world.task(id)).toMatchObject({ outcome: 'skipped', completed: true, skipped_dates: ['2026-03-03'] });
    expect(current(world)).toMatchObject({ due_date: '2026-03-04T08:00:00.000Z', skipped_dates: ['2026-03-03'] });
  });
});

describe('mode completion', () => {
  test('counts from the day of completion and keeps the time of day', () => {
    const { world, id } = series('FREQ=DAILY;INTERVAL=3', { recurrence_mode: 'completion' });
    world.at('2026-03-07T20:30:00.000Z');
    complete(world, id);
    expect(current(world).due_date).toBe('2026-03-10T08:00:00.000Z');
  });

  test('COUNT counts occurrences, from the one at which the rule began', () => {
    const { world, id } = series('FREQ=DAILY', { recurrence_mode: 'completion' });
    complete(world, id);
    const second = current(world).id;
    world.send(second, { type: 'UpdateTask', changes: { recurrence_rule: 'FREQ=DAILY;COUNT=2' } });
    complete(world, second);
    const third = current(world).id;
    expect(world.send(third, { type: 'CompleteTask' }).events[0]?.payload).toMatchObject({ next: null });
  });

  test('hours count from the minute of completion', () => {
    const { world, id } = series('FREQ=HOURLY;INTERVAL=4', { recurrence_mode: 'completion' });
    world.at('2026-03-03T09:17:42.000Z');
    complete(world, id);
    expect(current(world).due_date).toBe('2026-03-03T13:17:00.000Z');
  });
});

describe('mode strict', () => {
  const strict = () => series('FREQ=DAILY', { recurrence_mode: 'strict' });

  test('when the next slot comes, the open one is missed and the next is there; nothing piles up', () => {
    const { world, id } = strict();
    world.runTo('2026-03-04T07:59:59.999Z');
    expect(world.task(id).completed).toBe(false);
    world.runTo('2026-03-04T08:00:10.000Z');
    expect(world.task(id)).toMatchObject({ completed: true, outcome: 'missed' });
    expect(current(world)).toMatchObject({ due_date: '2026-03-04T08:00:00.000Z', occurrence: 2 });
  });

  test('after a long absence there is one to do: the one whose time it is', () => {
    const { world, id } = strict();
    world.at('2026-03-09T12:00:00.000Z');
    world.runTo('2026-03-09T12:00:10.000Z');
    expect(world.history(id).find((e) => e.event_type === 'TASK_MISSED')?.payload).toMatchObject({
      missed_dates: ['04', '05', '06', '07', '08'].map((day) => `2026-03-${day}T08:00:00.000Z`),
      next: { due_date: '2026-03-09T08:00:00.000Z', occurrence: 2 },
    });
    expect(current(world).due_date).toBe('2026-03-09T08:00:00.000Z');
  });

  test('done in time, the next stands for the next slot', () => {
    const { world, id } = strict();
    world.at('2026-03-03T07:00:00.000Z');
    complete(world, id);
    expect(current(world).due_date).toBe('2026-03-04T08:00:00.000Z');
    world.runTo('2026-03-05T08:00:10.000Z');
    expect(current(world)).toMatchObject({ due_date: '2026-03-05T08:00:00.000Z', occurrence: 3 });
  });

  test('paused, nothing is missed until it is resumed', () => {
    const { world, id } = strict();
    world.send(id, { type: 'PauseTask' });
    world.runTo('2026-03-08T12:00:00.000Z');
    expect(world.task(id).completed).toBe(false);
    expect(world.reminders(id)).toEqual([]);
    world.send(id, { type: 'ResumeTask' });
    world.runTo('2026-03-08T12:00:10.000Z');
    expect(world.task(id).outcome).toBe('missed');
    expect(current(world).due_date).toBe('2026-03-08T08:00:00.000Z');
  });

  test('one that was missed, opened again, has until the next slot', () => {
    const { world, id } = strict();
    world.runTo('2026-03-04T08:00:10.000Z');
    world.send(id, { type: 'ReopenTask' });
    world.runTo('2026-03-04T20:00:00.000Z');
    expect(current(world).id).toBe(id);
    complete(world, id);
    expect(world.task(id).outcome).toBe('late');
    expect(current(world).due_date).toBe('2026-03-05T08:00:00.000Z');
  });

  test('the last one of a rule stays open', () => {
    const { world } = series('FREQ=DAILY;COUNT=2', { recurrence_mode: 'strict' });
    world.runTo('2026-03-20T00:00:00.000Z');
    expect(current(world)).toMatchObject({ occurrence: 2, due_date: '2026-03-04T08:00:00.000Z' });
  });
});

describe('taking a completion back', () => {
  test('before the successor is made, none is made', () => {
    const { world, id } = series('FREQ=DAILY');
    const { events } = world.send(id, { type: 'CompleteTask' });
    world.send(id, { type: 'ReopenTask' });
    const completion_id = (events[0]?.payload as { completion_id: string }).completion_id;
    expect(world.send(id, { type: 'TriggerNext', completion_id }, { by: system })).toMatchObject({
      events: [],
      effects: [],
    });
    expect(current(world).id).toBe(id);
  });

  test('after it is made it goes, and the next completion brings it back with what the task has become', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(id, { type: 'ReopenTask' });
    expect(current(world).id).toBe(id);
    expect(world.send(second, { type: 'RestoreTask' }).rejection?.code).toBe('conflict');
    world.send(id, { type: 'UpdateTask', changes: { title: 'Water the cactus' } });
    complete(world, id);
    expect(current(world)).toMatchObject({ id: second, title: 'Water the cactus', deleted_at: null });
  });

  test('a successor that somebody has worked on stays, and the completion stands again', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(second, { type: 'UpdateTask', changes: { title: 'Half done' } });
    const completed_at = world.task(id).completed_at;
    world.at('2026-03-02T09:00:00.000Z');
    world.send(id, { type: 'ReopenTask' });
    expect(current(world).id).toBe(second);
    expect(world.task(id)).toMatchObject({
      completed: true,
      completed_at,
      outcome: 'done',
      status: 'RECURRING_CREATED_NEXT',
    });
  });

  test('one that its owner deleted is not brought back by another completion', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(second, { type: 'DeleteTask' });
    world.send(id, { type: 'ReopenTask' });
    complete(world, id);
    world.settle();
    expect(world.task(second).deleted_at).not.toBeNull();
    expect(world.send(second, { type: 'RestoreTask' }).rejection).toBeNull();
  });

  test('one that its owner deleted cannot be restored beside the task that was opened again', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(second, { type: 'DeleteTask' });
    world.send(id, { type: 'ReopenTask' });
    world.settle();
    expect(world.send(second, { type: 'RestoreTask' }).rejection?.code).toBe('conflict');
    expect(current(world).id).toBe(id);
  });

  test('a second change of mind, before the first refusal is heard, still leaves one open', () => {
    const { world, id } = series('FREQ=DAILY');
    complete(world, id);
    const second = current(world).id;
    world.send(second, { type: 'UpdateTask', changes: { title: 'Half done' } });
    world.send(id, { type: 'ReopenTask' });
    world.deliver(id); // refused, and not heard of yet
    world.send(id, { type: 'CompleteTask' });
    world.deliver(id); // now it is heard, and means nothing, for the task is closed
    world.send(id, { type: 'ReopenTask' }); // before this completion has brought anything
    expect(current(world).id).toBe(second);
  });
});
