/** Writes the read model anew from the audit, in place, while commands go on: there is no empty moment. */
import { upcast } from '../../actors/task/upcast.ts';
import { Unavailable } from '../operations/ports.ts';
import type { Queryable } from '../queries/database.ts';
import { latestEvents } from '../queries/proof.ts';
import { projectTasks } from '../read-model/project-task.ts';
import { reprojectTasks, type Reprojected } from '../read-model/reproject.ts';

/** Rows that one statement may hold back from those who write meanwhile: some 50 ms. */
const PAGE = 1_000;
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** `events` are those of the tasks' histories; `written` the rows that were missing or wrong. */
export type Rebuilt = { tasks: number; events: number; written: number; unreadable: number };

type Page = Omit<Reprojected, 'others'> & { unreadable: number };

/** Event by event: for other versions, and for a page with something in it that is no task. */
const projectSingly = async (
  db: Queryable,
  events: readonly unknown[],
): Promise<{ written: number; unreadable: number }> => {
  const done = { written: 0, unreadable: 0 };
  for (const event of events) {
    const read = upcast(event);
    if (!read.ok) {
      done.unreadable++;
      continue;
    }
    const { payload, sequence } = read.event;
    const snapshot = { task: payload.task, sequence, next_wake_at: payload.next_wake_at };
    done.written += await projectTasks(db, [snapshot], { evenIfSame: true });
  }
  return done;
};

const rewrite = async (db: Queryable, before: string): Promise<Page> => {
  try {
    const { others, ...page } = await reprojectTasks(db, before, PAGE);
    const singly = await projectSingly(db, others);
    return { ...page, written: page.written + singly.written, unreadable: singly.unreadable };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const latest = await latestEvents(db, before, PAGE);
    return {
      last: latest.at(-1)?.aggregate_id ?? null,
      tasks: latest.length,
      events: latest.reduce((sum, { sequence }) => sum + sequence, 0),
      ...(await projectSingly(
        db,
        latest.map(({ event }) => event),
      )),
    };
  }
};

/**
 * Projects the last event of every task, over what is there unless that is later: what was written meanwhile stays.
 * `progress` hears how many tasks have been looked at.
 */
export const rebuild = async (db: Queryable, progress: (tasks: number) => void = () => undefined): Promise<Rebuilt> => {
  const done: Rebuilt = { tasks: 0, events: 0, written: 0, unreadable: 0 };
  for (let before: string | null = AFTER_ALL; before !== null;) {
    const page: Page = await rewrite(db, before);
    done.tasks += page.tasks;
    done.events += page.events;
    done.written += page.written;
    done.unreadable += page.unreadable;
    before = page.last;
    if (page.tasks > 0) progress(done.tasks);
  }
  return done;
};
