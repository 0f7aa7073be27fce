/** A small world for specs: tasks that decide and remember as actors do, a clock that stands still until it is moved. */
import type { Rejection } from './answers.ts';
import type { Caller, CommandEnvelope, TaskCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import { taskEvent, type TaskEvent } from './events.ts';
import { hashOf } from './hash.ts';
import { record } from './history.ts';
import { taskIdFor } from './ids.ts';
import { remindersFor } from './reminders.ts';
import { initialState, type TaskState } from './state.ts';
import type { ReminderPolicy, Task } from './task.ts';

export const OWNER = '0a1b2c3d-0000-4000-8000-000000000001';
export const FRIEND = '0a1b2c3d-0000-4000-8000-000000000002';
export const STRANGER = '0a1b2c3d-0000-4000-8000-000000000003';
const CORRELATION = '0a1b2c3d-0000-4000-8000-0000000000ff';

export const POLICY: ReminderPolicy = { default_offsets: ['PT1H'], all_day_time: '09:00', quiet_hours: null };
export const owner: Caller = { user_id: OWNER, via: 'rest' };
export const friend: Caller = { user_id: FRIEND, via: 'rest' };
export const system: Caller = { user_id: OWNER, via: 'service', service: 'spec' };
const bell: Caller = { user_id: OWNER, via: 'reminder' };

/** What came of a command. */
export type Outcome = { events: TaskEvent[]; effects: Effect[]; rejection: Rejection | null };
export type Options = { by?: Caller; id?: string; expected?: number };

type Resident = {
  state: TaskState;
  history: TaskEvent[];
  effects: Effect[];
  delivered: Effect[];
  followUps: CommandEnvelope[];
};

export type World = ReturnType<typeof createWorld>;

export const createWorld = (start = '2026-03-02T08:00:00.000Z') => {
  const residents = new Map<string, Resident>();
  let now = start;
  let commands = 0;

  const resident = (id: string): Resident => {
    const known = residents.get(id) ?? { state: initialState, history: [], effects: [], delivered: [], followUps: [] };
    residents.set(id, known);
    return known;
  };

  /** The whole turn of an actor, without the outside. */
  const execute = (id: string, envelope: CommandEnvelope): Outcome => {
    const self = resident(id);
    const decision = decide(self.state, envelope, now);
    if (decision.kind === 'rejected') return { events: [], effects: [], rejection: decision.rejection };
    const { events, state } = record(self.state, decision, { taskId: id, envelope, now, source: 'task-actors' });
    for (const event of events) {
      // Nothing parses an event where it is made; so whatever is made in any test is held to the schema here.
      if (hashOf(taskEvent.parse(event)) !== hashOf(event))
        throw new Error(`not as its schema has it: ${event.event_type}`);
    }
    self.state = state;
    self.history.push(...events);
    self.effects.push(...decision.effects);
    return { events, effects: decision.effects, rejection: null };
  };

  const send = (id: string, command: TaskCommand, { by = owner, id: given, expected }: Options = {}): Outcome =>
    execute(id, {
      command_id: given ?? `command-${++commands}`,
      command,
      caller: by,
      correlation_id: CORRELATION,
      causation_id: null,
      ...(expected !== undefined && { expected_version: expected }),
    });

  /** Delivers the oldest call that `id` still owes, or what a refusal asked of itself; false when it owes nothing. */
  const deliver = (id: string): boolean => {
    const self = resident(id);
    const effect = self.effects.shift();
    if (effect === undefined) {
      const followUp = self.followUps.shift();
      if (followUp !== undefined) execute(id, followUp);
      return followUp !== undefined;
    }
    self.delivered.push(effect);
    call(self, effect);
    return true;
  };

  const call = (self: Resident, { task_id, envelope, if_refused }: Effect): void => {
    const { rejection } = execute(task_id, envelope);
    if (rejection !== null && rejection.code !== 'not-found' && if_refused !== null) self.followUps.push(if_refused);
  };

  /** The earliest reminder of all tasks. */
  const nextRing = () =>
    [...residents].flatMap(([id, { state }]) => remindersFor(state, now).map((planned) => ({ id, ...planned })))
      .sort((a, b) => (a.at < b.at ? -1 : 1))[0]; // prettier-ignore

  const ring = (id: string, { name, at }: { name: string; at: string }): Outcome =>
    send(id, { type: 'FireReminder', name, planned_for: at }, { by: bell });

  return {
    now: () => now,
    at: (instant: string) => void (now = instant),
    send,
    ring,
    deliver,
    nextRing,
    /** A call that `id` made, the `back`th before the latest, arrives once more. */
    deliverAgain: (id: string, back: number) => {
      const self = resident(id);
      const again = self.delivered.at(-1 - back);
      if (again !== undefined) call(self, again);
    },
    /** Delivers everything owed. */
    settle: () => {
      while ([...residents.keys()].some(deliver)) continue;
    },
    /** Moves the clock on, ringing what rings on the way and delivering what is owed. */
    runTo: (instant: string) => {
      for (;;) {
        while ([...residents.keys()].some(deliver)) continue;
        const next = nextRing();
        if (next === undefined || next.at > instant) break;
        if (next.at > now) now = next.at;
        ring(next.id, next);
      }
      now = instant;
    },
    /** A task of the owner's, due tomorrow at nine in Berlin unless said otherwise. */
    create: (fields: Record<string, unknown> = {}, policy: ReminderPolicy = POLICY): string => {
      const key = `command-${++commands}`;
      const id = taskIdFor(OWNER, key);
      const defaults = { title: 'Water the plants', time_zone: 'Europe/Berlin' };
      const outcome = send(id, { type: 'CreateTask', fields: { ...defaults, ...fields }, policy }, { id: key });
      if (outcome.rejection !== null) throw new Error(JSON.stringify(outcome.rejection));
      return id;
    },
    state: (id: string): TaskState => resident(id).state,
    task: (id: string): Task => {
      const { task } = resident(id).state;
      if (task === null) throw new Error(`no task ${id}`);
      return task;
    },
    history: (id: string): TaskEvent[] => resident(id).history,
    ids: (): string[] => [...residents.keys()],
    reminders: (id: string) => remindersFor(resident(id).state, now),
  };
};

/** The kinds of events an outcome brought. */
export const kinds = ({ events }: Outcome): string[] => events.map(({ event_type }) => event_type);

/** Whether somebody still has the task to do. */
export const isOpen = (task: Task | null): boolean =>
  task !== null && !task.completed && task.deleted_at === null && task.status !== 'ARCHIVED';
