/** Questions and requests to be shown something, and the lists that answer them. */
import type { Token } from './tokens.ts';
import type { KnownTask, Understanding } from './contract.ts';
import { filtered, filterOf, isOverdue, type Filter } from './filters.ts';
import { keyWords, ranked } from './matching.ts';
import { momentAt } from './moments.ts';
import { phraseEnd, phrases, wordsOf } from './phrases.ts';
import { isVerb } from './verbs.ts';
import { understood, type Turn } from './turn.ts';
import { lineText, quoted } from './words-out.ts';

type Kind = 'list' | 'search' | 'question';
type Ask = { kind: Kind; from: number; counted: boolean; whole: boolean; one: boolean };

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

const searches = phrases(`
  search for|through|my|tasks|all?
  find me? all|any|every|my|the? tasks|todos|items|everything|anything|reminders about|with|containing|mentioning|related|for|that|to|on|due|tagged|in?
  find all|my
  look for|up tasks|my|anything|everything
  look through
  which tasks|ones mention|contain|are about
  anything|something about
  do i have anything|something|any|a tasks|task|todo? about|on|for|regarding|with
  is there anything|something|a|any task? about|on|regarding|with|for
  where is|'s
  query
  find me? my|the?
  filter by|on|for?
`);
const lists = phrases(`
  show|list|display|view|print|get|give|read|open|pull me? up?
  show|tell|give|read|let me|us? see|have|out?
  what|what's|whats|wat|which|what're|wht
  my|all|pending|open|outstanding|remaining|overdue|upcoming tasks|todos|to-dos|list|agenda|todo|to-do|reminders
  todo|to-do|task list
  my todo|to-do|task list
  agenda
  my agenda|day|week|schedule
  how many|much
  how's|how is|does my
  any|anything|something
  any tasks|todos
  when|where|who
  do|did|does|have|has|am|are|is|was|were|will i|my|there|we|the|it|that|any|anything|everything|all|this|today|tomorrow
  remind me what|which|of what
  tell me what|which|about|how|when|if
  can|may i see
  i want|need to see
  let's see
  see my|all|the
  check my|what|if
  count
  isn't|aren't|haven't|didn't i|there|it|that
  got anything|any
  everything due|for|on|that|with|tagged|i|in|overdue
  tasks due|for|on|with|tagged|without|in|this|next|today|tomorrow|that|by|before|after|from
  overdue|upcoming tasks|todos
  completed|finished|done tasks|todos
  due today|tomorrow|this|next|on
  what about
  summary|summarise|summarize of|my|the?
  overview of?
  status of?
  give me a? summary|overview|list|rundown of?
  run me through
  catch me up on?
`);
const creators =
  /^(?:show|read|open|print|view|get|give|pull|check|list|tell|display|find|look|search|count|see|query|filter)$/;
