/** Turns that answer or take back what went before: yes, no, "the second one", undo, "no, make it 6". */
import { readPreamble } from './add.ts';
import { askOf } from './asking.ts';
import type { Act, Understanding } from './contract.ts';
import { carryOut } from './doing.ts';
import { bareHour, type Edit } from './edits.ts';
import { referTo } from './refer.ts';
import { phraseEnd, phrases } from './phrases.ts';
import { readSlots } from './slots.ts';
import type { Token } from './tokens.ts';
import { refOf, understood, type Turn } from './turn.ts';
import { wishOf } from './wishes.ts';
import { titles } from './words-out.ts';

const yes = phrases(`
  yes|yep|yeah|yup|ya|yea|yas|y|sure|ok|okay|k|confirm|confirmed|absolutely|definitely|affirmative|correct|right|please|indeed|aye|go|ja|si|oui|👍|✅|totally
  yes|yep|yeah|yup|sure|ok|okay please|do|sure|confirm|definitely|thanks
  do it|so|that
  yes|yeah|yep|ok|sure ,? do it|so|that
  go ahead|on|for
  yes|yeah|ok|sure ,? go ahead
  please do
  of course
  i'm|im|i_am sure
  yes|yeah|yep ,? i'm|im|i_am sure
  that's right|fine|ok
  sounds good
  why not
`);
/** What else says yes to a deletion that is asked about. */
const yesDelete = phrases(`
  yes|yeah|yep|ok|sure ,? delete|remove|clear them|it|all|everything|those all?
  yes|yeah|yep|ok|sure ,? delete|remove|clear all of? them|it|everything?
  delete|remove them|it|everything all?
  delete|remove all of? them
  yes? ,? all of them
  yes ,? all
`);
const no = phrases(`
  no|nope|nah|n|neither|none|cancel|stop|abort|wait|nay|negative|keep|nevermind|👎
  no thanks|thank
  no ,? thanks|don't|dont|keep|wait|stop|cancel
  no thank you
  no ,? keep|leave them|it|those|all
  don't|dont|do_not do|delete|remove? it|that|them|anything|any?
  never mind
  forget it|that
  keep them|it|those all?
  keep all of? them
  leave them|it alone?
  cancel that|it
  no way
  not now|yet|really
  let me think
  i changed my mind
`);

const only = (tokens: readonly Token[], set: ReturnType<typeof phrases>): boolean => {
  let from = 0;
  while (/^(?:hmm+|um+|uh|er|oh|well|actually|ah|,|\.\.\.|…)$/.test(tokens[from]?.lower ?? '')) from++;
  let end = phraseEnd(set, tokens, from);
  if (end < 0) return false;
  while (
    end < tokens.length &&
    (tokens[end]?.kind === 'sign' ||
      tokens[end]?.kind === 'bangs' ||
      /^(?:please|pls|thanks|now|yes|no|then|ok|sure)$/.test(tokens[end]?.lower ?? ''))
  )
    end++;
  return end === tokens.length;
};

/** A sentence with other words in the place of some. */
export type Resume = { text: string; forced: Turn['forced'] };

/** What an answer to the open question means: an understanding, the first sentence completed, or null when it answers nothing. */
export const answerTo = (turn: Turn): Understanding | Resume | null => {
  const { pending } = turn.memory;
  if (pending === null || turn.tokens.length === 0) return null;
  const { tokens } = turn;
  if (only(tokens, no))
    return understood(turn, {
      reply: pending.kind === 'confirm-delete' ? 'Nothing was deleted.' : 'All right, nothing was changed.',
    });
  switch (pending.kind) {
    case 'confirm-delete': {
      if (!only(tokens, yes) && !only(tokens, yesDelete)) return null;
      const acts = pending.targets.flatMap((target): Act[] => {
        const task = turn.heard.tasks.find((known) => known.id === target.id);
        return task === undefined ? [] : [{ op: 'delete', target: refOf(task) }];
      });
      return understood(turn, { acts, reply: `Deleted: ${titles(pending.targets)}.` });
    }
    case 'which': {
      const ids = pending.candidates.map((candidate) => candidate.id);
      const candidates = turn.heard.tasks.filter((task) => ids.includes(task.id));
      const at = answerStart(tokens);
      const own = tokens.slice(at);
      if (own.length === 0 || wishOf(own) !== null || askOf(turn, own, false) !== null) return null;
      const asked = { ...turn, memory: { ...turn.memory, shown: ids, touched: [] } };
      const all = /^(?:both|all|them|either|every)/.test(own[0]?.lower ?? '');
      const reference = all ? { kind: 'tasks' as const, tasks: candidates } : referTo(asked, own, candidates);
      if (reference.kind !== 'tasks') return null;
      const chosen = reference.tasks.filter((task) => ids.includes(task.id));
      return chosen.length === 0 ? null : { text: pending.text, forced: chosen };
    }
    case 'detail': {
      const answer = detail(turn, pending.wants);
      if (answer === null) return null;
      return {
        text: completed(pending.text, pending.at, pending.before, answer),
        forced: null,
      };
    }
    default:
      return pending satisfies never;
  }
};

