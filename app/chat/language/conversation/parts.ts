/** A part of a message as a message of its own, and which parts are whole: "Clean the garage; due Saturday" is one. */
import { readAdd, readPreamble } from '../new-task/add.ts';
import { tokenize, type Token } from '../words/tokens.ts';
import type { Turn } from './turn.ts';

/** The part of `turn` that is said by `tokens`. */
export const rebased = (turn: Turn, tokens: readonly Token[]): Turn => {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return { ...turn, text: '', tokens: [] };
  const text = turn.text.slice(first.start, last.end);
  return { ...turn, text, tokens: tokenize(text) };
};

/** What says only when and how goes on with what stands before it; of each part, `most` tokens are read. */
export const wholeParts = (turn: Turn, parts: readonly (readonly Token[])[], most: number): (readonly Token[])[] => {
  const whole: (readonly Token[])[] = [];
  for (const part of parts) {
    const before = whole.pop();
    const own = rebased(turn, part.slice(0, most));
    const read = before === undefined ? null : readAdd(turn.here, own.text, own.tokens);
    const goesOn = read?.ok === false && read.problem.kind === 'title' && !readPreamble(turn.here, own.tokens).command;
    if (before !== undefined && goesOn) whole.push([...before, ...part]);
    else whole.push(...(before === undefined ? [] : [before]), part);
  }
  return whole;
};
