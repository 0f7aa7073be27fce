/** The words before what is meant: politeness, "remind me to", "add a task:". */
import { phraseEnd } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb, presentOf } from '../words/verbs.ts';
import { politeEnd } from './courtesies.ts';
import { maker } from './makers.ts';
import { commands } from './preamble-words.ts';

/** Where what is meant begins, and how it was asked for. `strong`: by a command that can only mean a new task. */
export type Preamble = { from: number; command: boolean; strong: boolean; many: boolean; polite: boolean };

/** Leading commas, dashes and marks. */
const skipMarks = (tokens: readonly Token[], i: number): number => {
  let j = i;
  while (tokens[j]?.kind === 'sign' && /^(?:[,.:;–—•·>*]|-{1,3}|\.{2,})$/.test(tokens[j]?.text ?? '')) j++;
  return j;
};

/** Reads the words before what is meant. `skip(i)` passes over a date or a priority that stands among them. */
export const preambleOf = (tokens: readonly Token[], start: number, skip: (i: number) => number): Preamble => {
  const found: Preamble = { from: start, command: false, strong: false, many: false, polite: false };
  for (let n = 0; n < 12; n++) {
    const i = skipMarks(tokens, found.from);
    // "to charge the car", "remind me 2 text Jess"
    const infinitive =
      isVerb(wordAt(tokens, i + 1)) && !(wordAt(tokens, i + 1) === 'do' && wordAt(tokens, i + 2) === ':');
    const hedge = /^(?:probably|prolly|definitely|maybe|perhaps)$/.test(wordAt(tokens, i));
    const filler = hedge || (found.command && /^(?:like|kinda)$/.test(wordAt(tokens, i)));
    if (
      (filler && infinitive) ||
      (/^(?:to|2)$/.test(wordAt(tokens, i)) && infinitive && (i === start || found.strong || found.polite))
    ) {
      found.from = i + 1;
      continue;
    }
    const next = command(tokens, i, found, skip);
    if (next !== null) {
      found.from = next;
      found.command = true;
      continue;
    }
    const courtesy = politeEnd(tokens, i, found);
    if (courtesy > 0) {
      found.from = courtesy;
      found.polite = true;
      continue;
    }
    // "On Friday I need to …": a date may come first, if a command follows it.
    const dated = skip(i);
    const after = dated > i ? skipMarks(tokens, dated) : -1;
    if (
      after > i &&
      (command(tokens, after, found, skip) !== null ||
        (found.command && /^(?:to|that|about|of|:)$/.test(wordAt(tokens, after)) && asked(tokens, found)))
    ) {
      found.from = /^(?:to|that|about|of|:)$/.test(wordAt(tokens, after)) ? after + 1 : after;
      found.command = true;
      continue;
    }
    break;
  }
  const at = skipMarks(tokens, found.from);
  found.from = at;
  return found;
};

const asked = (tokens: readonly Token[], found: Preamble): boolean =>
  tokens.slice(0, found.from).some((t) => /^(?:remind|reminder|alarm|alert|task|todo|note|set|me)$/.test(t.lower));

/** "I have reviewed the contract", "I have not paid" tell what was done. */
const perfect = (tokens: readonly Token[], end: number): boolean => {
  if (!/^(?:have|i've|ive|we've)$/.test(wordAt(tokens, end - 1))) return false;
  let k = end;
  while (/^(?:not|already|now|just|finally|also|actually|since)$/.test(wordAt(tokens, k))) k++;
  const present = presentOf(wordAt(tokens, k));
  return present !== null && present !== 'get' && (k > end || present !== wordAt(tokens, k));
};

const command = (tokens: readonly Token[], i: number, found: Preamble, skip: (i: number) => number): number | null => {
  const end = phraseEnd(commands, tokens, i);
  if (end > 0 && perfect(tokens, end)) return null;
  if (end > 0) {
    const words = tokens.slice(i, end).map((t) => t.lower);
    found.strong ||=
      /^(?:remind|rmind|remnd|reminder|set|note|don't|dont|todo|to-do|task|new|memo)$/.test(words[0] ?? '') ||
      words.includes('reminder') ||
      words.includes('remind');
    const remind = words.some((w) => /^(?:remind|reminder|alarm|alert)$/.test(w));
    if (!remind || /^(?:to|that|about|of|:)$/.test(words.at(-1) ?? '')) return end;
    const dated = skip(end);
    return dated > end && /^(?:to|that|about|of|:)$/.test(wordAt(tokens, skipMarks(tokens, dated))) ? end : end;
  }
  // "Ping me at 4 to join": the time stands between.
  const dated =
    /^(?:ping|nudge|poke|alert|notify|bug|buzz|prompt|warn|tell)$/.test(wordAt(tokens, i)) &&
    wordAt(tokens, i + 1) === 'me'
      ? skip(i + 2)
      : -1;
  if (dated > i + 2 && /^(?:to|about|that)$/.test(wordAt(tokens, dated))) {
    found.strong = true;
    return i + 2;
  }
  // "TODO call HMRC"
  if (/^(?:todo|to-do)$/.test(wordAt(tokens, i)) && isVerb(wordAt(tokens, i + 1))) return i + 1;
  return maker(tokens, i, found, skip);
};
