/** Whether a sentence asks or wants to be shown something, and how. */
import type { Turn } from '../conversation/turn.ts';
import { momentAt } from '../dates/moments.ts';
import { filterOf } from '../references/filter-reading.ts';
import { keyWords, ranked } from '../references/matching.ts';
import { numberAt } from '../words/numbers.ts';
import { phraseEnd, wordsOf } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import { beforePastTime } from '../wishes/past-times.ts';
import { lastWord } from '../wishes/wish-words.ts';
import { about, creators, lists, searches } from './question-words.ts';

type Kind = 'list' | 'search' | 'question';

export type Ask = { kind: Kind; from: number; counted: boolean; whole: boolean; one: boolean };

/** Whether, and how, a sentence asks. Its tokens begin after courtesy. */
export const askOf = (turn: Turn, tokens: readonly Token[], courteous: boolean): Ask | null => {
  const first = wordAt(tokens, 0).replace(/^(when|where|who)(?:'s|s)$/, '$1');
  const last = tokens.at(-1);
  const mark = tokens.some(
    (t, k) =>
      t.lower === '?' &&
      (k === tokens.length - 1 || tokens.slice(k).every((x) => /^[?!.]$/.test(x.lower) || x.kind === 'bangs')),
  );
  const search = phraseEnd(searches, tokens, 0);
  const list = phraseEnd(lists, tokens, 0);
  if (search > 0) {
    const task = tokens.some((t) => about.test(t.lower) || t.kind === 'tag');
    const aux = /^(?:do|is|where|anything|something|which)$/.test(first);
    const imperative = /^(?:search|find|look|query|filter)$/.test(first);
    if (aux || task || first === 'search' || (imperative && found(turn, tokens.slice(search))))
      return { kind: 'search', from: search, counted: false, whole: false, one: false };
  }
  // "Find walrus" seeks a word; "find a plumber" and "find my keys" are something to do.
  const [, sought, beyond] = tokens.filter((t) => t.kind !== 'sign' || t.text !== '?');
  if (first === 'find' && /^(?:word|quoted)$/.test(sought?.kind ?? '') && beyond === undefined)
    return { kind: 'search', from: 1, counted: false, whole: false, one: false };
  if (list > 0 && !isOneWord(tokens)) {
    const several = tokens.some(
      (t, k) => k > 0 && /^(?:top|first|last|next)$/.test(t.lower) && numberAt(tokens, k + 1)?.end === tokens.length,
    );
    const object = several || tokens.slice(1).some((t) => about.test(t.lower) || t.kind === 'tag');
    if (
      /^(?:do|did|does|have|has|am|are|is|was|were|will|isn't|aren't|haven't|didn't)$/.test(first) &&
      !isQuestion(tokens, mark)
    )
      return null;
    if (first === 'tell' && !/^(?:me|us)$/.test(wordAt(tokens, 1))) return null;
    if (/^(?:give|get|pull)$/.test(first) && !/^(?:me|us|my|all)$/.test(wordAt(tokens, 1))) return null;
    if (
      creators.test(first) &&
      !object &&
      !(/^(?:show|list|display)$/.test(first) && found(turn, tokens.slice(list))) &&
      !(first === 'show' && (wordAt(tokens, 1) === 'me' || found(turn, tokens.slice(list)))) &&
      !dateOnly(turn, tokens, list) &&
      !/^(?:tell|count)$/.test(first)
    )
      return null;
    if (/^(?:when|where|who|how|what|which)$/.test(first) && !mark && /^(?:to|you|i'm)$/.test(wordAt(tokens, 1)))
      return null;
    if (
      /^(?:due|tasks|everything|something|my|all|any|overdue|completed|status|summary|overview)$/.test(first) &&
      !mark &&
      !about.test(wordAt(tokens, 1)) &&
      first !== 'tasks' &&
      first !== 'everything' &&
      first !== 'due' &&
      !/^(?:day|week)$/.test(wordAt(tokens, 1))
    )
      return null;
    const asks =
      /^(?:what|which|how|when|where|who|do|did|does|have|has|am|are|is|was|were|will|any|anything|isn't|aren't|haven't|didn't|got)/.test(
        first,
      );
    const one = /^(?:is|did|was|has|have|when|where|are)$/.test(first);
    return {
      kind: asks || mark ? 'question' : 'list',
      from: asks ? 0 : wordAt(tokens, list - 1) === 'tagged' ? list - 1 : list,
      counted: first === 'how' || first === 'count',
      whole: one || /^(?:what|which)/.test(first),
      one,
    };
  }
  if (bareList(turn, tokens)) return { kind: 'list', from: 0, counted: false, whole: false, one: false };
  if (mark && !courteous && last !== undefined)
    return found(turn, tokens) || !isVerb(first)
      ? { kind: 'question', from: 0, counted: false, whole: true, one: true }
      : null;
  return null;
};

/** "List", "show": what else could be shown. */
const isOneWord = (tokens: readonly Token[]): boolean =>
  tokens.filter((t) => t.kind !== 'sign').length === 1 && /^(?:list|show|display|all)$/.test(wordAt(tokens, 0));

/** "Have lunch with Bob" is a task; "have I had lunch" and "do I …" are questions. */
const isQuestion = (tokens: readonly Token[], mark: boolean): boolean => {
  const [first, second] = [wordAt(tokens, 0), wordAt(tokens, 1)];
  if (/^(?:do|have|will)$/.test(first))
    return /^(?:i|we|my|you)$/.test(second) || (mark && /^(?:any|the|there|all)$/.test(second));
  // "Did it last night" tells.
  if (first === 'did' && !mark && /^(?:it|that|this|them|those|both)$/.test(second))
    return tokens.length > 2 && beforePastTime(tokens, 2, lastWord(tokens)) > 2;
  return true;
};

/** The tokens name something that is on the list. */
const found = (turn: Turn, tokens: readonly Token[]): boolean => {
  const words = tokens
    .filter((t) => t.kind === 'word' || t.kind === 'quoted')
    .map((t) => t.text)
    .join(' ');
  const [only, more] = keyWords(words);
  const tagged =
    more === undefined && turn.heard.tasks.some((task) => task.tags.some((tag) => keyWords(tag)[0] === only));
  return tagged || (words !== '' && ranked(words, turn.heard.tasks).some((scored) => scored.whole));
};

const dateOnly = (turn: Turn, tokens: readonly Token[], from: number): boolean => {
  const at = /^(?:me|my|the|for)$/.test(wordAt(tokens, from)) ? from + 1 : from;
  const moment = momentAt(turn.here, tokens, at);
  return moment !== null && moment.end >= tokens.length;
};

/** "today", "tomorrow?", "overdue", "tasks", "high priority": a filter and nothing else. */
const bareList = (turn: Turn, tokens: readonly Token[]): boolean => {
  const words = tokens.filter((t) => t.kind !== 'sign');
  if (words.length === 0 || words.length > 4) return false;
  const said = wordsOf(words);
  if (/^(?:today|tomorrow|tonight)$/.test(said) && undatedFocus(turn) && words.length === tokens.length) return false;
  if (
    /^(?:tasks|todos|list|show|display|all|todo|overdue|agenda|today|tomorrow|tonight|this week|next week|upcoming|completed|pending|all tasks|open tasks|everything|today's tasks|tomorrow's tasks|my tasks|to-dos|todo list|to-do list|to do list|task list|the list|my list|this month|the weekend)$/.test(
      said,
    )
  )
    return true;
  return (
    /^(?:tasks|todos|reminders)$/.test(words.at(-1)?.lower ?? '') &&
    !isVerb(words[0]?.lower ?? '') &&
    filterOf(turn.here, tokens, 0, tokens.length, turn.heard.categories ?? [], turn.heard.tasks).words === ''
  );
};

/** "Add call the vet" and then "tomorrow": the day of what was just added, not a list of the day. */
const undatedFocus = (turn: Turn): boolean => {
  const [id, more] = turn.memory.touched;
  const added = turn.memory.done.at(-1)?.some((entry) => entry.op === 'add' && entry.id === id) === true;
  return added && more === undefined && turn.heard.tasks.some((task) => task.id === id && task.due_date === null);
};
