/** "Delte the invoice", "udno": a command with one slip of the pen, where what follows shows that it is one. */
import { keyWords, slips } from '../references/matching.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { isVerb } from '../words/verbs.ts';
import { courteous } from './courtesy.ts';
import type { Turn } from './turn.ts';

const onTasks =
  'delete remove complete finish finished reopen rename reschedule postpone snooze move mark change push update cancel untag done bump shift defer delay bring reset'.split(
    ' ',
  );

const ofLists = 'show list find search'.split(' ');

const listed = /^(?:me|my|all|tasks?|todos?|overdue|everything|completed|the)$/;

const pointing = /^(?:it|that|this|them|those|both|all|everything|first|second|third|last|number)$/;

/** What the word was meant to be, one letter off. */
const meant = (word: string, commands: readonly string[]): string | undefined =>
  commands.find((command) => word.startsWith(command.charAt(0)) && slips(word, command, 1) === 1);

const commandMeant = (turn: Turn, word: string, rest: readonly Token[]): string | undefined => {
  const words = rest.filter((t) => t.kind !== 'sign');
  if (words.length === 0 || words.every((t) => /^(?:it|that|this|please)$/.test(t.lower))) {
    const undo = slips(word, 'undo', 1) === 1 ? 'undo' : undefined;
    if (undo !== undefined || words.length === 0) return undo;
  }
  if (
    words.length > 0 &&
    listed.test(wordAt(words, 0)) &&
    words.some((t) => /^(?:tasks?|todos?|list|overdue|everything)$/.test(t.lower))
  ) {
    const list = meant(word, ofLists);
    if (list !== undefined) return list;
  }
  const said = keyWords(rest.map((t) => t.text).join(' '));
  const known =
    words.some((t) => pointing.test(t.lower)) ||
    turn.heard.tasks.some((task) => keyWords(task.title).some((own) => own.length > 2 && said.includes(own)));
  return known ? meant(word, onTasks) : undefined;
};

/** "Would you mind moving the dentist": the command as it would be given. */
const gerund = (word: string): string | undefined =>
  /^\p{L}{3,}ing$/u.test(word)
    ? onTasks.find((command) => [`${command}ing`, `${command.replace(/e$/, '')}ing`, `${command}ling`].includes(word))
    : undefined;

/** The turn with its command spelt right; the same turn when there is nothing to mend. */
export const spelt = (turn: Turn): Turn => {
  const { from } = courteous(turn.tokens);
  const token = turn.tokens[from];
  if (token?.kind !== 'word' || token.lower.length < 4 || isVerb(token.lower)) return turn;
  if (onTasks.includes(token.lower) || ofLists.includes(token.lower)) return turn;
  if (turn.heard.tasks.some((task) => task.title.toLowerCase().split(/\s+/).includes(token.lower))) return turn;
  // "Deleted the photos" tells of what happened.
  if (onTasks.some((known) => token.lower === `${known}d` || token.lower === `${known}ed`)) return turn;
  const command =
    turn.tokens[from - 1]?.lower === 'mind'
      ? gerund(token.lower)
      : commandMeant(turn, token.lower, turn.tokens.slice(from + 1));
  if (command === undefined) return turn;
  return {
    ...turn,
    tokens: turn.tokens.map((one, k) => (k === from ? { ...one, text: command, lower: command } : one)),
  };
};
