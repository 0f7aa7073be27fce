/** Politeness before and behind what is meant, and "to my list, please". */
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Preamble } from './preamble.ts';

const polite = phrases(`
  please|pls|plz|plse|kindly|hey|hi|hello|ok|okay|okey|kk|so|um|umm|uh|er|well|yo|omg|ugh|right|alright|also|and|then|oh|ah|btw|quick|just|yeah|yep|hmm|argh|lol|dude|bro|mate|sorry|hiya|cheers|next|plus|oops|oopsie|shit|damn|crap|fyi|ooh|hullo|heya
  good morning|afternoon|evening dear|love|all|everyone|everybody|there|team|duecourse?
  hey|hi|hello|ok|okay there|duecourse|bot|assistant|siri|alexa|google|buddy|you|team
  duecourse
  siri|alexa|google|cortana ,
  could|can|would|will you|u|ya|ye please|kindly|just|quickly|ever|maybe|possibly|perhaps|also?
  could|can|may i please? ask you to
  would you mind
  do you mind
  i'd|i like|love you to
  i'd like to
  i would like you? to
  i want|need you to
  if you could|can|would please?
  be a dear and
  do me a favour|favor and?
  i was wondering|i_wonder|wondering if you could|can|would|might
  i'd|i_would be|really grateful|appreciate|thankful it? if you could|would|can
  it|that would|will be great|nice|lovely|awesome|helpful|good if you could|would|can
  would|could you be so|very kind as? to|and
  any chance you could|can
  actually|basically|anyway|anyways|honestly
  thank you|u
  thanks
  can|could|may|shall we
  can|could u|ya please|pls|plz?
  just? a|one|and? quick|small|little|more|last|final|other|another one|thing|question|request|favour|favor|reminder|note|task|ask :|,|-
  one|another more|last|final? thing? :|,|-
  another one|thing :|,|-
  heads up :|,|-
  no|nope|nah ,
  no ,? wait|sorry|actually ,?
`);

const courteousWords =
  /^(?:actually|basically|anyway|anyways|honestly|next|right|well|quick|just|plus|then|and|so|also|thanks|sorry)$/;

export const politeEnd = (tokens: readonly Token[], i: number, found: Preamble): number => {
  const end = phraseEnd(polite, tokens, i);
  if (end < 0) return -1;
  const word = wordAt(tokens, i);
  // "Next week's plan", "Well water test", "Right shoe": courtesy only before something more.
  if (
    end === i + 1 &&
    courteousWords.test(word) &&
    !/^(?:actually|anyway|anyways|basically|honestly|and|also|so|then|just|sorry|thanks|plus)$/.test(word) &&
    !/^[,:!.]$/.test(wordAt(tokens, end))
  )
    return -1;
  if (/^(?:thanks|thank|sorry)$/.test(word) && tokens[end] !== undefined && !/^[,:!.–—-]$/.test(wordAt(tokens, end)))
    return -1;
  if (word === 'cheers' && wordAt(tokens, end) === 'to') return -1;
  if (end >= tokens.length && i === 0 && !found.command) return -1;
  const next = tokens[end];
  return next?.kind === 'bangs' && next.glued ? end + 1 : end;
};

/** "to my list", "on the to-do list": where a task is put, when it is only said where tasks are put. */
export const listTail = phrases(`
  to|on|onto|in|into my|the|our? todo|to-do|todos|task|tasks|reminders? list|lists
  to|on|onto|in|into my|the|our? to do list
  to|on|onto|in|into my|the|our todos|tasks|to-dos|reminders|tasklist
  as a|an new? task|todo|to-do|reminder|item
  to duecourse
  2 my|the list
`);

/** Courtesy that may end a sentence. */
export const politeTail = phrases(`
  please|pls|plz|thanks|thx|thankyou|ty|cheers|ta|kthx|kthxbye|tia
  thank you very|so? much?
  thanks so|very|a_lot|much|million|bunch|heaps|loads|again?
  thanks so|very much
  thanks a million|bunch|ton
  many thanks
  for me please?
  if you can|could|would|please
  if possible
  if that's ok|okay
  ok|okay|alright ?
  would|could|can|will you please?
  when you get a chance
  when you can
  lol|haha|hehe|xx|xoxo|bro|dude|mate|man|pal|buddy|x|innit
  or i'll forget
  so i don't|dont forget
  so that? i do_not forget
  i'll forget otherwise
  don't forget
  dont forget
  asap please
  ugh|sigh|argh|phew|meh|yikes|whew|oof
  btw
  by the way
  got it
  as well
  too
  i guess|think|suppose
`);
