/** Which tasks a few words refer to: "it", "the second one", "all overdue tasks", "the dentist", "milk and eggs". */
import type { KnownTask } from './contract.ts';
import { filtered, filterOf, type Filter } from './filters.ts';
import { keyWords, matchTitle } from './matching.ts';
import { numberAt, ordinalAt } from './numbers.ts';
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';
import { taskById, type Turn } from './turn.ts';

/** `bulk`: said of a set ("all", "everything"), not of tasks by name. */
export type Reference =
  | { kind: 'tasks'; tasks: KnownTask[]; bulk: boolean; by: 'name' | 'pronoun' | 'number' | 'filter' }
  | { kind: 'several'; tasks: KnownTask[] }
  | { kind: 'unknown'; words: string }
  | { kind: 'missing' };

const it = phrases(`
  it|that|this one?
  that|this|the one|task|reminder|todo|item
  the last task|reminder|todo
  the one you|i just? added|created|made|mentioned|showed
  that last? one
  the task i just added|created
  the new one|task
  it again
`);
const them = phrases(`
  them|those|these|both
  both of them|those|these
  all|each of them|those|these
  them|those|these all
  all of it
  all three|four|five|2|3|4|5
  those|these|both two|three|four|five|2|3|4|5? tasks|ones|items|todos
  the whole lot
  the lot
`);
const trailing =
  /^(?:task|tasks|todo|to-do|item|reminder|one|please|pls|now|then|already|too|yet|today|thing|again|instead|entry|list|though|tho)$/;

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';
const isMark = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'break' ||
    token.kind === 'bangs' ||
    (token.kind === 'sign' &&
      !/^[\p{L}\p{N}]/u.test(token.text) &&
      /^[,.:;!?–—\-()…✅✓✔☑👍🎉]|^\.{2,}$/u.test(token.text)));

/** Marks at the edges are nobody's name. */
const trimmed = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (isMark(own[0])) own.shift();
  while (isMark(own.at(-1))) own.pop();
  return own;
};

const inText = (turn: Turn, tokens: readonly Token[]): string => {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (only?.kind === 'quoted') return only.text;
  return tokens.map((token) => turn.text.slice(token.start, token.end)).join(' ');
};

/** `pool`: the tasks a name may mean, the likeliest kind first. */
export const referTo = (turn: Turn, said: readonly Token[], pool: readonly KnownTask[]): Reference => {
  const tokens = trimmed(said);
  if (turn.forced !== null) return { kind: 'tasks', tasks: [...turn.forced], bulk: false, by: 'pronoun' };
  if (tokens.length === 0) return { kind: 'missing' };
  const pronoun = pronounIn(turn, tokens);
  if (pronoun !== null) return pronoun;
  const numbered = numberedIn(turn, tokens);
  if (numbered !== null) return numbered;
  const quotedOnly = tokens.length === 1 && tokens[0]?.kind === 'quoted';
  const set = quotedOnly ? null : setIn(turn, tokens, pool);
  if (set !== null) return set;
  return namedIn(turn, tokens, pool);
};

const known = (turn: Turn, ids: readonly string[]): KnownTask[] => ids.flatMap((id) => taskById(turn, id) ?? []);

const pronounIn = (turn: Turn, tokens: readonly Token[]): Reference | null => {
  const { touched, shown } = turn.memory;
  const focus = touched.length > 0 ? touched : shown;
  if (phraseEnd(them, tokens, 0) === tokens.length) {
    const tasks = known(turn, touched.length > 1 ? touched : shown.length > 0 ? shown : touched);
    return tasks.length === 0 ? { kind: 'missing' } : { kind: 'tasks', tasks, bulk: tasks.length > 1, by: 'pronoun' };
  }
  if (phraseEnd(it, tokens, 0) !== tokens.length) return null;
  const tasks = known(turn, focus);
  if (tasks.length === 0) return { kind: 'missing' };
  return tasks.length === 1 ? { kind: 'tasks', tasks, bulk: false, by: 'pronoun' } : { kind: 'several', tasks };
};

