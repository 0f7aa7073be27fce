/** "Add a note to X: …", "set the description of X to …". */
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { EditWish } from './edit.ts';
import { owned, writtenText } from './objects.ts';

export const notes = phrases(`
  add|append|attach|put|write|leave a|the|this? note|description|comment|details to|on|for
  add|append|attach|put|write|leave a|the|this? note|description|comment|details to|on|for the? task?
  set|change|update|edit the? description|note|notes of|for|on|to
  note|description for|on
`);

const bareNotes = phrases(`
  add|append|attach a|the|this? note|description|comment :|saying|that|-
  with the? note|description|comment :|saying
  note|description|comment :
`);

/** "add a note to X: …", "add the note … to X", "set the description of X to …", "add a note: …" to what was touched. */
export const noting = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const bare = phraseEnd(bareNotes, tokens, 0);
  if (bare > 0 && bare < tokens.length && reading.going === true) {
    return { edit: { description: writtenText(reading, tokens.slice(bare)) }, object: [], sure: true, weak: false };
  }
  const its = /^(?:set|change|update|edit|write|make)$/.test(wordAt(tokens, 0))
    ? tokens.findIndex((t, k) => k > 1 && /^(?:description|note|notes|comment)$/.test(t.lower))
    : -1;
  // "Set its description to …", "change the dentist's note to …"
  if (
    its > 0 &&
    /^(?:to|as|:)$/.test(wordAt(tokens, its + 1)) &&
    its + 2 < tokens.length &&
    /^its$|['’]s?$/.test(tokens[its - 1]?.text ?? '')
  )
    return {
      edit: { description: writtenText(reading, tokens.slice(its + 2)) },
      object: owned(tokens.slice(1, its)),
      sure: true,
      weak: false,
    };
  const start = phraseEnd(notes, tokens, 0);
  if (start > 0) {
    const at = tokens.findIndex(
      (t, k) =>
        k > start &&
        t.kind !== 'quoted' &&
        (/^(?::|saying|that|-|–)$/.test(t.lower) ||
          (t.lower === 'to' && wordAt(tokens, 0) !== 'add') ||
          (tokens[k]?.kind !== 'quoted' && t.lower === ',')),
    );
    const quoteAt = tokens.findIndex((t, k) => k > start && t.kind === 'quoted');
    const cut = at > 0 && (quoteAt < 0 || at < quoteAt) ? at : quoteAt - 1;
    if (cut >= start) {
      const body = /^(?::|saying|that|-|–|to|,)$/.test(wordAt(tokens, cut)) ? cut + 1 : cut;
      const object = tokens.slice(start, /^(?::|saying|that|-|–|to|,)$/.test(wordAt(tokens, cut)) ? cut : cut + 1);
      const from = tokens[body]?.kind === 'sign' || /^(?:saying|that)$/.test(wordAt(tokens, body)) ? body + 1 : body;
      if (from < tokens.length)
        return { edit: { description: writtenText(reading, tokens.slice(from)) }, object, sure: true, weak: false };
    }
  }
  if (/^(?:add|attach|put)$/.test(wordAt(tokens, 0)) && /^(?:note|the|a)$/.test(wordAt(tokens, 1))) {
    const noun = tokens.findIndex((t, k) => k < 4 && /^(?:note|comment|description)$/.test(t.lower));
    const to = lastIndex(tokens, /^(?:to|on)$/);
    if (noun > 0 && to > noun + 1) {
      const from = /^(?::|saying|that|-)$/.test(wordAt(tokens, noun + 1)) ? noun + 2 : noun + 1;
      return {
        edit: { description: writtenText(reading, tokens.slice(from, to)) },
        object: tokens.slice(to + 1),
        sure: true,
        weak: false,
      };
    }
  }
  return null;
};

const lastIndex = (tokens: readonly Token[], pattern: RegExp): number =>
  tokens.reduce((found, t, k) => (t.kind !== 'quoted' && pattern.test(t.lower) ? k : found), -1);
