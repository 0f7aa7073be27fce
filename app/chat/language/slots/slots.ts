/** Everything a sentence says about a task beside its title, found where it stands, and what is left when it is gone. */
import type { Here } from '../dates/calendar.ts';
import { momentAt, type Moment } from '../dates/moments.ts';
import { weekdayNamed } from '../dates/names.ts';
import { categoryAt } from '../marks/category.ts';
import { checklistAt, descriptionAt } from '../marks/notes.ts';
import { haste, priorityAt, type Priority } from '../marks/priority.ts';
import { remindingAt, type SaidReminding } from '../marks/reminders.ts';
import { tagsAt } from '../marks/tags.ts';
import { isCorrection } from '../new-task/main-moment.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import type { Token } from '../words/tokens.ts';
import { believable, pointsOut } from './belief.ts';
import { believableHabit } from './habit-belief.ts';
import { keyed, recurAt, starredAt } from './keyed.ts';
import { isName, type Place } from './proper-names.ts';
import { boundedApart } from './bounded-apart.ts';
import { stretched } from './stretches.ts';

export type Slots = {
  moments: Moment[];
  recurrences: Recurrence[];
  /** Undefined when none was said; null when "no priority" was. */
  priority: Priority | null | undefined;
  tags: string[];
  category: string | null;
  description: string | null;
  checklist: string[];
  remindings: SaidReminding[];
  /** Positions of the tokens that are spoken for. */
  taken: Set<number>;
};

/** `going`: something was touched in the turn before, which this one may go on with. */
export type Reading = { here: Here; text: string; tokens: readonly Token[]; going?: boolean };

/** Words that lead to a time in some commands and not in others: "move it to Friday". */
export type SlotOptions = {
  leads?: ReadonlySet<string>;
  from?: number;
  to?: number;
  taken?: ReadonlySet<number>;
  plain?: boolean;
};

const take = (slots: Slots, from: number, to: number): void => {
  for (let k = from; k < to; k++) slots.taken.add(k);
};

/** Reads tokens `from`…`to`. Quotations and names are passed over; what is only perhaps a date stays in the title. */
export const readSlots = (reading: Reading, options: SlotOptions = {}): Slots => {
  const { here, text, tokens } = reading;
  const from = options.from ?? 0;
  const to = options.to ?? tokens.length;
  const slots: Slots = {
    moments: [],
    recurrences: [],
    priority: undefined,
    tags: [],
    category: null,
    description: null,
    checklist: [],
    remindings: [],
    taken: new Set(options.taken),
  };
  const part = to === tokens.length ? tokens : tokens.slice(0, to);
  let i = from;
  while (i < to) {
    const place: Place = { tokens: part, from, taken: slots.taken };
    const next = slots.taken.has(i) ? i + 1 : step({ here, text, tokens: part }, slots, i, place, options);
    i = Math.max(next, i + 1);
  }
  return slots;
};

/** "at 3, sorry, I mean 4": a number that takes back a time is a time. */
const correctedTime = (here: Here, tokens: readonly Token[], slots: Slots, i: number): Moment | null => {
  const [last, token] = [slots.moments.at(-1), tokens[i]];
  if (last?.clock == null || token === undefined || i > last.end + 6 || !isCorrection(tokens, last.end, i)) return null;
  const at: Token = { ...token, kind: 'word', text: 'at', lower: 'at' };
  const found = momentAt(here, [at, ...tokens.slice(i)], 0);
  return found?.clock == null ? null : { ...found, start: i, end: i + found.end - 1, dated: null };
};

