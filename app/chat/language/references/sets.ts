/** Tasks by what they have in common: "all my #work tasks", "the overdue one". */
import type { KnownTask } from '../contract.ts';
import type { Turn } from '../conversation/turn.ts';
import type { Token } from '../words/tokens.ts';
import { filterOf } from './filter-reading.ts';
import type { Filter } from './filter.ts';
import { filtered } from './filtered.ts';
import { matchTitle } from './matching.ts';
import { known } from './pronouns.ts';
import type { Reference } from './refer.ts';
import { inText } from './said-words.ts';

const plural =
  /^(?:tasks|todos|to-dos|items|ones|reminders|things|chores|everything|all|stuff|every|each|list|errands|meetings|appointments)$/;

const singular = /^(?:one|task|todo|item|reminder)$/;

/** "all my #work tasks", "everything due today", "the overdue one", "completed tasks". */
export const setIn = (turn: Turn, tokens: readonly Token[], pool: readonly KnownTask[]): Reference | null => {
  const { here, heard } = turn;
  const categories = heard.categories ?? [];
  const filter = filterOf(here, tokens, 0, tokens.length, categories, heard.tasks);
  const said = tokens.map((token) => token.lower);
  const many = said.some((word) => plural.test(word));
  const all = filter.all;
  // "Clear completed", "delete what is done": one of them would be named.
  const bare = filter.words === '' && filter.status === 'completed' && !said.some((word) => singular.test(word));
  if (!many && !all && !bare) return singleIn(turn, tokens, filter, pool);
  // "the weekly tasks report" is a title for all its words: a name that fits entirely is a name.
  if (!all && filter.words !== '' && matchTitle(inText(turn, tokens), pool).kind === 'one') return null;
  if (!all && !filter.narrowed && !said.some((w) => /^(?:tasks|todos|to-dos|items|reminders|list)$/.test(w)))
    return null;
  const status = filter.status === 'open' && !pool.some((task) => !task.completed) ? 'completed' : filter.status;
  // What is done to "everything due today" is done to that alone, though a list of today shows what is overdue, too.
  const tasks = filtered(here, { ...filter, status, today: false }, heard.tasks, categories);
  if (tasks.length === 0 && filter.words !== '' && !all) return null;
  return tasks.length === 0
    ? { kind: 'unknown', words: inText(turn, tokens) }
    : { kind: 'tasks', tasks, bulk: true, by: 'filter' };
};

/** "the overdue one", "my high priority task", "the #home task", "the one due tomorrow". */
const singleIn = (
  turn: Turn,
  tokens: readonly Token[],
  filter: Filter,
  pool: readonly KnownTask[],
): Reference | null => {
  const noun = /^(?:one|task|todo|item|reminder)$/.test(
    tokens.find((t) => /^(?:one|task|todo|item|reminder)$/.test(t.lower))?.lower ?? '',
  );
  if (!noun || !filter.narrowed || filter.words !== '') return null;
  if (matchTitle(inText(turn, tokens), pool).kind === 'one' && tokens.length <= 2) return null;
  const shown = known(turn, turn.memory.shown);
  const among = filtered(
    turn.here,
    { ...filter, today: false },
    shown.length > 0 ? shown : turn.heard.tasks,
    turn.heard.categories ?? [],
  );
  const tasks =
    among.length > 0
      ? among
      : filtered(turn.here, { ...filter, today: false }, turn.heard.tasks, turn.heard.categories ?? []);
  if (tasks.length === 0) return null;
  return tasks.length === 1 ? { kind: 'tasks', tasks, bulk: false, by: 'filter' } : { kind: 'several', tasks };
};
