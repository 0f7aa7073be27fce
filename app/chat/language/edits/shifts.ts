/** "By 2 days", "back an hour", "30 minutes earlier": a due date moved by a length. */
import { lengthAt, type Length } from '../dates/lengths.ts';
import type { Reading } from '../slots/slots.ts';
import { wordAt } from '../words/tokens.ts';

/** "by 2 days", "back an hour", "2 hours later", "forward a week", "30 minutes earlier". */
export const shiftIn = (
  reading: Reading,
  from: number,
): { shift: { length: Length; back: boolean }; taken: Set<number> } | null => {
  const { tokens } = reading;
  for (let k = from; k < tokens.length; k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const length = lengthAt(tokens, k);
    if (length === null) continue;
    const before = wordAt(tokens, k - 1);
    const after = wordAt(tokens, length.end);
    if (/^(?:in|within|every|each|after)$/.test(before) || /^(?:from|before|prior|ago|in|beforehand)$/.test(after))
      continue;
    const later = /^(?:later|back|forward|forwards|ahead|earlier|sooner|out|off|down|on)$/.test(after);
    const led =
      /^(?:by|back|forward|out|another|an|for|up|off|forwards|earlier|later|it|that|this|slipped|slips|pushed|delayed|postponed|moved|bumped)$/.test(
        before,
      );
    const verb = /^(?:delay|postpone|push|defer|extend|bump|shift|move|bring|put|slide|kick)$/.test(wordAt(tokens, 0));
    if (!later && !led && !verb) continue;
    const backward =
      /^(?:earlier|sooner)$/.test(after) ||
      (/^(?:bring|pull|advance)$/.test(wordAt(tokens, 0)) &&
        tokens.some((t) => /^(?:forward|up|earlier|forwards|in|sooner)$/.test(t.lower))) ||
      (wordAt(tokens, 0) === 'move' && tokens.some((t) => /^(?:earlier|up)$/.test(t.lower)));
    const taken = new Set<number>();
    for (let n = k; n < length.end + (later ? 1 : 0); n++) taken.add(n);
    for (
      let n = k - 1;
      n >= from &&
      /^(?:by|back|forward|forwards|out|another|an|up|off|for|earlier|later|about)$/.test(wordAt(tokens, n));
      n--
    )
      taken.add(n);
    for (let n = length.end; n < tokens.length; n++)
      if (/^(?:later|back|forward|ahead|earlier|out|forwards|sooner)$/.test(wordAt(tokens, n))) taken.add(n);
    for (let n = from; n < k; n++) if (/^(?:forward|back|up)$/.test(wordAt(tokens, n)) && n >= k - 2) taken.add(n);
    return { shift: { length: length.length, back: backward }, taken };
  }
  return null;
};
