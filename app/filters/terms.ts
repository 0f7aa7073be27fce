/** One term of a filter: what its words ask of a task, or which word is not understood and what would be. */
import { FilterError, type DateField, type Expression, type Relation } from './expression.ts';
import { dateAt } from './dates.ts';
import type { Word } from './tokens.ts';

type Words = readonly [Word, ...Word[]];

const priorities = {
  p1: 'CRITICAL', critical: 'CRITICAL', urgent: 'CRITICAL', p2: 'HIGH', high: 'HIGH',
  p3: 'MEDIUM', medium: 'MEDIUM', p4: 'LOW', low: 'LOW', none: null,
} as const; // prettier-ignore

/** Terms that are always the same words. */
const phrases: Readonly<Record<string, Expression>> = {
  overdue: { kind: 'overdue' },
  open: { kind: 'status', is: 'open' },
  completed: { kind: 'status', is: 'completed' },
  done: { kind: 'status', is: 'completed' },
  archived: { kind: 'status', is: 'archived' },
  deleted: { kind: 'status', is: 'deleted' },
  recurring: { kind: 'recurring' },
  paused: { kind: 'paused' },
  snoozed: { kind: 'snoozed' },
  untagged: { kind: 'untagged' },
  'no tag': { kind: 'untagged' },
  'no tags': { kind: 'untagged' },
  'no due': { kind: 'undated' },
  'no due date': { kind: 'undated' },
  'no date': { kind: 'undated' },
  'no priority': { kind: 'priority', is: null },
  'no category': { kind: 'category', name: null, at: 0 },
  assigned: { kind: 'assigned', to: 'anyone' },
  unassigned: { kind: 'assigned', to: 'nobody' },
  'no assignee': { kind: 'assigned', to: 'nobody' },
  'assigned to me': { kind: 'assigned', to: 'me' },
  'assigned to others': { kind: 'assigned', to: 'others' },
  'assigned to anyone': { kind: 'assigned', to: 'anyone' },
  'assigned to nobody': { kind: 'assigned', to: 'nobody' },
};

/** What may follow the first word of a phrase, for whoever wrote something else. */
const beginnings: Readonly<Record<string, string>> = {
  no: 'after “no” comes due, priority, tags, category or assignee',
  assigned: 'after “assigned” comes to me, to others, to anyone or to nobody',
};

/** @throws {FilterError} at the word that is not understood */
export const termOf = (text: string, words: Words): Expression => {
  const [first] = words;
  return (
    asked(text, words) ??
    tagged(words) ??
    prioritised(words) ??
    phrased(words) ??
    dated(words) ??
    fail(first, unknown(first))
  );
};

const fail = (word: Word, message: string): never => {
  throw new FilterError(message, word.start);
};

const unknown = ({ text, lower, quoted }: Word): string => {
  if (/^(and|or|not)$/.test(lower) && !quoted) {
    return `“${text}” is written as a sign: & for and, | for or, ! for not`;
  }
  return `“${shortened(text)}” is not a term; to look for words write search: ${shortened(text)}`;
};
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Nothing may follow; what does was probably meant as another term. */
const whole = (words: Words, used: number, expression: Expression): Expression => {
  const extra = words[used];
  return extra === undefined
    ? expression
    : fail(extra, `“${shortened(extra.text)}” cannot follow here; join terms with & (both) or | (either)`);
};

/** `search: …` and `category: …` take all that follows, as it is written. */
const asked = (text: string, words: Words): Expression | null => {
  const [first, ...rest] = words;
  const key = /^(search|category):/.exec(first.lower)?.[1];
  if (key === undefined || first.quoted) return null;
  const from = first.start + key.length + 1;
  const raw = text.slice(from, rest.at(-1)?.end ?? first.end);
  const value = raw.trim();
  const at = from + (raw.length - raw.trimStart().length);
  if (value === '' || value === '""') {
    return fail(first, key === 'search' ? 'what to look for is missing, as in search: milk' : NAMELESS);
  }
  if (key === 'search') return { kind: 'words', q: value };
  const quoted = /^"([^"]*)"$/.exec(value)?.[1];
  return { kind: 'category', name: (quoted ?? value).trim(), at };
};
const NAMELESS = 'the name of the category is missing, as in category: Errands';

