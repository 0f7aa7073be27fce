import { describe, expect, it } from 'vitest';
import { said } from '../../../../test/language/speaker.ts';
import { tokenize } from '../words/tokens.ts';
import { haste, priorityAt } from './priority.ts';

/** The first priority anywhere in `text`, and what is left of it. */
const priority = (text: string): string => {
  const tokens = tokenize(text);
  for (let k = 0; k < tokens.length; k++) {
    const found = priorityAt(tokens, k, 0) ?? haste(tokens, k);
    if (found?.kind === 'priority')
      return `${found.priority ?? 'none'}: ${said([...tokens.slice(0, k), ...tokens.slice(found.end)])}`;
  }
  return 'nothing';
};

describe('convention 10, priority', () => {
  it.each([
    ['fix it p1', 'CRITICAL: fix it'],
    ['fix it p4', 'LOW: fix it'],
    ['fix it !!!', 'HIGH: fix it'],
    ['fix it !!', 'MEDIUM: fix it'],
    ['fix it !', 'LOW: fix it'],
    ['fix it !!1', 'CRITICAL: fix it'],
    ['fix it !high', 'HIGH: fix it'],
    ['fix it, high priority', 'HIGH: fix it'],
    ['fix it with low priority', 'LOW: fix it'],
    ['fix it priority: medium', 'MEDIUM: fix it'],
    ['fix it (urgent)', 'CRITICAL: fix it'],
    ['urgent: fix it', 'CRITICAL: : fix it'],
    ['fix it asap', 'CRITICAL: fix it'],
    ['fix it, no priority', 'none: fix it'],
    ['(A) fix it', 'CRITICAL: fix it'],
    ['fix it (high)', 'HIGH: fix it'],
    ['fix it, very important', 'HIGH: fix it'],
    ['low-priority: fix it', 'LOW: : fix it'],
    ['hello! fix it', 'nothing'],
    ['visit urgent care', 'nothing'],
    ['take the high road', 'nothing'],
    ['the most important thing', 'nothing'],
    ['see plan (A) later', 'nothing'],
  ])('%j', (text, expected) => {
    expect(priority(text)).toBe(expected);
  });
});
