/** "Snooze the dentist for an hour", "remind me again in 10 minutes". */
import type { Act, Understanding } from '../contract.ts';
import { lengthAt } from '../dates/lengths.ts';
import { bareHour } from '../edits/bare-hour.ts';
import { snoozedUntil } from '../edits/moving.ts';
import { referTo } from '../references/refer.ts';
import { dueText } from '../replies/date-words.ts';
import { titles } from '../replies/task-words.ts';
import { readSlots } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { askDetail, missing, problemText, unknown, which } from './asking-back.ts';
import { focus } from './carrying-out.ts';
import { poolFor } from './fulfilling.ts';
import { refOf, understood, type Turn } from './turn.ts';

const snoozing = phrases(`
  snooze
  remind me again|later?
  remind me of|about it|that|this again?
  ask me again
  put on snooze
`);

const itself = /^(?:it|that|this|them|those|these|again|later|about|of)$/;

/** "snooze the dentist for an hour", "remind me again in 10 minutes". */
export const snoozeOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const start = phraseEnd(snoozing, tokens, 0);
  if (start < 0) return null;
  const remind = tokens[0]?.lower === 'remind';
  const again =
    tokens.slice(0, start + 1).some((t) => /^(?:again|later)$/.test(t.lower)) ||
    tokens.slice(2, start).some((t) => itself.test(t.lower));
  if (remind && !again) return null;
  const reading = { here: turn.here, text: turn.text, tokens };
  const slots = readSlots(reading, { from: start, plain: true, leads: until });
  const taken = new Set(slots.taken);
  let length: ReturnType<typeof lengthAt> = null;
  for (let k = start; k < tokens.length && length === null; k++) {
    const found = tokens[k]?.kind === 'quoted' ? null : lengthAt(tokens, k);
    if (found === null || /^(?:from|before)$/.test(tokens[found.end]?.lower ?? '')) continue;
    const lead = /^(?:for|by|in|another|about|within)$/.test(tokens[k - 1]?.lower ?? '') ? 1 : 0;
    length = found;
    for (let n = k - lead; n < found.end; n++) taken.add(n);
    if (
      /^(?:for|by|in)$/.test(tokens[k - 2]?.lower ?? '') &&
      lead === 1 &&
      /^(?:another|about)$/.test(tokens[k - 1]?.lower ?? '')
    )
      taken.add(k - 2);
  }
  const moment = length === null ? (slots.moments.at(-1) ?? bareHour(reading, start, taken)) : null;
  if (moment !== null && length === null) for (let k = moment.start; k < moment.end; k++) taken.add(k);
  const object = tokens.filter(
    (t, k) =>
      k >= start &&
      !taken.has(k) &&
      !/^(?:for|until|till|til|by|to|again|please|again|later|,|about|of)$/.test(t.lower),
  );
  const pool = poolFor(turn, 'complete').filter((task) => !task.completed);
  const reference =
    object.length === 0 ? focus(turn) : referTo(turn, object, pool.length > 0 ? pool : turn.heard.tasks);
  if (reference.kind === 'missing') return missing(turn);
  if (reference.kind === 'unknown') return unknown(turn, reference.words);
  if (reference.kind === 'several') return which(turn, reference.tasks);
  if (moment === null && length === null)
    return askDetail(
      turn,
      'when',
      [turn.text.length, turn.text.length],
      ' ',
      `For how long, or until when, should ${titles(reference.tasks)} be snoozed?`,
    );
  const acts: Act[] = [];
  for (const task of reference.tasks) {
    const snoozed = snoozedUntil(
      turn.here,
      task,
      length !== null ? { length: length.length } : moment !== null ? { moment } : {},
    );
    if (!snoozed.ok)
      return askDetail(turn, 'when', [turn.text.length, turn.text.length], ' ', problemText(snoozed.problem));
    acts.push({ op: 'snooze', target: refOf(task), until: snoozed.until });
  }
  const [first] = acts;
  return understood(turn, {
    acts,
    reply: `Snoozed ${titles(reference.tasks)}${first?.op === 'snooze' ? ` until ${dueText(turn.here, first.until)}` : ''}.`,
  });
};

const until: ReadonlySet<string> = new Set(['until', 'till', 'til', 'to', 'for']);
