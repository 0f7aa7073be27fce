/** Wishes carried over to the tasks they mean: acts, or a question when it is not clear which. */
import type { Act, KnownTask, Pending, Understanding } from '../contract.ts';
import { referTo, type Reference } from '../references/refer.ts';
import { everyTitle, titles } from '../replies/task-words.ts';
import type { Simple, Wish } from '../wishes/wish.ts';
import { missing, unknown, which } from './asking-back.ts';
import { expiry, refOf, understood, type Turn } from './turn.ts';

const verbsDone: Record<Simple, string> = {
  complete: 'Done',
  reopen: 'Reopened',
  delete: 'Deleted',
  skip: 'Skipped',
  pause: 'Paused',
  resume: 'Resumed',
};

/** Open tasks first for all but reopening, which is of what is done. */
export const poolFor = (turn: Turn, op: Simple): KnownTask[] => {
  const open = turn.heard.tasks.filter((task) => !task.completed);
  const done = turn.heard.tasks.filter((task) => task.completed);
  return op === 'reopen' ? [...done, ...open] : [...open, ...done];
};

/** A wish fulfilled, or a question. Null when its object is unknown and the sentence may as well be a new task. */
export const fulfil = (turn: Turn, wish: Wish): Understanding | null => {
  const { op } = wish;
  const reference = referTo(turn, wish.object, poolFor(turn, op));
  if (reference.kind === 'missing')
    return wish.object.length === 0 && op !== 'delete' && !wish.sure ? null : missing(turn);
  if (reference.kind === 'unknown') {
    // Whoever has no tasks cannot mean one of them.
    return wish.sure && !(wish.mild && turn.heard.tasks.length === 0) ? unknown(turn, reference.words) : null;
  }
  if (reference.kind === 'several') return which(turn, reference.tasks);
  const { tasks } = reference;
  // "The internet is cancelled" is what "Cancel the internet" was about.
  if (wish.off === true && tasks.every((task) => /^cancel\b/i.test(task.title)))
    return fulfil(turn, { ...wish, op: 'complete', off: false });
  if (op === 'delete') return remove(turn, tasks, reference);
  if (op === 'complete' && reference.by === 'filter' && reference.bulk)
    return act(
      turn,
      op,
      tasks.filter((task) => !task.completed),
    );
  const idle = tasks.filter((task) => (op === 'complete' && task.completed) || (op === 'reopen' && !task.completed));
  const active = tasks.filter((task) => !idle.includes(task));
  if (active.length === 0)
    return understood(turn, {
      reply: `${titles(idle)} ${idle.length === 1 ? 'is' : 'are'} ${op === 'complete' ? 'done already' : 'open already'}.`,
    });
  return act(turn, op, active);
};

const act = (turn: Turn, op: Simple, tasks: readonly KnownTask[]): Understanding => {
  if (tasks.length === 0) return understood(turn, { reply: 'There is no such task, so nothing was changed.' });
  const acts = tasks.map((task): Act => ({ op, target: refOf(task) }));
  return understood(turn, { acts, reply: `${verbsDone[op]}: ${titles(tasks)}.` });
};

/** One named task goes at once; several only after a yes that names exactly these. */
const remove = (
  turn: Turn,
  tasks: readonly KnownTask[],
  reference: Extract<Reference, { kind: 'tasks' }>,
): Understanding => {
  if (tasks.length === 1 && !reference.bulk) return act(turn, 'delete', tasks);
  const asked: Pending = { kind: 'confirm-delete', targets: tasks.map(refOf), expires: expiry(turn) };
  return understood(turn, {
    asked,
    reply: `Delete ${tasks.length === 1 ? 'this task' : `these ${tasks.length} tasks`}: ${everyTitle(tasks)}? Say yes to delete, no to keep.`,
  });
};
