/** docs/filters.md tells the truth: what its grammar makes is read, and so are its examples and mistakes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterError } from './expression.ts';
import { parseFilter } from './parse.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/filters.md'), 'utf8');
const block = (heading: string, language = ''): string =>
  new RegExp(`## ${heading}\\n[^]*?\`\`\`${language}\\n([^]*?)\n\`\`\``).exec(page)?.[1] ?? '';

type Part =
  | { kind: 'text' | 'rule' | 'special'; is: string }
  | { kind: 'all' | 'any'; of: Part[] }
  | { kind: 'maybe' | 'many'; of: Part };

/** The rules of an EBNF by their names. */
const rulesOf = (ebnf: string): Map<string, Part> => {
  const tokens = ebnf.match(/"[^"]*"|'[^']*'|\?[^?]*\?|\w+|[=,|;()[\]{}]/g) ?? [];
  let at = 0;
  const separated = (sign: string, part: () => Part): Part[] => {
    const parts = [part()];
    while (tokens[at] === sign) {
      at += 1;
      parts.push(part());
    }
    return parts;
  };
  const any = (): Part => ({ kind: 'any', of: separated('|', all) });
  const all = (): Part => ({ kind: 'all', of: separated(',', one) });
  const one = (): Part => {
    const token = tokens[at++] ?? '';
    if (/^["']/.test(token)) return { kind: 'text', is: token.slice(1, -1) };
    if (token.startsWith('?')) return { kind: 'special', is: token.slice(1, -1).trim() };
    if (!/^[([{]$/.test(token)) return { kind: 'rule', is: token };
    const of = any();
    at += 1;
    return token === '(' ? of : { kind: token === '[' ? 'maybe' : 'many', of };
  };
  const rules = new Map<string, Part>();
  while (at < tokens.length) {
    const name = tokens[at] ?? '';
    at += 2;
    rules.set(name, any());
    at += 1;
  }
  return rules;
};

const specials: Record<string, string[]> = {
  'a word': ['home', 'r-and-d', '买菜', '7', 'a.b', 'today'],
  words: ['milk', 'oat drink', 'x -y', 'über'],
};

/** What the rule `start` makes. */
const sentences = (rules: Map<string, Part>, start: string): fc.Arbitrary<string> => {
  const { [start]: made } = fc.letrec<Record<string, string>>((tie) => {
    const make = (part: Part): fc.Arbitrary<string> => {
      switch (part.kind) {
        case 'text':
          return fc.constant(part.is);
        case 'rule':
          return tie(part.is);
        case 'special':
          return fc.constantFrom(...specials[part.is]!);
        case 'all':
          return fc.tuple(...part.of.map(make)).map((said) => said.join(''));
        case 'any':
          return fc.oneof({ depthIdentifier: 'filter', maxDepth: 12 }, ...part.of.map(make));
        case 'maybe':
          return fc.oneof(fc.constant(''), make(part.of));
        case 'many':
          return fc.array(make(part.of), { maxLength: 2 }).map((said) => said.join(' '));
      }
    };
    return Object.fromEntries([...rules].map(([name, part]) => [name, make(part)]));
  });
  return made!;
};

describe('docs/filters.md', () => {
  const rules = rulesOf(block('Grammar', 'ebnf'));
  // The rule "day" has numbers up to 28, so that every month has them.
  it.each([...rules.keys()].filter((name) => !/^(level|field|relation|unit|month|number|weekday|counted)$/.test(name)))(
    'describes what is read: %s',
    (name) => {
      fc.assert(
        fc.property(sentences(rules, name), (text) => {
          expect(() => parseFilter(text)).not.toThrow();
          expect(parseFilter(text.toUpperCase().replaceAll(' ', '  '))).toBeDefined();
        }),
        { numRuns: 300 },
      );
    },
  );

  it('has examples that are read', () => {
    const examples = [...(/## Examples\n([^]*?)\n##/.exec(page)?.[1] ?? '').matchAll(/^- `(.*)`$/gm)];
    expect(examples.length).toBeGreaterThan(10);
    for (const [, text = ''] of examples) expect(() => parseFilter(text)).not.toThrow();
  });

  const mistakes = [...block('Mistakes').matchAll(/(.+)\n( *)\^ (.+)/g)];
  it.each(mistakes.map(([, text = '', space = '', message = '']) => [text, space.length, message] as const))(
    'has the mistake %s',
    (text, position, message) => {
      expect(() => parseFilter(text)).toThrow(FilterError);
      try {
        parseFilter(text);
      } catch (error) {
        expect((error as FilterError).position).toBe(position);
        expect((error as FilterError).message).toContain(message);
      }
    },
  );
});
