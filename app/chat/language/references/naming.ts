/** Tasks by the words of their titles: "the dentist", "milk and eggs", "the meeting on Friday". */
import type { KnownTask } from '../contract.ts';
import type { Turn } from '../conversation/turn.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { filterOf } from './filter-reading.ts';
import { filtered } from './filtered.ts';
import { keyWords, matchTitle } from './matching.ts';
import { numberedIn, pronounIn } from './pronouns.ts';
import type { Reference } from './refer.ts';
import { inText, isMark, trimmed } from './said-words.ts';

const trailing =
  /^(?:task|tasks|todo|to-do|item|reminder|one|please|pls|now|then|already|too|yet|today|thing|again|instead|entry|list|though|tho)$/;

const offs = phrases(`
  off|from|on|in|out my|the|our? todo|to-do|task? list|tasks|todos
  from|off my|the? to do list
  off of my|the? list
`);

export const namedIn = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference => {
  let own = [...tokens];
  for (let k = 1; k < own.length; k++) {
    if (phraseEnd(offs, own, k) === own.length) {
      own = own.slice(0, k);
      break;
    }
  }
  const direct = oneOf(turn, own, pool);
  const apart = entirely(turn, own, direct) ? null : severalOf(turn, own, pool);
  if (apart !== null) return apart;
  if (direct.kind !== 'unknown') return direct;
  const short = shortened(own);
  if (short.length < own.length) {
    const again = oneOf(turn, short, pool);
    if (again.kind !== 'unknown') return again;
  }
  // "the lawn, it's raining": why comes behind the name.
  const comma = short.findIndex((t) => t.lower === ',' && t.kind === 'sign');
  const named = comma > 0 ? oneOf(turn, shortened(short.slice(0, comma)), pool) : null;
  if (named !== null && named.kind !== 'unknown') return named;
  return dated(turn, short, pool) ?? { kind: 'unknown', words: inText(turn, short.length > 0 ? short : own) };
};

const leading =
  /^(?:the|my|a|an|that|this|task|todo|item|reminder|for|to|about|with|of|called|named|on|also|just|our|and|both)$/;

/** Without words too many at the edges: "the dentist task please", "dentist thing". */
const shortened = (tokens: readonly Token[]): readonly Token[] => {
  let own = tokens;
  while (own.length > 1 && (trailing.test(own.at(-1)?.lower ?? '') || isMark(own.at(-1)))) own = own.slice(0, -1);
  while (own.length > 1 && leading.test(own[0]?.lower ?? '')) own = own.slice(1);
  return own;
};

/** The words are one title, all of it. */
const entirely = (turn: Turn, tokens: readonly Token[], direct: Reference): boolean => {
  if (direct.kind !== 'tasks' || direct.by !== 'name') return direct.kind === 'tasks';
  const [task] = direct.tasks;
  return (
    task !== undefined &&
    keyWords(task.title).length <= keyWords(inText(turn, tokens)).length &&
    keyWords(inText(turn, tokens)).every((word) => keyWords(task.title).includes(word))
  );
};

/** "milk and eggs": each part a task of its own; null unless every part is one, or in doubt. */
const severalOf = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference | null => {
  const parts = nameParts(tokens);
  if (parts.length < 2) return null;
  const each = parts.map((part) => oneOf(turn, shortened(trimmed(part)), pool));
  const tasks = [...new Set(each.flatMap((reference) => (reference.kind === 'tasks' ? reference.tasks : [])))];
  if (tasks.length === parts.length) return { kind: 'tasks', tasks, bulk: false, by: 'name' };
  return each.every((reference) => reference.kind !== 'unknown')
    ? (each.find((reference) => reference.kind === 'several') ?? null)
    : null;
};

const nameParts = (tokens: readonly Token[]): Token[][] => {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (/^(?:and|&|,|;|plus)$/.test(token.lower)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
};

const oneOf = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference => {
  const words = inText(turn, tokens);
  const pronoun = pronounIn(turn, tokens) ?? numberedIn(turn, tokens);
  if (pronoun !== null) return pronoun;
  const open = pool.filter((task) => !task.completed);
  const likely = open.length > 0 && pool[0]?.completed !== true ? open : pool.filter((task) => task.completed);
  const first = matchTitle(words, likely);
  const match = first.kind === 'none' && likely.length < pool.length ? matchTitle(words, pool) : first;
  if (match.kind === 'one') return { kind: 'tasks', tasks: [match.task], bulk: false, by: 'name' };
  return match.kind === 'several' ? { kind: 'several', tasks: match.tasks } : { kind: 'unknown', words };
};

/** "the meeting on Friday", "tomorrow's dentist": words and a date that fit one task. */
const dated = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference | null => {
  const filter = filterOf(turn.here, tokens, 0, tokens.length, turn.heard.categories ?? [], turn.heard.tasks);
  if (
    filter.words === '' ||
    (filter.from === null &&
      filter.to === null &&
      !filter.overdue &&
      filter.tags.length === 0 &&
      filter.priorities.length === 0)
  )
    return null;
  const among = filtered(turn.here, { ...filter, words: '', today: false }, pool, turn.heard.categories ?? []);
  const match = matchTitle(filter.words, among);
  if (match.kind === 'one') return { kind: 'tasks', tasks: [match.task], bulk: false, by: 'name' };
  return match.kind === 'several' ? { kind: 'several', tasks: match.tasks } : null;
};
