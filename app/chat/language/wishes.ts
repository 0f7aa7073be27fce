/** What a sentence wants done with tasks that exist: which verb, and the words that name its object. */
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';
import { presentOf } from './verbs.ts';

export type Simple = 'complete' | 'reopen' | 'delete' | 'skip' | 'pause' | 'resume';
/** `sure`: it can be nothing else, so an unknown object is said to be unknown. Otherwise it may be a new task. */
export type Wish = {
  op: Simple;
  object: Token[];
  sure: boolean;
  /** The verb begins tasks, too: "cancel the paper", "finish the report by Friday". */
  mild: boolean;
};

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

const done = phrases(`
  as? done|complete|completed|finished|resolved|closed
  as being? done|complete|completed|finished
  to done|completed|complete
  as? ✅|✓|✔|☑
  off
  off as? done|completed|complete|my|the? list?
  off of? my|the todo|to-do|task? list
`);
const undone = phrases(`
  as? not|un done|complete|completed|finished
  as? undone|incomplete|uncompleted|unfinished|open|pending|todo|active|unchecked|outstanding
  as? to do
  as not yet? done|completed|complete|finished
  as still open|pending|todo
  as open again
  open|active again
  back to open|todo|pending|active
`);
const reopening = phrases(`
  reopen|re-open|uncomplete|un-complete|uncheck|un-check|unmark|untick|un-tick|unfinish|undone|un-done
  restore|reactivate|reinstate|revive
  open up? again
`);
const completing = phrases(`
  complete|completed|resolve|resolved
  finish|finished|finishing
  close out?
  check|tick|cross|strike|knock|mark off
  done with|:|-|,?
  i'm|im|i_am|we're|we_are all|just|now|finally? done|finished with?
  all? done with
  i|we just|already|finally|also|actually? finished|completed|did
  i've|ive|we've|i_have|we_have just|already|finally|also|now|actually? finished|completed|done
  finished|completed with?
  just|already|finally finished|completed|did
  wrap|wrapped up
  got done with
  that's|thats it for
  ✅|✓|✔|☑
  did
`);
const deleting = phrases(`
  delete|remove|erase|discard|trash|bin|del|rm|nuke|purge
  get rid of
  throw out|away
  forget about?
  never mind about?
  nevermind about?
  i|we don't|dont|do_not need|want to? do? anymore?
  i|we no longer need|want to?
  i|we can delete|remove
  drop
  scrap|cancel|ditch|axe|kill
  clear out?
  wipe|empty
  take off
  cross out
`);
const soft = new Set([
  'drop',
  'scrap',
  'cancel',
  'ditch',
  'axe',
  'kill',
  'clear',
  'wipe',
  'empty',
  'finish',
  'finishing',
  'close',
  'throw',
  'forget',
  'bin',
  'wrap',
  'resolve',
  'check',
  'tick',
  'cross',
  'strike',
  'knock',
  'restore',
  'did',
  'get',
  'take',
  'trash',
  'remove',
  'never',
  'mark',
  'discard',
  'pause',
  'resume',
  'skip',
  'stop',
  'reactivate',
  'reinstate',
  'revive',
  'open',
  'purge',
]);
const skipping = phrases(`
  skip
`);
const pausing = phrases(`
  pause|suspend
`);
const resuming = phrases(`
  resume|unpause
  restart
`);

const without = (tokens: readonly Token[], from: number, to: number): Token[] => tokens.slice(from, to);
const isDone = (word: string): boolean =>
  /^(?:done|finished|completed|complete|sorted|✅|✓|✔|☑|over|closed|handled|dusted)$/.test(word);

type Found = Omit<Wish, 'mild'>;

/** A simple wish in the tokens, which begin after any courtesy. */
export const wishOf = (tokens: readonly Token[]): Wish | null => {
  const found = reopen(tokens) ?? complete(tokens) ?? remove(tokens) ?? others(tokens);
  return found === null ? null : { ...found, mild: soft.has(wordAt(tokens, 0)) || wordAt(tokens, 0) === 'complete' };
};

/** The end of the sentence without marks. */
const lastWord = (tokens: readonly Token[]): number => {
  let end = tokens.length;
  while (
    end > 0 &&
    tokens[end - 1]?.kind !== 'quoted' &&
    (/^[.!,;…]$|^\.{2,}$/u.test(wordAt(tokens, end - 1)) ||
      tokens[end - 1]?.kind === 'bangs' ||
      /^(?:please|pls|plz|thanks|now|already|yay|too|finally|thx|👍|🎉|yet|again)$/u.test(wordAt(tokens, end - 1)))
  )
    end--;
  return end;
};

const marking = /^(?:mark|set|flag|tag|make|put|check|tick|consider|call|move|cross|strike|turn|change|switch)$/;

