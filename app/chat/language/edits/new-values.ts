/** The new values an edit names: everything behind the verb that is not the object. */
import { priorityNamed, type Priority } from '../marks/priority.ts';
import { isCorrection } from '../new-task/main-moment.ts';
import { readSlots, type Reading } from '../slots/slots.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { bareHour } from './bare-hour.ts';
import type { Edit } from './edit.ts';
import { shiftIn } from './shifts.ts';

export const toward: ReadonlySet<string> = new Set([
  'to',
  'back',
  'forward',
  'until',
  'till',
  'til',
  'out',
  'up',
  'down',
  'into',
  'instead',
  'earlier',
  'later',
  'onto',
  'due',
]);

const lastLead = /^(?:to|until|till|til|for|by|at|on|back|forward|@|due|in|out)$/;

/** Everything after the verb that is not the object: dates, lengths, priorities, rules, tags. */
export const newValues = (
  reading: Reading,
  from: number,
  priorityMeant: boolean,
): { edit: Edit; taken: Set<number>; led: boolean } | null => {
  const { tokens } = reading;
  const edit: Edit = {};
  const begin = Math.max(from, setEnd(tokens, from));
  const shift = shiftIn(reading, begin);
  const slots = readSlots(reading, {
    from: begin,
    plain: true,
    leads: toward,
    ...(shift !== null && { taken: shift.taken }),
  });
  const taken = new Set(slots.taken);
  // "Everything from today" is what is due then.
  for (let k = from; k < begin; k++) if (wordAt(tokens, k) === 'from') taken.add(k);
  if (shift !== null) edit.shift = shift.shift;
  let moments = slots.moments.filter((m) => m.end > m.start);
  let led = false;
  if (edit.shift !== undefined) {
    for (const moment of moments)
      for (let k = moment.start; k < moment.end; k++) if (!shift?.taken.has(k)) taken.delete(k);
    moments = [];
  }
  // "at 4 now, not 3"
  const not = tokens.findLastIndex((t, k) => k > from && t.lower === 'not');
  if (not > 0 && moments.length > 0 && tokens.slice(not + 1).every((t) => t.kind === 'number' || t.kind === 'sign'))
    for (let k = wordAt(tokens, not - 1) === ',' ? not - 1 : not; k < tokens.length; k++) taken.add(k);
  const denied = moments.filter((m) => m.start > from && deniedAt(tokens, m.start) < m.start);
  for (const moment of denied) for (let k = deniedAt(tokens, moment.start); k < moment.end; k++) taken.add(k);
  moments = moments.filter((m) => !denied.includes(m));
  const old = moments.filter((m) => wordAt(tokens, m.start) === 'from');
  moments = moments.filter((m) => !old.includes(m));
  // "from 4.30 to 5" is no range here, but what was and what shall be.
  for (const { start, end } of old) {
    const to = tokens.findIndex((t, k) => k > start && k < end && t.lower === 'to');
    for (let k = to; to > 0 && k < end; k++) taken.delete(k);
  }
  let main = moments.at(-1);
  if (main !== undefined) {
    const leading = moments.filter((m) => m.lead !== null && lastLead.test(wordAt(tokens, m.start)));
    // "to Thursday, sorry, Friday"
    const [previous] = moments.slice(-2);
    const corrects = previous !== undefined && previous !== main && isCorrection(tokens, previous.end, main.start);
    const chosen = leading.length > 0 && !corrects ? leading : [main];
    main = chosen.at(-1) ?? main;
    led = main.lead !== null && /^(?:to|until|till|til|back|forward|out)$/.test(wordAt(tokens, main.start));
    for (const moment of moments) {
      if (moment === main) continue;
      const corrected = moment.end <= main.start && isCorrection(tokens, moment.end, main.start);
      const completes =
        chosen.includes(moment) &&
        moment.elapsed === null &&
        main.elapsed === null &&
        (moment.date === null) !== (main.date === null) &&
        moment.end >= main.start - 2;
      if (corrected) for (let k = moment.end; k < main.start; k++) taken.add(k);
      else if (completes)
        main = {
          ...main,
          date: main.date ?? moment.date,
          clock: main.clock ?? moment.clock,
          part: main.part ?? moment.part,
        };
      else for (let k = moment.start; k < moment.end; k++) taken.delete(k);
    }
    edit.moment = main;
    edit.spot = [tokens[main.start]?.start ?? 0, tokens[main.end - 1]?.end ?? 0];
  }
  if (slots.recurrences[0] !== undefined) edit.recurrence = slots.recurrences[0];
  const comparative = comparativePriority(tokens, from);
  if (comparative !== null) {
    edit.priorityStep = comparative.step;
    for (const k of comparative.at) taken.add(k);
  } else if (slots.priority !== undefined) edit.priority = slots.priority;
  else {
    const bare = barePriority(tokens, from, taken, priorityMeant);
    if (bare !== null) {
      edit.priority = bare.priority;
      for (const k of bare.at) taken.add(k);
    }
  }
  if (slots.tags.length > 0) edit.addTags = slots.tags;
  if (slots.category !== null) edit.category = slots.category;
  if (slots.description !== null) edit.description = slots.description;
  if (slots.remindings.length > 0) edit.remindings = slots.remindings;
  if (edit.moment === undefined && edit.shift === undefined && edit.recurrence === undefined) {
    const time = bareHour(reading, from, taken);
    if (time !== null) {
      edit.moment = time;
      led = true;
      for (let k = time.start; k < time.end; k++) taken.add(k);
    }
  }
  return Object.keys(edit).length === 0 ? null : { edit, taken, led };
};

