/** Cuts a filter into operators and terms, each knowing where it stands. */
import { FilterError } from './expression.ts';

/** A word of a term, or what stands between quotation marks. */
export type Word = { text: string; lower: string; quoted: boolean; start: number; end: number };

export type Token =
  | { kind: '&' | '|' | '!' | '(' | ')'; start: number }
  /** Everything between two operators. */
  | { kind: 'term'; start: number; end: number; words: [Word, ...Word[]] };

const OPERATOR = /[&|!()]/y;
const SPACE = /\s+/y;
const QUOTED = /"([^"]*)"/y;
const WORD = /[^\s&|!()"]+/y;

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const operators = { '&': '&', '|': '|', '!': '!', '(': '(', ')': ')' } as const;
const isOperator = (text: string): text is keyof typeof operators => Object.hasOwn(operators, text);

/** Linear in the length of `text`. @throws {FilterError} for quotation marks that are not closed */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const space = match(SPACE, text, at);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const operator = match(OPERATOR, text, at)?.[0] ?? '';
    if (isOperator(operator)) {
      tokens.push({ kind: operator, start: at });
      at += 1;
      continue;
    }
    const word = wordAt(text, at);
    const before = tokens.at(-1);
    if (before?.kind === 'term') {
      before.words.push(word);
      before.end = word.end;
    } else tokens.push({ kind: 'term', start: at, end: word.end, words: [word] });
    at = word.end;
  }
  return tokens;
};

const wordAt = (text: string, at: number): Word => {
  const quoted = match(QUOTED, text, at);
  if (quoted !== null) {
    const inner = quoted[1] ?? '';
    return { text: inner, lower: inner.toLowerCase(), quoted: true, start: at, end: at + quoted[0].length };
  }
  const word = match(WORD, text, at)?.[0];
  if (word === undefined) throw new FilterError('the quotation mark is never closed; add another "', at);
  return { text: word, lower: word.toLowerCase(), quoted: false, start: at, end: at + word.length };
};