/** What makes "show", "list", "get" and their like a question about tasks and not a task. */
const about =
  /^(?:tasks?|todos?|to-dos?|to-do|list|lists|agenda|everything|anything|all|overdue|reminders|completed|due|pending|open|outstanding|upcoming|items|schedule|plate|things|what's|whats|what|which|done|finished|ones|recurring|unfinished|incomplete|how|when|remaining|urgent|critical|priority|it|them|those)$/;

/** Whether, and how, a sentence asks. Its tokens begin after courtesy. */
export const askOf = (turn: Turn, tokens: readonly Token[], courteous: boolean): Ask | null => {
  const first = wordAt(tokens, 0);
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
  if (list > 0) {
    const object = tokens.slice(1).some((t) => about.test(t.lower) || t.kind === 'tag');
    if (
      /^(?:do|did|does|have|has|am|are|is|was|were|will|isn't|aren't|haven't|didn't)$/.test(first) &&
      !question(tokens, mark)
    )
      return null;
    if (/^(?:give|get|pull)$/.test(first) && !/^(?:me|us|my|all)$/.test(wordAt(tokens, 1))) return null;
    if (
      creators.test(first) &&
      !object &&
      !(first === 'show' && (wordAt(tokens, 1) === 'me' || found(turn, tokens.slice(list)))) &&
      !dateOnly(turn, tokens, list) &&
      !/^(?:tell|count)$/.test(first)
    )
      return null;
    if (/^(?:when|where|who|how|what|which)$/.test(first) && !mark && /^(?:to|you|i'm)$/.test(wordAt(tokens, 1)))
      return null;
    if (
      /^(?:due|tasks|everything|my|all|any|overdue|completed|status|summary|overview)$/.test(first) &&
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
      from: asks ? 0 : list,
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

/** "Have lunch with Bob" is a task; "have I had lunch" and "do I …" are questions. */
const question = (tokens: readonly Token[], mark: boolean): boolean => {
  const [first, second] = [wordAt(tokens, 0), wordAt(tokens, 1)];
  if (/^(?:do|have|will)$/.test(first))
    return /^(?:i|we|my|you)$/.test(second) || (mark && /^(?:any|the|there|all)$/.test(second));
  return true;
};

/** The tokens name something that is on the list. */
const found = (turn: Turn, tokens: readonly Token[]): boolean => {
  const words = tokens
    .filter((t) => t.kind === 'word' || t.kind === 'quoted')
    .map((t) => t.text)
    .join(' ');
  return words !== '' && ranked(words, turn.heard.tasks).some((scored) => scored.whole);
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
  if (
    /^(?:tasks|todos|list|todo|overdue|agenda|today|tomorrow|tonight|this week|next week|upcoming|completed|pending|all tasks|open tasks|everything|today's tasks|tomorrow's tasks|my tasks|to-dos|todo list|to-do list|to do list|task list|the list|my list|this month|the weekend)$/.test(
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

/** Words of questions that are not words of titles. */
const questionWords =
  /^(?:when|where|who|how|long|often|why|time|is|was|paid|am|free|available|anything|something|kind|type|details|about|know|remember|forget|forgot|supposed|next|first|start|focus|tackle|attention|most|soonest|latest|earliest|nearest|coming|left|progress|set|scheduled|put|already|finished|still|add|added|new|due|name|names|called|go|going|be|will|would|may|than|then|if|but|he|she|they|her|his|make|made|good|morning|afternoon|evening|night|pending|so|late|ago|into|out)$/;

/** Answers a question from the tasks there are. */
export const answer = (turn: Turn, tokens: readonly Token[], ask: Ask): Understanding => {
  const { here, heard } = turn;
  const categories = heard.categories ?? [];
  const filter = filterOf(here, tokens, ask.from, tokens.length, categories, heard.tasks);
  const pronoun = aboutIt(turn, tokens, ask);
  if (pronoun !== null) return reply(turn, ask, filter, pronoun);
  if (ask.kind !== 'search') prune(turn, filter, tokens, ask);
  const single = filter.words !== '' && (ask.one || ask.whole);
  const named = single && filter.status !== 'completed' ? { ...filter, status: 'all' as const } : filter;
  // "Did I pay the rent?" looks at what is done, too; so does "is the report finished?".
  const done = ask.one && /^(?:did|have|has|is|was|were|are)$/.test(wordAt(tokens, 0)) && filter.words !== '';
  const first = filtered(here, done ? { ...filter, status: 'all' } : filter, heard.tasks, categories);
  const tasks =
    first.length > 0 || filter.status === 'completed'
      ? first
      : filter.words === ''
        ? []
        : filtered(here, named, heard.tasks, categories);
  return reply(turn, ask, filter, next(turn, tokens, tasks));
};

/** "What's next?", "what should I do first?": the first of them only. */
const next = (turn: Turn, tokens: readonly Token[], tasks: KnownTask[]): KnownTask[] => {
  const said = wordsOf(tokens);
  const first =
    /^what(?:'s| is|s)? (?:the |my )?(?:next|up next)(?: task| thing| one| due)?(?: on my list)? ?\??$|^what should i (?:do|work on|start with|tackle|focus on) (?:next|first|now) ?\??$|^(?:what|which)(?:'s| is)? (?:my |the )?(?:next|most urgent|first|soonest|earliest|oldest) (?:task|thing|todo|one|due|deadline)\b/.test(
      said,
    );
  const timed = tasks.filter(
    (task) => task.due_date !== null && (!isOverdue(turn.here, task) || !said.includes('next')),
  );
  if (
    /\b(?:most important|most urgent|highest priority|top priority|most critical)\b/.test(said) &&
    /^(?:what|which)/.test(said)
  ) {
    return [...tasks].sort((a, b) => rank(a) - rank(b)).slice(0, 1);
  }
  return first ? (timed.length > 0 ? timed : tasks).slice(0, 1) : tasks;
};

const rank = ({ priority }: KnownTask): number =>
  (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].findIndex((level) => level === priority) % 5) + (priority === null ? 9 : 0);

/** "When is it due?", "is that one done?" */
const aboutIt = (turn: Turn, tokens: readonly Token[], ask: Ask): KnownTask[] | null => {
  if (!ask.one && ask.kind !== 'question') return null;
  const focus = turn.memory.touched;
  const words = tokens.map((t) => t.lower);
  const bare = words.filter((w) => /[a-z]/.test(w)).join(' ') === 'when';
  if (focus.length !== 1 || !(bare || words.some((w) => /^(?:it|that)$/.test(w))) || words.length > 7) return null;
  if (
    !/^(?:is|when|was|what|did|has|how)/.test(words[0] ?? '') ||
    words.some((w) => /^(?:tasks|todos|everything|anything|have|i)$/.test(w))
  )
    return null;
  const task = turn.heard.tasks.find((t) => t.id === focus[0]);
  return task === undefined ? null : [task];
};

/** Words that no title has say nothing of a question, as long as something else does. */
const prune = (turn: Turn, filter: Filter, tokens: readonly Token[], ask: Ask): void => {
  if (filter.words === '') return;
  const words = filter.words.split(' ');
  const useful = words.filter((word) => !questionWords.test(word.toLowerCase()));
  const known = useful.filter((word) => ranked(word, turn.heard.tasks).length > 0 || mentioned(turn, word));
  const specific =
    filter.from !== null ||
    filter.to !== null ||
    filter.overdue ||
    filter.tags.length > 0 ||
    filter.priorities.length > 0 ||
    filter.dated !== null ||
    filter.status === 'completed' ||
    filter.recurring !== null ||
    filter.most !== null ||
    filter.noTags;
  if (specific || known.length > 0) filter.words = known.join(' ');
  else
    filter.words =
      useful.length > 0 && !/^(?:what|what's|whats|show|list|how)$/.test(wordAt(tokens, 0))
        ? useful.join(' ')
        : ask.one
          ? useful.join(' ')
          : '';
};

const mentioned = (turn: Turn, word: string): boolean => {
  const [own] = keyWords(word);
  return (
    own !== undefined &&
    turn.heard.tasks.some((task) => keyWords(`${task.description ?? ''} ${task.tags.join(' ')}`).includes(own))
  );
};

const MOST_SHOWN = 50;

const reply = (turn: Turn, ask: Ask, filter: Filter, tasks: readonly KnownTask[]): Understanding => {
  const { here } = turn;
  const query = { kind: ask.kind, words: filter.words === '' ? null : filter.words };
  const what = filter.status === 'completed' ? 'completed task' : filter.overdue ? 'overdue task' : 'task';
  const n = tasks.length;
  const [only] = tasks;
  if (only === undefined) {
    const none =
      filter.words === ''
        ? filter.from !== null || filter.overdue || filter.tags.length > 0
          ? `No ${what}s there.`
          : `You have no ${what}s.`
        : `I found no task about ${quoted(filter.words)}.`;
    return understood(turn, { query, reply: none });
  }
  const lines = tasks.slice(0, MOST_SHOWN).map((task, k) => lineText(here, task, k + 1, isOverdue(here, task)));
  const more = n > MOST_SHOWN ? `\n… and ${n - MOST_SHOWN} more` : '';
  if (n === 1 && ask.one) {
    const state = only.completed ? `Yes: ${quoted(only.title)} is done.` : `${quoted(only.title)} is still open.`;
    return understood(turn, { query, listed: tasks, reply: `${state}\n${lines[0] ?? ''}` });
  }
  const head = ask.counted ? `${n} ${what}${n === 1 ? '' : 's'}:` : `${n === 1 ? `One ${what}` : `${n} ${what}s`}:`;
  return understood(turn, { query, listed: tasks, reply: `${head}\n${lines.join('\n')}${more}` });
};
