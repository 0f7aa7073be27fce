import { describe, expect, it } from 'vitest';
import { ada, bob, create, envelope } from '../test/shell/commands.ts';
import { createWorld, type World } from '../test/shell/world.ts';
import type { Answer, Reply } from './task/answers.ts';
import { fold, verifyChain } from './task/history.ts';
import { remindersFor } from './task/reminders.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const answered = (reply: Reply): Answer => {
  if (!reply.ok) throw new Error(`rejected: ${JSON.stringify(reply.rejection)}`);
  return reply.answer;
};

/** The history of a task as the broker has it: each event once, in order of first arrival. */
const historyOf = (world: World, id: string) => {
  const own = world.log.filter((event) => event.aggregate_id === id);
  return own.filter((event, n) => own.findIndex(({ sequence }) => sequence === event.sequence) === n);
};

/** What must be true of every task once nothing is under way, whatever has happened. */
const expectSound = (world: World) => {
  for (const id of world.ids()) {
    const history = historyOf(world, id);
    expect(verifyChain(history)).toEqual([]);
    const { state } = world.document(id);
    expect(fold(history)).toEqual(state);
    const armed = world.armed(id).map(({ name }) => name);
    expect(armed).toEqual(expect.arrayContaining(remindersFor(state, world.now()).map(({ name }) => name)));
  }
};

describe('a turn', () => {
  it('arms before it saves, saves once, and publishes before it answers', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    const answer = answered(await world.command(id, creation));
    expect(world.steps).toEqual(['load', 'arm due', 'save', 'publish']);
    expect(answer).toMatchObject({
      sequence: 1,
      changed: true,
      command_id: 'a',
      next_wake_at: '2026-11-23T11:00:00.000Z',
    });
    expect(world.armed(id)).toMatchObject([{ at: '2026-11-23T11:00:00.000Z' }]);
    expectSound(world);
  });

  it('loads nothing and arms nothing that it has', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    const before = world.steps.length;
    await world.command(id, envelope('b', { type: 'UpdateTask', changes: { title: 'new' } }));
    expect(world.steps.slice(before)).toEqual(['save', 'publish']);
  });

  it('drops a reminder only after the save that makes it stale', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    const before = world.steps.length;
    await world.command(id, envelope('b', { type: 'UpdateTask', changes: { due_date: '2026-11-24T12:00:00Z' } }));
    expect(world.steps.slice(before).slice(0, 2)).toEqual(['arm due', 'save']);
    expect(world.armed(id)).toMatchObject([{ at: '2026-11-24T11:00:00.000Z' }]);
  });

  it('keeps a reminder that is wanted again although its drop is still owed', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    const [first] = world.armed(id);
    world.dieAt({ step: 3, when: 'after' });
    const away = envelope('b', { type: 'UpdateTask', changes: { due_date: '2026-11-24T12:00:00Z' } });
    await expect(world.command(id, away)).rejects.toThrow();
    expect(world.document(id).pending).toMatchObject([{ kind: 'disarm', name: first?.name }]);
    await world.command(id, envelope('c', { type: 'UpdateTask', changes: { due_date: '2026-11-23T12:00:00Z' } }));
    expect(world.armed(id).map(({ name }) => name)).toContain(first?.name);
    expectSound(world);
  });

  it('answers a rejection without saving, and judges the command anew when it comes again', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { title: '' });
    expect(await world.command(id, creation)).toMatchObject({ ok: false, rejection: { code: 'invalid' } });
    expect(world.exists(id)).toBe(false);
    expect(await world.command(id, { ...creation, command_id: 'b' })).toMatchObject({ ok: false });
  });

  it('answers what is no command with a rejection that names the field', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    const broken = { ...creation, command: { type: 'CreateTask', fields: {} } } as unknown as typeof creation;
    const reply = await world.command(id, broken);
    expect(reply).toMatchObject({ ok: false, rejection: { code: 'invalid' } });
    expect(reply.ok || reply.rejection.errors?.map(({ field }) => field)).toContain('command.fields.title');
  });
});