/** "mark X as not done", "reopen X", "X isn't done". */
const reopen = (tokens: readonly Token[]): Found | null => {
  const start = phraseEnd(reopening, tokens, 0);
  if (start > 0)
    return { op: 'reopen', object: without(tokens, start, lastWord(tokens)), sure: !soft.has(wordAt(tokens, 0)) };
  const end = tokens.length;
  if (marking.test(wordAt(tokens, 0))) {
    for (let k = 1; k < end; k++) {
      const at = phraseEnd(undone, tokens, k);
      if (at > 0 && at >= lastWord(tokens)) return { op: 'reopen', object: without(tokens, 1, k), sure: true };
      // "mark as not done: X"
      if (at > 0 && k === 1 && at < end)
        return {
          op: 'reopen',
          object: without(tokens, /^[:-]$/.test(wordAt(tokens, at)) ? at + 1 : at, lastWord(tokens)),
          sure: true,
        };
    }
  }
  const last = lastWord(tokens);
  for (let k = 0; k < last; k++) {
    const rest = tokens
      .slice(k, last)
      .map((t) => t.lower)
      .join(' ');
    if (
      k > 0 &&
      /^(?:is not|isn't|isnt|is still not|was not|wasn't|wasnt|are not|aren't|were not|weren't|not|hasn't been|is still|still isn't) (?:actually |really |quite |yet )?(?:done|finished|complete|completed|open|over)$/.test(
        rest,
      )
    )
      return { op: 'reopen', object: without(tokens, 0, k), sure: true };
    if (
      k === 0 &&
      /^(?:it's|its|that's|thats|it is|that is) (?:still )?(?:not|un)[ -]?(?:actually |really |quite |yet )?(?:done|finished|complete|completed|over)$/.test(
        rest,
      )
    )
      return { op: 'reopen', object: pronoun(tokens), sure: true };
    if (
      k === 0 &&
      /^(?:i|we) (?:(?:have not|haven't|havent|did not|didn't|didnt)(?: actually| really)?) (?:done|do|finish|finished|complete|completed|did)\b/.test(
        rest,
      )
    )
      return {
        op: 'reopen',
        object: without(
          tokens,
          rest.split(' ').findIndex((w) => /^(?:done|do|finish|finished|complete|completed)$/.test(w)) + 1,
          last,
        ),
        sure: true,
      };
  }
  if (/^(?:i|we)$/.test(wordAt(tokens, 0)) && /^(?:didn't|didnt|haven't|havent)$/.test(wordAt(tokens, 1))) {
    const from = /^(?:actually|really|yet)$/.test(wordAt(tokens, 2)) ? 3 : 2;
    return { op: 'reopen', object: without(tokens, from, last), sure: true };
  }
  if (/^(?:bring|put)$/.test(wordAt(tokens, 0)) && wordAt(tokens, last - 1) === 'back' && last > 2)
    return { op: 'reopen', object: without(tokens, 1, last - 1), sure: true };
  return null;
};