const fillersOfAnswer = phrases(`
  the|i meant|mean
  i meant|mean the?
  i mean
  make it
  it's|its|it is
  let's say
  let's do
  um|uh|well|ok|okay|oh|sorry|hmm|maybe|say|then|yes|yeah|please|how about|the
  how about
  i think|guess
  it should be
  at
`);
const answerStart = (tokens: readonly Token[]): number => {
  let at = 0;
  for (let n = 0; n < 4; n++) {
    const end = phraseEnd(fillersOfAnswer, tokens, at);
    if (end > at && end < tokens.length && tokens[at]?.lower !== 'the' && tokens[at]?.lower !== 'at') at = end;
    while (/^[,.–-]$/.test(tokens[at]?.lower ?? '')) at++;
  }
  return at;
};

/** The sentence with the answer in its place. What joins them is left out where the answer brings it along. */
const completed = (text: string, [from, to]: readonly [number, number], before: string, answer: string): string => {
  const joint = before.trim();
  const own =
    joint === 'every'
      ? answer.replace(/^(?:on|every|each)\s+/i, '')
      : joint === 'to'
        ? answer.replace(/^(?:to|that)\s+/i, '')
        : answer;
  const brought = joint === 'every' && /^(?:daily|weekly|monthly|once|twice|weekdays|weekends)\b/i.test(own);
  return `${text.slice(0, from)}${brought ? '' : before}${own} ${text.slice(to)}`;
};

const detail = (turn: Turn, wants: 'when' | 'title' | 'text'): string | null => {
  const at = answerStart(turn.tokens);
  const own = turn.tokens.slice(at);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return null;
  const said = turn.text.slice(first.kind === 'quoted' ? first.start : first.start, last.end);
  if (wants === 'when') {
    const slots = readSlots({ here: turn.here, text: turn.text, tokens: own }, { plain: true, leads: until });
    const left = own.filter(
      (t, k) =>
        !slots.taken.has(k) &&
        t.kind !== 'sign' &&
        t.kind !== 'bangs' &&
        !/^(?:on|at|for|in|the|please|then|instead|and|just|maybe|to|every|week|days?|of|about)$/.test(t.lower),
    );
    const length =
      /^(?:for |about |in |another )?(?:\d+|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|half)/.test(
        said.toLowerCase(),
      );
    if ((slots.moments.length + slots.recurrences.length > 0 && left.length === 0) || (length && left.length <= 3))
      return length &&
        !/^(?:for|in|about|another)/i.test(said) &&
        slots.moments.length === 0 &&
        /snooze|remind/i.test(turn.memory.pending?.kind === 'detail' ? turn.memory.pending.text : '')
        ? `for ${said}`
        : said;
    const days = own.every(
      (t) =>
        t.kind === 'sign' ||
        /^(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:day|nesday|sday|urday|rsday)?s?$|^(?:and|on|&)$/.test(t.lower),
    );
    return days ? said : null;
  }
  if (
    own.length > 40 ||
    wishOf(own) !== null ||
    askOf(turn, own, false) !== null ||
    readPreamble(turn.here, own).strong
  )
    return null;
  return said;
};
const until: ReadonlySet<string> = new Set(['until', 'till', 'to', 'for']);

