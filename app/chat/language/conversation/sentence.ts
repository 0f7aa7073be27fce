/** What one sentence means, in the order in which it is tried: courtesy, undo, correction, command or question, new task. */
import type { Understanding } from '../contract.ts';
import { savedFilterOf } from '../questions/saved-filters.ts';
import { refinementOf } from '../questions/refining.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { added } from './adding.ts';
import { continued, correctionOf } from './correcting.ts';
import { courteous, greeting, HELP, helping, pleasantries, vocative } from './courtesy.ts';
import { onExisting } from './existing.ts';
import { likewise } from './likewise.ts';
import { spelt } from './misspelt.ts';
import { isThanks } from './thanks.ts';
import { understood, type Turn } from './turn.ts';
import { undoOf } from './undoing.ts';
import { isNo, isYes } from './yes-no.ts';

/** One sentence. */
export const sentence = (heard: Turn): Understanding => {
  const turn = spelt(unthanked(heard));
  const said = turn.tokens.filter((t) => t.kind !== 'break');
  const plain = plainOf(said);
  if (plain === '')
    return understood(turn, {
      reply: said.some((t) => t.lower === '?') ? HELP : 'I heard nothing. Say “help” to see what I understand.',
    });
  if (phraseEnd(helping, said, 0) >= said.filter((t) => t.lower !== '?' && t.kind !== 'bangs').length)
    return understood(turn, { reply: HELP });
  if (greeting.test(plain) || greeting.test(plain.replace(vocative, '')) || pleasantries.test(plain) || isThanks(said))
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
  const kept = savedFilterOf(turn, tokens);
  if (kept !== null) return kept;
  const part = refinementOf(turn, said) ?? refinementOf(turn, tokens);
  if (part !== null) return part;
  const further = goingOn(turn, said);
  if (further !== null) return further;
  const again = likewise(
    turn,
    tokens,
    said.slice(0, from + 1).some((t) => /^(?:and|also|plus)$/.test(t.lower)),
  );
  if (again !== null) return again;
  const refused = negated(turn, tokens);
  if (refused !== null) return refused;
  return (
    needed(turn, tokens) ??
    onExisting(turn, tokens, request) ??
    added(turn) ??
    understood(turn, { asked: true, reply: 'What is to be done?' })
  );
};

/** Without the thanks of a sentence of their own, and "btw" at the end: "… as done? Much obliged." */
const unthanked = (turn: Turn): Turn => {
  const end = turn.tokens.findIndex(
    (t, k) =>
      k > 1 &&
      t.kind === 'sign' &&
      /^[.?]$/.test(t.text) &&
      k < turn.tokens.length - 1 &&
      pleasantries.test(plainOf(turn.tokens.slice(k))),
  );
  const tokens = end < 0 ? turn.tokens : turn.tokens.slice(0, end);
  // "Flu jab done btw"
  return { ...turn, tokens: tokens.length > 1 && tokens.at(-1)?.lower === 'btw' ? tokens.slice(0, -1) : tokens };
};

const plainOf = (tokens: readonly Token[]): string =>
  tokens
    .filter((t) => !(t.kind === 'sign' && /^[.,!?…]$/u.test(t.text)) && t.kind !== 'bangs')
    .map((t) => t.lower)
    .join(' ');

/** "And now to Friday": what was just changed is changed further. */
const goingOn = (turn: Turn, said: readonly Token[]): Understanding | null => {
  const from = phraseEnd(onwards, said, 0);
  if (from < 0 || from >= said.length || turn.memory.touched.length !== 1 || said.some((t) => t.lower === '?'))
    return null;
  return continued(turn, said.slice(said[from - 1]?.lower === 'to' ? from - 1 : from));
};

const onwards = phrases(`
  and|then|also|but|ok|okay? ,? now to
  and|then|also|now to
  and|now|then|ok also
  and|but now
`);

const needs = phrases(`
  i|we need|want|have|wish to
  i|we should|must|gotta
  i'd|i_would|we'd like|love to
  i'll|we'll need|have to
  i've|we've got to
  let's|lets
`);

const changes = /^(?:move|reschedule|push|postpone|rename|snooze|bump|delay|defer|reopen|delete|untag|shift|change)$/;

/** "I need to move the voiceover to Friday" is about the task of that name, where there is one. */
const needed = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const end = phraseEnd(needs, tokens, 0);
  const instead = tokens.findLast((t) => t.kind === 'word')?.lower === 'instead';
  if (end < 0 || !(instead || changes.test(tokens[end]?.lower ?? ''))) return null;
  const done = onExisting(turn, tokens.slice(end), true);
  return done !== null && done.acts.length > 0 && done.acts.every((act) => act.op !== 'add') ? done : null;
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
