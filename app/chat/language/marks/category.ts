/** Categories: "+Work", "category: Work", "in the Work category", "to my shopping list". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink } from '../words/verbs.ts';
import type { Mark } from './mark.ts';

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
  const listed = tokens[i + 1];
  if (token?.text === '~' && !token.glued && listed?.glued === true && /^(?:word|quoted)$/.test(listed.kind))
    return { kind: 'category', end: i + 2, category: listed.text };
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
    if (name !== undefined && /^(?:word|quoted|tag)$/.test(name.kind) && !isLink(name.lower))
      return { kind: 'category', end: colon + 1, category: name.text };
  }
  if (!/^(?:in|under|to|into|for)$/.test(wordAt(tokens, i))) return null;
  const from = /^(?:the|my)$/.test(wordAt(tokens, i + 1)) ? i + 2 : i + 1;
  const name = tokens[from];
  if (name === undefined || !/^(?:word|quoted|tag)$/.test(name.kind)) return null;
  const list =
    /^(?:to|into)$/.test(wordAt(tokens, i)) && wordAt(tokens, from + 1) === 'list' && shopping.test(name.lower);
  if (list) return { kind: 'category', end: from + 2, category: name.text };
  const two =
    tokens[from + 1]?.kind === 'word' && !isLink(wordAt(tokens, from + 1)) && wordAt(tokens, from + 2) === 'category';
  if (wordAt(tokens, from + 1) !== 'category' && !two) return null;
  return {
    kind: 'category',
    end: two ? from + 3 : from + 2,
    category: two ? `${name.text} ${tokens[from + 1]?.text ?? ''}` : name.text,
  };
};
