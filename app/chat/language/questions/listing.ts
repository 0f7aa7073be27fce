/** What is said of the tasks that answer. */
import type { KnownTask, Understanding } from '../contract.ts';
import { understood, type Turn } from '../conversation/turn.ts';
import type { Filter } from '../references/filter.ts';
import { isOverdue } from '../references/filtered.ts';
import { lineText, quoted } from '../replies/task-words.ts';
import type { Ask } from './asking.ts';

const MOST_SHOWN = 50;

export const reply = (turn: Turn, ask: Ask, filter: Filter, tasks: readonly KnownTask[]): Understanding => {
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
