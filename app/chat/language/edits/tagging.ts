/** "Tag X with home", "add #home to X", "untag X". */
import { asTag } from '../marks/tags.ts';
import type { Reading } from '../slots/slots.ts';
import { ordinalAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Edit, EditWish } from './edit.ts';
import { pronounFrom } from './objects.ts';

/** "tag X with home", "add #home to X", "remove the tag work from X", "untag X". */
export const tagging = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const first = wordAt(tokens, 0);
  const wish = (edit: Edit, object: readonly Token[]): EditWish => ({
    edit,
    object: [...object],
    sure: true,
    weak: false,
  });
  const list = (from: number, to: number): string[] =>
    tokens
      .slice(from, to)
      .flatMap((t) =>
        /^(?:tag|word|quoted|at)$/.test(t.kind) && !/^(?:and|tags?|labels?|the|a|as|with|by)$/.test(t.lower)
          ? [asTag(t)]
          : [],
      );
  const as =
    first === 'retag'
      ? tokens.findIndex((t, k) => k > 1 && (/^(?:as|with|to)$/.test(t.lower) || t.kind === 'tag'))
      : -1;
  if (as > 1) return wish({ setTags: list(as, tokens.length) }, tokens.slice(1, as));
  if (/^(?:tag|label)$/.test(first) && tokens.length > 2) {
    const hash = tokens.findIndex((t) => t.kind === 'tag');
    const by = tokens.findIndex((t, k) => k > 0 && /^(?:with|as|by|under)$/.test(t.lower));
    const at = by > 0 ? by : hash;
    if (at > 1) return wish({ addTags: list(at, tokens.length) }, tokens.slice(1, at));
    // "Tag Send invoice q4": behind the whole title stand the tags.
    if (at < 0 && tokens[1]?.kind === 'quoted') return wish({ addTags: list(2, tokens.length) }, tokens.slice(1, 2));
    const numbered = at < 0 ? pointedAt(tokens, 1) : -1;
    if (numbered > 0 && numbered < tokens.length)
      return wish({ addTags: list(numbered, tokens.length) }, tokens.slice(1, numbered));
    if (at < 0 && /^(?:it|that|this|them|these|those)$/.test(wordAt(tokens, 1)))
      return wish({ addTags: list(2, tokens.length) }, tokens.slice(1, 2));
  }
  if (first === 'untag' || first === 'unlabel') {
    const from = tokens.findIndex((t) => t.kind === 'tag');
    if (from < 0) return wish({ setTags: [] }, tokens.slice(1));
    const named = wordAt(tokens, from + 1) === 'from' ? tokens.slice(from + 2) : tokens.slice(1, from);
    return wish({ removeTags: list(from, from + 1) }, named);
  }
  const adds = /^(?:add|put|attach|apply|give|append)$/.test(first);
  const removes = /^(?:remove|delete|drop|take|strip|clear)$/.test(first);
  if (!adds && !removes) return null;
  const end = tagsUntil(tokens, /^(?:off|away)$/.test(wordAt(tokens, 1)) ? 2 : 1);
  if (end < 0) return null;
  const link = wordAt(tokens, end);
  if (adds && /^(?:to|on|onto|for)$/.test(link)) return wish({ addTags: list(1, end) }, tokens.slice(end + 1));
  if (removes && /^(?:from|off|on|of)$/.test(link))
    return wish({ removeTags: list(1, end) }, tokens.slice(wordAt(tokens, end + 1) === 'of' ? end + 2 : end + 1));
  if (
    end >= tokens.length &&
    (removes || adds) &&
    (tokens.slice(1).every((t) => t.kind === 'tag' || /^(?:tags?|labels?|the|and|,)$/.test(t.lower))
      ? tokens.slice(1).some((t) => t.kind === 'tag')
      : reading.going === true && tokens.some((t) => /^(?:tags?|labels?)$/.test(t.lower)))
  )
    return wish(adds ? { addTags: list(1, end) } : { removeTags: list(1, end) }, pronounFrom(tokens));
  return null;
};

/** Where "the last one", "number 2", "the first" end; -1 when no place in a list is named. */
const pointedAt = (tokens: readonly Token[], from: number): number => {
  const at = wordAt(tokens, from) === 'the' ? from + 1 : from;
  if (wordAt(tokens, at) === 'number' && /^\d{1,2}$/.test(wordAt(tokens, at + 1))) return at + 2;
  const nth = ordinalAt(tokens, at);
  if (nth === null) return -1;
  return /^(?:one|task|item|todo)$/.test(wordAt(tokens, nth.end)) ? nth.end + 1 : nth.end;
};

/** "#a and #b", "the tag home", "the home tag", "tags a, b". */
const tagsUntil = (tokens: readonly Token[], from: number): number => {
  let k = from;
  let seen = false;
  let worded = false;
  while (k < tokens.length) {
    const token = tokens[k];
    if (token === undefined) break;
    if (token.kind === 'tag') seen = true;
    else if (/^(?:tags?|labels?)$/.test(token.lower)) worded = true;
    else if (/^(?:the|a|an|and|,|&|both|my)$/.test(token.lower)) {
      /* between tags */
    } else if (
      /^(?:word|quoted)$/.test(token.kind) &&
      !/^(?:to|from|off|on|of|onto|for)$/.test(token.lower) &&
      (worded || /^(?:tags?|labels?)$/.test(wordAt(tokens, k + 1)))
    )
      seen = true;
    else break;
    k++;
  }
  return seen ? k : -1;
};
