/** "The fence broke again, reopen fix fence": a remark that only tells why, before a command that names its task. */
import type { KnownTask } from '../contract.ts';
import { editOf } from '../edits/edits.ts';
import { isStatement } from '../new-task/excuses.ts';
import { keyWords } from '../references/matching.ts';
import { referTo } from '../references/refer.ts';
import { inText, isMark } from '../references/said-words.ts';
import { wishOf } from '../wishes/wish.ts';
import type { Token } from '../words/tokens.ts';
import { isVerb, presentOf } from '../words/verbs.ts';
import { commandsSomething } from './clauses.ts';
import { courteous } from './courtesy.ts';
import { poolFor } from './fulfilling.ts';
import type { Turn } from './turn.ts';

/** What makes a remark a sentence: something is so, or has happened. */
const happened =
  /^(?:is|are|was|were|has|have|had|isn't|isnt|aren't|wasn't|can|can't|cant|won't|wont|didn't|didnt|doesn't|doesnt|hasn't|fell|fails?|leaks?|smells?|looks?|keeps?|came|went|comes|goes|died|arrives?|crashe?s|stays?|needs?)$|['’]s$/;

const tells = (token: Token, k: number): boolean =>
  k > 0 &&
  token.kind === 'word' &&
  (happened.test(token.lower) || presentOf(token.lower) !== null || /\p{L}{2}ed$/u.test(token.lower));

/** The one task that a command names; null when it names none, or may mean several. */
const named = (turn: Turn, tail: readonly Token[]): KnownTask | null => {
  const { from } = courteous(tail);
  const own = tail.slice(from);
  const wish = wishOf(own);
  const edit = wish === null ? editOf({ here: turn.here, text: turn.text, tokens: own, going: false }) : null;
  const object = wish?.object ?? edit?.object ?? [];
  if (object.length === 0) return null;
  const meant = referTo(turn, object, poolFor(turn, wish?.op ?? 'complete'));
  const [task] = meant.kind === 'tasks' && meant.by === 'name' && !meant.bulk ? meant.tasks : [];
  return meant.kind === 'tasks' && meant.tasks.length === 1 ? (task ?? null) : null;
};

/** Whether `head` only remarks on the task that the command in `tail` names. */
export const behindRemark = (turn: Turn, head: readonly Token[], tail: readonly Token[]): boolean => {
  const words = head.filter((t) => !isMark(t));
  if (words.length < 2 || words.some((t) => t.kind === 'quoted') || !commandsSomething(tail)) return false;
  const [first] = words;
  if (first === undefined || commandsSomething(head)) return false;
  const task = named(turn, tail);
  if (task === null) return false;
  const wish = wishOf(head);
  const meant = wish === null ? null : referTo(turn, wish.object, poolFor(turn, wish.op));
  // "I paid the rent, delete the gym" says two things.
  if (meant?.kind === 'tasks' && !meant.tasks.includes(task)) return false;
  const own = keyWords(task.title);
  // "Water bill bounced" speaks of the bill; "buy fence posts" is something to do.
  if (isVerb(first.lower) && !own.slice(1).includes(first.lower)) return false;
  const akin = keyWords(inText(turn, words)).some((word) => word.length > 2 && own.includes(word));
  return (akin && words.some(tells)) || isStatement(turn.here, head);
};
