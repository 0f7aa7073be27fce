/** The words before and behind what is meant: politeness, "remind me to", "add a task:", "to my list, please". */
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';
import { isVerb } from './verbs.ts';

const polite = phrases(`
  please|pls|plz|plse|kindly|hey|hi|hello|ok|okay|okey|kk|so|um|umm|uh|er|well|yo|omg|ugh|right|alright|also|and|then|oh|ah|btw|quick|just|yeah|yep|hmm|argh|lol|dude|bro|mate|sorry|hiya|cheers|next|plus|oops|oopsie|shit|damn|crap|fyi|ooh|hullo|heya
  good morning|afternoon|evening
  hey|hi|hello|ok|okay there|duecourse|bot|assistant|siri|alexa|google|buddy|you|team
  duecourse
  could|can|would|will you please|kindly|just|quickly?
  could|can|would|will you maybe|possibly
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
  i was wondering if you could
  thank you|u
  thanks
  can|could|may|shall we
  can|could u please|pls|plz?
`);

const commands = phrases(`
  remind|rmind|remnd me again? to|that|about|of|for|:?
  remind|rmind to|for
  remember me to|about|of
  that i|we need|have|should|must to?
  remind me i need|have to
  remind me that i need|have|should|must to?
  pls|please? remember|rember to
  remember that i have|need to
  reminder to|for|:|-|that|about
  set|create|make|add|put a|an|me|up? a|an? reminder|alarm|alert to|for|:|that|about?
  set up a|an? reminder|alarm|alert to|for|:|that|about?
  give me a reminder|nudge|shout to|for|about?
  don't|dont|do_not|never let me forget to|about|that?
  don't|dont|do_not forget to|about|that?
  do|i|we|must not|mustn't forget to|about|that?
  i|we mustn't|can't|cannot|cant forget to|about?
  make sure that? i|we|you? remember|remind? me? to?
  make sure to
  be sure to
  i|we really|also|just|still|definitely|probably|kinda? need|have|ought|got|gotta|wanna|want|hafta to?
  i|we really|also|just|still|definitely|probably? need to remember|be|not reminded? to
  i|we really|also|just|still|definitely|probably? should|must|gotta|gonna|wanna|hafta remember|also? to?
  i've|ive|we've got to
  i|we have got to
  i've|ive gotta
  i'm|im|i_am supposed|meant|going|planning|gonna to?
  i'd better
  i better
  i|we|i'd would? like to
  i'll|ill need|have to
  gotta|hafta|wanna|gonna
  i|we have|got a|an
  i've|ive|we've got? a|an
  there's|theres|there_is a|an
  need|needs|have|got|want to
  got ta
  must remember|not? to?
  should remember to?
  remember to|:
  note to self :?
  to-do|todo|task|reminder|new|todos|tasks|to-dos :
  to do :
  new task|todo|to-do|item|reminder :|-|to?
  task add
  todo|to-do|task -
  let's|lets
  it's time to
  time to
  help me remember|to to?
  help me to? remember to
  tell me to
  nudge|ping|poke|alert|notify|bug|text|warn me to|about|that|when
  memo :|to|-
  for me to
  you|u should|must|need remind to? me to|about
`);

/** "add", "create", "put" and what may follow before the title. */
const makers = new Set([
  'adding',
  'creating',
  'setting',
  'putting',
  'making',
  'add',
  'create',
  'make',
  'new',
  'put',
  'enter',
  'log',
  'jot',
  'note',
  'schedule',
  'insert',
  'record',
  'set',
  'write',
  'register',
  'track',
  'capture',
  'append',
  'include',
  'pencil',
  'throw',
  'stick',
  'give',
  'quick',
  'start',
  'open',
  'save',
  'set-up',
  'queue',
  'pop',
  'plan',
]);
const nouns =
  /^(?:task|tasks|todo|todos|to-do|to-dos|item|items|reminder|reminders|entry|entries|thing|things|chore|chores|job|event|appointment-task|errand|errands|note)$/;
