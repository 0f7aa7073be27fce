/** What a function answered, as little of it as a model needs to go on. */
import { z } from 'zod';
import type { Outcome } from '../../operations/operation.ts';

const MOST_CHARACTERS = 12_000;

const someTask = z.object({
  id: z.string(),
  title: z.string(),
  version: z.number(),
  description: z.string().nullable(),
  priority: z.string().nullable(),
  tags: z.array(z.string()),
  due_date: z.string().nullable(),
  all_day: z.boolean(),
  recurrence_rule: z.string().nullable(),
  completed: z.boolean(),
  status: z.string(),
  deleted_at: z.string().nullable(),
});
const list = z.looseObject({ items: z.array(z.unknown()) });

/** A task by what is worth knowing of it, a list of such; anything else as it is. */
export const brief = (value: unknown): unknown => {
  const many = list.safeParse(value);
  if (many.success) return { ...many.data, items: many.data.items.map(brief) };
  return someTask.safeParse(value).data ?? value;
};

/** As JSON, cut where it would crowd out the conversation. */
export const toldModel = (outcome: Outcome<unknown>): string => {
  const said = JSON.stringify(outcome.ok ? brief(outcome.value) : errorOf(outcome));
  return said.length <= MOST_CHARACTERS ? said : `${said.slice(0, MOST_CHARACTERS)}… (cut: ask for less)`;
};

const errorOf = ({ rejection: { code, message, errors, task } }: Outcome<unknown> & { ok: false }) => ({
  error: {
    code,
    message,
    ...(errors === undefined ? {} : { errors }),
    ...(task === undefined ? {} : { task: brief(task) }),
  },
});
