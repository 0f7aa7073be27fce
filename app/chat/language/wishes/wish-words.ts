/** What wishes of every kind have in common: marking verbs, the end of the sentence, "it". */
import { wordsOf } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';

export const soft = new Set([
  'drop',
  'scrap',
  'zap',
  'scratch',
  'chuck',
  'toss',
  'nix',
  'eliminate',
  'yeet',
  'cancel',
  'ditch',
  'axe',
  'kill',
  'clear',
  'wipe',
  'empty',
  'finish',
  'finishing',
  'close',
  'throw',
  'forget',
  'bin',
  'wrap',
  'resolve',
  'check',
  'tick',
  'cross',
  'strike',
  'knock',
  'restore',
  'did',
  'get',
  'take',
  'trash',
  'remove',
  'never',
  'mark',
  'discard',
  'pause',
  'resume',
  'skip',
  'stop',
  'reactivate',
  'reinstate',
  'revive',
  'open',
  'purge',
  'bring',
]);

export const without = (tokens: readonly Token[], from: number, to: number): Token[] => tokens.slice(from, to);

const trailing = /^(?:please|pls|plz|thanks|now|already|yay|too|finally|thx|👍|🎉|yet|again|anymore)$/u;

const forNow = /^for (?:now|today|good|this (?:week|month)|the (?:day|week|time being)) ?[.!]?$/;

const twoWords = /^(?:any more|any longer|for me|for us|after all|as well)$/;

/** The end of the sentence without marks. */
export const lastWord = (tokens: readonly Token[]): number => {
  let end = tokens.length;
  const span = tokens.findIndex((t, k) => k > 1 && t.lower === 'for' && forNow.test(wordsOf(tokens, k)));
  if (span > 0) end = span;
  while (
    end > 0 &&
    tokens[end - 1]?.kind !== 'quoted' &&
    (/^[.!?,;…]$|^\.{2,}$/u.test(wordAt(tokens, end - 1)) ||
      tokens[end - 1]?.kind === 'bangs' ||
      trailing.test(wordAt(tokens, end - 1)) ||
      twoWords.test(`${wordAt(tokens, end - 2)} ${wordAt(tokens, end - 1)}`))
  )
    end -= twoWords.test(`${wordAt(tokens, end - 2)} ${wordAt(tokens, end - 1)}`) ? 2 : 1;
  return end;
};

export const marking = /^(?:mark|set|flag|tag|make|put|check|tick|consider|call|move|cross|strike|turn|change|switch)$/;

export const pronoun = (tokens: readonly Token[]): Token[] => {
  const at = tokens[0];
  return at === undefined ? [] : [{ ...at, kind: 'word', text: 'it', lower: 'it' }];
};
