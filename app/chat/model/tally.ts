/** What a turn has done so far, call by call: for the answer, the memory of the conversation, and the bounds on a turn. */
import type { Task } from '../../../actors/task/task.ts';
import { z } from 'zod';
import { task } from '../../../actors/task/task.ts';
import type { AnyOperation, Outcome } from '../../operations/operation.ts';
import { changedTask, resultOf, type CarriedOut } from '../carry-out.ts';
import type { Memory } from '../language/index.ts';
import { brief } from './results.ts';

const UNDO_DEPTH = 20;

export type Tally = {
  run: CarriedOut;
  /** How many calls were run that change something. */
  writes: number;
  touched: Set<string>;
  made: Set<string>;
  listed: string[];
  /** A line for every change: what was done, and what was not. */
  done: string[];
  failed: string[];
};

export const newTally = (): Tally => ({
  run: { actions: [], outcomes: [], tasks: [] },
  writes: 0,
  touched: new Set(),
  made: new Set(),
  listed: [],
  done: [],
  failed: [],
});

const listing = z.object({
  items: z.array(z.looseObject({ ...task.pick({ id: true, title: true, version: true }).shape })),
});
const named = z.object({ title: z.string().optional(), name: z.string().optional() });

const lineOf = (operation: AnyOperation, value: unknown): string => {
  const { title, name } = named.safeParse(value).data ?? {};
  const of = title ?? name;
  return `${operation.name.replaceAll('_', ' ')}${of === undefined ? '' : ` “${of}”`}`;
};

/** Writes a call and what came of it into the tally. @returns what came of it, as it is told */
export const count = (
  tally: Tally,
  operation: AnyOperation,
  input: Record<string, unknown>,
  outcome: Outcome<unknown>,
): unknown => {
  const reading = operation.hints.readOnly;
  const result = reading ? brief(resultOf(outcome)) : resultOf(outcome);
  tally.run.actions.push({ tool: operation.name, arguments: input, result });
  note(tally, operation, input, outcome);
  return result;
};

const note = (
  tally: Tally,
  operation: AnyOperation,
  input: Record<string, unknown>,
  outcome: Outcome<unknown>,
): void => {
  // prettier-ignore
  const reading = operation.hints.readOnly;
  if (!outcome.ok) {
    tally.run.outcomes.push({ ok: false, message: outcome.rejection.message });
    if (!reading) tally.failed.push(`${lineOf(operation, input)}: ${outcome.rejection.message}`);
    return;
  }
  if (reading) {
    tally.run.outcomes.push({ ok: false, message: 'nothing was changed' });
    const found = listing.safeParse(outcome.value);
    if (found.success) tally.listed = found.data.items.map(({ id }) => id);
    return;
  }
  tally.writes += 1;
  tally.done.push(lineOf(operation, outcome.value));
  const changed = changedTask(outcome.value);
  if (changed === null) {
    tally.run.outcomes.push({ ok: false, message: 'no task was changed' });
    return;
  }
  const { now, command_id } = changed;
  tally.run.outcomes.push({ ok: true, task: { id: now.id, title: now.title }, command_id });
  tally.run.tasks = [...tally.run.tasks.filter(({ id }: Task) => id !== now.id), now];
  if (!('id' in input)) tally.made.add(now.id);
  else if (!tally.made.has(now.id)) tally.touched.add(now.id);
};

/** The conversation's memory after the turn: "it", "the second one" and "undo" mean what they mean without a model. */
export const remember = (memory: Memory, { run, listed }: Tally): Memory => {
  const entries = run.outcomes.flatMap((outcome, n) => {
    const tool = run.actions[n]?.tool ?? '';
    if (!outcome.ok || tool === 'undo_task') return [];
    return [{ ...outcome.task, op: tool.replace(/_task$/, ''), command_id: outcome.command_id }];
  });
  const undone = new Set(
    run.actions.flatMap(({ tool, arguments: args }) => (tool === 'undo_task' ? [args['command_id']] : [])),
  );
  const before = memory.done.map((turn) => turn.filter((entry) => !undone.has(entry.command_id)));
  const touched = run.tasks.map(({ id }) => id);
  return {
    shown: listed.length > 0 ? listed : memory.shown,
    touched: touched.length > 0 ? touched : listed.length === 1 ? listed : memory.touched,
    pending: null,
    done: [...before, entries].filter((turn) => turn.length > 0).slice(-UNDO_DEPTH),
    // What a model did was not said in one sentence that could be said again.
    said: '',
  };
};

/** Said where a turn could not be brought to its end: what was done, and what was not. */
export const accountOf = ({ done, failed }: Tally): string =>
  [
    ...(done.length === 0 ? [] : [`Done: ${done.join('; ')}.`]),
    ...(failed.length === 0 ? [] : [`Not done: ${failed.join('; ')}.`]),
  ].join('\n');
