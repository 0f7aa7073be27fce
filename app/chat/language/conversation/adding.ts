/** A new task, or the question for what it lacks. */
import type { Act, Said, Understanding } from '../contract.ts';
import { leadingReminder, readAdd, readPreamble } from '../new-task/add.ts';
import { quoted, saidText } from '../replies/task-words.ts';
import { askDetail, problemText } from './asking-back.ts';
import { continued } from './correcting.ts';
import { understood, type Turn } from './turn.ts';

/** A new task, or what is missing for one; null when the sentence says nothing to do. */
export const added = (turn: Turn): Understanding | null => {
  const read = readAdd(turn.here, turn.text, turn.tokens);
  if (read.ok) {
    const acts = read.tasks.map((task): Act => ({ op: 'add', task }));
    return understood(turn, { acts, reply: read.tasks.map((task) => addedText(turn, task)).join('\n') });
  }
  const { problem } = read;
  if (problem.kind === 'title') return untitled(turn);
  const before = /^(?:days|minutes|hours)$/.test(problem.kind) ? 'every ' : problem.kind === 'times' ? ' at ' : '';
  return askDetail(turn, 'when', [problem.start, problem.end], before, problemText(problem.kind));
};

/** "Remind me tomorrow at 8" lacks what; "at 10am" alone, behind a change, goes on with it. */
const untitled = (turn: Turn): Understanding => {
  const { command, strong } = readPreamble(turn.here, turn.tokens);
  // "remind me an hour before" goes on with what was added, too.
  const reminding =
    turn.memory.touched.length === 1 && leadingReminder(turn.here, turn.tokens) !== null
      ? continued(turn, turn.tokens)
      : null;
  if (reminding !== null) return reminding;
  const end: readonly [number, number] = [turn.text.length, turn.text.length];
  if (command || strong) return askDetail(turn, 'title', end, ' to ', 'What is it that is to be done?');
  const going = turn.memory.touched.length === 1 ? continued(turn, turn.tokens) : null;
  return going ?? askDetail(turn, 'title', end, ': ', 'What is it that is to be done?');
};

const addedText = (turn: Turn, task: Said): string => {
  const said = saidText(turn.here, task);
  return `Added ${quoted(task.title)}${said === '' ? '' : `, ${said}`}.`;
};
