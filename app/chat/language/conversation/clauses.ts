/** Where one message says several things: "buy milk tomorrow and call mum on Friday". */
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { recurrenceAt } from '../recurrence/recurrence.ts';
import { wishOf } from '../wishes/wish.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb } from '../words/verbs.ts';
import { isNameAndTime, verbBeforeName } from './shared-verb.ts';

/** Words that begin a new wish after "and" or a full stop. */
const opener = phrases(`
  also? remind me to|about|that|of
  also? add|create a|an|another|new? task|todo|reminder?
  also? delete|complete|reopen|reschedule|postpone|rename|snooze|cancel|undo
  also? mark|check|tick|cross
  please? remind|add|delete|mark|complete|move|reschedule
  also? i need|have|must|should to?
  also? don't|dont|do_not forget
  also? set|change|move|push a|the|my|it|that?
  also
  then? remind|add|delete|mark|complete|move|show
  show|list me?
  to
  make|tag it|that
  also? tag|untag|label|bump|delay|defer|finish|remove|bring|skip|give|prioritise|prioritize
`);

/** Things of their own: what follows them is seldom part of what was said before. */
const independent = new Set(
  'buy call phone pay book walk wash water order cook visit meet renew vacuum mow hoover iron clean email text feed bake cancel schedule return'.split(
    ' ',
  ),
);

const dependent = /^(?:him|her|it|them|there|this|that|back|me|us|about)$/;

const hasTime = (here: Here, tokens: readonly Token[]): boolean =>
  tokens.some((t, k) => t.kind !== 'quoted' && (recurrenceAt(here, tokens, k) !== null || sure(here, tokens, k)));

const sure = (here: Here, tokens: readonly Token[], k: number): boolean => {
  const moment = momentAt(here, tokens, k);
  return (
    moment !== null &&
    (moment.date === null || !moment.date.weak || moment.lead !== null) &&
    (moment.date !== null || moment.clock !== null || moment.elapsed !== null)
  );
};

/** Splits a sentence where another begins: "buy milk tomorrow and call mum on Friday", "pay rent. Also remind me to …". */
export const clausesOf = (here: Here, tokens: readonly Token[]): Token[][] => {
  const cuts: number[] = [];
  let from = 0;
  for (let k = 1; k < tokens.length - 1; k++) {
    const token = tokens[k];
    if (token === undefined || token.kind === 'quoted') continue;
    const next = joinEnd(tokens, k);
    if (next < 0) continue;
    if (begins(here, tokens, from, k, next)) {
      cuts.push(k);
      from = next;
    }
  }
  const clauses: Token[][] = [];
  let start = 0;
  for (const cut of [...cuts, tokens.length]) {
    const clause = tokens.slice(start === 0 ? 0 : joinEnd(tokens, start), cut);
    if (clause.length > 0) clauses.push(clause);
    start = cut;
  }
  return clauses;
};

/** Where the words that join two sentences end; -1 when token `k` joins nothing. */
const joinEnd = (tokens: readonly Token[], k: number): number => {
  const word = wordAt(tokens, k);
  if (/^(?:and|then|plus|&|,|\.|!|—|–)$/.test(word) && tokens[k]?.kind !== 'quoted') {
    if (/^[.!]$/.test(word) && tokens[k + 1]?.glued === true) return -1;
    let end = k + 1;
    while (/^(?:and|then|also|,|plus|&)$/.test(wordAt(tokens, end)) && end < k + 4) end++;
    return end < tokens.length ? end : -1;
  }
  const token = tokens[k];
  return token?.kind === 'bangs' && token.glued && tokens[k + 1]?.glued === false ? k + 1 : -1;
};

