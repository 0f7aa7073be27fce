/** The tasks a conversation in memory begins with, made by the very commands that make any task. */
import { z } from 'zod';
import { derivedCommandId, taskIdFor } from '../../actors/task/ids.ts';
import { reminderPolicy } from '../../actors/task/task.ts';
import { iso, ms } from '../../actors/task/zone.ts';
import type { Whose } from './act-command.ts';
import type { KnownCategory } from './language/index.ts';
import { createRehearsal, type Rehearsal } from './rehearsal.ts';

export const seed = z.looseObject({
  title: z.string(),
  due: z.string().nullish(),
  rrule: z.string().nullish(),
  priority: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  description: z.string().nullish(),
  category: z.string().nullish(),
  completed: z.boolean().nullish(),
});
export type Seed = z.infer<typeof seed>;

/** A person of no installation, their tasks, and the instant at which their clock stands still. */
export type World = Whose & { rehearsal: Rehearsal; now: string; categories: KnownCategory[] };

export const USER = '0a1b2c3d-0000-4000-8000-00000000d00d';
const DAY_MS = 86_400_000;
const defaults = reminderPolicy.parse({});
const levels = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL', urgent: 'CRITICAL' } as const;

/** @throws {Error} when a seed is not a possible task */
export const createWorld = (zone: string, now: string, seeds: readonly Seed[]): World => {
  const categories: KnownCategory[] = [];
  const categoryId = (name: string): string => {
    const known = categories.find((category) => category.name.toLowerCase() === name.toLowerCase());
    if (known !== undefined) return known.category_id;
    const made = { category_id: derivedCommandId(USER, `category ${name.toLowerCase()}`), name };
    categories.push(made);
    return made.category_id;
  };
  const world = { rehearsal: createRehearsal(USER), zone, now, categories, policy: defaults, categoryId };
  plant(world, seeds);
  return world;
};

/** The seed tasks come to be a day before the earliest of them is due, so that none is refused for being late. */
const plant = (world: World, seeds: readonly Seed[]): void => {
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
      ...(given.category != null && { category_id: world.categoryId(given.category) }),
      ...(level !== undefined && { priority: level }),
    };
    const made = world.rehearsal.send(id, `seed ${n}`, { type: 'CreateTask', fields, policy: defaults }, begin);
    if (!made.ok) throw new Error(`seed task ${n} (${given.title}): ${JSON.stringify(made.rejection)}`);
    // What was completed before the conversation has brought its successor, if any, as a seed of its own.
    if (given.completed === true) world.rehearsal.send(id, `seed ${n} done`, { type: 'CompleteTask' }, world.now, true);
  }
};