const step = (reading: Reading, slots: Slots, i: number, place: Place, options: SlotOptions): number => {
  const { here, text, tokens } = reading;
  if (tokens[i]?.kind === 'quoted' || tokens[i]?.kind === 'link') return i + 1;
  const marked = mark(here, text, tokens, slots, i, place.from);
  if (marked > i) return marked;
  const reminding = remindingAt(here, tokens, i, slots.moments.length + slots.recurrences.length > 0);
  if (reminding !== null && (i > place.from || reminding.before !== null)) {
    slots.remindings.push(reminding);
    take(slots, i, reminding.end);
    return reminding.end;
  }
  const bounded = boundedApart(here, tokens, slots.recurrences, i, place);
  if (bounded !== null) {
    slots.recurrences = [bounded];
    take(slots, i, bounded.end);
    return bounded.end;
  }
  const recurrence = recurAt(here, tokens, i);
  // What is a name is passed over whole: "The Day After Tomorrow" must not leave a "Tomorrow" behind.
  if (recurrence !== null && options.plain !== true && isName(place, i, recurrence.end)) return recurrence.end;
  if (recurrence !== null && (options.plain === true || believableHabit(place, recurrence, slots))) {
    slots.recurrences.push(recurrence);
    take(slots, i, recurrence.end);
    return recurrence.end;
  }
  if (pointsOut(tokens, i)) return i + 1;
  const found = momentAt(here, tokens, i, options.leads) ?? correctedTime(here, tokens, slots, i);
  const moment = found === null || options.plain === true ? found : stretched(here, tokens, found);
  const name = moment === null || options.plain === true ? -1 : nameEnd(place, moment);
  if (name > i) return name;
  if (moment !== null && (options.plain === true || believable(place, moment))) {
    slots.moments.push(moment);
    take(slots, i, moment.end);
    return moment.end;
  }
  return i + 1;
};

/** Where a name ends that the moment is, or begins with: "The Day After Tomorrow on Friday". */
const nameEnd = (place: Place, { start, end, dated, lead }: Moment): number => {
  if (isName(place, start, end)) return end;
  return lead === null && dated !== null && dated[1] > start + 1 && isName(place, start, dated[1]) ? dated[1] : -1;
};

const mark = (here: Here, text: string, tokens: readonly Token[], slots: Slots, i: number, from: number): number => {
  const own = tokens[i];
  if (own?.kind === 'star' && starredAt(here, tokens, i) !== null) return i;
  if (own?.kind === 'plus' && keyed(tokens)) {
    slots.tags.push(own.text);
    take(slots, i, i + 1);
    return i + 1;
  }
  const mention = tokens[i]?.kind === 'at' && isLabel(tokens, i, from);
  const found =
    descriptionAt(text, tokens, i) ??
    checklistAt(text, tokens, i) ??
    tagsAt(tokens, i, mention) ??
    categoryAt(tokens, i) ??
    priorityAt(tokens, i, from) ??
    haste(tokens, i);
  if (found === null) return i;
  switch (found.kind) {
    case 'description':
      slots.description = found.description;
      break;
    case 'checklist':
      slots.checklist = found.items;
      break;
    case 'tags':
      slots.tags.push(...found.tags.filter((tag) => !slots.tags.includes(tag)));
      break;
    case 'category':
      slots.category = found.category;
      break;
    case 'priority':
      // "asap!!": the word says more than the marks behind it.
      if (slots.priority != null && own?.kind === 'bangs') break;
      slots.priority = found.priority;
      break;
    default:
      return found satisfies never;
  }
  take(slots, i, found.end);
  return found.end;
};

/** `@home` at the edge of a sentence of some length is a label; in its middle it is someone. */
const isLabel = (tokens: readonly Token[], i: number, from: number): boolean => {
  const before = tokens.slice(from, i).filter((t) => t.kind === 'word').length;
  const after = tokens.slice(i + 1).find((t) => !/^(?:tag|at|plus|star|bangs)$/.test(t.kind));
  return (
    before >= 2 &&
    (after === undefined ||
      after.kind === 'sign' ||
      after.kind === 'number' ||
      /^(?:p[1-4]|today|tomorrow|tonight|every|on|at|by|due|next|this)$/.test(after.lower) ||
      weekdayNamed(after.lower) !== null)
  );
};
