/** The task actor: turns for commands and for reminders that ring, over the one document it keeps in memory. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ActorDefinition } from './actor.ts';
import { emptyDocument, TASK_ACTOR, type TaskDocument } from './document.ts';
import type { DocumentStore } from './document-store.ts';
import type { Reply, Snapshot } from './task/answers.ts';
import { commandEnvelope, type CommandEnvelope } from './task/commands.ts';
import type { TaskEvent } from './task/events.ts';
import { derivedCommandId } from './task/ids.ts';
import { nextWakeAt } from './task/reminders.ts';
import { instant, uuid } from './task/task.ts';
import { during, inTrace, untraced, type Begin } from './trace.ts';
import { conclude, turn, type ReminderToArm, type TurnPorts } from './turn.ts';

/**
 * Rings at `at`, by the clock of whoever rings it. Given `inMs`, it rings so many milliseconds after it was registered, whatever
 * the clocks say, and `at` is only what ours makes of that.
 */
type ReminderToRegister = { actorId: string; name: string; at: string; inMs?: number; data: unknown };

/** What the actor needs of the world. Every call ends in bounded time; `publish` never rejects. */
export type TaskActorPorts = {
  store: DocumentStore;
  reminders: {
    register: (reminder: ReminderToRegister) => Promise<void>;
    unregister: (actorId: string, name: string) => Promise<void>;
  };
  /** In order; resolves, within the budget of a turn, to how many from the first the broker has. */
  publish: (events: readonly TaskEvent[]) => Promise<number>;
  /** Has another task do a command. @throws when no answer came in time. */
  call: (taskId: string, envelope: CommandEnvelope) => Promise<Reply>;
  /** The actor owes something, or nothing any more. */
  owes: (id: string, owing: boolean) => void;
  now: () => Date;
  log: Logger;
  /** Nobody watches, unless given. */
  begin?: Begin;
  measures?: TurnMeasures;
};

/** What is counted. A reminder's kind is what its name begins with: `due`, `recur`, … */
export type TurnMeasures = {
  turn: (command: string, outcome: string, seconds: number) => void;
  armed: (kind: string) => void;
  /** `late` is in seconds after the instant it was armed for. */
  rang: (kind: string, outcome: 'done' | 'stale' | 'early' | 'failed', late: number) => void;
};
const kindOf = (reminder: string): string => reminder.split('-', 1)[0] ?? reminder;

/** The actor, and one thing its host does of its own accord. */
export type TaskActor = ActorDefinition<TaskActorSelf> & {
  /** Delivers what is owed, as far as memory knows. @returns whether nothing is owed any more. */
  deliver: (self: TaskActorSelf) => Promise<boolean>;
};

/** One active actor. */
export type TaskActorSelf = {
  readonly id: string;
  /** What is stored, as far as known, without what is known to be delivered; undefined when not loaded. */
  document: TaskDocument | undefined;
  /** When the flush reminder is to ring, in milliseconds since 1970; null when none is known to be armed. */
  flushAt: number | null;
  flushAttempt: number;
};

/** The reminder that delivers what a turn could not. */
const FLUSH = 'flush';
/** What rings this soon (milliseconds) belongs to the trace it was armed in; what rings later begins one that links to it. */
const SAME_TRACE_MS = 10_000;
/** Seconds between tries: 1, 2, 4, … up to 30. */
const backOffMs = (attempt: number): number => Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10));

const reminderData = z.object({
  planned_for: instant,
  correlation_id: uuid,
  causation_id: uuid.nullable(),
  traceparent: z.string().optional(),
  link: z.string().optional(),
  attempt: z.number().int().min(0).default(0),
});
type ReminderData = z.infer<typeof reminderData>;
const flushData = z.object({ attempt: z.number().int().min(0).default(0) });

const malformed = (error: z.ZodError): Reply => ({
  ok: false,
  rejection: {
    code: 'invalid',
    message: 'The command is not understood.',
    errors: error.issues.map(({ path, message }) => ({ field: path.join('.'), message })),
  },
});

