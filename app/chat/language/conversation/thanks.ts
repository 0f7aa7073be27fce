/** "Cheers, you've been really helpful": thanks and praise in whatever words, which want nothing done. */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';

const thanking = phrases(`
  thanks|cheers|ta|thx|ty|thankyou|tysm|danke|merci|gracias
  thanks|cheers|ta so|very|ever_so? much
  thanks a lot|million|bunch|ton
  thanks heaps|loads|tons|again
  thank you|u so|very|ever_so? much?
  many|big|huge thanks
  i|we can't|cannot|cant thank you enough
  thank|bless you|u
  i'm|im|i_am so|very|really? grateful|thankful
  much|really|greatly appreciated
  i|we really|truly|so? appreciate it|that|this|you|your_help|the_help|all_your_help
  appreciate it|that|you|your_help|the_help
  you rock|rule
  love it|this|you
  i|we love it|this|you
`);

const praising = phrases(`
  you|u are|were|have_been
  you're|youre|you've_been|youve_been|ur
  that|this|it is|was|has_been
  that's|thats|it's|its|that'd
  what a|an
  such a|an
  that|this|it really? helps|helped
  you|u really|truly? helped|saved
`);

const weighing =
  /^(?:so|very|really|truly|a|an|the|such|super|absolutely|extremely|most|quite|just|too|total|real|of|such)$/;

const praise =
  /^(?:helpful|great|amazing|awesome|brilliant|fantastic|wonderful|lovely|kind|sweet|useful|perfect|excellent|good|best|star|legend|lifesaver|life-saver|gem|angel|hero|genius|treasure|marvel|superb|marvellous|marvelous|incredible|help|handy|neat|quick|fast|easy|clever|smart|nice|cool|impressive|relief|pleasure)$/;

const tail =
  /^(?:as|always|today|again|me|us|a|lot|lots|much|mate|buddy|pal|friend|bot|duecourse|there|everyone|so|very|indeed|really|you|for|your|my|the|all|that|this|it|help|helping|everything|reminder|reminders|reminding|sorting|keeping|doing|job|work|time|day|bacon|life|then|now|out|with|though)$/;

/** Where a piece of thanks or praise that begins at `i` ends; -1 when none does. */
const pieceEnd = (tokens: readonly Token[], i: number): number => {
  const thanked = phraseEnd(thanking, tokens, i);
  if (thanked > 0) return thanked;
  if (exclaimed.test(wordAt(tokens, i)) && parting(tokens[i + 1])) return i + 1;
  const about = phraseEnd(praising, tokens, i);
  if (about < 0) return -1;
  if (/^(?:helps|helped|saved)$/.test(wordAt(tokens, about - 1))) return about;
  let k = about;
  while (weighing.test(wordAt(tokens, k))) k++;
  return praise.test(wordAt(tokens, k)) ? k + 1 : -1;
};

/** What the thanks are for: "for the lift home", up to a mark; `k` when they are for nothing, or the sentence goes on. */
const reasonEnd = (tokens: readonly Token[], k: number): number => {
  if (wordAt(tokens, k) !== 'for') return k;
  const end = tokens.findIndex((t, n) => n > k && t.kind !== 'word');
  const to = end < 0 ? tokens.length : end;
  // "Thanks for coming cards" are cards.
  const named = /^(?:the|that|this|those|your|all|my|our|a|an|being|helping)$/.test(wordAt(tokens, k + 1));
  const pointed = to === k + 3 && /^(?:it|that|this|them|everything|me|us)$/.test(wordAt(tokens, k + 2));
  const ends = end < 0 || parting(tokens[to]);
  return ends && to > k + 1 && to <= k + 6 && (named || pointed || to === k + 2) ? to : k;
};

const exclaimed = /^(?:perfect|brilliant|great|lovely|awesome|excellent|fantastic|wonderful|fab|super)$/;

const parting = (token: Token | undefined): boolean =>
  token !== undefined && (token.kind === 'sign' || token.kind === 'bangs' || token.kind === 'break');

const filling = /^(?:and|oh|ah|aw+|wow|ok|okay|well|great|brilliant|perfect|lovely|yay|hey|but)$/;

/**
 * Where the thanks end that a message begins with, each piece with what it was for, "thanks for the help, you're a star";
 * and whether a mark parts them from what follows. 0 when it does not begin with any.
 */
const thanksEnd = (tokens: readonly Token[]): { end: number; parted: boolean } => {
  let [k, pieces, parted] = [0, 0, false];
  while (k < tokens.length) {
    const token = tokens[k];
    if (token === undefined || token.kind === 'quoted') break;
    const end = pieceEnd(tokens, k);
    if (end < 0 && (parting(token) || filling.test(token.lower))) {
      parted ||= parting(token);
      k++;
      continue;
    }
    if (end < 0) break;
    pieces++;
    k = end;
    while (
      tokens[k]?.kind === 'word' &&
      pieceEnd(tokens, k) < 0 &&
      tail.test(wordAt(tokens, k)) &&
      wordAt(tokens, k) !== 'for'
    )
      k++;
    k = reasonEnd(tokens, k);
    parted = false;
  }
  return pieces > 0 ? { end: k, parted } : { end: 0, parted: false };
};

/** Nothing is said but thanks. */
export const isThanks = (tokens: readonly Token[]): boolean =>
  tokens.length > 0 && thanksEnd(tokens).end === tokens.length;

/** "Thanks for everything, but delete the gym": what is wanted is behind the thanks. */
export const withoutThanks = (tokens: readonly Token[]): readonly Token[] => {
  const { end, parted } = thanksEnd(tokens);
  return parted && end < tokens.length ? tokens.slice(end) : tokens;
};
