/** Someone who speaks, for the grammar's unit tests: on Wednesday 25 November 2026 at 10:00 in London, unless said otherwise. */
import { hereOf, type Here } from '../../app/chat/language/dates/calendar.ts';
import type { KnownTask, Memory } from '../../app/chat/language/contract.ts';
import { emptyMemory } from '../../app/chat/language/contract.ts';
import type { Turn } from '../../app/chat/language/conversation/turn.ts';
import { momentAt } from '../../app/chat/language/dates/moments.ts';
import { whenOf } from '../../app/chat/language/dates/when.ts';
import { tokenize, type Token } from '../../app/chat/language/words/tokens.ts';
import { dateText, dueAt, localText } from '../../app/chat/language/dates/calendar.ts';

export const here: Here = hereOf('2026-11-25T10:00:00Z', 'Europe/London');

/** What tokens say, for tables: their texts joined. */
export const said = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join(' ');

/** When `text`, all of it, is: a date, a local time with its offset, or why it is neither. */
export const when = (text: string, at: Here = here): string => {
  const tokens = tokenize(text);
  const moment = momentAt(at, tokens, 0);
  if (moment === null) return 'nothing';
  if (moment.end < tokens.length) return `and then “${said(tokens.slice(moment.end))}”`;
  const found = whenOf(at, moment);
  switch (found.kind) {
    case 'day':
      return dateText(found.day);
    case 'time':
      return dueAt(at.zone, found.wall);
    case 'instant':
      return localText(at.zone, found.at);
    default:
      return found.kind;
  }
};

/** A task of the speaker's; `id` is its title. */
export const task = (title: string, more: Partial<KnownTask> = {}): KnownTask => ({
  id: title,
  title,
  description: null,
  priority: null,
  tags: [],
  category_id: null,
  due_date: null,
  all_day: false,
  time_zone: here.zone,
  recurrence_rule: null,
  completed: false,
  completed_at: null,
  created_at: '2026-11-01T00:00:00.000Z',
  snoozed_until: null,
  reminders: [],
  checklist: [],
  ...more,
});

/** A turn in which `text` is said by someone who has `tasks`. */
export const turnOf = (text: string, tasks: readonly KnownTask[] = [], memory: Partial<Memory> = {}): Turn => {
  const remembered = { ...emptyMemory, ...memory };
  const heard = { text, now: '2026-11-25T10:00:00Z', zone: here.zone, tasks, memory: remembered };
  return { heard, here, text, tokens: tokenize(text), memory: remembered, forced: null };
};
