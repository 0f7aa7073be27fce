/** Which tasks a few words refer to: "it", "the second one", "all overdue tasks", "the dentist", "milk and eggs". */
import type { KnownTask } from '../contract.ts';
import type { Turn } from '../conversation/turn.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { namedIn } from './naming.ts';
import { numberedIn, pronounIn } from './pronouns.ts';
import { trimmed } from './said-words.ts';
import { setIn } from './sets.ts';

/** `bulk`: said of a set ("all", "everything"), not of tasks by name. */
export type Reference =
  | { kind: 'tasks'; tasks: KnownTask[]; bulk: boolean; by: 'name' | 'pronoun' | 'number' | 'filter' }
  | { kind: 'several'; tasks: KnownTask[] }
  | { kind: 'unknown'; words: string }
  | { kind: 'missing' };

/** `pool`: the tasks a name may mean, the likeliest kind first. */
export const referTo = (turn: Turn, said: readonly Token[], pool: readonly KnownTask[]): Reference => {
  const tokens = trimmed(said);
  if (turn.forced !== null) return { kind: 'tasks', tasks: [...turn.forced], bulk: false, by: 'pronoun' };
  if (tokens.length === 0) return { kind: 'missing' };
  const corrected = correctedIn(turn, tokens, pool);
  if (corrected !== null) return corrected;
  const pronoun = pronounIn(turn, tokens);
  if (pronoun !== null) return pronoun;
  const numbered = numberedIn(turn, tokens);
  if (numbered !== null) return numbered;
  const quotedOnly = tokens.length === 1 && tokens[0]?.kind === 'quoted';
  const but = exceptionAt(tokens);
  const set = quotedOnly ? null : but > 0 ? allBut(turn, tokens, but, pool) : setIn(turn, tokens, pool);
  if (set !== null) return set;
  // "Both calls": the two that the word fits.
  const two = wordAt(tokens, 0) === 'both' ? namedIn(turn, tokens.slice(1), pool) : null;
  if (two?.kind === 'several' && two.tasks.length === 2)
    return { kind: 'tasks', tasks: two.tasks, bulk: true, by: 'filter' };
  return namedIn(turn, tokens, pool);
};

/** Where "all but …" leaves something out; -1 when it leaves nothing. */
const exceptionAt = (tokens: readonly Token[]): number =>
  tokens.findIndex(
    (t, k) =>
      k > 0 &&
      (/^(?:except|but|excluding|besides)$/.test(t.lower) ||
        (t.lower === 'other' && wordAt(tokens, k + 1) === 'than') ||
        (t.lower === 'apart' && wordAt(tokens, k + 1) === 'from')),
  );

/** "all except the gym": the set without what is named. */
const allBut = (turn: Turn, tokens: readonly Token[], but: number, pool: readonly KnownTask[]): Reference | null => {
  const set = referTo(turn, tokens.slice(0, but), pool);
  const rest = tokens.slice(/^(?:than|from|for)$/.test(wordAt(tokens, but + 1)) ? but + 2 : but + 1);
  const left = referTo(turn, rest, pool);
  if (set.kind !== 'tasks' || left.kind !== 'tasks') return left.kind === 'several' ? left : null;
  const tasks = set.tasks.filter((task) => !left.tasks.includes(task));
  return tasks.length === 0 ? null : { kind: 'tasks', tasks, bulk: true, by: 'filter' };
};

const takingBack = phrases(`
  ,|-|–|—|...|…? no|nope|sorry|wait|actually|rather|oops ,? wait|sorry|actually? ,? i? meant|mean|make|rather? it? ,?
  ,|-|–|—|...|…? no|sorry? ,? i meant|mean ,?
  ,|-|–|—|...|…? scratch that ,?
  ,|-|–|—? or rather
`);

/** "The meeting, I mean the invoice, not the meeting": the last one said is meant. */
const correctedIn = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference | null => {
  for (let k = 1; k < tokens.length - 1; k++) {
    const end = phraseEnd(takingBack, tokens, k);
    if (end < 0 || end >= tokens.length) continue;
    const not = tokens.findIndex((t, n) => n > end && t.lower === 'not');
    const own = trimmed(tokens.slice(end, not < 0 ? tokens.length : not));
    const before = referTo(turn, tokens.slice(0, k), pool);
    // "The first one, no, the other one": the other of what is shown.
    const first = before.kind === 'tasks' ? before.tasks.map((task) => task.id) : [];
    const memory = { ...turn.memory, touched: first.length > 0 ? first : turn.memory.touched };
    const meant = referTo({ ...turn, memory }, own, pool);
    return meant.kind === 'tasks' || meant.kind === 'several' ? meant : null;
  }
  return null;
};
