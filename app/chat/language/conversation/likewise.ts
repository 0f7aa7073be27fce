/** Sentences that are only a reference: "the other one too" repeats what was done; "the second one" is asked about. */
import type { Act, Understanding } from '../contract.ts';
import { referTo, type Reference } from '../references/refer.ts';
import { titles } from '../replies/task-words.ts';
import { wordAt, type Token } from '../words/tokens.ts';
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

/** "And the other one too", "same for the second": null when the sentence is more than a reference. */
export const likewise = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
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
  const reference: Reference = referTo(turn, own, repeated ? turn.heard.tasks : []);
  const pointed = reference.kind === 'tasks' && (reference.by === 'number' || isOther(own));
  if (reference.kind !== 'tasks' || !(pointed || (repeated && reference.by === 'name'))) return null;
  const op = lastOp(turn);
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

const ends = (tokens: readonly Token[], a: string, b: string): boolean =>
  tokens.at(-2)?.lower === a && tokens.at(-1)?.lower === b;

const isOther = (tokens: readonly Token[]): boolean =>
  tokens.some((t) => /^(?:other|others|rest|remaining)$/.test(t.lower));