const begins = (here: Here, tokens: readonly Token[], from: number, cut: number, next: number): boolean => {
  const before = tokens.slice(from, cut);
  const stop = tokens.findIndex((t, k) => k > next && joinEnd(tokens, k) > 0 && t.kind !== 'quoted');
  const after = tokens.slice(next, stop < 0 ? tokens.length : stop);
  const rest = tokens.slice(next);
  const words = before.filter((t) => t.kind !== 'sign' && t.kind !== 'bangs').length;
  const time = momentAt(here, before, 0);
  // "In two weeks, remind me to …": when, and nothing else.
  if (time !== null && time.end >= before.length) return false;
  if (words < 2 || rest.filter((t) => t.kind !== 'sign').length < 2) return false;
  const open = phraseEnd(opener, tokens, next);
  const first = wordAt(tokens, next);
  // "Recorded the voiceover, what's next?"
  if (asking.test(first) && wishOf(before) !== null) return true;
  // "I sold the couch! Also booked the movers", "reviewed the draft, and set the other to high": what is done, and more.
  if (
    wishOf(before)?.op === 'complete' &&
    (first === 'set' || wishOf(after)?.op === 'complete') &&
    !commandsSomething(before)
  )
    return true;
  const sentence = /^[.!]$/.test(wordAt(tokens, cut)) || tokens[cut]?.kind === 'bangs';
  if (open > 0 && first !== 'to' && !reminder(tokens, next, before)) {
    if (first === 'make' || (first === 'tag' && /^(?:it|that)$/.test(wordAt(tokens, next + 1))))
      return changesSomething(before) || sentence;
    if (first === 'also' || wordAt(tokens, cut + 1) === 'also')
      return isVerb(wordAt(tokens, first === 'also' ? next + 1 : next)) || open > next + 1;
    if (
      /^(?:add|set|change|move|push|cancel|complete|delete|mark|check|show|list|tick|cross|create|rename|undo|remind|please|don't|dont|do|i|then|reopen|reschedule|postpone|snooze|tag|untag|label|bump|delay|defer|finish|remove|bring|skip|give|prioritise|prioritize)$/.test(
        first,
      )
    ) {
      const firm =
        /^(?:remind|delete|mark|reopen|reschedule|postpone|snooze|rename|undo|don't|dont|i|please|then)$/.test(first) ||
        /^(?:a|another|the|task|new|an)$/.test(wordAt(tokens, next + 1)) ||
        commandsSomething(before);
      return firm && !(first === 'i' && !sentence && !hasTime(here, before));
    }
  }
  if (first === 'to' && !sentence)
    return (
      isVerb(wordAt(tokens, next + 1)) &&
      /^(?:remind|reminder|need|have)$/.test(
        before.find((t) => /^(?:remind|reminder|need|have)$/.test(t.lower))?.lower ?? '',
      ) &&
      hasTime(here, before) &&
      hasTime(here, after)
    );
  if (/^(?:and|,)$/.test(wordAt(tokens, cut)) && wordAt(tokens, next - 1) === 'also' && isVerb(first)) return true;
  const timed = momentAt(here, tokens, next);
  if (timed !== null && timed.lead !== null && isVerb(wordAt(tokens, timed.end)) && hasTime(here, before)) return true;
  if (
    /^(?:and|&|,)$/.test(wordAt(tokens, cut)) &&
    isNameAndTime(here, after) &&
    hasTime(here, before) &&
    verbBeforeName(here, tokens.slice(0, cut)) !== null
  )
    return true;
  if (appointment(here, before) && appointment(here, after) && !continuing.test(first)) return true;
  if (!isVerb(first)) return false;
  if (rest.some((t, k) => k <= 3 && dependent.test(t.lower))) return false;
  if (hasTime(here, before) && hasTime(here, after)) return true;
  // "Push the call to tomorrow and buy milk": one is about a task that exists, the other new.
  if (firmly(before) && independent.has(first)) return true;
  if (sentence) return !hasTime(here, after) ? independent.has(first) : true;
  const verb = before.find((t) => isVerb(t.lower))?.lower ?? '';
  return (
    independent.has(first) &&
    independent.has(verb) &&
    verb !== first &&
    words <= 6 &&
    after.length <= 6 &&
    wordAt(tokens, cut) !== ','
  );
};

const asking = /^(?:what|what's|whats|which|how|when|when's|anything|show)$/;

const firmly = (tokens: readonly Token[]): boolean =>
  /^(?:delete|reopen|move|reschedule|push|postpone|bump|snooze|mark|rename)$/.test(
    tokens.find((t) => t.kind === 'word' && !/^(?:please|can|could|you|hey|ok)$/.test(t.lower))?.lower ?? '',
  );

/** "gym at 6 then dinner with Kate at 8": a time of its own, and something that is then. */
const appointment = (here: Here, tokens: readonly Token[]): boolean => {
  for (let k = 0; k < tokens.length; k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const moment = momentAt(here, tokens, k);
    if (moment?.clock == null || (moment.clock.bare && moment.lead === null)) continue;
    const rest = [...tokens.slice(0, k), ...tokens.slice(moment.end)];
    return (
      rest.some((t) => t.kind === 'word' && !isLink(t.lower)) &&
      !rest.some((t) => /^(?:every|each|daily)$/.test(t.lower))
    );
  }
  return false;
};

/** What tells more of the same: "starts at 3, ends at 5", "at 3, sorry, at 4". */
const continuing =
  /^(?:starts?|ends?|begins?|finishe?s?|until|till|till?|doors|leave|back|home|over|actually|sorry|no|not|or|wait|make|rather|instead|it|its|it's|that|i|is|be|which|so|but|for|from|to|at|on|by|remind)$/;

/** "… and remind me 10 minutes before" is part of the same task. */
const reminder = (tokens: readonly Token[], next: number, before: readonly Token[]): boolean => {
  const at = /^(?:also|please|then)$/.test(wordAt(tokens, next)) ? next + 1 : next;
  if (
    wordAt(tokens, at) === 'set' &&
    /^(?:a|an)$/.test(wordAt(tokens, at + 1)) &&
    /^(?:reminder|alarm)$/.test(wordAt(tokens, at + 2))
  )
    return !tokens.slice(at + 3).some((t) => t.lower === 'to');
  if (
    wordAt(tokens, at) === 'add' &&
    tokens.slice(at, at + 4).some((t) => /^(?:note|reminder|tag|description)$/.test(t.lower)) &&
    before.length > 0
  )
    return !tokens.slice(at + 3).some((t) => t.lower === 'to');
  if (wordAt(tokens, at) !== 'remind' || wordAt(tokens, at + 1) !== 'me') return false;
  return !/^(?:to|about|that|of)$/.test(wordAt(tokens, at + 2)) && !tokens.slice(at + 2).some((t) => t.lower === 'to');
};

const changesSomething = (tokens: readonly Token[]): boolean =>
  tokens.some((t) => /^(?:move|reschedule|push|postpone|rename|complete|mark|change|tag)$/.test(t.lower));

export const commandsSomething = (tokens: readonly Token[]): boolean =>
  /^(?:complete|delete|mark|finish|add|remove|move|reschedule|check|tick|cross|remind|cancel|close|reopen|push|postpone|set|change|create|make|rename|tag|untag|label|bump|delay|defer|skip|bring|give|snooze|undo|show|list)$/.test(
    tokens.find((t) => t.kind === 'word' && !/^(?:please|can|could|you|hey|ok)$/.test(t.lower))?.lower ?? '',
  );