describe('reopening what has brought a next occurrence', () => {
  const fields = { due_date: '2026-11-23T12:00:00Z', recurrence_rule: 'FREQ=DAILY' };
  const closed = async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', fields);
    await world.command(id, creation);
    await world.command(id, envelope('done', { type: 'CompleteTask' }));
    await world.ring(Date.parse(world.now()) + MINUTE);
    const next = world.ids().find((other) => other !== id) ?? '';
    expect(next).not.toBe('');
    return { world, id, next };
  };

  it('takes it back when nobody has touched it', async () => {
    const { world, id, next } = await closed();
    answered(await world.command(id, envelope('again', { type: 'ReopenTask' })));
    expect(world.document(id).state.task?.completed).toBe(false);
    expect(world.document(next).state.task?.deleted_at).not.toBeNull();
  });

  it.each([
    ['reopened', { type: 'ReopenTask' } as const],
    ['undone', { type: 'UndoCommand', undo_command_id: 'done' } as const],
  ])('cannot be %s once somebody has worked on it, and nothing changes', async (_, command) => {
    const { world, id, next } = await closed();
    answered(await world.command(next, envelope('mine', { type: 'UpdateTask', changes: { title: 'mine' } })));
    const before = [id, next].map((one) => world.document(one));
    const reply = await world.command(id, envelope('again', command));
    expect(reply).toMatchObject({ ok: false, rejection: { code: 'conflict' } });
    expect(reply.ok || reply.rejection.message).toContain(next);
    expect([id, next].map((one) => world.document(one))).toEqual(before);
    answered(await world.command(next, envelope('away', { type: 'DeleteTask' })));
    expect(answered(await world.command(id, envelope('and again', command))).task.completed).toBe(false);
  });
});

describe('a command that comes again', () => {
  const given = async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { title: 'first', tags: ['x'] });
    const first = await world.command(id, creation);
    return { world, id, creation, first };
  };

  it('gets its first answer, word for word, whatever has happened since', async () => {
    const { world, id, creation, first } = await given();
    const commands = [
      envelope('b', { type: 'UpdateTask', changes: { title: 'second', tags: [], description: 'long' } }),
      envelope('c', { type: 'CompleteTask' }),
      envelope('d', { type: 'ReopenTask' }),
      envelope('e', { type: 'UpdateTask', changes: { title: 'third', priority: 'HIGH' } }),
      envelope('f', { type: 'DeleteTask' }),
    ];
    const answers: Reply[] = [];
    for (const command of commands) {
      world.advance(1_000);
      answers.push(await world.command(id, command));
    }
    for (const restart of [false, true]) {
      if (restart) world.restart();
      expect(await world.command(id, creation)).toEqual(first);
      for (const [n, command] of commands.entries()) expect(await world.command(id, command)).toEqual(answers[n]);
    }
    // The priority has an event of its own.
    expect(world.document(id).state.sequence).toBe(commands.length + 2);
  });

  it('gets its first answer also when that was that nothing changed', async () => {
    const { world, id } = await given();
    const again = envelope('b', { type: 'UpdateTask', changes: { title: 'first' } });
    const reply = await world.command(id, again);
    expect(reply).toMatchObject({ ok: true, answer: { changed: false, sequence: 1 } });
    await world.command(id, envelope('c', { type: 'UpdateTask', changes: { title: 'second' } }));
    expect(await world.command(id, again)).toEqual(reply);
    expect(world.document(id).state.task?.title).toBe('second');
  });

  it('is refused when its id comes with another body', async () => {
    const { world, id, creation } = await given();
    const other = create('a', { title: 'other' }).envelope;
    expect(await world.command(id, other)).toMatchObject({ ok: false, rejection: { code: 'key-reused' } });
    expect(await world.command(id, { ...creation, expected_version: 7 })).toMatchObject({
      ok: false,
      rejection: { code: 'key-reused' },
    });
  });

  it('tells a stranger nothing, also when the stranger guesses its id and body', async () => {
    const { world, id, creation } = await given();
    const theirs = { ...creation, caller: { user_id: bob, via: 'rest' as const } };
    expect(await world.command(id, theirs)).toMatchObject({ ok: false, rejection: { code: 'not-found' } });
    const update = envelope('b', { type: 'UpdateTask', changes: { title: 'x' } });
    await world.command(id, update);
    expect(await world.command(id, { ...update, caller: theirs.caller })).toMatchObject({
      rejection: { code: 'not-found' },
    });
  });

  it('is remembered through fifty others, reminders not counted', async () => {
    const { world, id, creation, first } = await given();
    for (let n = 0; n < 49; n++) {
      await world.command(id, envelope(`u${n}`, { type: 'UpdateTask', changes: { title: `t${n}` } }));
      await world.command(id, envelope(`w${n}`, { type: 'Wake' }, { service: true }));
    }
    expect(world.document(id).recent).toHaveLength(50);
    expect(await world.command(id, creation)).toEqual(first);
    await world.command(id, envelope('u50', { type: 'UpdateTask', changes: { title: 'last' } }));
    expect(world.document(id).recent).toHaveLength(50);
  });
});

