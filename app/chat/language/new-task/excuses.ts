/** "We're out of milk, remind me to buy some": what is said before a request only to explain it, and is no task. */
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { phraseEnd, phrases, wordsOf } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { readPreamble } from './add.ts';

const request = phrases(`
  so|and|please|pls|plz? can|could|would|will? you|u|ya? please|pls|plz|also? remind me to|about|that
  so|and|please? don't|dont|do_not|never let me forget to|about
  so|and|please|pls? add|create|set|make a|an? task|reminder|todo to|for|:
  so|and|please? can|could|would|will you please|pls|plz? add
`);

/** "Three things.", "ok, a couple of reminders:" */
const announced =
  /^(?:(?:just|ok|okay|so|right|hey|hi|also|,) )*(?:(?:i've|i have|i need|here's|here are|there's|there are)(?: got)? )?(?:(?:a|some|the|these|my) )?(?:couple|few|several|some|two|three|four|five|[2-5])(?: of)?(?: (?:quick|more|other|new|little|small))? (?:things|tasks|todos|to-dos|reminders|items|errands|jobs|chores)(?: (?:to do|for you|for today|for me|today|please))*$/;

const interjection =
  /^(?:lol|haha|omg|ugh|argh|oh|ah|um|umm|uh|er|well|so|hey|hi|hello|ok|okay|yikes|crap|damn|shit|oops|wow|god|gosh|man|no|just|also)$/;
const speaking =
  /^(?:i|i'm|im|i've|ive|i'd|i'll|we|we're|we've|we'd|it|it's|its|there's|theres|they|they're|he|he's|she|she's|that|that's|this|you|you're)$/;
const owning = /^(?:my|our|the|his|her|their)$/;
const finite =
  /^(?:is|are|was|were|has|have|had|needs|keeps|keep|forgot|got|ran|just|am|been|will|can't|cant|don't|dont|didn't|didnt|won't|wont|isn't|doesn't|called|said|asked|wants|broke|expires|died|went|came)$|'s$/;

/** Someone speaks of how things are, and asks for nothing. */
export const isStatement = (here: Here, tokens: readonly Token[]): boolean => {
  let from = 0;
  while (interjection.test(wordAt(tokens, from)) || /^[,.]$/.test(wordAt(tokens, from))) from++;
  const own = tokens.slice(from);
  if (own.length < 2 || own.some((t) => t.kind === 'quoted')) return false;
  const first = wordAt(own, 0);
  const sentence = speaking.test(first) || (owning.test(first) && own.some((t) => finite.test(t.lower)));
  return sentence && !readPreamble(here, own).command;
};

/** An explanation: a statement without a time, which would make a task of it. */
const isExcuse = (here: Here, tokens: readonly Token[]): boolean =>
  isStatement(here, tokens) && !tokens.some((_, k) => momentAt(here, tokens, k) !== null);

/** The tokens of the request alone, where an explanation or an announcement goes before it. */
export const withoutExcuse = (here: Here, tokens: readonly Token[]): readonly Token[] => {
  const end = tokens.findIndex((t, k) => k > 0 && /^(?:[.!:]|-|–|—|\.{2,}|…)$/.test(t.lower));
  if (end > 0 && end < 12 && announced.test(wordsOf(tokens, 0, end))) return tokens.slice(end + 1);
  for (let k = 2; k < Math.min(tokens.length - 2, 20); k++) {
    const joins = /^(?:,|\.|\.{2,}|…|;|—|–|-|so|and)$/.test(wordAt(tokens, k)) || tokens[k]?.kind === 'bangs';
    const from = /^(?:so|and)$/.test(wordAt(tokens, k)) ? k : k + 1;
    if (!joins || phraseEnd(request, tokens, from) < 0) continue;
    return isExcuse(here, tokens.slice(0, k)) ? tokens.slice(from) : tokens;
  }
  return tokens;
};
