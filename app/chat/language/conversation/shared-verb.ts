/** "Call Ann at 3 and Bob at 4": the verb of the first is meant of the second, too. */
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { readPreamble } from '../new-task/add.ts';
import { tokenize, wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb } from '../words/verbs.ts';
import type { Turn } from './turn.ts';

const isName = (token: Token | undefined): boolean =>
  token?.kind === 'word' && /^\p{Lu}\p{Ll}/u.test(token.text) && !isVerb(token.lower) && !isLink(token.lower);

/** The verb of `clause` where it stands before a name: "call" of "remind me to call Ann at 3". */
export const verbBeforeName = (here: Here, clause: readonly Token[]): Token | null => {
  const { from } = readPreamble(here, clause);
  const verb = clause[from];
  return verb !== undefined && isVerb(verb.lower) && isName(clause[from + 1]) ? verb : null;
};

/** A name or two and when, and nothing else: "Bob at 4". */
export const isNameAndTime = (here: Here, clause: readonly Token[]): boolean => {
  let k = 0;
  while (isName(clause[k]) && momentAt(here, clause, k) === null) k++;
  const moment = k > 0 && k <= 3 ? momentAt(here, clause, k) : null;
  return moment !== null && (moment.end >= clause.length || /^[.!,]$/.test(wordAt(clause, moment.end)));
};

/** "… and Bob at 4" is called, too, where Ann was to be called at 3. */
export const withVerb = (turn: Turn, first: readonly Token[], part: Turn): Turn => {
  const verb = isNameAndTime(turn.here, part.tokens) ? verbBeforeName(turn.here, first) : null;
  const text = verb === null ? part.text : `${verb.lower} ${part.text}`;
  return verb === null ? part : { ...part, text, tokens: tokenize(text) };
};