/** A life with reminders, recurrence, undoing and a snooze in it; what runs while it is crashed at every step. */
const life = [
  ...[
    create('a', { due_date: '2026-11-23T12:00:00Z', recurrence_rule: 'FREQ=DAILY', reminders: [{ offset: 'PT1H' }] }),
  ],
  ...[
    envelope('b', { type: 'UpdateTask', changes: { title: 'water plants', due_date: '2026-11-23T13:00:00Z' } }),
    envelope('c', { type: 'SnoozeTask', for: 'PT30M' }),
    envelope('d', { type: 'CompleteTask' }),
    envelope('e', { type: 'ReopenTask' }),
    envelope('f', { type: 'CompleteTask' }),
    envelope('g', { type: 'UndoCommand', undo_command_id: null }),
    envelope('h', { type: 'DeleteTask' }),
    envelope('i', { type: 'RestoreTask' }),
  ].map((command) => ({ id: create('a').id, envelope: command })),
];

/** Runs the life, ringing what is due in between; the process dies once on the way, or not at all. */
const live = async (death: { step: number; when: 'before' | 'after' } | null) => {
  const world = createWorld();
  world.dieAt(death);
  const replies: Reply[] = [];
  for (const { id, envelope: command } of life) {
    replies.push(await world.insist(id, command));
    // Long enough for an occurrence to be brought by the actor's own reminder, and for its flush.
    const due = Date.parse(world.now()) + 10 * MINUTE;
    await world.ring(due);
    world.advance(due - Date.parse(world.now()));
  }
  world.dieAt(null);
  const tail = Date.parse(world.now()) + 8 * HOUR;
  await world.ring(tail);
  world.advance(tail - Date.parse(world.now()));
  // The reconciler wakes whatever a crash left owing.
  for (const id of world.ids()) {
    await world.command(id, envelope(`wake ${id}`, { type: 'Wake' }, { service: true }));
  }
  return { world, replies };
};

/** The visible end of a life: every task without what depends on the moment. */
const endOf = ({ world }: { world: World }) =>
  world
    .ids()
    .sort()
    .map((id) => {
      const { task, sequence } = world.document(id).state;
      return { id, sequence, title: task?.title, status: task?.status, deleted: task?.deleted_at !== null };
    });

describe('a crash', () => {
  it('at any step is made good by the retry: one history, the same answers, nothing lost', async () => {
    const clean = await live(null);
    expectSound(clean.world);
    expect(clean.world.ids().length).toBeGreaterThan(1);
    const total = clean.world.steps.length;
    expect(total).toBeGreaterThan(40);
    for (let step = 1; step <= total; step++) {
      for (const when of ['before', 'after'] as const) {
        const crashed = await live({ step, when });
        const where = `${when} step ${step}, ${clean.world.steps[step - 1] ?? ''}`;
        expectSound(crashed.world);
        expect(endOf(crashed), where).toEqual(endOf(clean));
        const shape = (reply: Reply) =>
          reply.ok ? [reply.answer.changed, reply.answer.task.title] : reply.rejection.code;
        expect(crashed.replies.map(shape), where).toEqual(clean.replies.map(shape));
        // Nothing is owed, not even by what is stored: a wake delivered it and a save would say so.
        const seen = new Set(crashed.world.log.map(({ event_id }) => event_id));
        for (const id of crashed.world.ids()) {
          for (const { event_id } of crashed.world.document(id).outbox) expect(seen.has(event_id), where).toBe(true);
        }
      }
    }
  }, 120_000);

  it('between save and publish is finished by the retry alone', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    world.dieAt({ step: 3, when: 'before' });
    await expect(world.command(id, creation)).rejects.toThrow();
    expect(world.document(id).outbox).toHaveLength(1);
    expect(world.log).toEqual([]);
    const answer = answered(await world.command(id, creation));
    expect(answer.sequence).toBe(1);
    expect(world.log.map(({ sequence }) => sequence)).toEqual([1]);
  });
});

