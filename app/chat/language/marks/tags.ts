/** Tags: `#tag`, `@label`, `*label`, "tagged home and garden", "tags: home, garden". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import type { Mark } from './mark.ts';

const tagIntro = phrases(`
  tagged as|with|under?
  with the? tag|tags|label|labels :?
  and? tag|label it|this|that as|with?
  labelled|labeled as|with?
  tag|tags|label|labels :
  using tag|label
  under the? tag
`);

/** A tag has no spaces: "*"big garden"" is `big-garden`. */
export const asTag = (token: Token): string => token.text.trim().replace(/\s+/gu, '-');

/** `#tag`, `@label`, `*label`, "tagged home and garden", "tags: home, garden". `whole` says a mention may be a tag. */
export const tagsAt = (tokens: readonly Token[], i: number, mention: boolean): Mark | null => {
  const token = tokens[i];
  if (token === undefined) return null;
  if (token.kind === 'tag' || (token.kind === 'star' && !token.glued))
    return { kind: 'tags', end: i + 1, tags: [asTag(token)] };
  if (token.kind === 'at' && mention) return { kind: 'tags', end: i + 1, tags: [asTag(token)] };
  const apart = wordAt(tokens, i) === ',' && /^(?:tags?|labels?)$/.test(wordAt(tokens, i + 1)) ? i + 2 : -1;
  const begun = phraseEnd(tagIntro, tokens, wordAt(tokens, i) === ',' || wordAt(tokens, i) === 'and' ? i + 1 : i);
  const led = Math.max(begun, apart);
  if (led < 0 || (i === 0 && /^(?:tag|label)$/.test(token.lower))) return null;
  const tags: string[] = [];
  let j = led;
  while (tags.length < 20) {
    const each = tokens[j];
    if (each === undefined || !/^(?:word|tag|quoted|number)$/.test(each.kind)) break;
    tags.push(asTag(each));
    j++;
    const next = /^(?:,|and|&|\+)$/.test(wordAt(tokens, j)) ? j + 1 : j;
    const more = next > j && /^(?:,|and|&)$/.test(wordAt(tokens, next)) ? next + 1 : next;
    if (more === j && tokens[j]?.kind !== 'tag') break;
    if (tokens[more]?.kind !== 'tag' && (tokens[more]?.kind !== 'word' || isVerb(wordAt(tokens, more)))) break;
    j = more;
  }
  return tags.length === 0 ? null : { kind: 'tags', end: j, tags };
};