const undos = phrases(`
  undo|revert|undone|unddo|rollback|roll
  undo|revert|cancel|reverse|take that|it|this|last|please
  undo|revert|reverse the|my|that|your last|previous|latest? change|one|action|thing|command|edit|update|step|task|deletion|completion|move|delete|operation?
  undo everything
  undo it all
  take that|it back
  i take that|it back
  take back that|it|the last
  put it|that|them back
  bring it|that|them back
  restore it|that|them
  roll back|that|it back?
  go back
  ctrl z
  ctrl+z
  ctrl-z
  oops ,? undo
  that was wrong|a|an mistake?
  i didn't|didnt mean to|that do|delete|complete|that?
  wait? ,? i didn't|didnt
  oh wait? ,? i didn't|didnt
  un-delete|undelete it|that|them?
  restore what i|you just? deleted
  cancel that last change|one?
`);

/** "undo", "take that back": the last turn that changed something is taken back. */
export const undoOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const start = /^(?:oops|no|wait|sorry|shit|whoops|please|actually|hmm)$/.test(tokens[0]?.lower ?? '')
    ? /^[,.!]$/.test(tokens[1]?.lower ?? '')
      ? 2
      : 1
    : 0;
  const own = tokens.slice(start);
  const last_ = own.filter((t) => t.kind === 'word').at(-1)?.lower;
  const trailing = own.length <= 9 && last_ === 'undo' && own.some((t) => /^[.,!]$/.test(t.lower));
  const end = trailing ? own.length : phraseEnd(undos, own, 0);
  if (end < 0) return restoreOf(turn, own);
  const rest = own
    .slice(end)
    .filter(
      (t) =>
        t.kind === 'word' &&
        !/^(?:please|pls|thanks|that|it|now|again|last|the|thing|change|action|one|just|back|did|i|you|what|for|me|sorry|actually|too)$/.test(
          t.lower,
        ),
    );
  if (rest.length > 0 && !/^(?:undo|revert)$/.test(own[0]?.lower ?? '')) return null;
  const { done } = turn.memory;
  const named =
    rest.length === 0
      ? null
      : done.findLastIndex((entries) =>
          entries.some(
            (entry) =>
              rest.some((t) => entry.title.toLowerCase().includes(t.lower)) ||
              rest.some((t) => t.lower.startsWith('delet') && entry.op === 'delete') ||
              rest.some((t) => /^(?:complet|done)/.test(t.lower) && entry.op === 'complete') ||
              rest.some((t) => t.lower.startsWith('add') && entry.op === 'add'),
          ),
        );
  const last = named === null || named < 0 ? done.at(-1) : done[named];
  if (last === undefined || (named !== null && named < 0 && rest.length > 2))
    return understood(turn, { reply: 'There is nothing to undo.' });
  return takeBack(turn, last);
};

const takeBack = (turn: Turn, entries: Turn['memory']['done'][number]): Understanding => {
  const acts = [...entries]
    .reverse()
    .map((entry): Act => ({ op: 'undo', target: { id: entry.id, title: entry.title }, command_id: entry.command_id }));
  return understood(turn, { acts, reply: `Undone: ${titles(entries)}.` });
};

/** "restore the dentist", where it was deleted in this conversation. */
const restoreOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const verb = tokens[0]?.lower ?? '';
  const back = verb === 'bring' && tokens.some((t) => t.lower === 'back');
  if (!/^(?:restore|undelete|un-delete|recover)$/.test(verb) && !back) return null;
  const words = tokens
    .slice(1)
    .filter((t) => t.kind !== 'sign' && !/^(?:the|my|back|task|please)$/.test(t.lower))
    .map((t) => t.lower);
  const entries = turn.memory.done.findLast((turnDone) =>
    turnDone.some((entry) => entry.op === 'delete' && words.every((word) => entry.title.toLowerCase().includes(word))),
  );
  const own = entries?.filter(
    (entry) => entry.op === 'delete' && words.every((word) => entry.title.toLowerCase().includes(word)),
  );
  return own === undefined || own.length === 0 ? null : takeBack(turn, own);
};