describe('an outage', () => {
  it('of the broker leaves events in the outbox, in order, and the flush reminder delivers them', async () => {
    const world = createWorld();
    world.broker(false);
    const { id, envelope: creation } = create('a');
    answered(await world.command(id, creation));
    answered(await world.command(id, envelope('b', { type: 'UpdateTask', changes: { title: 'x' } })));
    expect(world.log).toEqual([]);
    expect(world.armed(id).map(({ name }) => name)).toEqual(['flush']);
    expect(world.document(id).outbox.map(({ sequence }) => sequence)).toEqual([1, 2]);

    // Each try that fails waits longer, up to half a minute.
    const tries: number[] = [];
    for (let n = 0; n < 8; n++) {
      const [flush] = world.armed(id);
      const at = Date.parse(flush?.at ?? '');
      tries.push(Math.round((at - Date.parse(world.now())) / 1000));
      await world.ring(at);
    }
    expect(tries).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);

    world.broker(true);
    await world.ring(Date.parse(world.now()) + HOUR);
    expect(world.log.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(world.document(id).outbox).toEqual([]);
    expect(world.armed(id)).toEqual([]);
    expectSound(world);
  });

  it('of the broker is survived by the flush reminder, not by memory', async () => {
    const world = createWorld();
    world.broker(false);
    const { id, envelope: creation } = create('a');
    await world.command(id, creation);
    world.restart();
    world.broker(true);
    await world.ring(Date.parse(world.now()) + HOUR);
    expect(world.log).toHaveLength(1);
  });

  it('of broker and Scheduler together still answers, and a wake delivers', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    world.broker(false);
    world.scheduler(false);
    answered(await world.command(id, creation));
    world.broker(true);
    world.scheduler(true);
    world.restart();
    await world.command(id, envelope('w', { type: 'Wake' }, { service: true }));
    expect(world.log).toHaveLength(1);
  });

  it('of the Scheduler refuses what needs a reminder and saves nothing of it', async () => {
    const world = createWorld();
    world.scheduler(false);
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await expect(world.command(id, creation)).rejects.toThrow('the Scheduler is down');
    expect(world.exists(id)).toBe(false);
    world.scheduler(true);
    answered(await world.command(id, creation));
    expectSound(world);
  });

  it('of the store fails the command, and nothing half-done is believed afterwards', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a');
    await world.command(id, creation);
    world.store(false);
    const update = envelope('b', { type: 'UpdateTask', changes: { title: 'x' } });
    await expect(world.command(id, update)).rejects.toThrow('the store is down');
    world.store(true);
    expect(answered(await world.command(id, envelope('c', { type: 'CompleteTask' }))).task.title).toBe('task a');
    expect(answered(await world.command(id, update)).task.title).toBe('x');
    expectSound(world);
  });
});