const named = phrases(`
  called|named|titled|entitled|saying|labelled :?
  with the? title|name :?
  with title|name :
  to|for|that|about|of|:|-|–|—
  that says|reads :?
  which says :?
  for me|us to|:?
  to me|us? to
  saying that? i? need? to
`);

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

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
    const filler = wordAt(tokens, i) === 'like' && found.command;
    if (
      (filler && infinitive) ||
      (/^(?:to|2)$/.test(wordAt(tokens, i)) && infinitive && (i === start || found.strong))
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

const courteous = /^(?:next|right|well|quick|just|plus|then|and|so|also|thanks|sorry)$/;
const politeEnd = (tokens: readonly Token[], i: number, found: Preamble): number => {
  const end = phraseEnd(polite, tokens, i);
  if (end < 0) return -1;
  const word = wordAt(tokens, i);
  // "Next week's plan", "Well water test", "Right shoe": courtesy only before something more.
  if (
    end === i + 1 &&
    courteous.test(word) &&
    !/^(?:and|also|so|then|just|sorry|thanks|plus)$/.test(word) &&
    !/^[,:!.]$/.test(wordAt(tokens, end))
  )
    return -1;
  if (/^(?:thanks|thank|sorry)$/.test(word) && tokens[end] !== undefined && !/^[,:!.–—-]$/.test(wordAt(tokens, end)))
    return -1;
  if (end >= tokens.length && i === 0 && !found.command) return -1;
  const next = tokens[end];
  return next?.kind === 'bangs' && next.glued ? end + 1 : end;
};

const command = (tokens: readonly Token[], i: number, found: Preamble, skip: (i: number) => number): number | null => {
  const end = phraseEnd(commands, tokens, i);
  if (end > 0) {
    const words = tokens.slice(i, end).map((t) => t.lower);
    found.strong ||=
      /^(?:remind|rmind|remnd|reminder|set|note|don't|dont|todo|to-do|task|new|memo)$/.test(words[0] ?? '') ||
      words.includes('reminder');
    const remind = words.some((w) => /^(?:remind|reminder|alarm|alert)$/.test(w));
    if (!remind || /^(?:to|that|about|of|:)$/.test(words.at(-1) ?? '')) return end;
    const dated = skip(end);
    return dated > end && /^(?:to|that|about|of|:)$/.test(wordAt(tokens, skipMarks(tokens, dated))) ? end : end;
  }
  return maker(tokens, i, found, skip);
};

/** "add a (new, high priority) task (called)", "put … on my list", "create task:". */
const maker = (tokens: readonly Token[], i: number, found: Preamble, skip: (i: number) => number): number | null => {
  const verb =
    { adding: 'add', creating: 'create', setting: 'set', putting: 'put', making: 'make' }[wordAt(tokens, i)] ??
    wordAt(tokens, i);
  if (!makers.has(verb) || found.strong) return null;
  let j = i + 1;
  if (/^(?:down|in|up|me)$/.test(wordAt(tokens, j)) && /^(?:jot|note|write|put|pencil|set|give|make|log)$/.test(verb))
    j++;
  let article = false;
  for (let n = 0; n < 6; n++) {
    const word = wordAt(tokens, j);
    if (
      /^(?:a|an|the|another|new|one|two|three|four|five|these|this|following|my|quick|todo|to-do|recurring|repeating|more|some|few|couple|also|personal|reminder-task|separate|of|me|extra|simple|single|2|3|4|5)$/.test(
        word,
      )
    ) {
      article ||= /^(?:a|an)$/.test(word);
      j++;
      continue;
    }
    const past = skip(j);
    if (past > j && (nouns.test(wordAt(tokens, past)) || /^(?:a|an|new)$/.test(wordAt(tokens, past)))) {
      j = past;
      continue;
    }
    break;
  }
  if (wordAt(tokens, j) === 'to' && wordAt(tokens, j + 1) === 'do') j += nouns.test(wordAt(tokens, j + 2)) ? 2 : 1;
  if (nouns.test(wordAt(tokens, j)) || (wordAt(tokens, j) === 'do' && wordAt(tokens, j - 1) === 'to')) {
    found.many = wordAt(tokens, j).endsWith('s');
    found.strong = true;
    const after = skipDated(tokens, j + 1, skip);
    const name = phraseEnd(named, tokens, after);
    // "add task for Friday: …" — "for" belongs to the date.
    if (name > 0 && !(/^(?:for|of)$/.test(wordAt(tokens, after)) && skip(after) > after)) return name;
    return j + 1;
  }
  // Without a noun only "add" and its like are commands; "make dinner", "note the time" and "set the table" are tasks.
  if (!/^(?:add|create|put|log|jot|schedule|insert|pencil|throw|stick|pop)$/.test(verb))
    return /^[:]$/.test(wordAt(tokens, i + 1)) && /^(?:new|note|log|quick)$/.test(verb) ? i + 2 : null;
  if (verb === 'add' || verb === 'create' || verb === 'insert' || verb === 'log') {
    const titled = verb === 'add' ? true : tokens[j]?.kind === 'quoted' || article;
    if (!titled) return null;
    const start = article ? afterArticle(tokens, i) : wordAt(tokens, i + 1) === ':' ? i + 2 : i + 1;
    if (verb === 'add' && /^(?:to|in)$/.test(wordAt(tokens, start))) return null;
    return verb === 'create' || verb === 'insert' || verb === 'log' ? (onList(tokens) ? start : null) : start;
  }
  if (onList(tokens))
    return article ? afterArticle(tokens, i) : /^(?:down|in)$/.test(wordAt(tokens, i + 1)) ? i + 2 : i + 1;
  if (verb === 'schedule' && hasDate(tokens, i + 1, skip)) return article ? afterArticle(tokens, i) : i + 1;
  return null;
};

const skipDated = (tokens: readonly Token[], i: number, skip: (i: number) => number): number => {
  const past = skip(i);
  return past > i && phraseEnd(named, tokens, past) > 0 ? past : i;
};

const afterArticle = (tokens: readonly Token[], i: number): number => {
  let j = i + 1;
  while (/^(?:a|an|in|down|new|me)$/.test(wordAt(tokens, j))) j++;
  return j;
};

const onList = (tokens: readonly Token[]): boolean => tokens.some((_, k) => phraseEnd(listTail, tokens, k) > 0);
const hasDate = (tokens: readonly Token[], from: number, skip: (i: number) => number): boolean => {
  for (let k = from; k < tokens.length; k++) if (skip(k) > k) return true;
  return false;
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
  thanks so|very|a_lot|much|million|bunch?
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
  got it
  as well
  too
  i guess|think|suppose
`);
