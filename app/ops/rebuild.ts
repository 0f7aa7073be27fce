/** Writes the read model anew from the audit, row by row and in place, while commands go on: there is no empty moment. */
import { upcast } from '../../actors/task/upcast.ts';
import type { Queryable } from '../queries/database.ts';
import { latestEvents } from '../queries/proof.ts';
import { projectTasks } from '../read-model/project-task.ts';

const PAGE = 1_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Projects the last event of every task, over what is there unless that is later: what was written meanwhile stays.
 * @returns how many tasks were looked at, and how many events could not be read.
 */
export const rebuild = async (
  db: Queryable,
  progress: (tasks: number) => void = () => undefined,
): Promise<{ tasks: number; unreadable: number }> => {
  const done = { tasks: 0, unreadable: 0 };
  for (let after = BEFORE_ALL; ;) {
    const page = await latestEvents(db, after, PAGE);
    const events = page.flatMap(({ event }) => {
      const read = upcast(event);
      return read.ok ? [read.event] : [];
    });
    await projectTasks(
      db,
      events.map(({ payload, sequence }) => ({ task: payload.task, sequence, next_wake_at: payload.next_wake_at })),
      { evenIfSame: true },
    );
    done.tasks += page.length;
    done.unreadable += page.length - events.length;
    progress(done.tasks);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return done;
    after = last.aggregate_id;
  }
};
