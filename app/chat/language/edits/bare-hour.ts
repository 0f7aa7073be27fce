/** "Make it 6", "move it to 7": a bare number at the end is a time. */
import { momentAt, type Moment } from '../dates/moments.ts';
import type { Reading } from '../slots/slots.ts';
import { wordAt, type Token } from '../words/tokens.ts';

/** "make it 6", "move it to 7": a bare number at the end is a time. */
export const bareHour = (reading: Reading, from: number, taken: ReadonlySet<number>): Moment | null => {
  const { tokens, here } = reading;
  for (let k = tokens.length - 1; k >= from; k--) {
    if (taken.has(k)) continue;
    const token = tokens[k];
    if (
      token === undefined ||
      token.kind === 'bangs' ||
      (token.kind === 'sign' && /^[.,!]$/.test(token.text)) ||
      /^(?:instead|please|then|now|rather)$/.test(token.lower)
    )
      continue;
    const at: Token = { ...token, kind: 'word', text: 'at', lower: 'at' };
    for (const start of [k - 2, k - 1, k]) {
      if (start < from || taken.has(start)) continue;
      if (start > from && !/^(?:to|at|for|until|till|@|it|that|this|them|no|,)$/.test(wordAt(tokens, start - 1)))
        continue;
      const moment = momentAt(here, [at, ...tokens.slice(start, k + 1)], 0);
      if (moment?.clock != null && moment.date === null && start + moment.end - 1 === k + 1) {
        const lead = /^(?:to|at|for|until|till|@)$/.test(wordAt(tokens, start - 1)) ? start - 1 : start;
        return { ...moment, start: lead, end: k + 1 };
      }
    }
    return null;
  }
  return null;
};
