/** Sentences that are only a reference: "the other one too" repeats what was done; "the second one" is asked about. */
import type { Act, KnownTask, Understanding } from '../contract.ts';
import { editOf } from '../edits/edits.ts';
import { newValues } from '../edits/new-values.ts';
import { cleanObject } from '../edits/objects.ts';
import { ranked } from '../references/matching.ts';
import { numberedIn, pronounIn } from '../references/pronouns.ts';
import { referTo, type Reference } from '../references/refer.ts';
import { inText } from '../references/said-words.ts';
import { isOverdue } from '../references/filtered.ts';
import { lineText, titles } from '../replies/task-words.ts';
import { wishOf } from '../wishes/wish.ts';
import { tokenize, wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import { carryOut } from './carrying-out.ts';
import { courteous } from './courtesy.ts';
import { onExisting } from './existing.ts';
import { fulfil } from './fulfilling.ts';
import { refOf, understood, type Turn } from './turn.ts';

const repeatable = (op: string | undefined): op is 'complete' | 'reopen' | 'delete' =>
  op === 'complete' || op === 'reopen' || op === 'delete';

/** What was done last, to all alike; null when it cannot be repeated without saying more. */
const lastOp = (turn: Turn): Extract<Act['op'], 'complete' | 'reopen' | 'delete'> | null => {
  const entries = turn.memory.done.at(-1) ?? [];
  const op = entries[0]?.op;
  return repeatable(op) && entries.every((entry) => entry.op === op) ? op : null;
};

/** What points into a list; a sentence without such a word, that is joined to nothing, is no reference. */
const placing =
  /^(?:\d{1,2}|#|.*(?:st|nd|rd|th)|number|last|others?|rest|remaining|ones?|two|three|four|five|six|seven|eight|nine|ten|both|them|those|these|all|it|that|this)$/;

/** "And the other one too", "same for the second": `joined` by "and" to what was said before; null when the sentence is more than a reference. */
export const likewise = (turn: Turn, tokens: readonly Token[], joined: boolean): Understanding | null => {
  let own = tokens.filter((t) => t.kind !== 'bangs' && !(t.kind === 'sign' && /^[,.!?]$/.test(t.text)));
  let repeated = false;
  while (/^(?:and|also|then|plus)$/.test(own[0]?.lower ?? '')) own = own.slice(1);
  if (/^(?:same|ditto)$/.test(wordAt(own, 0)) && /^(?:for|with|to|goes)$/.test(wordAt(own, 1))) {
    own = own.slice(wordAt(own, 1) === 'goes' ? 3 : 2);
    repeated = true;
  }
  while (/^(?:too|also|likewise|please|aswell)$/.test(own.at(-1)?.lower ?? '') || ends(own, 'as', 'well')) {
    repeated ||= own.at(-1)?.lower !== 'please';
    own = own.slice(0, ends(own, 'as', 'well') ? -2 : -1);
  }
  // A sentence of many words is more than a reference, and would cost a search.
  if (own.length === 0 || own.length > 8) return null;
  if (!joined && !repeated && !own.some((t) => placing.test(t.lower))) return null;
  // "Move the florist to Friday as well" says itself what is to be done.
  if (wishOf(own) !== null || editOf({ here: turn.here, text: turn.text, tokens: own, going: false })?.sure === true)
    return null;
  const further = joined ? furtherChange(turn, own) : null;
  if (further !== null) return further;
  // "And Call Ben", "and the passport": the name of a task behind "and".
  if (joined && (entitled(turn, own) || /^(?:the|my)$/.test(wordAt(own, 0)))) repeated = true;
  const reference: Reference = repeated
    ? referTo(turn, own, turn.heard.tasks)
    : (pronounIn(turn, own) ?? numberedIn(turn, own) ?? { kind: 'missing' });
  const pointed = reference.kind === 'tasks' && (reference.by === 'number' || isOther(own));
  if (reference.kind !== 'tasks' || !(pointed || (repeated && reference.by === 'name'))) return null;
  // "And the podcast?" goes on asking.
  if (tokens.at(-1)?.lower === '?')
    return understood(turn, {
      query: { kind: 'question', words: null },
      listed: reference.tasks,
      reply: reference.tasks.map((one) => lineText(turn.here, one, 1, isOverdue(turn.here, one))).join('\n'),
    });
  const op = lastOp(turn);
  const again = op === null && repeated ? saidAgain(turn, reference.tasks) : null;
  if (again !== null) return again;
  if (op !== null) return fulfil(turn, { op, object: [...own], sure: true, mild: false });
  const understanding = understood(turn, {
    asked: true,
    reply: `What should be done with ${titles(reference.tasks)}?`,
  });
  return {
    ...understanding,
    memory: { ...understanding.memory, touched: reference.tasks.map((task) => refOf(task).id) },
  };
};

/** "Same for the passport": the sentence before, said of another task. */
const saidAgain = (turn: Turn, tasks: readonly KnownTask[]): Understanding | null => {
  const tokens = tokenize(turn.memory.said);
  const { from, request } = courteous(tokens);
  const again = { ...turn, text: turn.memory.said, tokens, forced: tasks };
  const done = tokens.length === 0 ? null : onExisting(again, tokens.slice(from), request);
  return done !== null && done.acts.length > 0 && done.acts.every((act) => act.op !== 'add') ? done : null;
};

const entitled = (turn: Turn, tokens: readonly Token[]): boolean => {
  const said = inText(turn, tokens).toLowerCase();
  return turn.heard.tasks.some((task) => !task.completed && task.title.toLowerCase() === said);
};

/** "And the other one to Thursday": moved like the one before. */
const furtherChange = (turn: Turn, own: readonly Token[]): Understanding | null => {
  const entries = turn.memory.done.at(-1) ?? [];
  if (!entries.some((entry) => entry.op === 'update')) return null;
  const parsed = newValues({ here: turn.here, text: turn.text, tokens: own }, 0, false);
  if (parsed === null) return null;
  const object = cleanObject(own.filter((_, k) => !parsed.taken.has(k)));
  if (object.length === 0) return null;
  const reference = referTo(turn, object, turn.heard.tasks.filter((task) => !task.completed)); // prettier-ignore
  const named =
    reference.kind === 'tasks' &&
    (reference.by !== 'name' ||
      reference.tasks.every((task) => ranked(inText(turn, object), [task])[0]?.whole === true));
  if (!named || (reference.by === 'name' && isVerb(wordAt(object, 0)) && !entitled(turn, object))) return null;
  return carryOut({ ...turn, forced: reference.tasks }, { edit: parsed.edit, object: [], sure: true, weak: false });
};

const ends = (tokens: readonly Token[], a: string, b: string): boolean =>
  tokens.at(-2)?.lower === a && tokens.at(-1)?.lower === b;

const isOther = (tokens: readonly Token[]): boolean =>
  tokens.some((t) => /^(?:other|others|rest|remaining)$/.test(t.lower));
