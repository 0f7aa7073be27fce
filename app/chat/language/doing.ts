/** Wishes and edits carried over to the tasks they mean: acts, or a question when it is not clear which or what. */
import type { Act, KnownTask, Pending, Understanding } from './contract.ts';
import { changesOf, snoozedUntil } from './changes.ts';
import type { Problem } from './due.ts';
import { bareHour, type EditWish } from './edits.ts';
import { referTo, type Reference } from './refer.ts';
import { readSlots } from './slots.ts';
import { lengthAt } from './lengths.ts';
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';
import { expiry, refOf, understood, type Turn } from './turn.ts';
import type { Simple, Wish } from './wishes.ts';
import { dueText, quoted, saidText, titles } from './words-out.ts';

const verbsDone: Record<Simple, string> = {
  complete: 'Done',
  reopen: 'Reopened',
  delete: 'Deleted',
  skip: 'Skipped',
  pause: 'Paused',
  resume: 'Resumed',
};

/** Open tasks first for all but reopening, which is of what is done. */
const poolFor = (turn: Turn, op: Simple): KnownTask[] => {
  const open = turn.heard.tasks.filter((task) => !task.completed);
  const done = turn.heard.tasks.filter((task) => task.completed);
  return op === 'reopen' ? [...done, ...open] : [...open, ...done];
};

const which = (turn: Turn, tasks: readonly KnownTask[]): Understanding => {
  const asked: Pending = {
    kind: 'which',
    text: turn.text,
    candidates: tasks.slice(0, 20).map(refOf),
    expires: expiry(turn),
  };
  const lines = tasks.slice(0, 20).map((task, k) => `${k + 1}. ${task.title}`);
  return understood(turn, { asked, reply: `Which one do you mean?\n${lines.join('\n')}` });
};

const unknown = (turn: Turn, words: string): Understanding =>
  understood(turn, { reply: `I found no task like ${quoted(words.slice(0, 80))}, so nothing was changed.` });
/** Nothing says which task is meant: any open one may be the answer. */
const missing = (turn: Turn): Understanding => {
  const candidates = turn.heard.tasks
    .filter((task) => !task.completed)
    .slice(0, MOST_CANDIDATES)
    .map(refOf);
  const asked: Pending | true =
    candidates.length === 0 ? true : { kind: 'which', text: turn.text, candidates, expires: expiry(turn) };
  const understanding = understood(turn, { asked, reply: 'Which task do you mean?' });
  return { ...understanding, memory: { ...understanding.memory, shown: turn.memory.shown } };
};
const MOST_CANDIDATES = 100;

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
    reply: `Delete ${tasks.length === 1 ? 'this task' : `these ${tasks.length} tasks`}: ${titles(tasks)}? Say yes to delete, no to keep.`,
  });
};

const problems: Record<Problem['kind'], string> = {
  impossible: 'There is no such date. When should it be?',
  past: 'That lies in the past. When should it be?',
  days: 'On which days should it be?',
  minutes: 'I can repeat things every hour at most. How often should it be?',
};
export const problemText = (kind: Problem['kind']): string => problems[kind];

/** A question whose answer is put into the sentence, in place of what stands at `at`. */
export const askDetail = (
  turn: Turn,
  wants: 'when' | 'title' | 'text',
  at: readonly [number, number],
  before: string,
  question: string,
): Understanding =>
  understood(turn, {
    asked: { kind: 'detail', wants, text: turn.text, at: [at[0], at[1]], before, expires: expiry(turn) },
    reply: question,
  });

/** An edit carried out. Null when its object is unknown and the sentence may as well be a new task. */
export const carryOut = (turn: Turn, wish: EditWish): Understanding | null => {
  const pool = poolFor(turn, 'complete');
  const reference = wish.object.length === 0 ? focus(turn) : referTo(turn, wish.object, pool);
  if (reference.kind === 'missing') return wish.weak && wish.object.length > 0 ? null : missing(turn);
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
      return askDetail(turn, 'when', [turn.text.length, turn.text.length], ' to ', problemText(changed.problem));
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
const focus = (turn: Turn): Reference => {
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

const snoozing = phrases(`
  snooze
  remind me again|later?
  remind me of|about it|that|this again?
  ask me again
  put on snooze
`);
const itself = /^(?:it|that|this|them|those|these|again|later|about|of)$/;

/** "snooze the dentist for an hour", "remind me again in 10 minutes". */
export const snoozeOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const start = phraseEnd(snoozing, tokens, 0);
  if (start < 0) return null;
  const remind = tokens[0]?.lower === 'remind';
  const again =
    tokens.slice(0, start + 1).some((t) => /^(?:again|later)$/.test(t.lower)) ||
    tokens.slice(2, start).some((t) => itself.test(t.lower));
  if (remind && !again) return null;
  const reading = { here: turn.here, text: turn.text, tokens };
  const slots = readSlots(reading, { from: start, plain: true, leads: until });
  const taken = new Set(slots.taken);
  let length: ReturnType<typeof lengthAt> = null;
  for (let k = start; k < tokens.length && length === null; k++) {
    const found = tokens[k]?.kind === 'quoted' ? null : lengthAt(tokens, k);
    if (found === null || /^(?:from|before)$/.test(tokens[found.end]?.lower ?? '')) continue;
    const lead = /^(?:for|by|in|another|about|within)$/.test(tokens[k - 1]?.lower ?? '') ? 1 : 0;
    length = found;
    for (let n = k - lead; n < found.end; n++) taken.add(n);
    if (
      /^(?:for|by|in)$/.test(tokens[k - 2]?.lower ?? '') &&
      lead === 1 &&
      /^(?:another|about)$/.test(tokens[k - 1]?.lower ?? '')
    )
      taken.add(k - 2);
  }
  const moment = length === null ? (slots.moments.at(-1) ?? bareHour(reading, start, taken)) : null;
  if (moment !== null && length === null) for (let k = moment.start; k < moment.end; k++) taken.add(k);
  const object = tokens.filter(
    (t, k) =>
      k >= start &&
      !taken.has(k) &&
      !/^(?:for|until|till|til|by|to|again|please|again|later|,|about|of)$/.test(t.lower),
  );
  const pool = poolFor(turn, 'complete').filter((task) => !task.completed);
  const reference =
    object.length === 0 ? focus(turn) : referTo(turn, object, pool.length > 0 ? pool : turn.heard.tasks);
  if (reference.kind === 'missing') return missing(turn);
  if (reference.kind === 'unknown') return unknown(turn, reference.words);
  if (reference.kind === 'several') return which(turn, reference.tasks);
  if (moment === null && length === null)
    return askDetail(
      turn,
      'when',
      [turn.text.length, turn.text.length],
      ' ',
      `For how long, or until when, should ${titles(reference.tasks)} be snoozed?`,
    );
  const acts: Act[] = [];
  for (const task of reference.tasks) {
    const snoozed = snoozedUntil(
      turn.here,
      task,
      length !== null ? { length: length.length } : moment !== null ? { moment } : {},
    );
    if (!snoozed.ok)
      return askDetail(turn, 'when', [turn.text.length, turn.text.length], ' ', problemText(snoozed.problem));
    acts.push({ op: 'snooze', target: refOf(task), until: snoozed.until });
  }
  const [first] = acts;
  return understood(turn, {
    acts,
    reply: `Snoozed ${titles(reference.tasks)}${first?.op === 'snooze' ? ` until ${dueText(turn.here, first.until)}` : ''}.`,
  });
};
const until: ReadonlySet<string> = new Set(['until', 'till', 'til', 'to', 'for']);
