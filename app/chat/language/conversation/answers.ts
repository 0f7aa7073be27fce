/** Turns that answer what was asked: yes, no, "the second one", "tomorrow at 5". */
import type { Act, KnownTask, Understanding } from '../contract.ts';
import { readPreamble } from '../new-task/add.ts';
import { askOf } from '../questions/asking.ts';
import { referTo } from '../references/refer.ts';
import { titles } from '../replies/task-words.ts';
import { readSlots } from '../slots/slots.ts';
import { wishOf } from '../wishes/wish.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { which } from './asking-back.ts';
import { refOf, understood, type Turn } from './turn.ts';
import { no, only, yes, yesDelete } from './yes-no.ts';

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
      const denied = deniedOf(turn, own, candidates);
      if (denied !== null) return denied.length === 1 ? { text: pending.text, forced: denied } : null;
      const asked = { ...turn, memory: { ...turn.memory, shown: ids, touched: [] } };
      const all = /^(?:both|all|them|either|every)/.test(own[0]?.lower ?? '');
      const reference = all ? { kind: 'tasks' as const, tasks: candidates } : referTo(asked, own, candidates);
      if (reference.kind === 'several') return which({ ...turn, text: pending.text }, reference.tasks);
      // "the blue one" names none of them: the question stands.
      if (reference.kind === 'unknown' && own.length <= 5 && /^ones?$/.test(own.at(-1)?.lower ?? ''))
        return which({ ...turn, text: pending.text }, candidates);
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

/** "Not Anna", "not Anna, the other one": those that are left; null when none is denied. */
const deniedOf = (turn: Turn, own: readonly Token[], candidates: readonly KnownTask[]): KnownTask[] | null => {
  if (own[0]?.lower !== 'not') return null;
  const comma = own.findIndex((t) => /^(?:,|but|-|–|—)$/.test(t.lower));
  const rest = comma < 0 ? [] : own.slice(comma + 1);
  if (!rest.every((t) => /^(?:the|other|others|one|ones|rest)$/.test(t.lower))) return null;
  const not = referTo(turn, own.slice(1, comma < 0 ? own.length : comma), candidates);
  return not.kind === 'tasks' ? candidates.filter((task) => !not.tasks.includes(task)) : null;
};

const fillersOfAnswer = phrases(`
  the|i meant|mean
  i meant|mean the?
  i mean
  make it
  it's|its|it is
  let's say
  let's do
  um|uh|well|ok|okay|oh|sorry|hmm|maybe|say|then|yes|yeah|please|fine|right|alright|ah|so|and
  how|what about
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

/** "26 February then, please": when, without what is said around it. */
const answerEnd = (tokens: readonly Token[], from: number): number => {
  let end = tokens.length;
  while (
    end > from + 1 &&
    tokens[end - 1]?.kind !== 'quoted' &&
    /^(?:then|please|pls|instead|thanks|thx|ok|okay|[,.!?])$/.test(tokens[end - 1]?.lower ?? '')
  )
    end--;
  return end;
};

/** The sentence with the answer in its place. What joins them is left out where the answer brings it along. */
const completed = (text: string, [from, to]: readonly [number, number], before: string, answer: string): string => {
  const joint = before.trim();
  const own =
    joint === 'every'
      ? answer.replace(/^(?:on|every|each)\s+/i, '')
      : joint === 'at'
        ? answer.replace(/^at\s+/i, '')
        : joint === 'to'
          ? answer.replace(/^(?:to|that)\s+/i, '')
          : answer;
  const brought = joint === 'every' && /^(?:daily|weekly|monthly|once|twice|weekdays|weekends)\b/i.test(own);
  return `${text.slice(0, from)}${brought ? '' : before}${own} ${text.slice(to)}`;
};

const detail = (turn: Turn, wants: 'when' | 'title' | 'text'): string | null => {
  const at = answerStart(turn.tokens);
  const own = turn.tokens.slice(at, wants === 'when' ? answerEnd(turn.tokens, at) : undefined);
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

export const until: ReadonlySet<string> = new Set(['until', 'till', 'to', 'for']);
