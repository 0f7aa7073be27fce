/** Edits carried over to the tasks they mean. */
import type { Act, KnownTask, Understanding } from '../contract.ts';
import { changesOf } from '../edits/changes.ts';
import type { EditWish } from '../edits/edit.ts';
import { referTo, type Reference } from '../references/refer.ts';
import { quoted, saidText, titles } from '../replies/task-words.ts';
import type { Token } from '../words/tokens.ts';
import { askDetail, missing, problemText, unknown, which } from './asking-back.ts';
import { poolFor } from './fulfilling.ts';
import { refOf, understood, type Turn } from './turn.ts';

/** An edit carried out. Null when its object is unknown and the sentence may as well be a new task. */
export const carryOut = (turn: Turn, wish: EditWish): Understanding | null => {
  const pool = poolFor(turn, 'complete');
  const reference = wish.object.length === 0 ? focus(turn) : referTo(turn, wish.object, pool);
  const pronoun = wish.object.length === 1 && /^(?:it|that|this|them|those|these)$/.test(wish.object[0]?.lower ?? '');
  if (reference.kind === 'missing') return wish.weak && wish.object.length > 0 && !pronoun ? null : missing(turn);
  if (reference.kind === 'unknown') return wish.sure && !wish.weak ? unknown(turn, reference.words) : null;
  if (reference.kind === 'several')
    return wish.weak && reference.tasks.length > 3 ? null : which(turn, reference.tasks);
  const clear = wish.definite === true || clearly(wish.object, reference.tasks);
  if (wish.weak && reference.by === 'name' && !clear) return null;
  const tasks = reference.bulk ? reference.tasks.filter((task) => !task.completed) : reference.tasks;
  const acts: Act[] = [];
  const kept: KnownTask[] = [];
  for (const task of tasks) {
    const changed = changesOf(turn.here, task, wish.edit);
    if (!changed.ok)
      return askDetail(
        turn,
        'when',
        wish.edit.spot ?? [turn.text.length, turn.text.length],
        ' to ',
        problemText(changed.problem),
      );
    if (Object.keys(changed.changes).length === 0) kept.push(task);
    else acts.push({ op: 'update', target: refOf(task), changes: changed.changes });
  }
  const [first] = acts;
  if (first?.op !== 'update')
    return understood(turn, { reply: `${titles(kept)} ${kept.length === 1 ? 'is' : 'are'} so already.` });
  return understood(turn, { acts, reply: changeText(turn, first, tasks) });
};

const changeText = (turn: Turn, first: Extract<Act, { op: 'update' }>, tasks: readonly KnownTask[]): string => {
  const { changes } = first;
  const cleared = Object.entries(changes).flatMap(([name, value]) =>
    value === null || (Array.isArray(value) && value.length === 0)
      ? [`no ${name === 'rrule' ? 'recurrence' : name}`]
      : [],
  );
  const said = [
    changes.title === undefined ? '' : `now called ${quoted(changes.title)}`,
    saidText(turn.here, changes),
    ...cleared,
  ].filter((part) => part !== '');
  return `${titles(tasks)}: ${said.join(', ')}.`;
};

/** What a sentence without an object means: what was touched last. */
export const focus = (turn: Turn): Reference => {
  if (turn.forced !== null) return { kind: 'tasks', tasks: [...turn.forced], bulk: false, by: 'pronoun' };
  const { touched, shown } = turn.memory;
  const ids = touched.length > 0 ? touched : shown.length === 1 ? shown : [];
  const tasks = ids.flatMap((id) => turn.heard.tasks.find((task) => task.id === id) ?? []);
  return tasks.length === 0 ? { kind: 'missing' } : { kind: 'tasks', tasks, bulk: tasks.length > 1, by: 'pronoun' };
};

/** "make dinner at 7" is no edit of "Make dinner reservations with Ann". */
const clearly = (object: readonly Token[], tasks: readonly KnownTask[]): boolean => {
  const words = object.filter((t) => t.kind === 'word' || t.kind === 'quoted' || t.kind === 'number').length;
  return (
    tasks.every((task) => words >= task.title.split(/\s+/).length - 1) ||
    object.some((t) => t.kind === 'quoted' || /^(?:the|my|task)$/.test(t.lower))
  );
};