describe('a reminder that rings', () => {
  const given = async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    const [armed] = world.armed(id);
    if (armed === undefined) throw new Error('nothing armed');
    return { world, id, armed };
  };
  const rung = (world: World) =>
    new Set(world.log.filter(({ event_type }) => event_type === 'REMINDER_DUE').map(({ event_id }) => event_id)).size;

  it('is a command: its event names the reminder and shares the correlation of the command that armed it', async () => {
    const { world, id, armed } = await given();
    await world.ring(Date.parse(armed.at));
    const due = world.log.at(-1);
    expect(due).toMatchObject({
      event_type: 'REMINDER_DUE',
      aggregate_id: id,
      correlation_id: create('a').envelope.correlation_id,
      causation_id: world.log[0]?.event_id,
      user_context: { user_id: ada, via: 'reminder' },
      payload: { reminder_time: armed.at },
    });
    expect(world.armed(id)).toEqual([]);
    expectSound(world);
  });

  it('too soon by our clock rings again after a rest, whatever the time is elsewhere, and once in the end', async () => {
    const { world, id, armed } = await given();
    await world.deliver(id, armed);
    expect(rung(world)).toBe(0);
    expect(world.armed(id)).toMatchObject([{ name: armed.name, inMs: 1_000 }]);
    // Three hours too soon.
    expect(await world.ring(Date.parse(armed.at))).toBeLessThan(400);
    expect(rung(world)).toBe(1);
  });

  it('a moment too soon rests for that moment', async () => {
    const { world, id, armed } = await given();
    world.advance(Date.parse(armed.at) - Date.parse(world.now()) - 7);
    await world.deliver(id, armed);
    expect(world.armed(id)).toMatchObject([{ name: armed.name, at: armed.at, inMs: 7 }]);
  });

  it('twice, rings once', async () => {
    const { world, id, armed } = await given();
    await world.ring(Date.parse(armed.at));
    await world.deliver(id, armed);
    world.restart();
    await world.deliver(id, armed);
    expect(rung(world)).toBe(1);
  });

  it('for what is no longer planned does nothing', async () => {
    const { world, id, armed } = await given();
    await world.command(id, envelope('b', { type: 'CompleteTask' }));
    world.advance(4 * HOUR);
    await world.deliver(id, armed);
    expect(rung(world)).toBe(0);
  });

  it('for a task that was never saved does nothing', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    world.dieAt({ step: 2, when: 'after' });
    await expect(world.command(id, creation)).rejects.toThrow();
    expect(world.armed(id)).toHaveLength(1);
    await world.ring(Date.parse('2026-11-23T12:00:00Z'));
    expect(world.exists(id)).toBe(false);
    expect(world.armed(id)).toEqual([]);
  });

  it('while the store is down rings again with back-off, and once in the end', async () => {
    const { world, id, armed } = await given();
    world.advance(3 * HOUR);
    world.restart();
    world.store(false);
    await world.deliver(id, armed);
    const first = world.armed(id)[0];
    expect(first).toMatchObject({
      name: armed.name,
      at: new Date(Date.parse(armed.at) + 1_000).toISOString(),
      inMs: 1_000,
    });
    await world.deliver(id, first ?? armed);
    expect(world.armed(id)[0]?.at).toBe(new Date(Date.parse(armed.at) + 2_000).toISOString());
    world.store(true);
    await world.ring(Date.parse(world.now()) + HOUR);
    expect(rung(world)).toBe(1);
    expectSound(world);
  });

  it('fails when it cannot even be armed again, so that the failure policy takes over', async () => {
    const { world, id, armed } = await given();
    world.advance(3 * HOUR);
    world.restart();
    world.store(false);
    world.scheduler(false);
    await expect(world.deliver(id, armed)).rejects.toThrow();
  });

  it('with data nobody understands is let go', async () => {
    const { world, id } = await given();
    await world.deliver(id, { name: 'due-x', at: '', data: '[object Object]' });
    expect(rung(world)).toBe(0);
  });
});

describe('a wake', () => {
  it('arms everything anew, whatever is believed to be armed, and stores that nothing is owed', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    const [armed] = world.armed(id);
    world.forgetReminders();
    await world.command(id, envelope('w', { type: 'Wake' }, { service: true }));
    expect(world.armed(id)).toMatchObject([{ name: armed?.name, at: armed?.at }]);
    expect(world.document(id)).toMatchObject({ revision: 2, outbox: [], state: { sequence: 1 } });
    const { length } = world.steps;
    await world.command(id, envelope('w2', { type: 'Wake' }, { service: true }));
    expect(world.steps.slice(length)).toEqual(['arm due']);
  });

  it('rings at once what should have rung while the Scheduler was lost', async () => {
    const world = createWorld();
    const { id, envelope: creation } = create('a', { due_date: '2026-11-23T12:00:00Z' });
    await world.command(id, creation);
    world.forgetReminders();
    world.advance(3.5 * HOUR);
    await world.command(id, envelope('w', { type: 'Wake' }, { service: true }));
    await world.ring();
    expect(world.log.at(-1)?.event_type).toBe('REMINDER_DUE');
  });
});
