/** The words that lead to a date or a time: "on", "by", "no later than", "due:". */
import { wordAt, type Token } from '../words/tokens.ts';
import { clockAt } from './clock.ts';
import { lengthAt } from './lengths.ts';

const leads = new Set(
  `on at @ by before b4 until till til due for from around starting during over sometime anytime ending within into come beginning circa
  approximately latest`.split(/\s+/),
);

/** After these nothing but a time leads on: "turn the light on at 6" says "on" of the light. */
const loose = /^(?:on|in|over|for|off|up|into|around)$/;

const tight = /^(?:at|@|by|before|until|till|around|on|due)$/;

export type Lead = { end: number; lead: string | null };

const isColon = (word: string): boolean => /^(?::|is|=)$/.test(word);

/** `^friday`: a due date as Remember the Milk writes it. */
const isCaret = (tokens: readonly Token[], k: number): boolean =>
  tokens[k]?.text === '^' && !tokens[k].glued && tokens[k + 1]?.glued === true;

/** "no later than", "on or before", "as of", "due date:", "deadline is"; null when there is no such phrase. */
const phraseAt = (tokens: readonly Token[], i: number): Lead | null => {
  const [word, next, third] = [wordAt(tokens, i), wordAt(tokens, i + 1), wordAt(tokens, i + 2)];
  if ((word === 'no' || word === 'not') && next === 'later' && third === 'than') return { end: i + 3, lead: 'by' };
  if (word === 'on' && next === 'or' && third === 'before') return { end: i + 3, lead: 'by' };
  if (/^(?:some|any)$/.test(word) && next === 'time') return { end: i + 2, lead: null };
  if (word === 'at' && next === 'some' && /^(?:point|time|stage)$/.test(third)) return { end: i + 3, lead: null };
  if (word === 'as' && (next === 'of' || next === 'from')) return { end: i + 2, lead: 'from' };
  // "4 sat" is how some write "for Saturday".
  if (word === '4' && /^(?:mon|tue|wed|thu|fri|sat|sun|today|tonight|tomorrow|tmrw|tmr)/.test(next))
    return { end: i + 1, lead: 'for' };
  if (!/^(?:due|deadline|date|when)$/.test(word)) return null;
  const at = word === 'due' && next === 'date' ? i + 2 : i + 1;
  if (isColon(wordAt(tokens, at))) return { end: at + 1, lead: 'due' };
  return word === 'due' || (word === 'deadline' && next !== '') ? { end: at, lead: 'due' } : null;
};

/**
 * The leading words at token `i`, and the one of them that tells most; null when they lead nowhere. `extra` words lead
 * besides: "to" and "back" in "move it back to Friday".
 */
export const leadAt = (tokens: readonly Token[], i: number, extra: ReadonlySet<string>): Lead | null => {
  if (loose.test(wordAt(tokens, i)) && tight.test(wordAt(tokens, i + 1)) && phraseAt(tokens, i) === null) {
    const around = wordAt(tokens, i + 1) === 'around';
    // "for around 5", and "in around 5 hours", which is a length; "hand it in around 5" is none.
    const length = wordAt(tokens, i) === 'in' && lengthAt(tokens, i + 2) !== null;
    if (!around || (wordAt(tokens, i) !== 'for' && !length)) return null;
  }
  let end = i;
  let lead: string | null = null;
  for (let n = 0; n < 4; n++) {
    const word = wordAt(tokens, end);
    // "Whether he can come on Sunday" is no "come Sunday".
    if (word === 'come' && tokens[end - 1]?.kind === 'word') break;
    const phrase = phraseAt(tokens, end);
    if (phrase !== null) {
      [end, lead] = [phrase.end, phrase.lead];
    } else if (word === 'later' && /^(?:this|next)$/.test(wordAt(tokens, end + 1))) {
      break;
    } else if (leads.has(word) || extra.has(word) || isCaret(tokens, end)) {
      // "from" and "for" keep their say over what follows: a bare number after them is no time.
      if (lead === null || /^(?:at|@|due|by|before|b4)$/.test(word))
        lead = { '@': 'at', '^': 'due', b4: 'before' }[word] ?? word;
      end += 1;
    } else if (n === 0 && word === 'about' && clockAt(tokens, end + 1)?.bare === false) {
      [end, lead] = [end + 1, 'at'];
    } else if (n > 0 && /^(?:about|approx|exactly|roughly|say|latest|like|maybe|probably)$/.test(word)) end += 1;
    else if (n > 0 && word === 'the' && wordAt(tokens, end + 1) === 'latest') end += 2;
    else break;
  }
  return { end, lead };
};
