import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST, tokenize } from './tokens.ts';

describe('tokens', () => {
  it.each([
    ['buy milk', 'word:buy word:milk'],
    ['call at 5pm', 'word:call word:at number:5pm'],
    ['at 5 p.m.', 'word:at number:5pm'],
    ['on 2026-12-05', 'word:on number:2026-12-05'],
    ['“Big Plans” now', 'quoted:big plans word:now'],
    ["mum's 'old coat'", "word:mum's quoted:old coat"],
    ['#home @phone +Work *later', 'tag:home at:phone plus:work star:later'],
    ['issue #42', 'word:issue sign:# number:42'],
    ['p1!!', 'word:p1 bangs:!!'],
    ['see https://a.example/b?c=1 ok', 'word:see link:https://a.example/b?c=1 word:ok'],
    ['mail a.b@c.example', 'word:mail link:a.b@c.example'],
    ['mon-fri', 'word:mon sign:- word:fri'],
    ['e-mail', 'word:e-mail'],
    ['one\ntwo', 'word:one break:\n word:two'],
    ['one\n#two', 'word:one break:\n tag:two'],
  ])('of %j', (text, expected) => {
    expect(
      tokenize(text)
        .map(({ kind, lower }) => `${kind}:${lower}`)
        .join(' '),
    ).toBe(expected);
  });

  it('stand in order, apart, and where they say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        let end = 0;
        for (const token of tokenize(text)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          expect(text.slice(token.start, token.end)).toContain(token.text);
          expect(token.glued).toBe(token.start === end && end > 0);
          end = token.end;
        }
      }),
    );
  });

  it('are not read beyond the longest sentence', () => {
    expect(tokenize('ab '.repeat(LONGEST)).at(-1)?.end).toBeLessThanOrEqual(LONGEST);
  });
});
