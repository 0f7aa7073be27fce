/** Greetings, thanks, calls for help, and the courtesy a sentence begins with. */
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';

export const helping = phrases(`
  help me? please?
  what can you do
  what can i say|do|ask
  how do i use this|you
  how does this|it work
  how do you work
  commands|instructions|usage
  what do you do
  who are you
  what are you
`);

export const greeting =
  /^(?:hi|hello|hey|yo|thanks|thank you|thx|ty|cheers|ta|hiya|g'day|gday|evening|morning|afternoon|howdy|namaste|servus|hallo|danke|good morning|good afternoon|good evening|good night|cool|great|nice|perfect|awesome|lol|haha|ok|okay|bye|goodbye|thank you very much|thank you so much|thanks a lot|many thanks|wow|👍|🙏|❤️|got it|sounds good|well done|good bot|you're welcome|no worries|never mind|nevermind|nvm|nothing|good|great thanks|ok thanks|ok cool|cool thanks|hey there|hi there|hello there)$/u;

/** A sentence of nothing but such words wants nothing. */
export const pleasantries =
  /^(?:(?:ok|okay|kk|lol|haha|hehe|ha|cool|great|nice|perfect|awesome|brilliant|lovely|excellent|wonderful|good|fine|sweet|super|thanks|thank you|thx|ty|cheers|ta|so much|very much|a lot|a million|much obliged|much appreciated|appreciated|hi|hello|hey|that's all|thats all|that is all|that's it|thats it|that's everything|that'll be all|that will be all|all good|all set|nothing else|i'm good|im good|i'm done|for now|for today|then|well|mate|bye|see you|talk later|good night|you're the best|you're great|job|work|one|stuff|phew|whew|wow|yay|woohoo|you're a star|you're a legend|you rock|lifesaver|got it|understood|noted|makes sense|fair enough|right|alright)(?: |$))+$/u;

/** Whom a greeting or thanks is for, and how much of them. */
export const vocative =
  /(?: (?:mate|buddy|pal|man|dude|bro|friend|there|everyone|all|again|duecourse|bot|so much|very much|a lot|a million|a bunch|for that|for the help|for your help|you))+$/u;

export const HELP = `Tell me what is to be done: “call mum tomorrow at 5”, “pay rent every 1st of the month #home”, “report by Friday, high priority”.
Ask: “what's due today?”, “show overdue tasks”, “find tasks about the report”.
Change: “move the dentist to Tuesday”, “mark milk as done”, “rename …”, “snooze it for an hour”, “delete …”, “undo”.`;

const courtesy = phrases(`
  please|pls|plz|hey|hi|hello|ok|okay|yes|yep|yeah|yup|wait|so|um|uh|er|well|yo|omg|ugh|right|alright|also|and|then|oh|ah|btw|just|only|yeah|yep|hmm|lol|dude|bro|mate|kindly|now
  could|can|would|will you|u please|just|kindly?
  can|could|may i please?
  could|can|would|will you please?
  can|could|may|shall|should we|i please|just|maybe?
  i'd|i like|love you? to
  i would like you? to
  i want|need you to
  good morning|afternoon|evening dear|love|all|everyone|everybody|there|team|duecourse?
  hey|hi|hello|ok|okay there|duecourse
  duecourse
  just? so|as|for you|u know
  just? fyi
  for your information|info
  heads up
  thanks|cheers|fine|sure|good|nice|perfect|brilliant|lovely|excellent|awesome
  no|nope|nah
  lol|haha|ha
  would you be so|very kind as? to|and
  i'd|i_would be really|very? grateful|obliged|thankful if you could|would|can
  i'd|i_would appreciate it? if you could|would|can
  i was|am wondering|hoping if|whether? you could|would|can
  it would|it'd be great|nice|lovely|good|helpful if you could|would|can
  just? a|one? quick|small|little|last|final|another|other|more one|thing|question|favour|favor|request :|,|-|–?
  would|do you mind
  be a dear|love|darling and
  do me a favour|favor and?
  if you could|would|can please|just?
  any chance you could|can
  go ahead and
  actually|hmm
  never mind ,?
  nevermind ,?
  nvm|nm ,?
  great
  cool
  let's
  go ahead and
`);

const commanding =
  /^(?:stop|clear|drop|skip|pause|resume|untag|unschedule|bump|raise|lower|forget|erase|give|switch|shift|check|cross|call|leave|only|repeat|don't|dont|remind|take|move|add|make|delete|remove|mark|change|show|set|complete|tag|push|put|rename|list|undo|reschedule|postpone|cancel|see|snooze|reopen|uncheck|finish|close|bring|restore|what|what's|whats|when|how|is|find|search|mark|tick)$/;

const needsMark =
  /^(?:right|well|great|cool|thanks|cheers|fine|sure|good|nice|perfect|brilliant|lovely|excellent|awesome|no)$/;

/** "Right shoe" and "Now That's What I Call Music" are no courtesy; "now take it off" and "great, …" are. */
const isCourtesy = (word: string, next: Token | undefined): boolean => {
  if (/^(?:now|actually|let's)$/.test(word))
    return commanding.test(next?.lower ?? '') || (word !== "let's" && next?.lower === ',');
  if (word === 'only')
    return /^(?:delete|remove|complete|mark|cancel|close|finish|move|reschedule|snooze|rename|reopen)$/.test(
      next?.lower ?? '',
    );
  if (word === 'nah' || word === 'nope') return true;
  return !needsMark.test(word) || /^[,!.:]$/.test(next?.lower ?? '');
};

/** Where a sentence begins behind its courtesy, and whether that was a request ("could you …"). */
export const courteous = (tokens: readonly Token[]): { from: number; request: boolean } => {
  let from = 0;
  let request = false;
  for (let n = 0; n < 6; n++) {
    while (
      /^[,.:–—-]$|^\.{2,}$/.test(tokens[from]?.lower ?? '') ||
      (tokens[from]?.kind === 'bangs' && tokens[from]?.glued === true)
    )
      from++;
    const end = phraseEnd(courtesy, tokens, from);
    if (end < 0 || end >= tokens.length) break;
    const word = tokens[from]?.lower ?? '';
    if (/^(?:never|nvm$|nm$)/.test(word) && !commanding.test(tokens[end]?.lower ?? '')) break;
    if (end === from + 1 && !isCourtesy(word, tokens[end])) break;
    request ||= /^(?:could|can|would|will|please|i'd|i)$/.test(word);
    from = end;
  }
  return { from, request };
};