/** `#home`, `@work`; `#"r&d"` for a tag that holds an operator. */
const tagged = (words: Words): Expression | null => {
  const [first, second] = words;
  if (first.quoted || !/^[#@]/.test(first.text)) return null;
  const glued = first.text.length === 1 && second?.quoted === true && second.start === first.end ? second : null;
  const name = glued?.lower ?? first.lower.slice(1);
  if (name === '') return fail(first, `the tag's name is missing, as in ${first.text}home`);
  return whole(words, glued === null ? 1 : 2, { kind: 'tag', is: name });
};

/** `p1`, `high`, `priority high`, `high priority`. */
const prioritised = (words: Words): Expression | null => {
  const [first, second] = words;
  if (first.quoted) return null;
  if (first.lower === 'priority') {
    const is = second === undefined ? undefined : levelOf(second.lower);
    if (is === undefined)
      return fail(second ?? first, 'a priority is critical (p1), high (p2), medium (p3), low (p4) or none');
    return whole(words, 2, { kind: 'priority', is });
  }
  const is = first.lower === 'none' ? undefined : levelOf(first.lower);
  if (is === undefined) return null;
  return whole(words, second?.lower === 'priority' ? 2 : 1, { kind: 'priority', is });
};
const levelOf = (word: string) => (isLevel(word) ? priorities[word] : undefined);
const isLevel = (word: string): word is keyof typeof priorities => Object.hasOwn(priorities, word);

/** The longest phrase that the words begin with. "completed before friday" is a date, so a relation may not follow. */
const phrased = (words: Words): Expression | null => {
  const [first] = words;
  const quoted = words.findIndex((word) => word.quoted);
  const plain = quoted < 0 ? words : words.slice(0, quoted);
  for (let count = Math.min(3, plain.length); count > 0; count--) {
    const phrase = plain
      .slice(0, count)
      .map(({ lower }) => lower)
      .join(' ');
    const expression = Object.hasOwn(phrases, phrase) ? phrases[phrase] : undefined;
    if (expression === undefined) continue;
    if (count === 1 && words.length > 1 && isField(first.lower)) return null;
    if (count === 1 && words.length > 1 && phrase in beginnings) break;
    return whole(words, count, expression);
  }
  const hint = first.quoted ? undefined : beginnings[first.lower];
  return hint === undefined ? null : fail(words[1] ?? first, hint);
};

const fields = { due: 'due', created: 'created', updated: 'updated', completed: 'completed' } as const;
const isField = (word: string): word is DateField => Object.hasOwn(fields, word);
const relations = {
  before: 'before',
  after: 'after',
  on: 'on',
  by: 'by',
  until: 'by',
  since: 'since',
  from: 'since',
} as const;
const isRelation = (word: string): word is keyof typeof relations => Object.hasOwn(relations, word);

/** `due before friday`, `created since 2026-01-01`, `today`. Without a field it is the due date. */
const dated = (words: Words): Expression | null => {
  const [first] = words;
  if (first.quoted) return null;
  const field = isField(first.lower) ? first.lower : null;
  let i = field === null ? 0 : 1;
  const said = words[i]?.lower ?? '';
  const relation: Relation | null = isRelation(said) ? relations[said] : null;
  if (relation !== null) i += 1;
  const date = dateAt(words, i);
  if (date !== null) {
    return whole(words, date.end, { kind: 'date', field: field ?? 'due', relation: relation ?? 'on', date: date.date });
  }
  if (field === null && relation === null) return null;
  const wrong = words[i];
  const what = wrong === undefined ? 'a date is missing' : `“${shortened(wrong.text)}” is not a date`;
  return fail(wrong ?? words[i - 1] ?? first, `${what}; write one such as today, friday, next week or 2026-12-01`);
};
