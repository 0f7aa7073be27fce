/** Priorities: "high priority", "p1", "!!", "it's urgent", "asap". */
import type { Task } from '../../../../actors/task/task.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import type { Mark } from './mark.ts';

export type Priority = NonNullable<Task['priority']>;

const words: Readonly<Record<string, Priority | null>> = {
  low: 'LOW', lowest: 'LOW', lo: 'LOW', l: 'LOW', minor: 'LOW', p4: 'LOW', medium: 'MEDIUM', med: 'MEDIUM', mid: 'MEDIUM', normal: 'MEDIUM',
  moderate: 'MEDIUM', m: 'MEDIUM', p3: 'MEDIUM', high: 'HIGH', hi: 'HIGH', h: 'HIGH', important: 'HIGH', p2: 'HIGH', top: 'CRITICAL', highest: 'CRITICAL', critical: 'CRITICAL', crit: 'CRITICAL',
  urgent: 'CRITICAL', p1: 'CRITICAL', p0: 'CRITICAL', maximum: 'CRITICAL', none: null, no: null, '1': 'CRITICAL', '2': 'HIGH', '3': 'MEDIUM', '4': 'LOW',
  one: 'CRITICAL', two: 'HIGH', three: 'MEDIUM', four: 'LOW',
}; // prettier-ignore

/** The priority a word names, undefined when it names none. */
export const priorityNamed = (word: string): Priority | null | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

const isName = (word: string): boolean => /^(?:priority|prio|pri|importance|prority|priorty)$/.test(word);

const intro = phrases(`
  with a|an|the?
  as a|an?
  it's|its|that's|thats|this a|an?
  it|this|that is a|an?
  make it|this|that a|an?
  mark it|this|that as?
  set to?
  at
  of
  and make|mark it as?
`);

