/** Sentences that bring a task into being. */
import type { Said } from '../contract.ts';
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { priorityAt } from '../marks/priority.ts';
import { placeReminder, remindingAt, type SaidReminding } from '../marks/reminders.ts';
import { recurrenceAt } from '../recurrence/recurrence.ts';
import { readSlots, type Slots } from '../slots/slots.ts';
import type { Token } from '../words/tokens.ts';
import { settleDue, type Problem, type Timing } from './due.ts';
import { preambleOf } from './preamble.ts';
import { titleOf } from './titles.ts';

export type Added =
  | { ok: true; tasks: Said[] }
  | { ok: false; problem: Problem }
  | { ok: false; problem: { kind: 'title'; start: number; end: number }; said: Said };

/** What stands at a place beside the title, so that "remind me tomorrow to …" finds its "to". */
const pieceAt =
  (here: Here, tokens: readonly Token[]) =>
  (i: number): number => {
    if (tokens[i]?.kind === 'quoted') return i;
    const priority = priorityAt(tokens, i, i);
    if (priority !== null) return priority.end;
    const recurrence = recurrenceAt(here, tokens, i);
    if (recurrence !== null) return recurrence.end;
    const moment = momentAt(here, tokens, i);
    return moment === null || (moment.date?.weak === true && moment.lead === null) ? i : moment.end;
  };

/** Where the preamble of a sentence ends, and what kind it is. */
export const readPreamble = (here: Here, tokens: readonly Token[], start = 0): ReturnType<typeof preambleOf> =>
  preambleOf(tokens, start, pieceAt(here, tokens));

export const saidOf = (here: Here, slots: Slots, timing: Timing, title: string): Said => ({
  title,
  description: slots.description,
  due: timing.due,
  rrule: timing.rrule,
  recurrence_text: timing.text,
  recurrence_mode: timing.habit?.mode ?? 'schedule',
  priority: slots.priority ?? null,
  tags: slots.tags,
  category: slots.category,
  reminders: slots.remindings.flatMap((said) => placeReminder(here, said, timing.wall) ?? []),
  checklist: slots.checklist,
});

/** Reads a sentence as a new task (or two, where it names two times of the day for a habit). */
export const readAdd = (here: Here, text: string, tokens: readonly Token[]): Added => {
  const ahead = leadingReminder(here, tokens);
  const preamble = readPreamble(here, tokens, ahead?.end ?? 0);
  // Tokens before the title that are a date or a priority belong to the slots, the rest of the preamble to nothing.
  const before = readSlots({ here, text, tokens }, { from: ahead?.end ?? 0, to: preamble.from, plain: true });
  if (ahead !== null) before.remindings.push(ahead);
  const slots = readSlots({ here, text, tokens }, { from: preamble.from });
  const joined = join(before, slots);
  const settled = settleDue(here, text, tokens, joined);
  if (!settled.ok) return settled;
  const title = titleOf(text, tokens, preamble.from, joined.taken);
  const said = saidOf(here, joined, settled.timing, title);
  if (title === '') return { ok: false, problem: { kind: 'title', start: text.length, end: text.length }, said };
  return { ok: true, tasks: [said, ...settled.more.map((timing) => saidOf(here, joined, timing, title))] };
};

/** "Remind me 15 minutes before my call with Lee at 2": how long before comes first. */
export const leadingReminder = (here: Here, tokens: readonly Token[]): SaidReminding | null => {
  const at = tokens.findIndex((t) => t.lower === 'remind');
  if (
    at < 0 ||
    at > 4 ||
    !tokens
      .slice(0, at)
      .every((t) => t.kind === 'sign' || /^(?:please|pls|can|could|you|would|hey|ok|so)$/.test(t.lower))
  )
    return null;
  const found = remindingAt(here, tokens, at, false);
  return found?.before != null ? found : null;
};

const join = (a: Slots, b: Slots): Slots => ({
  moments: [...a.moments, ...b.moments],
  recurrences: [...a.recurrences, ...b.recurrences],
  priority: b.priority === undefined ? a.priority : b.priority,
  tags: [...new Set([...a.tags, ...b.tags])],
  category: b.category ?? a.category,
  description: b.description ?? a.description,
  checklist: [...a.checklist, ...b.checklist],
  remindings: [...a.remindings, ...b.remindings],
  taken: new Set([...a.taken, ...b.taken]),
});