const sets = /^(?:all|everything|every|each|tasks|todos|to-dos|items|ones|things|stuff)$/;

/**
 * Where the words end that say which tasks are meant, in "all #work tasks due today to Friday": the dates, tags and
 * priorities among them are not the new ones. -1 when no set is named.
 */
const setEnd = (tokens: readonly Token[], from: number): number => {
  const set = tokens.findIndex((t, k) => k >= from && k < from + 8 && t.kind === 'word' && sets.test(t.lower));
  if (set < 0) return -1;
  return tokens.findLastIndex(
    (t, k) =>
      k > set &&
      k < tokens.length - 1 &&
      t.kind === 'word' &&
      (/^(?:to|until|till|til|as)$/.test(t.lower) ||
        (/^(?:back|forward|by|for)$/.test(t.lower) && !dueBefore(tokens, k))),
  );
};

/** "due by Friday", "tagged for work" describe. */
const dueBefore = (tokens: readonly Token[], k: number): boolean =>
  /^(?:due|tagged|scheduled|set|planned|marked|overdue)$/.test(wordAt(tokens, k - 1));

/** Where the words begin that deny the moment at `k`: ", not Friday", "instead of today"; `k` when none do. */
const deniedAt = (tokens: readonly Token[], k: number): number => {
  const [before, word] = [wordAt(tokens, k - 2), wordAt(tokens, k - 1)];
  const begin = word === 'not' ? k - 1 : /^(?:instead of|rather than)$/.test(`${before} ${word}`) ? k - 2 : k;
  return begin < k && wordAt(tokens, begin - 1) === ',' ? begin - 1 : begin;
};

/** "less urgent", "more important", "a lower priority", "priority higher". */
const comparativePriority = (tokens: readonly Token[], from: number): { step: 1 | -1; at: number[] } | null => {
  for (let k = tokens.length - 1; k > from; k--) {
    if (tokens[k]?.kind === 'quoted') continue;
    const pair = `${wordAt(tokens, k - 1)} ${wordAt(tokens, k)}`;
    const way =
      /^(more|less) (?:important|urgent|pressing)$/.exec(pair)?.[1] ??
      /^(?:(?:priority|prio) )?(higher|lower)(?: (?:priority|prio))?$/.exec(pair)?.[1];
    if (way === undefined) continue;
    const lead = /^(?:a|bit|of|to|much)$/;
    let first = k - 1;
    while (first > from && lead.test(wordAt(tokens, first - 1))) first--;
    return {
      step: way === 'more' || way === 'higher' ? 1 : -1,
      at: Array.from({ length: k - first + 1 }, (_, n) => first + n),
    };
  }
  return null;
};

/** "set X to high", "make X urgent", "mark X important": the level stands alone. */
const barePriority = (
  tokens: readonly Token[],
  from: number,
  taken: ReadonlySet<number>,
  meant: boolean,
): { priority: Priority | null; at: number[] } | null => {
  for (let k = tokens.length - 1; k > from - 1; k--) {
    if (taken.has(k) || tokens[k]?.kind === 'quoted') continue;
    const word = wordAt(tokens, k);
    if (
      tokens[k]?.kind === 'sign' ||
      tokens[k]?.kind === 'bangs' ||
      /^(?:please|now|instead|importance|level|and)$/.test(word)
    )
      continue;
    const named = priorityNamed(word);
    const firm =
      /^(?:urgent|critical|important|high|medium|low|p[1-4]|highest|lowest|normal|top)$/.test(word) ||
      (meant && named !== undefined);
    if (named === undefined || !firm) return null;
    const lead = /^(?:to|as|is|be|at)$/.test(wordAt(tokens, k - 1)) ? [k - 1] : [];
    if (k === from && lead.length === 0 && !meant) return null;
    return { priority: named, at: [k, ...lead] };
  }
  return null;
};
