/** What is written or said beside the time: priority, tags, category, description, checklist. */
import type { Task } from '../../../actors/task/task.ts';
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';
import { isVerb } from './verbs.ts';

export type Priority = NonNullable<Task['priority']>;
/** Token positions and what stands there. A null priority was said as such: "no priority". */
export type Mark =
  | { kind: 'priority'; end: number; priority: Priority | null }
  | { kind: 'tags'; end: number; tags: string[] }
  | { kind: 'category'; end: number; category: string }
  | { kind: 'description'; end: number; description: string }
  | { kind: 'checklist'; end: number; items: string[] };

const words: Readonly<Record<string, Priority | null>> = {
  low: 'LOW', lowest: 'LOW', lo: 'LOW', l: 'LOW', minor: 'LOW', p4: 'LOW', medium: 'MEDIUM', med: 'MEDIUM', mid: 'MEDIUM', normal: 'MEDIUM',
  moderate: 'MEDIUM', m: 'MEDIUM', p3: 'MEDIUM', high: 'HIGH', hi: 'HIGH', h: 'HIGH', important: 'HIGH', p2: 'HIGH', top: 'CRITICAL', highest: 'CRITICAL', critical: 'CRITICAL', crit: 'CRITICAL',
  urgent: 'CRITICAL', p1: 'CRITICAL', p0: 'CRITICAL', maximum: 'CRITICAL', none: null, no: null, '1': 'CRITICAL', '2': 'HIGH', '3': 'MEDIUM', '4': 'LOW',
  one: 'CRITICAL', two: 'HIGH', three: 'MEDIUM', four: 'LOW',
}; // prettier-ignore

