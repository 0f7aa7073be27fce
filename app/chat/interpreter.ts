/** Conversations with the offline understander on tasks in memory, one item of a file after the other. */
import { z } from 'zod';
import { taskFields, type TaskCommand } from '../../actors/task/commands.ts';
import { derivedCommandId, taskIdFor } from '../../actors/task/ids.ts';
import { reminderPolicy, type Task } from '../../actors/task/task.ts';
import { dateText, iso, ms, offsetAt, offsetText, wallAt, wallText } from '../../actors/task/zone.ts';
import { toolCallOf } from './acts.ts';
import {
  emptyMemory,
  settle,
  understand,
  type Act,
  type ActOutcome,
  type KnownCategory,
  type Memory,
} from './language/index.ts';
import { createRehearsal, type Rehearsal } from './rehearsal.ts';

const seed = z.looseObject({
  title: z.string(),
  due: z.string().nullish(),
  rrule: z.string().nullish(),
  priority: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  description: z.string().nullish(),
  category: z.string().nullish(),
  completed: z.boolean().nullish(),
});

/** A conversation to be had: a fresh person in `tz`, the clock standing still at `now`, and what they say. */
export const item = z.looseObject({
  id: z.union([z.string(), z.number()]),
  now: z.string(),
  tz: z.string(),
  locale: z.string().nullish(),
  seed_tasks: z.array(seed).nullish(),
  turns: z.array(z.looseObject({ say: z.string() })),
});
export type Item = z.infer<typeof item>;

/** What one turn came to. */
export type Answered = {
  id: string | number;
  turn: number;
  actions: Record<string, unknown>[];
  listed: string[];
  asked: boolean;
  reply: string;
};

const USER = '0a1b2c3d-0000-4000-8000-00000000d00d';
const DAY_MS = 86_400_000;
const defaults = reminderPolicy.parse({});
const levels = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL', urgent: 'CRITICAL' } as const;

type World = { rehearsal: Rehearsal; zone: string; now: string; categories: KnownCategory[] };

