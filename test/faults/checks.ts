/** The design's invariants, each as a question to the evidence; what is wrong comes back in words. Pure, so that each can be tested. */
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { fold, verifyChain } from '../../actors/task/history.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import type { Evidence } from './evidence.ts';
import { outcomeOf, type Answer, type Command } from './record.ts';

export type Check = {
  name: string;
  invariant: string;
  /** It looks only at what the driver was told, which is complete when the load ends. */
  isFinal?: true;
  look: (evidence: Evidence) => string[];
};

const allEvents = ({ histories }: Evidence): TaskEvent[] => [...histories.values()].flat();

/** For each command: in how many separate places of the histories its events stand. */
const placesOf = (evidence: Evidence): Map<string, number> => {
  const places = new Map<string, number>();
  for (const history of evidence.histories.values()) {
    let before: string | undefined;
    for (const { command_id } of history) {
      if (command_id !== undefined && command_id !== before) places.set(command_id, (places.get(command_id) ?? 0) + 1);
      before = command_id;
    }
  }
  return places;
};

const commandIdOf = ({ answer }: Command): string | undefined => answer?.body?.command_id as string | undefined;

/** A task can only be completed once; of several who tried, one did it, and the others were told that it is so. */
const wasDoneByAnother = (command: Command, evidence: Evidence, places: Map<string, number>): boolean =>
  command.kind === 'complete' &&
  evidence.commands.some((other) => other.path === command.path && (places.get(commandIdOf(other) ?? '') ?? 0) === 1);

const acknowledgedOnce: Check = {
  name: 'an acknowledged command is in the history exactly once',
  invariant: '1',
  look: (evidence) => {
    const places = placesOf(evidence);
    return evidence.commands.flatMap((command) => {
      if (outcomeOf(command) !== 'acknowledged' || command.kind === 'chat') return [];
      const id = commandIdOf(command);
      if (id === undefined) return [`${command.kind} ${command.key} was answered without its command_id`];
      const count = places.get(id) ?? 0;
      if (count === 1 || (count === 0 && wasDoneByAnother(command, evidence, places))) return [];
      return [`${command.kind} ${command.key} (${command.path}) is in the history ${String(count)} times`];
    });
  },
};

const saidInChatOnce: Check = {
  name: 'an acknowledged message made its task exactly once',
  invariant: '1',
  look: ({ commands, rows }) => {
    const titles = [...rows.values()].map(({ title }) => title);
    return commands.flatMap((command) => {
      if (command.kind !== 'chat' || outcomeOf(command) !== 'acknowledged') return [];
      const said = /"(.+)"/.exec((command.body as { message: string }).message)?.[1];
      const count = titles.filter((title) => title === said).length;
      return count === 1 ? [] : [`“${String(said)}” was made ${String(count)} times`];
    });
  },
};

const refusedNever: Check = {
  name: 'a refused command changed nothing',
  invariant: '1',
  look: (evidence) => {
    const places = placesOf(evidence);
    return (
      evidence.commands
        // The key that a command was sent under is the id of what it did.
        .filter((command) => outcomeOf(command) === 'refused' && (places.get(command.key) ?? 0) > 0)
        .map(({ kind, key }) => `${kind} ${key} was refused, and is in the history`)
    );
  },
};

/**
 * A habit that was completed meanwhile, a reminder whose instant had passed (by the clock of whoever was told of it), and what was
 * in doubt and said again only after other commands: its task may be deleted by then.
 */
const mayBeRefused = ({ kind, answer, answeredAt, body }: Command, ahead: number): boolean => {
  const wasInDoubt = answeredAt === null;
  if (answer?.status === 409) return kind === 'complete' || wasInDoubt;
  if (kind !== 'bell' || answer?.status !== 422) return false;
  const told = wasInDoubt ? Infinity : performance.timeOrigin + answeredAt + ahead;
  return (body as { reminders: { at: string }[] }).reminders.every(({ at }) => Date.parse(at) < told);
};

const refusedWithReason: Check = {
  name: 'nothing is refused that is right',
  invariant: '1',
  isFinal: true,
  look: ({ commands, ahead }) =>
    commands
      .filter((command) => outcomeOf(command) === 'refused' && !mayBeRefused(command, ahead))
      .map(({ kind, key, answer }) => `${kind} ${key} was refused: ${JSON.stringify(answer)}`),
};

