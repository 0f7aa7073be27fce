/** What one sentence means, in the order in which it is tried: courtesy, undo, correction, command or question, new task. */
import type { Understanding } from '../contract.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { added } from './adding.ts';
import { correctionOf } from './correcting.ts';
import { courteous, greeting, HELP, helping, vocative } from './courtesy.ts';
import { onExisting } from './existing.ts';
import { likewise } from './likewise.ts';
import { understood, type Turn } from './turn.ts';
import { undoOf } from './undoing.ts';
import { isNo, isYes } from './yes-no.ts';

/** One sentence. */
export const sentence = (turn: Turn): Understanding => {
  const said = turn.tokens.filter((t) => t.kind !== 'break');
  const plain = said
    .filter((t) => !(t.kind === 'sign' && /^[.,!?…]$/u.test(t.text)) && t.kind !== 'bangs')
    .map((t) => t.lower)
    .join(' ');
  if (plain === '')
    return understood(turn, {
      reply: said.some((t) => t.lower === '?') ? HELP : 'I heard nothing. Say “help” to see what I understand.',
    });
  if (phraseEnd(helping, said, 0) >= said.filter((t) => t.lower !== '?' && t.kind !== 'bangs').length)
    return understood(turn, { reply: HELP });
  if (greeting.test(plain) || greeting.test(plain.replace(vocative, '')))
    return understood(turn, { reply: 'At your service. Say “help” to see what I understand.' });
  const { from, request } = courteous(said);
  const tokens = said.slice(from);
  if (phraseEnd(helping, tokens, 0) >= tokens.filter((t) => t.lower !== '?' && t.kind !== 'bangs').length)
    return understood(turn, { reply: HELP });
  if (/^redo(?: (?:that|it))?$/.test(plain))
    return understood(turn, { reply: 'What was undone cannot be redone: please say it again.' });
  const undo = undoOf(turn, tokens);
  if (undo !== null) return undo;
  if (isYes(said) || isNo(said)) return understood(turn, { reply: 'There is nothing to confirm.' });
  const correction = correctionOf(turn, said);
  if (correction !== null) return correction;
  const again = likewise(turn, tokens);
  if (again !== null) return again;
  const refused = negated(turn, tokens);
  if (refused !== null) return refused;
  return (
    onExisting(turn, tokens, request) ?? added(turn) ?? understood(turn, { asked: true, reply: 'What is to be done?' })
  );
};

const negation = phrases(`
  don't|dont|do_not|never delete|remove|complete|mark|add|create|change|move|touch|reschedule|cancel|finish|schedule|snooze|do|update|rename|close|clear
  please don't|dont|do_not
`);

/** "don't delete the dentist": nothing is done. */
const negated = (turn: Turn, said: readonly Token[]): Understanding | null => {
  const begin = said.findIndex((t) => !/^(?:no|wait|hold|on|actually|hmm|oh|,|\.)$/.test(t.lower));
  const tokens = begin > 0 ? said.slice(begin) : said;
  const end = phraseEnd(negation, tokens, 0);
  if (end < 0) return null;
  // "Don't touch the paint until Friday" is a note to oneself; the verbs of this list are not.
  const verb = tokens[end - 1]?.lower ?? '';
  if (/^(?:touch|move|change|do|cancel|schedule|close|finish)$/.test(verb) && !onExistingTask(turn, tokens.slice(end)))
    return null;
  return understood(turn, { reply: 'All right, nothing was changed.' });
};

const onExistingTask = (turn: Turn, tokens: readonly Token[]): boolean => {
  const words = tokens.map((t) => t.lower);
  if (words.length <= 2 && words.some((w) => /^(?:it|that|this|anything|them)$/.test(w))) return true;
  return turn.heard.tasks.some((task) =>
    task.title
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.length > 3 && words.includes(word)),
  );
};
