/** Reads a filter such as `(overdue | today) & @work & !high`; the grammar is in docs/filters.md. */
import { FilterError, type Expression } from './expression.ts';
import { termOf } from './terms.ts';
import { tokensOf, type Token } from './tokens.ts';

export const LONGEST = 1_000;
const DEEPEST = 20;
const MOST_TERMS = 50;

type Reader = { text: string; tokens: readonly Token[]; at: number; depth: number; terms: number };

/** @throws {FilterError} saying where the text stops making sense, and what would */
export const parseFilter = (text: string): Expression => {
  if (text.length > LONGEST) throw new FilterError(`is longer than ${LONGEST} characters`, LONGEST);
  const reader: Reader = { text, tokens: tokensOf(text), at: 0, depth: 0, terms: 0 };
  const expression = either(reader);
  const left = reader.tokens[reader.at];
  if (left === undefined) return expression;
  if (left.kind === ')') throw new FilterError('this “)” closes nothing; take it away or add a “(”', left.start);
  throw new FilterError(JOIN, left.start);
};

const JOIN =
  'join this to what stands before it with & (both) or | (either); put words that hold an operator in quotation marks';

const chain = (kind: 'and' | 'or', sign: '&' | '|', part: (reader: Reader) => Expression) => {
  return (reader: Reader): Expression => {
    const first = part(reader);
    const rest: Expression[] = [];
    while (reader.tokens[reader.at]?.kind === sign) {
      reader.at += 1;
      rest.push(part(reader));
    }
    return rest.length === 0 ? first : { kind, of: [first, ...rest] };
  };
};

const negated = (reader: Reader): Expression => {
  if (reader.tokens[reader.at]?.kind !== '!') return primary(reader);
  reader.at += 1;
  const next = reader.tokens[reader.at];
  // In chat "!!" marks a priority. Read as "not not" it would quietly mean something else than it looks like.
  if (next?.kind === '!') {
    throw new FilterError(
      '“!” means “not” and is written once; a priority is written as a word: high, or p2',
      next.start,
    );
  }
  return { kind: 'not', of: primary(reader) };
};

const both = chain('and', '&', negated);
const either = chain('or', '|', both);

const primary = (reader: Reader): Expression => {
  const token = reader.tokens[reader.at];
  if (token?.kind === 'term') {
    reader.at += 1;
    reader.terms += 1;
    if (reader.terms > MOST_TERMS) throw new FilterError(`has more than ${MOST_TERMS} terms`, token.start);
    return termOf(reader.text, token.words);
  }
  if (token?.kind !== '(') throw missing(reader, token);
  reader.at += 1;
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw new FilterError(`has more than ${DEEPEST} “(” inside each other`, token.start);
  const inner = either(reader);
  const closing = reader.tokens[reader.at];
  if (closing === undefined) throw new FilterError('this “(” is never closed; add a “)”', token.start);
  if (closing.kind !== ')') throw new FilterError(JOIN, closing.start);
  reader.at += 1;
  reader.depth -= 1;
  return inner;
};

const missing = (reader: Reader, token: Token | undefined): FilterError => {
  const such = 'a term such as today, #home or high';
  if (token !== undefined) return new FilterError(`${such} is missing before this “${token.kind}”`, token.start);
  const last = reader.tokens.at(-1);
  if (last === undefined) return new FilterError(`is empty; write ${such}`, 0);
  return new FilterError(`${such} is missing after this “${reader.text.charAt(last.start)}”`, last.start);
};
