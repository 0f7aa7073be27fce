/** Reads what a list is asked to hold: "high priority #work tasks due this week", "everything overdue", "the completed ones". */
import type { KnownCategory, KnownTask } from '../contract.ts';
import type { Here } from '../dates/calendar.ts';
import { momentAt } from '../dates/moments.ts';
import { haste, priorityAt } from '../marks/priority.ts';
import { tagsAt } from '../marks/tags.ts';
import type { phrases } from '../words/phrases.ts';
import { phraseEnd } from '../words/phrases.ts';
import { numberAt } from '../words/numbers.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { dueIn, rangeAt, spans, stretchAt } from './filter-dates.ts';
import { categoryIn, levels } from './filter-marks.ts';
import {
  alls,
  dones,
  fillers,
  late,
  repeating,
  sortings,
  undated,
  undones,
  unprioritised,
  untagged,
  withDate,
} from './filter-words.ts';
import { anyTask, type Filter } from './filter.ts';

/**
 * Reads the filter said by tokens `from`…`to`. What no part of it explains is left in `words`, to be sought in titles.
 */
export const filterOf = (
  here: Here,
  tokens: readonly Token[],
  from: number,
  to: number,
  categories: readonly KnownCategory[],
  tasks: readonly KnownTask[],
): Filter => {
  const filter = anyTask();
  const rest: string[] = [];
  const knownTags = new Set(tasks.flatMap((task) => task.tags.map((tag) => tag.toLowerCase())));
  let k = from;
  while (k < to) {
    const next = narrowed(here, tokens.slice(0, to), k, filter, categories, knownTags);
    if (next > k) {
      k = next;
      filter.narrowed = true;
      continue;
    }
    const token = tokens[k];
    if (token !== undefined) {
      if (/^(?:all|everything|every|each|whole|entire|any|anything)$/.test(token.lower)) filter.all = true;
      if (token.kind === 'quoted') rest.push(token.text);
      else if (
        (token.kind === 'word' &&
          !fillers.has(token.lower) &&
          !/^(?:(?:what|who|where|when|how)'|whens$)/.test(token.lower)) ||
        token.kind === 'number' ||
        token.kind === 'link'
      )
        rest.push(token.text);
    }
    k++;
  }
  filter.words = rest.join(' ');
  if (rest.length > 0) filter.narrowed = true;
  return filter;
};

const narrowed = (
  here: Here,
  tokens: readonly Token[],
  k: number,
  filter: Filter,
  categories: readonly KnownCategory[],
  knownTags: ReadonlySet<string>,
): number => {
  if (tokens[k]?.kind === 'quoted') return k;
  const said = (set: ReturnType<typeof phrases>): number => phraseEnd(set, tokens, k);
  const end = (set: ReturnType<typeof phrases>, act: () => void): number => {
    const at = said(set);
    if (at > 0) act();
    return at > 0 ? at : -1;
  };
  const first = [
    () => end(alls, () => (filter.status = 'all')),
    () => end(undones, () => (filter.status = 'open')),
    () => end(undated, () => (filter.dated = false)),
    () => end(withDate, () => (filter.dated = true)),
    () => end(untagged, () => (filter.noTags = true)),
    () => end(unprioritised, () => filter.priorities.push(null)),
    () => end(sortings.priority, () => (filter.order = 'priority')),
    () => end(sortings.title, () => (filter.order = 'title')),
    () => end(sortings.due, () => (filter.order = null)),
    () => end(late, () => (filter.overdue = true)),
    () => end(repeating, () => (filter.recurring = true)),
    () => end(dones, () => (filter.status = filter.status === 'all' ? 'all' : 'completed')),
  ];
  for (const each of first) {
    const at = each();
    if (at > k) return at;
  }
  const stretch = stretchAt(here, tokens, k);
  if (stretch !== null) {
    [filter.from, filter.to] = stretch.span;
    return stretch.end;
  }
  const most = /^(?:next|first|top|last)$/.test(wordAt(tokens, k)) ? numberAt(tokens, k + 1) : null;
  if (most !== null && Number.isInteger(most.value)) {
    filter.most = wordAt(tokens, k) === 'last' ? -most.value : most.value;
    return most.end;
  }
  // "the most important one", "the highest priority thing" are about order, not about a level.
  if (/^(?:highest|top)$/.test(wordAt(tokens, k)) && /^(?:priority|prio)$/.test(wordAt(tokens, k + 1)))
    if (/^(?:thing|task|item|one|todo)$/.test(wordAt(tokens, k + 2))) return k + 2;
  if (wordAt(tokens, k) === 'most' && /^(?:important|urgent|critical)$/.test(wordAt(tokens, k + 1))) return k + 2;
  const priority = priorityAt(tokens, k, -1) ?? levels(tokens, k) ?? haste(tokens, k);
  if (priority?.kind === 'priority') {
    let at = priority.end;
    filter.priorities.push(priority.priority);
    // "high or critical priority", "high and medium priority"
    for (let j = at; /^(?:and|or|&|,)$/.test(wordAt(tokens, j));) {
      const more = priorityAt(tokens, j + 1, -1) ?? levels(tokens, j + 1);
      if (more?.kind !== 'priority') break;
      filter.priorities.push(more.priority);
      at = j = more.end;
    }
    return at;
  }
  const tags = tagsAt(tokens, k, true);
  if (tags?.kind === 'tags') {
    filter.tags.push(...tags.tags.map((tag) => tag.toLowerCase()));
    let at = tags.end;
    while (wordAt(tokens, at) === 'or' && at + 1 < tokens.length) {
      filter.tags.push(wordAt(tokens, at + 1).replace(/^#/, ''));
      filter.anyTag = true;
      at += 2;
    }
    return at;
  }
  const category = categoryIn(tokens, k, categories);
  if (category !== null) {
    filter.category = category.name;
    return category.end;
  }
  const label = wordAt(tokens, k).replace(/'s$/, '');
  if (
    tokens[k]?.kind === 'word' &&
    knownTags.has(label) &&
    !fillers.has(label) &&
    /^(?:tasks?|todos?|items?|stuff|things|ones|tag|reminders?)$/.test(wordAt(tokens, k + 1))
  ) {
    filter.tags.push(label);
    return k + 1;
  }
  const range = rangeAt(here, tokens, k);
  if (range !== null) {
    [filter.from, filter.to] = range.span;
    return range.end;
  }
  const moment = momentAt(here, tokens, k, spans);
  const only = k + 1 === tokens.length || /^[?.!]$/.test(wordAt(tokens, k + 1));
  // A feast that is a tag is the tag.
  if (moment !== null && only && tokens[k]?.kind === 'word' && knownTags.has(wordAt(tokens, k))) {
    filter.tags.push(wordAt(tokens, k));
    return k + 1;
  }
  if (
    moment !== null &&
    (moment.date !== null || moment.elapsed !== null || moment.part !== null || moment.clock !== null) &&
    (moment.date?.weak !== true ||
      moment.lead !== null ||
      moment.start === moment.end - 1 ||
      /^(?:in|during)$/.test(wordAt(tokens, k)))
  ) {
    dueIn(here, tokens, filter, moment);
    return moment.end;
  }
  return k;
};
