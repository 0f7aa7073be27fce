/** The tasks that answer a question. */
import type { KnownTask, Understanding } from '../contract.ts';
import type { Turn } from '../conversation/turn.ts';
import { filterOf } from '../references/filter-reading.ts';
import type { Filter } from '../references/filter.ts';
import { filtered, isOverdue, rankOf } from '../references/filtered.ts';
import { keyWords, ranked } from '../references/matching.ts';
import { wordsOf } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Ask } from './asking.ts';
import { reply } from './listing.ts';

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
  if (
    /^(?:what|which)(?:'s| is|s)? (?:the |my )?(?:very )?last (?:task|thing|one|item|todo)(?: on (?:the|my) list)? ?\??$/.test(
      said,
    )
  )
    return tasks.slice(-1);
  const first =
    /^(?:what|which)(?:'s| is|s| one is| task is)? due (?:next|soonest|first)\b(?! (?:week|month|quarter|year|mon|tue|wed|thu|fri|sat|sun))|^what(?:'s| is|s)? (?:the |my )?(?:next|up next)(?: task| thing| one| due)?(?: on my list)? ?\??$|^what should i (?:do|work on|start with|tackle|focus on) (?:next|first|now) ?\??$|^(?:what|which)(?:'s| is)? (?:my |the )?(?:next|most urgent|first|soonest|earliest|oldest) (?:task|thing|todo|one|due|deadline)\b/.test(
      said,
    );
  const timed = tasks.filter(
    (task) => task.due_date !== null && (!isOverdue(turn.here, task) || !said.includes('next')),
  );
  if (
    /\b(?:most important|most urgent|highest priority|top priority|most critical)\b/.test(said) &&
    /^(?:what|which)/.test(said)
  ) {
    return [...tasks].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, 1);
  }
  return first ? (timed.length > 0 ? timed : tasks).slice(0, 1) : tasks;
};

/** "When is it due?", "is that one done?" */
const aboutIt = (turn: Turn, tokens: readonly Token[], ask: Ask): KnownTask[] | null => {
  if (!ask.one && ask.kind !== 'question') return null;
  const focus = turn.memory.touched;
  if (
    /^what (?:did|have) i (?:just )?(?:add|added|create|created|change|changed|move|moved|say|said)\b/.test(
      wordsOf(tokens),
    )
  )
    return focus.flatMap((id) => turn.heard.tasks.find((t) => t.id === id) ?? []);
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
      useful.length > 0 &&
      (/\b(?:about|status of|regarding)\b/.test(wordsOf(tokens)) ||
        !/^(?:what|what's|whats|show|list|how)$/.test(wordAt(tokens, 0)))
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