/** The priority a word names, undefined when it names none. */
export const priorityNamed = (word: string): Priority | null | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';
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
const alone = (tokens: readonly Token[], i: number, from: number, led: boolean): boolean => {
  const before = tokens[i - 1];
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

/** A priority at token `i`; `from` is where the sentence proper begins. */
export const priorityAt = (tokens: readonly Token[], i: number, from: number): Mark | null => {
  const marked = bangs(tokens, i);
  if (marked !== null) return marked;
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
  if (!alone(tokens, strong, from, led || strong > i)) return null;
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

const tagIntro = phrases(`
  tagged as|with|under?
  with the? tag|tags|label|labels :?
  and? tag|label it|this|that as|with?
  labelled|labeled as|with?
  tag|tags|label|labels :
  using tag|label
  under the? tag
`);

/** `#tag`, `@label`, `*label`, "tagged home and garden", "tags: home, garden". `whole` says a mention may be a tag. */
export const tagsAt = (tokens: readonly Token[], i: number, mention: boolean): Mark | null => {
  const token = tokens[i];
  if (token === undefined) return null;
  if (token.kind === 'tag' || (token.kind === 'star' && !token.glued))
    return { kind: 'tags', end: i + 1, tags: [token.text] };
  if (token.kind === 'at' && mention) return { kind: 'tags', end: i + 1, tags: [token.text] };
  const led = phraseEnd(tagIntro, tokens, wordAt(tokens, i) === ',' || wordAt(tokens, i) === 'and' ? i + 1 : i);
  if (led < 0 || (i === 0 && /^(?:tag|label)$/.test(token.lower))) return null;
  const tags: string[] = [];
  let j = led;
  while (tags.length < 20) {
    const each = tokens[j];
    if (each === undefined || !/^(?:word|tag|quoted|number)$/.test(each.kind)) break;
    tags.push(each.text);
    j++;
    const next = /^(?:,|and|&|\+)$/.test(wordAt(tokens, j)) ? j + 1 : j;
    const more = next > j && /^(?:,|and|&)$/.test(wordAt(tokens, next)) ? next + 1 : next;
    if (more === j && tokens[j]?.kind !== 'tag') break;
    if (tokens[more]?.kind !== 'tag' && (tokens[more]?.kind !== 'word' || isVerb(wordAt(tokens, more)))) break;
    j = more;
  }
  return tags.length === 0 ? null : { kind: 'tags', end: j, tags };
};

const inCategory = phrases(`
  in|under|to|into|for the?|my? category|project|list|folder
  with category
  category|project|proj|folder :|=?
`);

const shopping = /^(?:shopping|grocery|groceries|wish|packing|reading|christmas)$/;

/** "+Work", "category: Work", "in category Work", "in the Work category", "project:Home", "to my shopping list". */
export const categoryAt = (tokens: readonly Token[], i: number): Mark | null => {
  const token = tokens[i];
  if (token?.kind === 'plus') return { kind: 'category', end: i + 1, category: token.text };
  const after = phraseEnd(inCategory, tokens, i);
  if (after > 0) {
    const colon = /^[:=]$/.test(wordAt(tokens, after)) ? after + 1 : after;
    const plain = /^(?:category|project|proj|folder)$/.test(wordAt(tokens, i));
    if (
      plain &&
      colon === after &&
      !/^[:=]$/.test(wordAt(tokens, after - 1)) &&
      !(wordAt(tokens, i) === 'category' && i > 0)
    )
      return null;
    const name = tokens[colon];
    if (name !== undefined && /^(?:word|quoted|tag)$/.test(name.kind))
      return { kind: 'category', end: colon + 1, category: name.text };
  }
  if (!/^(?:in|under|to|into|for)$/.test(wordAt(tokens, i))) return null;
  const from = /^(?:the|my)$/.test(wordAt(tokens, i + 1)) ? i + 2 : i + 1;
  const name = tokens[from];
  if (name === undefined || !/^(?:word|quoted|tag)$/.test(name.kind)) return null;
  const list =
    /^(?:to|into)$/.test(wordAt(tokens, i)) && wordAt(tokens, from + 1) === 'list' && shopping.test(name.lower);
  if (list) return { kind: 'category', end: from + 2, category: name.text };
  const two = tokens[from + 1]?.kind === 'word' && wordAt(tokens, from + 2) === 'category';
  if (wordAt(tokens, from + 1) !== 'category' && !two) return null;
  return {
    kind: 'category',
    end: two ? from + 3 : from + 2,
    category: two ? `${name.text} ${tokens[from + 1]?.text ?? ''}` : name.text,
  };
};

const noteIntro = phrases(`
  note|notes|desc|description|details|comment :
  with? the|a|an? note|notes|description|comment|details :
  with the|a|an? note|description|comment|notes saying|that|to|of?
  and add a note saying|that|to|:?
`);

const clip = (text: string, tokens: readonly Token[], from: number, to: number): string => {
  const [a, b] = [tokens[from], tokens[to - 1]];
  return a === undefined || b === undefined ? '' : text.slice(a.start, b.end).trim();
};

const sentenceEnd = (tokens: readonly Token[], i: number): number => {
  const at = tokens.findIndex((token, k) => k >= i && token.kind === 'break');
  return at < 0 ? tokens.length : at;
};

/** "note: …", "with the description …", "// …": all that follows, or the quotation that follows. */
export const descriptionAt = (text: string, tokens: readonly Token[], i: number): Mark | null => {
  const slashes =
    wordAt(tokens, i) === '/' &&
    wordAt(tokens, i + 1) === '/' &&
    tokens[i + 1]?.glued === true &&
    tokens[i]?.glued === false;
  const intro = /^[,;(–—-]$/.test(wordAt(tokens, i)) ? i + 1 : i;
  const from = slashes ? i + 2 : phraseEnd(noteIntro, tokens, intro);
  if (from < 0 || from >= tokens.length || (i === 0 && !slashes)) return null;
  const quoted = tokens[from];
  if (quoted?.kind === 'quoted') return { kind: 'description', end: from + 1, description: quoted.text };
  let end = sentenceEnd(tokens, from);
  // Marks at the very end belong to the task, not to what is noted of it.
  while (
    end > from + 1 &&
    (tokens[end - 1]?.kind === 'tag' ||
      tokens[end - 1]?.kind === 'plus' ||
      (tokens[end - 1]?.kind === 'bangs' && tokens[end - 1]?.glued === false))
  )
    end--;
  return { kind: 'description', end, description: clip(text, tokens, from, end) };
};

const listIntro = phrases(`
  with? the|a? checklist|subtasks|sub-tasks|steps|sub-items :
  with checklist|subtasks|sub-tasks|steps
`);

/** "checklist: passport, tickets and charger", "with subtasks a, b". */
export const checklistAt = (text: string, tokens: readonly Token[], i: number): Mark | null => {
  const from = phraseEnd(listIntro, tokens, /^[,;(–—-]$/.test(wordAt(tokens, i)) ? i + 1 : i);
  if (from < 0 || i === 0 || from >= tokens.length) return null;
  const end = sentenceEnd(tokens, from);
  const items: string[] = [];
  let begin = from;
  for (let k = from; k <= end; k++) {
    const divides = k === end || /^[,;]$/.test(wordAt(tokens, k)) || (wordAt(tokens, k) === 'and' && items.length > 0);
    if (!divides) continue;
    const item = clip(text, tokens, begin, k).replace(/^and\s/i, '');
    if (item !== '') items.push(item);
    begin = k + 1;
  }
  return items.length === 0 ? null : { kind: 'checklist', end, items };
};
