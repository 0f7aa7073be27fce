/** Lists within a line: "add milk, eggs and bread", "tomorrow: dentist 9am, haircut 11.30", "call Ann, mail Bob, book a room". */
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { readPreamble } from '../new-task/add.ts';
import { listTail } from '../new-task/courtesies.ts';
import { readSlots } from '../slots/slots.ts';
import { wishOf } from '../wishes/wish.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb } from '../words/verbs.ts';

/** What precedes the day in a heading: "to do today:", "plan for Monday:". */
const planned = phrases(`
  to do list? for?
  my? todo|to-do|todos|tasks|plan|plans|list|agenda|things|errands|chores for|on?
  things to do for|on?
  for|on
`);

/** "Tomorrow: …", "to do today: …": the day that is meant for each item, and where the items begin. */
export const dayHeading = (here: Here, tokens: readonly Token[]): { day: string; from: number } | null => {
  const lead = phraseEnd(planned, tokens, 0);
  const colon = tokens.findIndex((t) => t.kind === 'sign' && (t.text === ':' || (lead > 0 && /^[-–—]$/.test(t.text))));
  if (colon < 1 || colon > 8) return null;
  for (const start of lead > 0 ? [0, lead] : [0]) {
    const moment = momentAt(here, tokens, start);
    if (moment?.date == null || moment.clock !== null || moment.end !== colon) continue;
    return { day: tokens.slice(start, colon).map((t) => t.text).join(' '), from: colon + 1 }; // prettier-ignore
  }
  return null;
};

/** Items between commas and a last "and", without the marks of a list. */
const split = (tokens: readonly Token[]): Token[][] => {
  const parts: Token[][] = [[]];
  const comma = tokens.findLastIndex((t) => t.kind === 'sign' && /^[,;]$/.test(t.text));
  tokens.forEach((token, k) => {
    const divides = token.kind === 'sign' && /^[,;]$/.test(token.text);
    const and = k > comma && comma >= 0 && /^(?:and|&)$/.test(token.lower) && token.kind !== 'quoted';
    if (divides || and || token.kind === 'break') parts.push([]);
    else parts.at(-1)?.push(token);
  });
  return parts.filter((part) => part.some((t) => t.kind !== 'sign'));
};

/** "Clean kitchen. Mop floor. Take out rubbish." */
const fullStops = (tokens: readonly Token[]): Token[][] => {
  const parts: Token[][] = [[]];
  tokens.forEach((token, k) => {
    if (token.kind === 'sign' && /^[.;]$/.test(token.text) && tokens[k + 1]?.glued !== true) parts.push([]);
    else parts.at(-1)?.push(token);
  });
  return parts.filter((part) => part.length > 0);
};

const words = (tokens: readonly Token[]): number =>
  tokens.filter((t) => t.kind !== 'sign' && t.kind !== 'bangs').length;

/** "Wrap it" goes on with what stands before it. */
const dependent = /^(?:him|her|it|them|there|this|that|back|me|us|about|then)$/;

const isErrand = (part: readonly Token[], first: boolean): boolean =>
  part[0]?.kind === 'word' &&
  isVerb(part[0].lower) &&
  words(part) >= 2 &&
  (first || !part.slice(0, 3).some((t) => dependent.test(t.lower)));

const clocked = (here: Here, part: readonly Token[]): boolean =>
  part.some((t, k) => t.kind !== 'quoted' && momentAt(here, part, k)?.clock != null);

/** A thing to get, and nothing else: a few words, none of which begins or joins a sentence. */
const isThing = (part: readonly Token[], taken: ReadonlySet<Token>): boolean => {
  const own = part.filter((t) => !taken.has(t));
  return (
    own.length > 0 &&
    own.length <= 4 &&
    own.every((t) => /^(?:word|number|quoted)$/.test(t.kind) && (t.lower === 'of' || !isLink(t.lower))) &&
    (own.length === 1 || !isVerb(own[0]?.lower ?? ''))
  );
};

/** What is bought together is often one errand: "buy milk, eggs and bread". */
const shopping = /^(?:buy|get|grab|bring|order|pack|pick|take|fetch|purchase|ask|tell|invite|email|call|text|thank)$/;

/** Items under a heading: each is a task, unless the first one's verb is meant for all of them. */
export const itemsUnder = (here: Here, tokens: readonly Token[]): Token[][] => {
  const lines = tokens.some((t) => t.kind === 'break' || (t.kind === 'sign' && t.text === ';'));
  const parts = split(tokens);
  if (lines || parts.length < 2) return parts;
  const [first, ...rest] = parts;
  const verb = first?.[0]?.lower ?? '';
  const shared = shopping.test(verb) && rest.every((part) => !isErrand(part, false) && !clocked(here, part));
  return shared ? [[...tokens]] : parts;
};

/**
 * The items of a line that says nothing else: things after "add" or by themselves, or errands that each have a verb.
 * Null when it is one sentence.
 */
export const listed = (here: Here, text: string, tokens: readonly Token[]): Token[][] | null => {
  const sentences = fullStops(tokens);
  if (sentences.length >= 3 && sentences.every((part, k) => isErrand(part, k === 0) && words(part) <= 6))
    return sentences;
  if (!tokens.some((t) => t.kind === 'sign' && t.text === ',')) return null;
  const { from, command } = readPreamble(here, tokens);
  const adding = command && tokens.slice(0, from).some((t) => /^(?:add|put|jot|include)$/.test(t.lower));
  let own = tokens.slice(from);
  while (/^[.!?]$/.test(own.at(-1)?.text ?? '')) own = own.slice(0, -1);
  const parts = split(own);
  const errands = parts.every((part, k) => isErrand(part, k === 0));
  const joined = own.some((t) => /^(?:and|&)$/.test(t.lower));
  if (errands && (parts.length >= 3 || (parts.length === 2 && !joined && parts.every((part) => words(part) <= 6))))
    return parts;
  if (!adding && (command || from > 0 || parts.length < 3)) return null;
  // "Mark 1, 2 and 4 done" lists what exists.
  if (!adding && wishOf(own)?.sure === true) return null;
  const slots = readSlots({ here, text, tokens: own });
  const taken = new Set([...slots.taken].flatMap((k) => own[k] ?? []));
  for (let k = 0; k < own.length; k++) {
    const end = phraseEnd(listTail, own, k);
    if (end > 0) for (const token of own.slice(k, end)) taken.add(token);
  }
  if (slots.recurrences.length > 0 || parts.length < 2 || !parts.every((part) => isThing(part, taken))) return null;
  // "Wash, dry and fold" are three verbs of one sentence.
  return adding || !isVerb(wordAt(own, 0)) ? parts : null;
};
