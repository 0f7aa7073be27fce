/** What follows a task as text: a description or a checklist. */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Mark } from './mark.ts';

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
  // "(note: she prefers mail)" ends with its bracket.
  const closing = wordAt(tokens, i) === '(' ? tokens.findIndex((t, k) => k > from && t.lower === ')') : -1;
  if (closing > 0) return { kind: 'description', end: closing + 1, description: clip(text, tokens, from, closing) };
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