const corrections = phrases(`
  no ,? wait|actually|sorry|i|make|rather|not?
  no ,? i meant|mean
  no|nope|oops|whoops|wait|actually|sorry|correction|rather|hmm|argh|oh
  oops|sorry|wait|oh|no|actually ,? no|i|actually|sorry? meant|mean|wait?
  i meant|mean
  i meant to say
  scratch that
  on second thought|thoughts
  my mistake|bad
  make it|that|this
  change it|that|this to
  actually ,? make|change|let's|no|can it|that|make|you? it|that? to?
  actually ,? it's|its|it is|should
  let's make|do it|that?
  or rather
`);
const bridging = phrases(`
  make|change|move|set it|that|this|them to?
  make|change|move|set it|that|this to? be?
  it's|its|it is|it should be|it
  i meant|mean|want to say?
  let's do|make it?
  should be
  can you make|change|move it|that to?
  could you make|change|move it|that to?
  that should be
  not that
  rather
  say|do|for|to|the
  it should be
`);

/** "no, make it 6", "actually Friday", "I meant high priority": the task just touched is set right. */
export const correctionOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const { touched } = turn.memory;
  if (touched.length === 0 && turn.forced === null) return null;
  const instead = /^(?:instead|rather)$/.test(tokens.filter((t) => t.kind === 'word').at(-1)?.lower ?? '');
  let at = phraseEnd(corrections, tokens, 0);
  if (at < 0 && !instead) return null;
  at = Math.max(at, 0);
  for (let n = 0; n < 4; n++) {
    while (/^[,.!–—-]$|^\.{2,}$/.test(tokens[at]?.lower ?? '') || tokens[at]?.kind === 'bangs') at++;
    const more = Math.max(phraseEnd(bridging, tokens, at), at > 0 ? phraseEnd(corrections, tokens, at) : -1);
    if (more > at && more < tokens.length) at = more;
  }
  const own = tokens.slice(at);
  return own.length === 0 ? null : continued(turn, own);
};

/** A sentence that is nothing but a time, a priority or a tag changes what was touched last; null when it is more. */
export const continued = (turn: Turn, own: readonly Token[]): Understanding | null => {
  const reading = { here: turn.here, text: turn.text, tokens: own };
  const slots = readSlots(reading, { plain: true, leads: until });
  const taken = new Set(slots.taken);
  const hour = slots.moments.length === 0 ? bareHour(reading, 0, taken) : null;
  if (hour !== null) for (let k = hour.start; k < hour.end; k++) taken.add(k);
  const level = slots.priority === undefined ? bareLevel(own, taken) : undefined;
  const left = own.filter(
    (t, k) =>
      !taken.has(k) &&
      t.kind !== 'sign' &&
      t.kind !== 'bangs' &&
      !/^(?:instead|please|rather|then|and|it|priority|to|on|at|not|is|the|for|be|that|actually|a|thanks|also|with|as)$/.test(
        t.lower,
      ),
  );
  const edit: Edit = {};
  const moment = slots.moments.at(-1) ?? hour;
  // "not Friday, Saturday": the last one said is meant.
  if (moment !== null) edit.moment = moment;
  if (slots.recurrences[0] !== undefined) edit.recurrence = slots.recurrences[0];
  if (slots.priority !== undefined) edit.priority = slots.priority;
  if (level !== undefined && level !== null) edit.priority = level;
  if (slots.tags.length > 0) edit.addTags = slots.tags;
  if (slots.remindings.length > 0) edit.remindings = slots.remindings;
  const known = left.filter((t) => !(level != null && /^(?:urgent|high|low|medium|critical|important)$/.test(t.lower)));
  if (Object.keys(edit).length === 0 || known.length > 0) return null;
  return carryOut(turn, { edit, object: [], sure: true, weak: false });
};

const bareLevel = (tokens: readonly Token[], taken: ReadonlySet<number>): Edit['priority'] => {
  const levels = {
    low: 'LOW',
    medium: 'MEDIUM',
    high: 'HIGH',
    urgent: 'CRITICAL',
    critical: 'CRITICAL',
    important: 'HIGH',
  } as const;
  const words = tokens.filter((t, k) => !taken.has(k) && t.kind === 'word');
  const found = Object.entries(levels).find(
    ([name]) => words.length > 0 && words.length <= 2 && words[0]?.lower === name,
  );
  return found?.[1];
};

export const isYes = (tokens: readonly Token[]): boolean => only(tokens, yes);
export const isNo = (tokens: readonly Token[]): boolean => only(tokens, no);