/** `TaskActor` as its host runs it. Methods: `execute`, `read`, `inspect`. */
export const taskActor = (ports: TaskActorPorts): TaskActor => {
  const { log, begin = untraced, measures } = ports;
  /** A pause is a pause, also when our clock is wrong: as an instant it might be over already, or never be. */
  const later = (inMs: number): { at: string; inMs: number } => {
    return { at: new Date(ports.now().getTime() + inMs).toISOString(), inMs };
  };

  /** Documents as they were loaded or saved. Held weakly: most carry an event that has been published meanwhile. */
  const stored = new WeakSet([emptyDocument]);

  const load = async (self: TaskActorSelf): Promise<TaskDocument | null> => {
    const document = await ports.store.load(self.id);
    if (document !== null) stored.add(document);
    return document;
  };
  const save = async (self: TaskActorSelf, document: TaskDocument, parent?: string): Promise<void> => {
    await during(begin, { name: 'save', kind: 'client', parent }, (traceparent) =>
      ports.store.save(self.id, document, traceparent),
    );
    stored.add(document);
  };
  const arm = (self: TaskActorSelf, { name, at, about }: ReminderToArm): Promise<void> => {
    measures?.armed(kindOf(name));
    const isSoon = Date.parse(at) - ports.now().getTime() <= SAME_TRACE_MS;
    return during(begin, { name: 'arm', kind: 'producer', parent: about.traceparent }, (traceparent) => {
      const data = { ...about, traceparent: isSoon ? traceparent : undefined, link: isSoon ? undefined : traceparent };
      return ports.reminders.register({ actorId: self.id, name, at, data });
    });
  };

  /** @param traceparent of the turn. */
  const portsOf = (self: TaskActorSelf, traceparent?: string): TurnPorts => ({
    taskId: self.id,
    load: () => load(self),
    save: (document) => save(self, document, traceparent),
    arm: (reminder) => arm(self, reminder),
    disarm: (name) => ports.reminders.unregister(self.id, name),
    publish: ports.publish,
    call: ports.call,
    now: () => ports.now().toISOString(),
    retryLater: async () => {
      ports.owes(self.id, true);
      const now = ports.now().getTime();
      if (self.flushAt !== null && self.flushAt > now) return;
      const attempt = self.flushAttempt;
      const rest = backOffMs(attempt);
      try {
        const data = { attempt: attempt + 1 };
        await ports.reminders.register({ actorId: self.id, name: FLUSH, ...later(rest), data });
        self.flushAt = now + rest;
        self.flushAttempt = attempt + 1;
      } catch (error) {
        // Neither broker nor Scheduler: what is owed is stored, and the next turn or the reconciler delivers it.
        log.warn({ task_id: self.id, err: error }, 'cannot arm the flush reminder');
      }
    },
    settled: () => {
      ports.owes(self.id, false);
      self.flushAt = null;
      self.flushAttempt = 0;
    },
  });

  /** @param link of the trace that led to this turn, where it is not the envelope's own. */
  const run = (self: TaskActorSelf, envelope: CommandEnvelope, link?: string): Promise<Reply> => {
    const { correlation_id, command, command_id, traceparent: parent } = envelope;
    const rang = command.type === 'FireReminder';
    const span = {
      name: `TaskActor/${command.type}`,
      kind: rang ? ('consumer' as const) : ('server' as const),
      parent,
      link,
      begins: rang,
      attributes: { 'duecourse.task_id': self.id },
    };
    return during(begin, span, async (traceparent, tell) => {
      const began = performance.now();
      const { reply, document } = await turn(portsOf(self, traceparent), self.document, inTrace(envelope, traceparent));
      self.document = document;
      const outcome = reply.ok ? (reply.answer.changed ? 'done' : 'unchanged') : reply.rejection.code;
      tell({ attributes: { 'duecourse.outcome': outcome } });
      measures?.turn(command.type, outcome, (performance.now() - began) / 1_000);
      const line = { task_id: self.id, command: command.type, command_id, correlation_id };
      if (!reply.ok) log.info({ ...line, code: reply.rejection.code }, 'rejected');
      else if (reply.answer.changed) log.info({ ...line, sequence: reply.answer.sequence }, 'done');
      return reply;
    });
  };

  const loaded = async (self: TaskActorSelf): Promise<TaskDocument> =>
    (self.document ??= (await load(self)) ?? emptyDocument);

  /** Stores that what was owed has been delivered. Commands leave that to the next save; here nobody waits for it. */
  const saveDelivered = async (self: TaskActorSelf): Promise<void> => {
    const { document } = self;
    if (document === undefined || stored.has(document)) return;
    const next = { ...document, revision: document.revision + 1 };
    await save(self, next);
    self.document = next;
    log.info({ task_id: self.id, left: next.outbox.length + next.pending.length }, 'delivered what was owed');
  };

  const flush = async (self: TaskActorSelf, attempt: number): Promise<void> => {
    self.flushAt = null;
    self.flushAttempt = Math.max(self.flushAttempt, attempt);
    self.document = await conclude(portsOf(self), await loaded(self));
    await saveDelivered(self);
  };

  const fire = async (self: TaskActorSelf, name: string, data: ReminderData): Promise<'done' | 'stale'> => {
    const { task } = (await loaded(self)).state;
    // Armed for a command whose save never happened.
    if (task === null) return 'stale';
    const { planned_for, correlation_id, causation_id, traceparent, link } = data;
    const envelope: CommandEnvelope = {
      command_id: derivedCommandId(self.id, `${name} ${planned_for}`),
      command: { type: 'FireReminder', name, planned_for },
      caller: { user_id: task.user_id, via: 'reminder', service: 'task-actors' },
      correlation_id,
      causation_id: causation_id ?? task.last_event_id,
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    const reply = await run(self, envelope, link);
    return reply.ok && reply.answer.changed ? 'done' : 'stale';
  };

  /** Has the reminder ring again later; by then whatever was down may be up. */
  const ringAgain = (self: TaskActorSelf, name: string, inMs: number, data: ReminderData): Promise<void> =>
    ports.reminders.register({ actorId: self.id, name, ...later(inMs), data: { ...data, attempt: data.attempt + 1 } });

  return {
    deliver: async (self) => {
      if (self.document === undefined) return true;
      self.document = await conclude(portsOf(self), self.document);
      return self.document.outbox.length + self.document.pending.length === 0;
    },
    type: TASK_ACTOR,
    activate: (id) => ({ id, document: undefined, flushAt: null, flushAttempt: 0 }),
    methods: {
      /** A command envelope in, a `Reply` out. */
      execute: async (self, input): Promise<Reply> => {
        const envelope = commandEnvelope.safeParse(input);
        if (!envelope.success) return malformed(envelope.error);
        const reply = await run(self, envelope.data);
        if (envelope.data.command.type === 'Wake') await saveDelivered(self);
        return reply;
      },
      /** The task as it is, or null. */
      read: async (self): Promise<Snapshot | null> => {
        const { state } = await loaded(self);
        if (state.task === null) return null;
        const next_wake_at = nextWakeAt(state, ports.now().toISOString());
        return { task: state.task, sequence: state.sequence, next_wake_at };
      },
      /** The whole document, or null: for `verify`, and for tests. */
      inspect: async (self): Promise<TaskDocument | null> => {
        const document = await loaded(self);
        return document.revision === 0 ? null : document;
      },
    },
    // It follows a command: behind a thousand reminders it would keep the next command from its task for seconds.
    goesAhead: (name) => name === FLUSH,
    remind: async (self, name, input) => {
      if (name === FLUSH) {
        await flush(self, flushData.safeParse(input).data?.attempt ?? 0);
        return;
      }
      const parsed = reminderData.safeParse(input);
      if (!parsed.success) {
        log.error({ task_id: self.id, reminder: name }, 'a reminder says nothing that is understood; dropped');
        return;
      }
      const { data } = parsed;
      const early = Date.parse(data.planned_for) - ports.now().getTime();
      const late = Math.max(0, -early) / 1_000;
      // The Scheduler's clock is ahead of ours: nobody is to be reminded early. By its clock the instant has passed, and armed
      // for that it would ring again at once, for as long as ours is behind.
      if (early > 0) {
        await ringAgain(self, name, Math.min(early, backOffMs(data.attempt)), data);
        measures?.rang(kindOf(name), 'early', late);
        return;
      }
      try {
        const outcome = await fire(self, name, data);
        measures?.rang(kindOf(name), outcome, late);
      } catch (error) {
        // Nothing in memory is trusted after a throw. If not even this can be armed, the sidecar delivers it again.
        self.document = undefined;
        measures?.rang(kindOf(name), 'failed', late);
        await ringAgain(self, name, backOffMs(data.attempt), data);
        log.warn({ task_id: self.id, reminder: name, err: error }, 'a reminder failed and rings again');
      }
    },
  };
};
