/** "The dentist got cancelled, delete it", "got both, tick them off": what has happened, and then what to do about it. */
import type { KnownTask, Understanding } from '../contract.ts';
import { editOf } from '../edits/edits.ts';
import { readPreamble } from '../new-task/add.ts';
import { keyWords } from '../references/matching.ts';
import { numberedIn, pronounIn } from '../references/pronouns.ts';
import { referTo } from '../references/refer.ts';
import { inText, trimmed } from '../references/said-words.ts';
import { wishOf } from '../wishes/wish.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import { commandsSomething } from './clauses.ts';
import { courteous } from './courtesy.ts';
import { fulfil, poolFor } from './fulfilling.ts';
import { onExisting } from './existing.ts';
import { behindRemark } from './remarks.ts';
import { isUndo } from './undoing.ts';
import type { Turn } from './turn.ts';

const joining = phrases(`
  ,|;|.|!|-|–|— and|so|then? please|pls? you|u? can|could? just|also|now?
  ,|;|.|!|-|–|— and|so|then? please|pls? can|could|would|will you|u please|pls|just|also?
  so|and please|pls? can|could|would|will you|u please|pls|just|also?
  so|and please|pls? you|u? can|could? just?
`);

const pronoun = /^(?:it|that|this|them|those|these|both|all|of|one|ones)$/;

/** The command behind the statement: one about "it" or "them" and nothing else. */
const commandIn = (turn: Turn, tail: readonly Token[]): { op: string } | null => {
  if (isUndo(tail) || tail.length < 2 || tail.length > 12 || !tail.some((t) => pronoun.test(t.lower))) return null;
  const pointed = (object: readonly Token[]): boolean =>
    object.length > 0 && trimmed(object).every((t) => pronoun.test(t.lower));
  const wish = wishOf(tail);
  if (wish !== null && wish.op !== 'skip' && pointed(wish.object)) return { op: wish.op };
  const edit = editOf({ here: turn.here, text: turn.text, tokens: tail, going: false });
  return edit !== null && pointed(edit.object) ? { op: 'update' } : null;
};

/** "…, done", "…, all sorted". */
const doneIn = (tail: readonly Token[]): { op: string } | null =>
  tail.length <= 2 &&
  wishOf(tail)?.op === 'complete' &&
  tail.every((t) => /^(?:all|done|finished|sorted|completed|✅|✓|✔)$/.test(t.lower))
    ? { op: 'complete' }
    : null;

const weightless =
  /^(?:it|that|this|they|them|is|isn't|isnt|was|wasn't|are|aren't|no|not|wait|oh|oops|sorry|actually|hmm|ah|wrong|one|still|yet|after|all|the|,|\.|!|haven't|havent|i|we|didn't|didnt|did|do|don't|dont|'s|it's|that's)$/;

/** The open task, or the done one, that a statement speaks of; null when it may be several. */
const spokenOf = (turn: Turn, head: readonly Token[]): KnownTask | null => {
  const said = keyWords(
    inText(
      turn,
      head.filter((t) => t.kind !== 'sign'),
    ),
  );
  const pool = poolFor(turn, 'complete').map((task) => ({ task, words: keyWords(task.title) }));
  const whole = pool.filter(({ words }) => words.every((word) => said.includes(word)));
  if (whole.length === 1) return whole[0]?.task ?? null;
  // A sentence that begins as a task does is one: "book the dentist, make it urgent".
  if (isVerb(wordAt(head, 0))) return null;
  const some = pool.filter(({ words }) => words.some((word) => word.length > 3 && said.includes(word)));
  return some.length === 1 ? (some[0]?.task ?? null) : null;
};

/** "The sweep fell through, please reopen Book chimney sweep": the command names what the statement spoke of. */
const names = (turn: Turn, head: readonly Token[], tail: readonly Token[]): boolean => {
  if (isVerb(wordAt(head, 0)) || commandsSomething(head) || !commandsSomething(tail)) return false;
  const wish = wishOf(tail);
  const object = wish?.object ?? editOf({ here: turn.here, text: turn.text, tokens: tail, going: false })?.object ?? [];
  const meant = object.length === 0 ? null : referTo(turn, object, poolFor(turn, wish?.op ?? 'complete'));
  if (meant?.kind !== 'tasks' || meant.by !== 'name' || meant.tasks.length !== 1) return false;
  // "Reviewed PR 481, and set 482 to high" speaks of two.
  const told = wishOf(head);
  const first = told === null ? null : referTo(turn, told.object, poolFor(turn, told.op));
  if (first?.kind === 'tasks' && first.by === 'name' && first.tasks.every(({ id }) => id !== meant.tasks[0]?.id))
    return false;
  const said = keyWords(
    inText(
      turn,
      head.filter((t) => t.kind !== 'sign'),
    ),
  );
  return meant.tasks.some((task) => keyWords(task.title).some((word) => word.length > 3 && said.includes(word)));
};

const tasksOf = (turn: Turn, head: readonly Token[]): readonly KnownTask[] | null => {
  const wish = wishOf(head);
  if (wish !== null) {
    const meant = referTo(turn, wish.object, poolFor(turn, wish.op));
    if (meant.kind === 'tasks') return meant.tasks;
  }
  const subject = head.slice(
    0,
    Math.max(
      0,
      head.findIndex((t) => /^(?:is|are|isn't|aren't|was|were|has|have|got|'s)$/.test(t.lower)),
    ),
  );
  const pointed = subject.length === 0 ? null : (pronounIn(turn, subject) ?? numberedIn(turn, subject));
  if (pointed?.kind === 'tasks') return pointed.tasks;
  const one = spokenOf(turn, head);
  return one === null ? null : [one];
};

/** The command stands behind one of the last marks. */
const MOST_TRIED = 3;

/** A statement and its command as one wish; null when the message is none such. */
export const statedThen = (turn: Turn): Understanding | null => {
  const { tokens } = turn;
  let tried = 0;
  for (let k = tokens.length - 2; k > 0 && tried < MOST_TRIED; k--) {
    const end = phraseEnd(joining, tokens, k);
    if (end < 0) continue;
    tried++;
    const [head, tail] = [tokens.slice(courteous(tokens.slice(0, k)).from, k), tokens.slice(end)];
    const own: Turn = { ...turn, tokens: tail };
    if (names(turn, head, tail)) return onExisting(own, tail, true);
    const command = commandIn(turn, tail) ?? doneIn(tail);
    if (command === null && behindRemark(turn, head, tail)) {
      const own = tail.slice(courteous(tail).from);
      return onExisting({ ...turn, tokens: own }, own, true);
    }
    if (command === null || readPreamble(turn.here, head).command) continue;
    if (head.every((t) => weightless.test(t.lower))) return onExisting(own, tail, true);
    const wish = wishOf(head);
    // "Reopen the lease and set it to high" commands twice.
    if (commandsSomething(head) && wish?.op !== command.op) continue;
    const done = wish !== null && wish.op === command.op ? fulfil(turn, wish) : null;
    if (done !== null && (done.acts.length > 0 || done.asked)) return done;
    const tasks = tasksOf(turn, head);
    if (tasks !== null) return onExisting({ ...own, forced: tasks }, tail, true);
    // "Had it this morning, mark it done": what it is was said before.
    const before = head.some((t) => /^(?:it|that|them)$/.test(t.lower)) && turn.memory.touched.length === 1;
    return before && !isVerb(wordAt(head, 0)) ? onExisting(own, tail, true) : null;
  }
  return null;
};
