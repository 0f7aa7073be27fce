/** Priorities and categories as a list is asked for by them: "anything urgent?", "in the Work category". */
import type { KnownCategory } from '../contract.ts';
import { priorityNamed, type Priority } from '../marks/priority.ts';
import { wordAt, type Token } from '../words/tokens.ts';

/** In a question "high" or "urgent" alone is a priority: "anything urgent?", "which are critical?" */
export const levels = (
  tokens: readonly Token[],
  k: number,
): { kind: 'priority'; end: number; priority: Priority | null } | null => {
  const word = wordAt(tokens, k);
  if (!/^(?:urgent|critical|important|high|medium|low|p[1-4])$/.test(word)) return null;
  const priority = priorityNamed(word);
  if (priority === undefined) return null;
  const j = /^(?:priority|prio|-)$/.test(wordAt(tokens, k + 1))
    ? wordAt(tokens, k + 1) === '-'
      ? k + 3
      : k + 2
    : k + 1;
  return { kind: 'priority', end: j, priority };
};

export const categoryIn = (
  tokens: readonly Token[],
  k: number,
  categories: readonly KnownCategory[],
): { end: number; name: string } | null => {
  const token = tokens[k];
  if (token?.kind === 'plus') return { end: k + 1, name: token.text };
  for (const { name } of categories) {
    const words = name.toLowerCase().split(/\s+/);
    const lead = /^(?:in|under|from|on)$/.test(wordAt(tokens, k))
      ? wordAt(tokens, k + 1) === 'the' || wordAt(tokens, k + 1) === 'my' || wordAt(tokens, k + 1) === 'category'
        ? k + 2
        : k + 1
      : k;
    if (words.every((word, n) => wordAt(tokens, lead + n) === word)) {
      const end = lead + words.length;
      return { end: /^(?:category|project|list)$/.test(wordAt(tokens, end)) ? end + 1 : end, name };
    }
  }
  return null;
};
