/** How people begin to say that something is to be done. */
import { phrases } from '../words/phrases.ts';

export const commands = phrases(`
  remind|rmind|remnd me again? to|that|about|abt|of|for|:?
  remind|rmind to|for|:
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
  i|we was|were just? thinking|wondering|hoping that?
  i'm|im|i_am thinking that?
  i|we think|guess|reckon|suppose|believe|feel like? that? i|we need|should|must|have|ought|gotta to?
  i|we should|must|need|have|ought really|probably|definitely|also|just|maybe to?
  i|we keep|kept|always forgetting|forget|forgot to
  i|we almost|nearly forgot to
  it'd|it_would|might|would be good|nice|great|wise|smart|best|helpful to
  i|we gotta|gonna
  someone|somebody needs|has to
  i|we want|need|like|wish|would_like to be reminded to|about|of
  i'd|i like|love|want|need|appreciate a|an? reminder|nudge to|for|about|of?
  i|we? just? remembered|realised|realized that? i|we need|have|should|must|gotta|forgot|got to?
  got a|an
  should|must probably|really|definitely|also|just
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
  title|name :
  write|jot|note|put down that|: i|we? need|have|should|must? to?
  make|take a note that|: i|we? need|have|should|must? to?
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
  you|u should|must|need|can|could|please? to? remind me to|about|that|of|for?
  remind to me to|about|of?
  i|we need|want|wish|would_like that|for? you to? remind me to|about|of|for?
  please? to remind me to|about|of|for?
`);

/** "add", "create", "put" and what may follow before the title. */
export const makers = new Set([
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
  'chuck',
  'bung',
  'whack',
  'slap',
  'drop',
  'toss',
  'plan',
]);

export const nouns =
  /^(?:task|tasks|todo|todos|to-do|to-dos|item|items|reminder|reminders|entry|entries|thing|things|chore|chores|job|event|appointment-task|errand|errands|note)$/;

export const calledNames = phrases(`
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
