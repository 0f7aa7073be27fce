/** Names and titles that are made of the words of dates: "The Day After Tomorrow", "Black Friday", "Saturday Night Live". */
import type { Token } from '../words/tokens.ts';
import { isLink } from '../words/verbs.ts';

/** Where in a sentence: `from` is its beginning, behind "remind me to" and its like; `taken` is spoken for. */
export type Place = { tokens: readonly Token[]; from: number; taken: ReadonlySet<number> };

/** What is read, watched and heard has a title, and the title may be a day. */
const media = /^(?:read|reread|watch|rewatch|listen|stream|play|see)$/;

const capital = (token: Token | undefined): boolean =>
  token !== undefined && /^\p{Lu}(?:\p{Ll}|['’]|$)/u.test(token.text);

/** Nothing of the title stands before. */
export const startsHere = (place: Place, i: number): boolean => {
  for (let k = place.from; k < i; k++) {
    if (!place.taken.has(k) && !/^[,:;.–—-]$/.test(place.tokens[k]?.lower ?? '')) return false;
  }
  return true;
};

/** In a sentence all in title case, capitals tell nothing. */
const allTitled = (place: Place, start: number, end: number): boolean => {
  const others = place.tokens.filter((t, k) => t.kind === 'word' && k >= place.from && (k < start || k >= end));
  return others.length > 1 && others.every((t) => /^\p{Lu}/u.test(t.text));
};

/** Whether tokens `start`…`end`, which could be a date, are a name or part of one. */
export const isName = (place: Place, start: number, end: number): boolean => {
  const { tokens } = place;
  if (isExam(place, start, end)) return true;
  const inside = tokens.slice(start, end).filter((t) => t.kind === 'word');
  if (inside.length === 0 || !inside.every(capital)) return false;
  const before = tokens[start - 1];
  const after = tokens[end];
  const verb = before?.lower === 'to' ? tokens[start - 2] : before;
  if (verb !== undefined && media.test(verb.lower) && start > place.from) return true;
  if (allTitled(place, start, end) || startsHere(place, start)) return false;
  if (inside.length >= 2) {
    // "Call Bob Next Friday" is seldom; "The Day After Tomorrow" has capitals that only titles have.
    const small = /^(?:the|day|next|this|after|before|last|in|on|at|by|of|every)$/;
    return inside.some((t) => small.test(t.lower));
  }
  const led = /^(?:on|by|at|until|due)$/.test(before?.lower ?? '');
  return capital(after) && after?.kind === 'word' && !isLink(after.lower) && (capital(before) || !led);
};

/** "study for the SAT" is no Saturday, unless everything is in capitals. */
const isExam = (place: Place, start: number, end: number): boolean =>
  place.tokens.slice(start, end).some((t) => t.text === 'SAT') &&
  place.tokens.some((t) => /^\p{Ll}+$/u.test(t.text) && studying.test(t.lower)) &&
  !/^(?:on|by|this|next|until)$/.test(place.tokens[start]?.lower ?? '');

const studying = /^(?:study|studying|prep|prepare|register|practice|practise|revise|review|take|pass|score|retake)$/;