/** Bare priority words are believed only at the edge of a sentence, behind a comma, in brackets, or where "it's" says so. */
const alone = (tokens: readonly Token[], i: number, from: number, led: boolean, behind = i - 1): boolean => {
  const before = tokens[behind];
  const after = tokens[i + 1];
  const closes =
    after === undefined ||
    after.kind === 'break' ||
    /^[,;.!)\]]$/.test(after.lower) ||
    after.kind === 'tag' ||
    /^(?:please|pls|plz|thanks|thx)$/.test(after.lower);
  if (/^(?:not|isn't|less|more|most|nothing|any|anything|an|the|very|so)$/.test(before?.lower ?? '')) return false;
  if (led) return closes;
  if (i === from)
    return after !== undefined && (/^[:,\-–—]$/.test(after.lower) || after.kind === 'bangs' || isVerb(after.lower));
  return closes && before !== undefined;
};

const bangs = (tokens: readonly Token[], i: number): Mark | null => {
  const token = tokens[i];
  if (token?.kind !== 'bangs') return null;
  const next = tokens[i + 1];
  if (next?.glued === true && !token.glued) {
    const level = /^[1-5]$/.test(next.lower) && next.kind === 'number' ? Number(next.lower) : null;
    // "!4" as Vikunja writes it counts up; "!!1" as Todoist does counts down.
    if (level !== null && token.text.length === 2)
      return { kind: 'priority', end: i + 2, priority: priorityNamed(next.lower) ?? 'LOW' };
    if (level !== null)
      return {
        kind: 'priority',
        end: i + 2,
        priority: (['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'CRITICAL'] as const)[level - 1] ?? 'LOW',
      };
    // "!0" says that there is none, "!9999" says nothing.
    if (next.kind === 'number') return next.lower === '0' ? { kind: 'priority', end: i + 2, priority: null } : null;
    const named = next.lower.length > 1 ? priorityNamed(next.lower) : undefined;
    if (named != null) return { kind: 'priority', end: i + 2, priority: named };
  }
  if (token.glued && token.text.length === 1) return null;
  if (token.glued && tokens[i - 1]?.kind === 'sign') return null;
  return {
    kind: 'priority',
    end: i + 1,
    priority: token.text.length >= 3 ? 'HIGH' : token.text.length === 2 ? 'MEDIUM' : 'LOW',
  };
};

/** "(A) Buy paint": how todo.txt writes it, before everything else. */
const letterAt = (tokens: readonly Token[], i: number, from: number): Mark | null => {
  const [open, letter, close, next] = tokens.slice(i, i + 4);
  if (i !== from || open?.text !== '(' || close?.text !== ')' || next === undefined || next.glued) return null;
  const level = ['A', 'B', 'C', 'D'].indexOf(letter?.text ?? '');
  return level < 0
    ? null
    : { kind: 'priority', end: i + 3, priority: (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const)[level] ?? null };
};

/** A priority at token `i`; `from` is where the sentence proper begins. */
export const priorityAt = (tokens: readonly Token[], i: number, from: number): Mark | null => {
  const marked = bangs(tokens, i);
  if (marked !== null) return marked;
  const lettered = letterAt(tokens, i, from);
  if (lettered !== null) return lettered;
  const led = phraseEnd(intro, tokens, /^(?:,|and|but|-|–|—|\()$/.test(wordAt(tokens, i)) ? i + 1 : i);
  const comma = led < 0 && /^(?:,|\()$/.test(wordAt(tokens, i)) ? i + 1 : -1;
  for (const [j, isLed] of [
    [led, true],
    [comma, false],
    [i, false],
  ] as const) {
    if (j < 0) continue;
    const found = levelAt(tokens, j, from, isLed);
    if (found !== null)
      return wordAt(tokens, i) === '(' && wordAt(tokens, found.end) === ')'
        ? { ...found, end: found.end + 1 }
        : wordAt(tokens, i) === '('
          ? null
          : found;
  }
  return null;
};

const levelAt = (
  tokens: readonly Token[],
  i: number,
  from: number,
  led: boolean,
): (Mark & { kind: 'priority' }) | null => {
  const found = (end: number, priority: Priority | null): Mark & { kind: 'priority' } => ({
    kind: 'priority',
    end,
    priority,
  });
  if (tokens[i]?.kind === 'quoted') return null;
  const word = wordAt(tokens, i);
  if (isName(word)) {
    let j = i + 1;
    while (/^(?::|=|is|level|to|of|should|be|-)$/.test(wordAt(tokens, j))) j++;
    const named = priorityNamed(wordAt(tokens, j));
    return named === undefined || tokens[j]?.kind === 'quoted' ? null : found(j + 1, named);
  }
  const packed = /^(low|lowest|medium|high|highest|top|critical)-(?:priority|prio|importance)$/.exec(word);
  if (packed !== null) return found(i + 1, priorityNamed(packed[1] ?? '') ?? null);
  if (
    /^(?:high|medium|low|critical)$/.test(word) &&
    /^[([]$/.test(wordAt(tokens, i - 1)) &&
    /^[)\]]$/.test(wordAt(tokens, i + 1))
  )
    return found(i + 1, priorityNamed(word) ?? null);
  const strong = /^(?:very|super|really|so|extremely)$/.test(word) ? i + 1 : i;
  const named = priorityNamed(wordAt(tokens, strong));
  if (named === undefined) return null;
  const dash = wordAt(tokens, strong + 1) === '-' ? strong + 2 : strong + 1;
  if (isName(wordAt(tokens, dash)) && !/^[1-4]$/.test(wordAt(tokens, strong)))
    return found(/^(?:task|item)$/.test(wordAt(tokens, dash + 1)) && led ? dash + 1 : dash + 1, named);
  if (/^p[0-4]$/.test(word) && tokens[i]?.kind === 'word') return found(i + 1, named);
  if (!/^(?:urgent|critical|important)$/.test(wordAt(tokens, strong))) return null;
  if (
    /^(?:task|todo|to-do|item|reminder)$/.test(wordAt(tokens, strong + 1)) &&
    /^(?:a|an|new|this|as)$/.test(wordAt(tokens, i - 1))
  )
    return found(strong + 1, named);
  if (!alone(tokens, strong, from, led || strong > i, i - 1)) return null;
  return found(tokens[strong + 1]?.kind === 'bangs' ? strong + 2 : strong + 1, named);
};

const urgently = /^(?:urgently|asap)$/;

/** "urgently" and "asap" at the end of a sentence. */
export const haste = (tokens: readonly Token[], i: number): Mark | null => {
  const after = tokens[i + 1];
  const edge = after === undefined || /^[.,!;)]$/.test(after.lower) || after.kind === 'break' || after.kind === 'bangs';
  return urgently.test(wordAt(tokens, i)) && edge && i > 0
    ? { kind: 'priority', end: i + 1, priority: 'CRITICAL' }
    : null;
};
