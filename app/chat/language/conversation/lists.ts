/** A message that is a list: lines, bullets, "add three tasks: milk, eggs and bread". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';

/** A line of a list without its bullet, box or number. */
export const bulletless = (tokens: readonly Token[]): Token[] => {
  let own = [...tokens];
  while (
    own.length > 0 &&
    ((own[0]?.kind === 'sign' && /^(?:[-–—•·*+>]|\[|\]|-{1,3}|☐|□|◦)$/u.test(own[0].text)) ||
      (own[0]?.kind === 'word' && own[0].lower === 'x' && wordAt(own, 1) === ']'))
  )
    own = own.slice(1);
  // "1. milk", "2) eggs"
  if (
    own[0]?.kind === 'number' &&
    /^\d{1,2}$/.test(own[0].text) &&
    /^[.)]$/.test(wordAt(own, 1)) &&
    own[1]?.glued === true
  )
    own = own.slice(2);
  return own;
};

/** Where the items of "1) hotel 2) flights 3) pack" begin: numbers that count up from one, each with its mark. */
const numbered = (tokens: readonly Token[]): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const [k, token] of tokens.entries()) {
    const next = tokens[k + 1];
    const marked = next?.glued === true && /^[).]$/.test(next.text) && tokens[k + 2]?.glued === false;
    if (marked && token.kind === 'number' && token.text === String(found.size + 1) && !token.glued) found.add(k);
  }
  return found.size > 1 ? found : new Set();
};

/** The lines or parts of a list; one when the message is no list. A heading ("Add these tasks:") comes apart. */
export const partsOf = (tokens: readonly Token[]): { heading: Token[] | null; parts: Token[][] } => {
  const raw: Token[][] = [[]];
  const numbers = numbered(tokens);
  for (const [k, token] of tokens.entries()) {
    if (numbers.has(k)) raw.push([]);
    const divides = token.kind === 'break' || (token.lower === ';' && token.kind === 'sign');
    if (divides) raw.push([]);
    else raw.at(-1)?.push(token);
  }
  const parts = raw.map(bulletless).filter((part) => part.some((t) => t.kind !== 'sign'));
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length > 0 && wordAt(first, first.length - 1) === ':')
    return { heading: first, parts: rest };
  return { heading: null, parts };
};

const headings = phrases(`
  add|create|make|new|put the|these|following|my|some|a|few|couple|of|two|three|four|five|2|3|4|5? following|new|more? tasks|todos|items|reminders|things :|-|–?
  tasks|todos|to-dos :
  todo|to-do|to do list? :
  add|put to|on|onto my|the|our? todo|to-do|shopping|grocery|packing? list :
  my? packing list :
  i need|have to :
  remind me to :
  my? shopping|grocery list :
`);

/** "Add three tasks: milk, eggs and bread": the items after the heading; null when there is no such heading. */
export const enumerated = (tokens: readonly Token[]): Token[][] | null => {
  const end = phraseEnd(headings, tokens, 0);
  if (end < 0) return null;
  const words = tokens.slice(0, end).map((t) => t.lower);
  const many = words.some((w) => /^(?:tasks|todos|to-dos|items|reminders|things|list)$/.test(w));
  if (!many) return null;
  const from = /^(?::|-|–)$/.test(wordAt(tokens, end))
    ? end + 1
    : /^to$/.test(wordAt(tokens, end)) && /^:$/.test(wordAt(tokens, end + 1))
      ? end + 2
      : end;
  const items: Token[][] = [[]];
  tokens.slice(from).forEach((token, k, all) => {
    const divides = token.kind === 'sign' && /^[,;]$/.test(token.text);
    const and =
      /^(?:and|&)$/.test(token.lower) &&
      token.kind !== 'quoted' &&
      (items.length > 1 || all.slice(k).filter((t) => t.lower === ',').length === 0);
    if (divides || (and && k > 0)) items.push([]);
    else items.at(-1)?.push(token);
  });
  const full = items.map(bulletless).filter((item) => item.some((t) => t.kind !== 'sign'));
  return full.length > 1 ? full : null;
};
