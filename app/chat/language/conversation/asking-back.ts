/** What is asked back: which task, when, what; and what is said when there is no such task. */
import type { KnownTask, Pending, Understanding } from '../contract.ts';
import type { Problem } from '../new-task/due.ts';
import { quoted } from '../replies/task-words.ts';
import { expiry, refOf, understood, type Turn } from './turn.ts';

export const which = (turn: Turn, tasks: readonly KnownTask[]): Understanding => {
  const asked: Pending = {
    kind: 'which',
    text: turn.text,
    candidates: tasks.slice(0, 20).map(refOf),
    expires: expiry(turn),
  };
  const lines = tasks.slice(0, 20).map((task, k) => `${k + 1}. ${task.title}`);
  return understood(turn, { asked, reply: `Which one do you mean?\n${lines.join('\n')}` });
};

export const unknown = (turn: Turn, words: string): Understanding =>
  understood(turn, { reply: `I found no task like ${quoted(words.slice(0, 80))}, so nothing was changed.` });

/** Nothing says which task is meant: any open one may be the answer. */
export const missing = (turn: Turn): Understanding => {
  const candidates = turn.heard.tasks
    .filter((task) => !task.completed)
    .slice(0, MOST_CANDIDATES)
    .map(refOf);
  const asked: Pending | true =
    candidates.length === 0 ? true : { kind: 'which', text: turn.text, candidates, expires: expiry(turn) };
  const understanding = understood(turn, { asked, reply: 'Which task do you mean?' });
  return { ...understanding, memory: { ...understanding.memory, shown: turn.memory.shown } };
};

const MOST_CANDIDATES = 100;

const problems: Record<Problem['kind'], string> = {
  impossible: 'There is no such date. When should it be?',
  'no-time': 'There is no such time. When should it be?',
  past: 'That lies in the past. When should it be?',
  days: 'On which days should it be?',
  times: 'At what times of the day should it be?',
  hours: 'I cannot keep what repeats to some hours of the day. How often should it be?',
  minutes: 'I can repeat things every hour at most. How often should it be?',
};

export const problemText = (kind: Problem['kind']): string => problems[kind];

/** A question whose answer is put into the sentence, in place of what stands at `at`. */
export const askDetail = (
  turn: Turn,
  wants: 'when' | 'title' | 'text',
  at: readonly [number, number],
  before: string,
  question: string,
): Understanding =>
  understood(turn, {
    asked: { kind: 'detail', wants, text: turn.text, at: [at[0], at[1]], before, expires: expiry(turn) },
    reply: question,
  });