const settledAtLast: Check = {
  name: 'every command ends with a definite answer',
  invariant: '1',
  isFinal: true,
  look: ({ commands }) =>
    commands.filter((one) => outcomeOf(one) === 'unknown').map(({ kind, key }) => `${kind} ${key} was never answered`),
};

/** A problem names the request it answers; the rest of it is the answer. */
const saidIn = (answer: Answer | null): unknown =>
  answer === null ? null : { status: answer.status, body: { ...answer.body, instance: null } as unknown };

const firstAnswerKept: Check = {
  name: 'a retry gets the first result',
  invariant: '1',
  isFinal: true,
  look: ({ retries }) =>
    retries
      .filter(({ first, again }) => !isDeepStrictEqual(saidIn(first), saidIn(again)))
      .map(({ key, first, again }) => `${key}: ${JSON.stringify(first)}, then ${JSON.stringify(again)}`),
};

const noGapNoFork: Check = {
  name: 'a history has no gap, no fork and an unbroken chain',
  invariant: '2',
  look: ({ histories, unreadable }) => [
    ...unreadable,
    ...[...histories].flatMap(([id, history]) =>
      verifyChain(history).map(({ sequence, flaw }) => `${id} #${String(sequence)} ${flaw}`),
    ),
  ],
};

const actorsAgree: Check = {
  name: 'fold(history) is the actor’s state',
  invariant: '2',
  look: ({ histories, documents }) =>
    [...new Set([...histories.keys(), ...documents.keys()])].flatMap((id) => {
      const state = documents.get(id)?.state;
      const history = histories.get(id) ?? [];
      if (state === undefined) return [`${id} has a history and no actor`];
      if (state.sequence !== history.length)
        return [`${id} is at ${String(state.sequence)}, its history at ${String(history.length)}`];
      return verifyChain(history).length > 0 || isDeepStrictEqual(plain(fold(history)), plain(state))
        ? []
        : [`${id} is not what its history leads to`];
    }),
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const listsAgree: Check = {
  name: 'the read model is the projection of the history',
  invariant: '2',
  look: ({ histories, rows }) =>
    [...new Set([...histories.keys(), ...rows.keys()])].flatMap((id) => {
      const last = histories.get(id)?.at(-1);
      const row = rows.get(id);
      if (row === undefined) return [`${id} is in no list`];
      return isDeepStrictEqual(plain(row), plain(last?.payload.task)) ? [] : [`${id} is listed otherwise than it is`];
    }),
};

const occurrenceOnce: Check = {
  name: 'each occurrence exists exactly once',
  invariant: '3',
  look: (evidence) => {
    const series = new Map<string, Map<number, Set<string>>>();
    for (const { payload } of allEvents(evidence)) {
      const { id, series_id, occurrence, recurrence_rule } = payload.task;
      if (recurrence_rule === null || series_id === null || occurrence === null) continue;
      const chain = series.get(series_id) ?? new Map<number, Set<string>>();
      chain.set(occurrence, (chain.get(occurrence) ?? new Set()).add(id));
      series.set(series_id, chain);
    }
    const done = new Set(
      allEvents(evidence).flatMap((e) => (e.event_type === 'TASK_COMPLETED' ? [e.aggregate_id] : [])),
    );
    return [...series].flatMap(([id, chain]) => {
      const wrong = [...chain]
        .filter(([, ids]) => ids.size !== 1)
        .map(([n]) => `${id} has occurrence ${String(n)} twice`);
      const highest = Math.max(...chain.keys());
      const missing = Array.from({ length: highest }, (_, n) => n + 1).filter((n) => !chain.has(n));
      const [last] = chain.get(highest) ?? [];
      if (last !== undefined && done.has(last)) missing.push(highest + 1);
      return [...wrong, ...missing.map((n) => `${id} lacks occurrence ${String(n)}`)];
    });
  },
};

const neverEarly: Check = {
  name: 'no reminder is early',
  invariant: '3',
  look: ({ inbox }) =>
    inbox
      // By the clock of the host that fired it, and by that of the service that delivered it: one of them may be wrong.
      .filter(({ planned_at, fired_at, delivered_at }) => fired_at < planned_at || delivered_at < planned_at)
      .map(
        ({ task_id, planned_at, fired_at, delivered_at }) =>
          `${task_id} was planned for ${planned_at}, fired at ${fired_at} and delivered at ${delivered_at}`,
      ),
};

/** There may be ten thousand. */
const counted = (all: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
};

const firedOnce: Check = {
  name: 'no reminder fires twice',
  invariant: '3',
  look: (evidence) => {
    const firings = allEvents(evidence).flatMap((event) =>
      event.event_type === 'REMINDER_DUE'
        ? [`${event.aggregate_id} ${event.payload.reminder_id} for ${event.payload.reminder_time}`]
        : [],
    );
    return [...counted(firings)]
      .filter(([, count]) => count > 1)
      .map(([firing, count]) => `${firing} fired ${String(count)} times`);
  },
};

const rungOnce: Check = {
  name: 'each reminder has exactly one inbox row',
  invariant: '3',
  look: ({ bells, inbox, histories }) => {
    const ofTask = counted(inbox.map(({ task_id }) => task_id));
    const ofOccasion = counted(inbox.map(({ occasion }) => occasion));
    return [
      ...bells.flatMap(({ taskId, at }) => {
        if (!histories.has(taskId)) return [];
        const count = ofTask.get(taskId) ?? 0;
        return count === 1 ? [] : [`${taskId}, to ring at ${at}, has ${String(count)} inbox rows`];
      }),
      ...[...ofOccasion]
        .filter(([, count]) => count > 1)
        .map(([occasion, count]) => `${occasion} is in the inbox ${String(count)} times`),
    ];
  },
};

const nobodyElses: Check = {
  name: 'no byte of one user’s data reaches another',
  invariant: '4',
  look: (evidence) => {
    const owners = new Map(
      allEvents(evidence).map(({ aggregate_id, payload }) => [aggregate_id, payload.task.user_id]),
    );
    const isAnothers = (task: string, user: string) => owners.has(task) && owners.get(task) !== user;
    return [
      ...evidence.leaks,
      ...evidence.listed.filter(({ task, user }) => isAnothers(task, user)).map(({ task, user }) => `${task} is in the list of ${user}`), // prettier-ignore
      ...evidence.inbox.filter(({ task_id, user_id }) => isAnothers(task_id, user_id)).map(({ task_id, user_id }) => `${task_id} is in the inbox of ${user_id}`), // prettier-ignore
    ];
  },
};

const logIsWhole: Check = {
  name: 'the log topic carries every event of the history, and no other',
  invariant: '5',
  look: (evidence) => {
    const logged = new Set(evidence.logged);
    const audited = new Set(allEvents(evidence).map(({ event_id }) => event_id));
    return [
      ...[...audited].filter((id) => !logged.has(id)).map((id) => `${id} is not on the topic`),
      ...[...logged].filter((id) => !audited.has(id)).map((id) => `${id} is on the topic and not in the audit`),
    ];
  },
};

const nothingDead: Check = {
  name: 'an outage dead-letters nothing',
  invariant: '5',
  look: ({ deadLetters }) => (deadLetters === 0 ? [] : [`${String(deadLetters)} dead letters`]),
};

/** What counts as recovered: this share of what was answered before. */
export const RECOVERED = 0.9;

const recovered: Check = {
  name: 'service is back to what it was',
  invariant: 'calm',
  isFinal: true,
  look: ({ rate }) =>
    rate.after >= RECOVERED * rate.before
      ? []
      : [`${rate.after.toFixed(1)} answers a second, where there were ${rate.before.toFixed(1)}`],
};

export const checks: readonly Check[] = [
  acknowledgedOnce,
  saidInChatOnce,
  refusedNever,
  refusedWithReason,
  settledAtLast,
  firstAnswerKept,
  noGapNoFork,
  actorsAgree,
  listsAgree,
  occurrenceOnce,
  neverEarly,
  firedOnce,
  rungOnce,
  nobodyElses,
  logIsWhole,
  nothingDead,
  recovered,
];

export type Violation = { check: string; invariant: string; what: string };

export const violationsOf = (evidence: Evidence): Violation[] =>
  checks.flatMap(({ name, invariant, look }) => look(evidence).map((what) => ({ check: name, invariant, what })));

const final = new Set(checks.filter((check) => check.isFinal).map(({ name }) => name));

/** Whether no waiting can put it right. */
export const isFinal = ({ check }: Violation): boolean => final.has(check);