/** "the second one", "number 2", "#3", "1 and 3", "the first two", "the last one", "task 4". */
const numberedIn = (turn: Turn, tokens: readonly Token[]): Reference | null => {
  const { shown } = turn.memory;
  const places: number[] = [];
  let k = 0;
  while (k < tokens.length) {
    const word = wordAt(tokens, k);
    if (
      /^(?:the|and|,|&|number|no|nr|task|tasks|item|one|ones|#|\.|todo|todos|both|items|numbers|of|them|those|these|on|list)$/.test(
        word,
      )
    ) {
      k++;
      continue;
    }
    const count = /^(?:first|last|top)$/.test(word) ? numberAt(tokens, k + 1) : null;
    if (count !== null) {
      const n = Math.min(count.value, shown.length);
      for (let p = 0; p < n; p++) places.push(word === 'last' ? shown.length - n + p + 1 : p + 1);
      k = count.end;
      continue;
    }
    const nth = ordinalAt(tokens, k) ?? numberAt(tokens, k);
    if (nth === null || !Number.isInteger(nth.value)) return null;
    places.push(nth.value < 0 ? shown.length : nth.value);
    k = nth.end;
  }
  if (places.length === 0) return null;
  if (shown.length === 0)
    return tokens.some((t) => /^(?:first|second|third|fourth|fifth|last|number|#)$/.test(t.lower))
      ? { kind: 'missing' }
      : null;
  const tasks = known(
    turn,
    places.map((place) => shown[place - 1] ?? ''),
  );
  if (tasks.length < places.length) return { kind: 'unknown', words: inText(turn, tokens) };
  return { kind: 'tasks', tasks: [...new Set(tasks)], bulk: false, by: 'number' };
};

const plural =
  /^(?:tasks|todos|to-dos|items|ones|reminders|things|chores|everything|all|stuff|every|each|list|errands|meetings|appointments)$/;

/** "all my #work tasks", "everything due today", "the overdue one", "completed tasks". */
const setIn = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference | null => {
  const { here, heard } = turn;
  const categories = heard.categories ?? [];
  const but = tokens.findIndex(
    (t, k) =>
      k > 0 &&
      (/^(?:except|but|excluding|besides)$/.test(t.lower) ||
        (t.lower === 'other' && wordAt(tokens, k + 1) === 'than') ||
        (t.lower === 'apart' && wordAt(tokens, k + 1) === 'from')),
  );
  if (but > 0) return allBut(turn, tokens, but, pool);
  const filter = filterOf(here, tokens, 0, tokens.length, categories, heard.tasks);
  const said = tokens.map((token) => token.lower);
  const many = said.some((word) => plural.test(word));
  const all = filter.all;
  if (!many && !all) return singleIn(turn, tokens, filter, pool);
  // "the weekly tasks report" is a title for all its words: a name that fits entirely is a name.
  if (!all && filter.words !== '' && matchTitle(inText(turn, tokens), pool).kind === 'one') return null;
  if (!all && !filter.narrowed && !said.some((w) => /^(?:tasks|todos|to-dos|items|reminders|list)$/.test(w)))
    return null;
  const status = filter.status === 'open' && !pool.some((task) => !task.completed) ? 'completed' : filter.status;
  // What is done to "everything due today" is done to that alone, though a list of today shows what is overdue, too.
  const tasks = filtered(here, { ...filter, status, today: false }, heard.tasks, categories);
  if (tasks.length === 0 && filter.words !== '' && !all) return null;
  return tasks.length === 0
    ? { kind: 'unknown', words: inText(turn, tokens) }
    : { kind: 'tasks', tasks, bulk: true, by: 'filter' };
};

/** "all except the gym": the set without what is named. */
const allBut = (turn: Turn, tokens: readonly Token[], but: number, pool: readonly KnownTask[]): Reference | null => {
  const set = referTo(turn, tokens.slice(0, but), pool);
  const rest = tokens.slice(/^(?:than|from|for)$/.test(wordAt(tokens, but + 1)) ? but + 2 : but + 1);
  const left = referTo(turn, rest, pool);
  if (set.kind !== 'tasks' || left.kind !== 'tasks') return left.kind === 'several' ? left : null;
  const tasks = set.tasks.filter((task) => !left.tasks.includes(task));
  return tasks.length === 0 ? null : { kind: 'tasks', tasks, bulk: true, by: 'filter' };
};

/** "the overdue one", "my high priority task", "the #home task", "the one due tomorrow". */
const singleIn = (
  turn: Turn,
  tokens: readonly Token[],
  filter: Filter,
  pool: readonly KnownTask[],
): Reference | null => {
  const noun = /^(?:one|task|todo|item|reminder)$/.test(
    tokens.find((t) => /^(?:one|task|todo|item|reminder)$/.test(t.lower))?.lower ?? '',
  );
  if (!noun || !filter.narrowed || filter.words !== '') return null;
  if (matchTitle(inText(turn, tokens), pool).kind === 'one' && tokens.length <= 2) return null;
  const shown = known(turn, turn.memory.shown);
  const among = filtered(
    turn.here,
    { ...filter, today: false },
    shown.length > 0 ? shown : turn.heard.tasks,
    turn.heard.categories ?? [],
  );
  const tasks =
    among.length > 0
      ? among
      : filtered(turn.here, { ...filter, today: false }, turn.heard.tasks, turn.heard.categories ?? []);
  if (tasks.length === 0) return null;
  return tasks.length === 1 ? { kind: 'tasks', tasks, bulk: false, by: 'filter' } : { kind: 'several', tasks };
};

const offs = phrases(`
  off|from|on|in|out my|the|our? todo|to-do|task? list|tasks|todos
  from|off my|the? to do list
  off of my|the? list
`);

const namedIn = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference => {
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
  const parts = partsOf(tokens);
  if (parts.length < 2) return null;
  const each = parts.map((part) => oneOf(turn, shortened(trimmed(part)), pool));
  const tasks = [...new Set(each.flatMap((reference) => (reference.kind === 'tasks' ? reference.tasks : [])))];
  if (tasks.length === parts.length) return { kind: 'tasks', tasks, bulk: false, by: 'name' };
  return each.every((reference) => reference.kind !== 'unknown')
    ? (each.find((reference) => reference.kind === 'several') ?? null)
    : null;
};

const partsOf = (tokens: readonly Token[]): Token[][] => {
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
