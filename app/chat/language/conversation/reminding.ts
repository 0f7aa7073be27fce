/** "Remind me about the dentist an hour before": how long before a task that exists its owner wants to be told. */
import type { Understanding } from '../contract.ts';
import { lengthAt } from '../dates/lengths.ts';
import { momentAt } from '../dates/moments.ts';
import { remindingAt, type SaidReminding } from '../marks/reminders.ts';
import { referTo, type Reference } from '../references/refer.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { tokenize, wordAt, type Token } from '../words/tokens.ts';
import { which } from './asking-back.ts';
import { carryOut, focus } from './carrying-out.ts';
import { poolFor } from './fulfilling.ts';
import type { Turn } from './turn.ts';

const wishes = phrases(`
  remind|alert|notify|ping|nudge|warn me again?
  set|add|put|create|make|give me? a|an|another? reminder|alert|alarm|nudge
  i want|need a|an? reminder|alert|nudge
  i'd like a|an? reminder|alert|nudge
  have|get a|an? reminder|alert
`);

/** "a 30 minute reminder", "two reminders …" are asked for by how long first. */
const makers = phrases(`
  set|add|put|create|make|give me? a|an|another?
  i want|need a|an?
  i'd like a|an?
`);

const about = /^(?:about|of|for|on|to|that|:)$/;

/** How long before, wherever it stands, and the words that are left for the task. */
type Found = { said: SaidReminding; object: Token[] };

const begun = tokenize('remind me');

const readAt = (turn: Turn, tokens: readonly Token[]): SaidReminding | null => {
  const found = remindingAt(turn.here, [...begun, ...tokens], 0, true);
  return found === null ? null : { ...found, end: found.end - begun.length };
};

const withoutMarks = (tokens: readonly Token[]): Token[] => {
  let own = [...tokens];
  while (/^[.,!?]$/.test(own.at(-1)?.text ?? '') || /^(?:please|pls|thanks)$/.test(own.at(-1)?.lower ?? ''))
    own = own.slice(0, -1);
  return own;
};

const find = (turn: Turn, tokens: readonly Token[]): Found | null => {
  const counted = phraseEnd(makers, tokens, 0);
  const length = counted > 0 ? lengthAt(tokens, counted) : null;
  if (length !== null && /^(?:reminder|alert|warning|notification|alarm)$/.test(wordAt(tokens, length.end))) {
    const from = length.end + 1;
    const object = tokens.slice(
      about.test(wordAt(tokens, from)) || wordAt(tokens, from) === 'before' ? from + 1 : from,
    );
    return { said: { end: tokens.length, before: length.length, at: null, daysBefore: 0 }, object };
  }
  const start = phraseEnd(wishes, tokens, 0);
  if (start < 0 || start >= tokens.length) return null;
  const leading = readAt(turn, tokens.slice(start));
  if (leading !== null) {
    const object = tokens.slice(start + leading.end);
    // "A week before Christmas" counts from a day, not from a task.
    return object.length > 0 && momentAt(turn.here, object, 0) !== null ? null : { said: leading, object };
  }
  const from = about.test(wordAt(tokens, start)) ? start + 1 : start;
  for (let k = from; k < tokens.length; k++) {
    const said = readAt(turn, tokens.slice(k));
    if (said?.end === tokens.length - k) return { said, object: tokens.slice(from, k) };
  }
  return null;
};

/** A reminder for a task that exists; null when no such task is meant, as it may be a new one with its reminder. */
export const remindOf = (turn: Turn, said: readonly Token[]): Understanding | null => {
  const tokens = withoutMarks(said);
  const found = find(turn, tokens);
  if (found === null) return null;
  const object = found.object.filter((t) => t.lower !== ',');
  const open = poolFor(turn, 'complete').filter((task) => !task.completed);
  const reference: Reference = object.length === 0 ? focus(turn) : referTo(turn, object, open);
  if (reference.kind === 'several') return which(turn, reference.tasks);
  if (reference.kind !== 'tasks' || reference.tasks.length > 1) return null;
  return carryOut(
    { ...turn, forced: reference.tasks },
    {
      edit: { remindings: [found.said] },
      object: [],
      sure: true,
      weak: false,
    },
  );
};