const complete = (tokens: readonly Token[]): Found | null => {
  const first = wordAt(tokens, 0);
  const last = lastWord(tokens);
  if (marking.test(first)) {
    for (let k = 1; k < last; k++) {
      const at = phraseEnd(done, tokens, k);
      if (at < 0) continue;
      const off = wordAt(tokens, k) === 'off';
      if (off && !/^(?:mark|check|tick|cross|strike)$/.test(first)) continue;
      if (!off && /^(?:cross|strike)$/.test(first)) continue;
      // "check off X", "mark as done: X"
      if (k === 1 && at < last)
        return {
          op: 'complete',
          object: without(tokens, /^[:-]$/.test(wordAt(tokens, at)) ? at + 1 : at, last),
          sure: true,
        };
      if (at >= last && k > 1) return { op: 'complete', object: without(tokens, 1, k), sure: true };
    }
  }
  const start = phraseEnd(completing, tokens, 0);
  if (start > 0 && start < tokens.length) {
    const bare = first === 'done' && start === 1;
    const sure = !soft.has(first) && !bare;
    if (!bare || tokens.length > 1) return { op: 'complete', object: without(tokens, start, last), sure };
  }
  if (start > 0 && start === tokens.length && /^(?:done|finished|completed|✅|✓|✔|☑|i'm|im)$/.test(first))
    return { op: 'complete', object: pronoun(tokens), sure: true };
  if (last > 0 && isDone(wordAt(tokens, last - 1)) && tokens[last - 1]?.kind !== 'quoted') {
    if (last === 1) return { op: 'complete', object: pronoun(tokens), sure: true };
    let end = last - 1;
    const helped =
      /^(?:is|are|was|were|been|be|being|got|all|now|already|just|finally|has|have|it's|its|that's|thats|been|actually|also|and|-|–|—|:|,)$/;
    while (end > 0 && helped.test(wordAt(tokens, end - 1))) end--;
    if (end === 0) return { op: 'complete', object: pronoun(tokens), sure: true };
    if (
      /^(?:get|getting|be|to|not|have|must|until|when|if|before|after|once|it|them|want|needs?|should)$/.test(
        wordAt(tokens, end - 1),
      ) &&
      !/^(?:it|them)$/.test(wordAt(tokens, end - 1))
    )
      return null;
    if (/^(?:get|have|need|want|make|i|we)$/.test(first) && !/^(?:i|we)$/.test(first)) return null;
    const from = /^(?:i|we|got|i've|ive)$/.test(first)
      ? wordAt(tokens, 1) === 'got' || wordAt(tokens, 1) === 'have'
        ? 2
        : 1
      : 0;
    const firm = end < last - 1 || !/^(?:over|complete|closed|sorted|handled|dusted)$/.test(wordAt(tokens, last - 1));
    return { op: 'complete', object: without(tokens, from, end), sure: firm && end < last - 1 };
  }
  return past(tokens, last);
};

const pronoun = (tokens: readonly Token[]): Token[] => {
  const at = tokens[0];
  return at === undefined ? [] : [{ ...at, kind: 'word', text: 'it', lower: 'it' }];
};

/** "I paid the rent", "just called mum", "bought milk": what happened is done. */
const past = (tokens: readonly Token[], last: number): Found | null => {
  let k = 0;
  const speaker = /^(?:i|we|i've|ive|we've)$/.test(wordAt(tokens, 0));
  if (speaker) k = 1;
  while (
    /^(?:just|already|finally|have|also|now|actually|did|went|and|managed|got)$/.test(wordAt(tokens, k)) &&
    k < 4 &&
    presentOf(wordAt(tokens, k + 1)) !== null
  )
    k++;
  const verb = wordAt(tokens, k);
  const present = presentOf(verb);
  if (present === null || k + 1 >= last || tokens[k]?.kind !== 'word') return null;
  // "read", "cut", "put", "set", "let" are the same today: they need someone who did them.
  if (present === verb && !speaker && k === 0) return null;
  if (
    /^(?:left|felt|lost|found|said|thought|saw|knew|got|used|planned|needed|wanted|liked|loved|hoped|meant|forgot|decided)$/.test(
      verb,
    ) &&
    k === 0
  )
    return null;
  return {
    op: 'complete',
    object: without(tokens, k, last),
    sure: speaker && !/^(?:thought|said|saw|knew|got|found|lost|planned|told)$/.test(verb),
  };
};

const remove = (tokens: readonly Token[]): Found | null => {
  const first = wordAt(tokens, 0);
  const last = lastWord(tokens);
  const start = phraseEnd(deleting, tokens, 0);
  if (start < 0) {
    if (/^(?:take|cross)$/.test(first) && tokens.some((t) => /^(?:off|out)$/.test(t.lower))) {
      const off = tokens.findIndex((t) => /^(?:off|out)$/.test(t.lower));
      if (first === 'take' && off > 1)
        return {
          op: 'delete',
          object: without(tokens, 1, off),
          sure:
            /^(?:my|the|off|of)$/.test(wordAt(tokens, off + 1)) &&
            tokens.some((t) => t.lower === 'list' || t.lower === 'tasks'),
        };
    }
    if (first === 'throw' && wordAt(tokens, last - 1) === 'away')
      return { op: 'delete', object: without(tokens, 1, last - 1), sure: false };
    return null;
  }
  if (start >= tokens.length)
    return /^(?:delete|remove|clear|cancel|erase)$/.test(first) ? { op: 'delete', object: [], sure: true } : null;
  const definite =
    /^(?:the|my|this|that|it|those|these|all|them|both|every|everything|task|number|#)$/.test(wordAt(tokens, start)) ||
    tokens[start]?.kind === 'quoted';
  return {
    op: 'delete',
    object: without(tokens, start, last),
    sure: !soft.has(first) || (definite && /^(?:cancel|remove|scrap|drop|clear|bin|trash|discard)$/.test(first)),
  };
};

const others = (tokens: readonly Token[]): Found | null => {
  const last = lastWord(tokens);
  const cut = (from: number): Token[] => {
    const object = without(tokens, from, last);
    const tail = object
      .map((t) => t.lower)
      .join(' ')
      .search(/ (?:this|just this|next|for|today|tomorrow|once)(?: |$)/);
    return tail < 0
      ? object
      : object.slice(
          0,
          object
            .map((t) => t.lower)
            .join(' ')
            .slice(0, tail)
            .split(' ').length,
        );
  };
  const skip = phraseEnd(skipping, tokens, 0);
  if (skip > 0) return { op: 'skip', object: cut(skip), sure: false };
  const pause = phraseEnd(pausing, tokens, 0);
  if (pause > 0) return { op: 'pause', object: cut(pause), sure: false };
  const resume = phraseEnd(resuming, tokens, 0);
  return resume > 0 ? { op: 'resume', object: cut(resume), sure: false } : null;
};

/** Verbs that only ever change what exists; without their detail they are asked about. */
export const editVerb = (word: string): boolean =>
  /^(?:reschedule|postpone|rename|retitle|snooze|reprioritise|reprioritize)$/.test(word);
