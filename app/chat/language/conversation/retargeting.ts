/** "No, I meant the other one", "I meant complete it": what was done is taken back, and what was meant is done. */
import type { Act, KnownTask, Understanding } from '../contract.ts';
import { ranked } from '../references/matching.ts';
import { referTo } from '../references/refer.ts';
import { inText } from '../references/said-words.ts';
import { titles } from '../replies/task-words.ts';
import { wishOf } from '../wishes/wish.ts';
import { tokenize, wordAt, type Token } from '../words/tokens.ts';
import { courteous } from './courtesy.ts';
import { onExisting } from './existing.ts';
import { taskById, type Turn } from './turn.ts';

type Entries = Turn['memory']['done'][number];

/** A reference of more words than these is a sentence. */
const MOST_WORDS = 8;

const takeBack = (entries: Entries): Act[] =>
  [...entries]
    .reverse()
    .map((entry) => ({ op: 'undo', target: { id: entry.id, title: entry.title }, command_id: entry.command_id }));

/** "the electricity bill, not the council tax": what is not meant need not be said. */
const meant = (tokens: readonly Token[]): readonly Token[] => {
  const not = tokens.findIndex((t, k) => k > 0 && /^(?:not|instead)$/.test(t.lower));
  const end = not < 0 ? tokens.length : wordAt(tokens, not - 1) === ',' ? not - 1 : not;
  return tokens.slice(0, end);
};

/** The task that the words mean, where they are its name or point at it. */
const taskMeant = (turn: Turn, tokens: readonly Token[]): KnownTask | null => {
  const reference = referTo(turn, tokens, turn.heard.tasks);
  if (reference.kind !== 'tasks' || reference.tasks.length !== 1) return null;
  const [task] = reference.tasks;
  const named =
    reference.by !== 'name' || (task !== undefined && ranked(inText(turn, tokens), [task])[0]?.whole === true);
  return named ? (task ?? null) : null;
};

/** The same again with another task: "delete the lawn" and then "no, the tomatoes". */
export const retargeted = (turn: Turn, own: readonly Token[]): Understanding | null => {
  const { done, said } = turn.memory;
  const last = done.at(-1);
  const words = meant(own);
  if (last === undefined || said === '' || words.length === 0 || words.length > MOST_WORDS) return null;
  if (last.some((entry) => entry.op === 'add')) return null;
  const task = taskMeant(turn, words);
  if (task === null || last.some((entry) => entry.id === task.id)) return null;
  const tokens = tokenize(said);
  const again = { ...turn, text: said, tokens, forced: [task] };
  const { from, request } = courteous(tokens);
  const redone = onExisting(again, tokens.slice(from), request);
  return redone === null || redone.acts.length === 0 ? null : instead(turn, last, redone);
};

/** Another thing to the same task: "delete the dentist" and then "sorry, I meant complete it". */
export const recommanded = (turn: Turn, own: readonly Token[]): Understanding | null => {
  const last = turn.memory.done.at(-1);
  if (last === undefined || last.some((entry) => entry.op === 'add')) return null;
  const { from, request } = courteous(own);
  const tokens = own.slice(from);
  const pointed = tokens.some((t) => /^(?:it|that|this|them|those)$/.test(t.lower));
  if (!pointed) return null;
  const tasks = last.flatMap(({ id }) => taskById(turn, id) ?? []);
  const wish = wishOf(tokens);
  // What was deleted is there again only once that is taken back.
  if (tasks.length < last.length) {
    if (wish === null || wish.op === 'delete') return null;
    const acts = last.map(({ id, title }): Act => ({ op: wish.op, target: { id, title } }));
    const reply = `Taken back. Done: ${titles(last)}.`;
    return { ...nothing(turn), acts: [...takeBack(last), ...acts], reply };
  }
  const redone = onExisting({ ...turn, forced: tasks }, tokens, request);
  return redone === null || redone.acts.length === 0 ? null : instead(turn, last, redone);
};

const nothing = (turn: Turn): Understanding => ({
  acts: [],
  query: null,
  listed: [],
  asked: false,
  reply: '',
  memory: turn.memory,
});

const instead = (turn: Turn, last: Entries, redone: Understanding): Understanding => ({
  ...redone,
  acts: [...takeBack(last), ...redone.acts],
  reply: `Undone: ${titles(last)}. ${redone.reply}`,
  memory: { ...redone.memory, pending: null, shown: turn.memory.shown },
});