const categoryId = (world: World, name: string): string => {
  const known = world.categories.find((category) => category.name.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known.category_id;
  const made = { category_id: derivedCommandId(USER, `category ${name.toLowerCase()}`), name };
  world.categories.push(made);
  return made.category_id;
};

/**
 * The seed tasks come to be a day before the earliest of them is due, so that none is refused for being late.
 * @throws {Error} when a seed is not a possible task
 */
const plant = (world: World, seeds: readonly z.infer<typeof seed>[]): void => {
  const earliest = Math.min(ms(world.now), ...seeds.map(({ due }) => (due == null ? Infinity : Date.parse(due))));
  const begin = iso(earliest - 2 * DAY_MS);
  for (const [n, given] of seeds.entries()) {
    const id = taskIdFor(USER, `seed ${n}`);
    const level = Object.entries(levels).find(([name]) => name === given.priority?.toLowerCase())?.[1];
    const fields = {
      title: given.title,
      time_zone: world.zone,
      ...(given.due != null && { due_date: given.due }),
      ...(given.rrule != null && { recurrence_rule: given.rrule }),
      ...(given.tags != null && { tags: given.tags.map((tag) => tag.replace(/^#/, '')) }),
      ...(given.description != null && { description: given.description }),
      ...(given.category != null && { category_id: categoryId(world, given.category) }),
      ...(level !== undefined && { priority: level }),
    };
    const made = world.rehearsal.send(id, `seed ${n}`, { type: 'CreateTask', fields, policy: defaults }, begin);
    if (!made.ok) throw new Error(`seed task ${n} (${given.title}): ${JSON.stringify(made.rejection)}`);
    // What was completed before the conversation has brought its successor, if any, as a seed of its own.
    if (given.completed === true) world.rehearsal.send(id, `seed ${n} done`, { type: 'CompleteTask' }, world.now, true);
  }
};

/** The due date as people see it: a day, or a local time with its offset. */
const dueOf = (zone: string, { due_date, all_day, time_zone }: Task): string | null => {
  if (due_date === null) return null;
  if (all_day) return dateText(wallAt(time_zone, ms(due_date)));
  return wallText(wallAt(zone, ms(due_date))) + offsetText(offsetAt(zone, ms(due_date)));
};

const shown = (world: World, task: Task): Record<string, unknown> => ({
  title: task.title,
  due: dueOf(world.zone, task),
  rrule: task.recurrence_rule,
  priority: task.priority?.toLowerCase() ?? null,
  tags: task.tags,
  description: task.description,
  category: world.categories.find(({ category_id }) => category_id === task.category_id)?.name ?? null,
});

const changed = (before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)),
  );

/** The fields among a call's arguments; the id is the command's address, not part of it. */
const given = z.object(taskFields.partial().shape);
const fieldsOf = (world: World, act: Act): z.infer<typeof given> => {
  const call = toolCallOf(act);
  const category =
    call.category === undefined
      ? {}
      : { category_id: call.category === null ? null : categoryId(world, call.category) };
  return given.parse({ ...withStates(call.arguments), ...category });
};

/** Checklist items carry their text alone when they are new. */
const withStates = (args: Record<string, unknown>): Record<string, unknown> =>
  Array.isArray(args['checklist'])
    ? { ...args, checklist: args['checklist'].map((one: unknown) => Object.assign({ done: false }, one)) }
    : args;

const commandOf = (world: World, act: Act): TaskCommand => {
  switch (act.op) {
    case 'add': {
      const { title = '', ...fields } = fieldsOf(world, act);
      return { type: 'CreateTask', fields: { ...fields, title, time_zone: world.zone }, policy: defaults };
    }
    case 'update':
      return { type: 'UpdateTask', changes: fieldsOf(world, act) };
    case 'snooze':
      return { type: 'SnoozeTask', until: act.until };
    case 'undo':
      return { type: 'UndoCommand', undo_command_id: act.command_id };
    case 'complete':
      return { type: 'CompleteTask' };
    case 'reopen':
      return { type: 'ReopenTask' };
    case 'delete':
      return { type: 'DeleteTask' };
    case 'skip':
      return { type: 'SkipTask' };
    case 'pause':
      return { type: 'PauseTask' };
    case 'resume':
      return { type: 'ResumeTask' };
    default:
      return act satisfies never;
  }
};

/** The action as it is told: what it was done to, and what is different now. */
const told = (world: World, act: Act, before: Task | null, after: Task): Record<string, unknown> => {
  if (act.op === 'add') return { op: 'add', ...shown(world, after) };
  const action = { op: act.op, title: after.title, target: before?.title ?? act.target.title };
  if (act.op === 'update' && before !== null)
    return { ...action, changes: changed(shown(world, before), shown(world, after)) };
  return act.op === 'snooze' ? { ...action, due: act.until, changes: { due: act.until } } : action;
};

const perform = (
  world: World,
  acts: readonly Act[],
  purpose: string,
): { actions: Record<string, unknown>[]; outcomes: ActOutcome[] } => {
  const actions: Record<string, unknown>[] = [];
  const outcomes = acts.map((act, n): ActOutcome => {
    const command_id = `${purpose} ${n}`;
    const id = act.op === 'add' ? taskIdFor(USER, command_id) : act.target.id;
    const before = world.rehearsal.read(id);
    const result = world.rehearsal.send(id, command_id, commandOf(world, act), iso(ms(world.now)));
    if (!result.ok) return { ok: false, message: reasonOf(result.rejection) };
    actions.push(told(world, act, before, result.task));
    return { ok: true, task: { id, title: result.task.title }, command_id };
  });
  return { actions, outcomes };
};

const reasonOf = ({
  message,
  errors,
}: {
  message: string;
  errors?: { field: string; message: string }[] | undefined;
}): string => (errors === undefined ? message : errors.map((error) => `${error.field} ${error.message}`).join('; '));

/** Has one conversation, turn by turn. @throws {Error} when a seed is not a possible task */
export const converse = (said: Item): Answered[] => {
  const world: World = {
    rehearsal: createRehearsal(USER),
    zone: said.tz,
    now: iso(Date.parse(said.now)),
    categories: [],
  };
  plant(world, said.seed_tasks ?? []);
  let memory: Memory = emptyMemory;
  return said.turns.map(({ say }, turn) => {
    const understood = understand({
      text: say,
      now: world.now,
      zone: said.tz,
      ...(said.locale != null && { locale: said.locale }),
      tasks: world.rehearsal.tasks(),
      categories: world.categories,
      memory,
    });
    const { actions, outcomes } = perform(world, understood.acts, `turn ${turn}`);
    const settled = settle(understood, outcomes);
    memory = settled.memory;
    const listed = understood.listed.flatMap((id) => world.rehearsal.read(id)?.title ?? []);
    return { id: said.id, turn, actions, listed, asked: understood.asked, reply: settled.reply };
  });
};
