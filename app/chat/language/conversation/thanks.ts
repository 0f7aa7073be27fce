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
  const about = phraseEnd(praising, tokens, i);
  if (about < 0) return -1;
  if (/^(?:helps|helped|saved)$/.test(wordAt(tokens, about - 1))) return about;
  let k = about;
  while (weighing.test(wordAt(tokens, k))) k++;
  return praise.test(wordAt(tokens, k)) ? k + 1 : -1;
};

/** Nothing is said but thanks: each piece of it with what it was for, "thanks for the help, you're a star". */
export const isThanks = (tokens: readonly Token[]): boolean => {
  const own = tokens.filter((t) => t.kind !== 'bangs' && t.kind !== 'break');
  let k = 0;
  let pieces = 0;
  while (k < own.length) {
    const token = own[k];
    if (token === undefined || token.kind === 'quoted') return false;
    if (
      token.kind === 'sign' ||
      /^(?:and|oh|ah|wow|ok|okay|well|great|brilliant|perfect|lovely|yay|hey|but)$/.test(token.lower)
    ) {
      k++;
      continue;
    }
    const end = pieceEnd(own, k);
    if (end < 0) return false;
    pieces++;
    k = end;
    while (own[k]?.kind === 'word' && pieceEnd(own, k) < 0 && tail.test(wordAt(own, k))) k++;
  }
  return pieces > 0;
};
