/** What a sentence wants done with tasks that exist: which verb, and the words that name its object. */
import { wordAt, type Token } from '../words/tokens.ts';
import { complete } from './completing.ts';
import { calledOff, remove } from './deleting.ts';
import { others } from './pausing.ts';
import { reopen } from './reopening.ts';
import { soft } from './wish-words.ts';

export type Simple = 'complete' | 'reopen' | 'delete' | 'skip' | 'pause' | 'resume';

/** `sure`: it can be nothing else, so an unknown object is said to be unknown. Otherwise it may be a new task. */
export type Wish = {
  op: Simple;
  object: Token[];
  sure: boolean;
  /** The verb begins tasks, too: "cancel the paper", "finish the report by Friday". */
  mild: boolean;
  /** It was called off, which is what "Cancel the internet" wanted. */
  off?: boolean;
};

export type Found = Omit<Wish, 'mild'>;

/** A simple wish in the tokens, which begin after any courtesy. */
export const wishOf = (tokens: readonly Token[]): Wish | null => {
  const found = reopen(tokens) ?? calledOff(tokens) ?? complete(tokens) ?? remove(tokens) ?? others(tokens);
  return found === null ? null : { ...found, mild: soft.has(wordAt(tokens, 0)) || wordAt(tokens, 0) === 'complete' };
};
