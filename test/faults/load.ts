/** A mixed load by several people at once, each waiting a moment between what they do, so that there is room to catch up. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { occurrenceIdFor, taskIdFor } from '../../actors/task/ids.ts';
import { randomOf } from '../language/hostile.ts';
import type { Kind, Recorder } from './record.ts';

export type Driven = { user: string; mark: string };

/** A task made to ring, which nothing touches afterwards: its reminder has to arrive, once. */
export type Bell = { user: string; key: string; taskId: string; at: string };

export type Load = {
  readonly bells: readonly Bell[];
  /** Makes so many more bells for one instant, several at a time; resolves when all have been answered. */
  ringTogether(count: number, at: Date): Promise<void>;
  /** Resolves when nobody says anything any more. */
  stop(): Promise<void>;
};

/** What a share of everything said is: of a hundred. */
const shares: readonly (readonly [Kind, number])[] = [
  ['create', 30],
  ['bell', 8],
  ['update', 20],
  ['complete', 10],
  ['snooze', 6],
  ['delete', 6],
  ['chat', 8],
  ['list', 7],
  ['search', 5],
];

const HOUR = 3_600_000;
/** How many bells are being made at once by `ringTogether`. */
const AT_ONCE = 16;

const pick = (dice: () => number): Kind => {
  let left = dice() * 100;
  return shares.find(([, share]) => (left -= share) < 0)?.[0] ?? 'create';
};

/**
 * @param bellAfter milliseconds from a bell's making to its instant, at least
 * @param restMs between one answer and the next request of one person
 */
export const startLoad = (
  recorder: Recorder,
  people: readonly Driven[],
  { seed, bellAfter = 3_000, restMs = 60 }: { seed: number; bellAfter?: number; restMs?: number },
): Load => {
  const bells: Bell[] = [];
  const ended = new AbortController();
  const isOver = () => ended.signal.aborted;

  const live = async ({ user, mark }: Driven, index: number): Promise<void> => {
    const dice = randomOf(seed + index);
    const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(dice() * list.length)];
    const open: string[] = [];
    let count = 0;
    const title = () => `${mark} ${String((count += 1))}`;
    const post = (kind: Kind, path: string, body: unknown, key: string = randomUUID()) =>
      recorder.send({ key, user, kind, method: 'POST', path, body });

    const create = async (): Promise<void> => {
      const due_date = new Date(Date.now() + 48 * HOUR).toISOString();
      const made = await post('create', '/api/tasks', { title: title(), due_date, tags: ['load'] });
      if (made?.status === 201) open.push(String(made.body.id));
    };
    const ring = async (): Promise<void> => {
      const key = randomUUID();
      const at = new Date(Date.now() + bellAfter + Math.floor(dice() * 2_000)).toISOString();
      const body = { title: title(), reminders: [{ at }] };
      bells.push({ user, key, taskId: taskIdFor(user, key), at });
      await post('bell', '/api/tasks', body, key);
    };
    // Each person has a habit; the one that is open now is done before the next comes to be.
    let habit: string | undefined;
    const complete = async (): Promise<void> => {
      if (habit === undefined) {
        const due_date = new Date(Date.now() + HOUR).toISOString();
        const body = { title: `${mark} habit`, due_date, recurrence_rule: 'FREQ=DAILY' };
        const made = await post('create', '/api/tasks', body);
        if (made?.status === 201) habit = String(made.body.id);
        return;
      }
      const seen = await recorder.ask(user, `/api/tasks/${habit}`);
      if (seen?.status === 200 && seen.body.completed === true) {
        const following = occurrenceIdFor(String(seen.body.series_id), Number(seen.body.occurrence) + 1);
        if ((await recorder.ask(user, `/api/tasks/${following}`))?.status === 200) habit = following;
      }
      if (seen?.status === 200 && seen.body.completed === false)
        await post('complete', `/api/tasks/${habit}/complete`, {});
    };

    while (!isOver()) {
      const kind = pick(dice);
      const id = any(open);
      if (kind === 'bell') await ring();
      else if (kind === 'complete') await complete();
      else if (kind === 'list') await recorder.ask(user, '/api/tasks?limit=50');
      else if (kind === 'search') await recorder.ask(user, `/api/tasks?q=${encodeURIComponent(mark)}`);
      else if (kind === 'chat') await post('chat', '/api/chat', { message: `add "${title()}" tomorrow at 10am` });
      else if (id === undefined || kind === 'create') await create();
      else if (kind === 'update')
        await recorder.send({ key: randomUUID(), user, kind, method: 'PATCH', path: `/api/tasks/${id}`, body: { title: title() } }); // prettier-ignore
      else if (kind === 'snooze')
        await post(kind, `/api/tasks/${id}/snooze`, {
          until: new Date(Date.now() + 72 * HOUR + (count += 1)).toISOString(),
        });
      else {
        open.splice(open.indexOf(id), 1);
        await recorder.send({ key: randomUUID(), user, kind: 'delete', method: 'DELETE', path: `/api/tasks/${id}`, body: undefined }); // prettier-ignore
      }
      await pause(restMs * (0.5 + dice()), undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };

  const ringTogether = async (count: number, at: Date): Promise<void> => {
    const waiting = Array.from({ length: count }, (_, n) => n);
    const make = async (): Promise<void> => {
      for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
        const { user, mark } = people[n % people.length] ?? { user: '', mark: '' };
        const key = randomUUID();
        const body = { title: `${mark} together ${String(n)}`, reminders: [{ at: at.toISOString() }] };
        bells.push({ user, key, taskId: taskIdFor(user, key), at: at.toISOString() });
        await recorder.send({ key, user, kind: 'bell', method: 'POST', path: '/api/tasks', body });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, make));
  };

  const lives = people.map(live);
  return {
    bells,
    ringTogether,
    stop: async () => {
      ended.abort();
      await Promise.all(lives);
    },
  };
};
