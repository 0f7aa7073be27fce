/** Conversations with the offline understander on tasks in memory, one item of a file after the other. */
import { z } from 'zod';
import { taskIdFor } from '../../actors/task/ids.ts';
import type { Task } from '../../actors/task/task.ts';
import { dateText, iso, ms, offsetAt, offsetText, wallAt, wallText } from '../../actors/task/zone.ts';
import { commandOf } from './act-command.ts';
import { together } from './acts.ts';
import { emptyMemory, settle, understand, type Act, type ActOutcome, type Memory } from './language/index.ts';
import { reasonOf } from './rehearsal.ts';
import { createWorld, seed, USER, type World } from './seeds.ts';

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

/** Has one conversation, turn by turn. @throws {Error} when a seed is not a possible task */
export const converse = (said: Item): Answered[] => {
  const world = createWorld(said.tz, iso(Date.parse(said.now)), said.seed_tasks ?? []);
  let memory: Memory = emptyMemory;
  return said.turns.map(({ say }, turn) => {
    const understood = together(
      understand({
        text: say,
        now: world.now,
        zone: said.tz,
        ...(said.locale != null && { locale: said.locale }),
        tasks: world.rehearsal.tasks(),
        categories: world.categories,
        memory,
      }),
    );
    const { actions, outcomes } = perform(world, understood.acts, `turn ${turn}`);
    const settled = settle(understood, outcomes);
    memory = settled.memory;
    const listed = understood.listed.flatMap((id) => world.rehearsal.read(id)?.title ?? []);
    return { id: said.id, turn, actions, listed, asked: understood.asked, reply: settled.reply };
  });
};
