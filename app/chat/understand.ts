/** Gathers what a sentence is understood against: the person, their tasks, categories and filters, the conversation. */
import { categoriesOf } from '../queries/categories.ts';
import { knownTasks } from '../queries/known-tasks.ts';
import type { Services } from '../operations/operation.ts';
import type { User } from '../queries/users.ts';
import { together } from './acts.ts';
import { filtersFor } from './saved-filters.ts';
import { emptyMemory, memory, type Heard, type Memory, type Understanding } from './language/index.ts';

export type Understand = (heard: Heard) => Understanding;

const MOST_CATEGORIES = 200;

/** A memory that an earlier version of the code kept and that cannot be read any more begins anew. */
export const readMemory = (stored: unknown): Memory => memory.safeParse(stored).data ?? emptyMemory;

/** @param at when it was said: "tomorrow" does not move because a retry comes after midnight */
export const understood = async (
  { db }: Services,
  understand: Understand,
  said: { user: User; text: string; at: string; memory: Memory },
): Promise<Understanding> => {
  const { user } = said;
  const spokenOf = [...said.memory.shown, ...said.memory.touched];
  const [tasks, categories, filters] = await Promise.all([
    knownTasks(db, user.user_id, spokenOf),
    categoriesOf(db, user.user_id, { limit: MOST_CATEGORIES, after: null }),
    filtersFor(db, user, said),
  ]);
  return together(
    understand({
      text: said.text,
      now: said.at,
      zone: user.timezone,
      locale: user.preferences.locale,
      weekStart: user.preferences.week_start,
      tasks,
      categories,
      filters,
      memory: said.memory,
    }),
  );
};
