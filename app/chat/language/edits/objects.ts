/** The words that name the task an edit is about, without what only holds them together. */
import type { Reading } from '../slots/slots.ts';
import type { Token } from '../words/tokens.ts';

export const writtenText = (reading: Reading, tokens: readonly Token[]): string => {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (only?.kind === 'quoted') return only.text;
  const [a, b] = [tokens[0], tokens.at(-1)];
  return a === undefined || b === undefined
    ? ''
    : reading.text
        .slice(a.start, b.end)
        .replace(/[\s.!,;]+$/u, '')
        .trim();
};

export const pronounFrom = (tokens: readonly Token[]): Token[] => {
  const at = tokens[0];
  return at === undefined ? [] : [{ ...at, kind: 'word', text: 'it', lower: 'it' }];
};

/** Whose it is: "its", "the dentist's" and "the gutters'" as the task itself. */
export const owned = (tokens: readonly Token[]): Token[] => {
  const last = tokens.at(-1);
  if (last === undefined) return [];
  if (tokens.length === 1 && /^(?:its|it's|their)$/.test(last.lower)) return pronounFrom(tokens);
  const written = last.kind === 'word' ? /['’]s?$/.exec(last.text) : null;
  if (written === null) return [...tokens];
  const cut = written[0].length;
  return [
    ...tokens.slice(0, -1),
    { ...last, text: last.text.slice(0, -cut), lower: last.lower.replace(/'s?$/, ''), end: last.end - cut },
  ];
};

const objectTails =
  /^(?:to|from|back|by|be|is|due|for|until|forward|at|on|now|instead|as|a|an|with|and|should|please|up|out|down|earlier|later|ahead|of|,|:|-|repeat|repeats|recur|happen|occur|recurring|repeating|into|set|into|in|then|so|it's|its|task|in|date|time|deadline|priority|'s|\.|!|high|low)$/;

export const cleanObject = (tokens: readonly Token[]): Token[] => {
  let own = [...tokens];
  for (let n = 0; n < 4; n++) {
    while (
      own.length > 0 &&
      own.at(-1)?.kind !== 'quoted' &&
      objectTails.test(own.at(-1)?.lower ?? '') &&
      !(own.length === 1)
    )
      own = own.slice(0, -1);
    const owner = own.at(-1);
    if (owner?.kind === 'word' && /['’]s$/.test(owner.text))
      own = [
        ...own.slice(0, -1),
        { ...owner, text: owner.text.slice(0, -2), lower: owner.lower.slice(0, -2), end: owner.end - 2 },
      ];
    while (
      own.length > 1 &&
      /^(?:the|my|task|that|of|for|to|on|,|-|:|and|due|from)$/.test(own[0]?.lower ?? '') &&
      own[0]?.kind !== 'quoted'
    )
      own = own.slice(1);
  }
  return own.length === 1 &&
    own[0]?.kind !== 'quoted' &&
    /^(?:to|back|by|the|for|on|from|up)$/.test(own[0]?.lower ?? '')
    ? []
    : own;
};
