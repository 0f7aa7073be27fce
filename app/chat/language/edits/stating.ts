/** "The dentist is now on Friday", "X should be high priority". */
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt } from '../words/tokens.ts';
import type { EditWish } from './edit.ts';
import { newValues } from './new-values.ts';
import { cleanObject } from './objects.ts';

const states = phrases(`
  is|are now|actually? on|at|due|for|in
  is|are now
  is|are now|actually? a? high|low|medium|critical|urgent|p1|p2|p3|p4|important priority?
  should be|happen|repeat|start|have|get
  needs|need to be|happen|repeat|have
  has|have been|got moved|rescheduled|postponed|pushed|changed to|until|back
  was|got moved|rescheduled|postponed|pushed to|until|back
  is|are moved|rescheduled|postponed|pushed to|until|back
  moved|moves to
  has|have to be
  can|could|must be
  can|could|should|must|will|has_to wait
  slips|slipped|goes|shifts|shifted to|until
  is|was|has|got slipped|pushed|delayed|postponed|moved|bumped back? by?
  has|have been slipped|pushed|delayed|postponed|moved|bumped back? by?
  slipped|slips by?
  won't|wont|will_not|can't|cannot be ready|done|finished|due|happening until|till|before
  isn't|isnt|is_not due|ready|happening|until until|till|before?
  - >
  = >
  →|➡|⇒
  :
`);

/** "the dentist is now on Friday", "X should be high priority". */
export const stating = (reading: Reading): EditWish | null => {
  // "Can the voiceover be at 6?"
  const asked = /^(?:can|could)$/.test(wordAt(reading.tokens, 0));
  const tokens = asked ? reading.tokens.slice(1) : reading.tokens;
  for (let k = 1; k < Math.min(tokens.length, 14); k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const end = asked && wordAt(tokens, k) === 'be' ? k + 1 : phraseEnd(states, tokens, k);
    if (end < 0) continue;
    const parsed = newValues({ ...reading, tokens }, k, false);
    if (parsed === null) return null;
    const rest = tokens
      .slice(end)
      .filter(
        (t, n) =>
          !parsed.taken.has(n + end) &&
          !(t.kind === 'sign' || t.kind === 'bangs') &&
          !/^(?:now|instead|on|at|be|to|please|a|from|due|actually|done|finished|completed|complete|ready|wait|by|until|moved|pushed|rescheduled|changed|set|till|before|\?)$/.test(
            t.lower,
          ),
      );
    if (rest.length > 0) return null;
    // "Send invoice: critical" names what exists, "Work: urgent" a heading.
    const headed = wordAt(tokens, k) === ':';
    return { edit: parsed.edit, object: cleanObject(tokens.slice(0, k)), sure: false, weak: headed };
  }
  return null;
};
