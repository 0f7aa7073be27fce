/** What a list is asked to hold: "high priority #work tasks due this week", "everything overdue", "the completed ones". */
import { lateFrom } from '../../../actors/task/due-date.ts';
import { addDays, wallAt, type Here, type Wall } from './calendar.ts';
import type { KnownCategory, KnownTask } from './contract.ts';
import { haste, priorityAt, priorityNamed, tagsAt, type Priority } from './marks.ts';
import { keyWords, ranked } from './matching.ts';
import { momentAt } from './moments.ts';
import { minutesSaid } from './when.ts';
import { phraseEnd, phrases } from './phrases.ts';
import type { Token } from './tokens.ts';

export type Filter = {
  status: 'open' | 'completed' | 'all';
  overdue: boolean;
  /** Due at or after, and before: wall times. */
  from: Wall | null;
  to: Wall | null;
  /** "Today" shows what is overdue, too. */
  today: boolean;
  dated: boolean | null;
  tags: string[];
  noTags: boolean;
  priorities: (Priority | null)[];
  recurring: boolean | null;
  category: string | null;
  words: string;
  /** How many at most: "the next 3". */
  most: number | null;
  /** Something of the sentence narrowed the list. */
  narrowed: boolean;
  /** "all", "every": said of the whole list. */
  all: boolean;
};

export const anyTask = (): Filter => ({
  status: 'open', overdue: false, from: null, to: null, today: false, dated: null, tags: [], noTags: false, priorities: [], recurring: null,
  category: null, words: '', most: null, narrowed: false, all: false,
}); // prettier-ignore

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

const fillers = new Set(
  `a an the my me i i'm im i've ive you we our all any every each everything anything something of that which are is was were be been have has had do does did to
  need needs got get gotta must should still left on in for with and or tasks task todos todo to-do to-dos items item things thing stuff list lists
  show please pls can could there's there here what what's whats due currently right now yet so far what're some reminders reminder just only set up coming
  ones one it them those these agenda plate look like going happening planned plan scheduled schedule remaining outstanding pending open active incomplete unfinished undone uncompleted
  marked as labelled labeled tagged tag tags label labels priority category dated dates date by at deadline deadlines exactly many how number count total whole entire full thanks
  hey hi hello ok okay tell give see view display who when where find search searching looking about contain contains containing mention mentioning related title titled called named
  chores work? being assigned under belonging falling upcoming also too again really actually exist existing waiting anymore both either status us today's this's busy day days do? first
  next? will would want like i'd i'll needs? let's let know`.split(/\s+/),
);

const dones = phrases(`
  completed|finished|done|closed|checked-off|ticked
  checked|ticked off
  completed|finished|done already
  already completed|finished|done
  have|did i|we already? complete|completed|finish|finished|done|do|accomplish|accomplished|finished
  i've|ive|we've already? completed|finished|done|accomplished
  i|we completed|finished|did|accomplished
  got done
`);
const undones = phrases(`
  not done|completed|finished|complete|closed yet?
  not yet? done|completed|finished|complete
  isn't|aren't|haven't|hasn't|arent|isnt|havent been? done|completed|finished|complete yet?
  i|we haven't|havent|have not|didn't|didnt done|completed|finished|complete|finish|do yet?
  still open|pending|to do|todo|outstanding
  to be done
  left to do
`);
const alls = phrases(`
  including|incl|include|plus|even the? completed|done|finished|closed ones|tasks?
  completed|done or|and|& open|not|pending|incomplete
  open|pending or|and|& completed|done|closed
  completed ones|tasks? too|included|as well
  done and undone
  regardless of status
`);
const undated = phrases(`
  with_no|without a|any? due? date|dates|deadline|deadlines
  have|has no due? date|dates|deadline|deadlines
  don't|dont|do_not have a|any? due? date|dates|deadline|deadlines
  that aren't|arent scheduled|dated
  not scheduled
  unscheduled|undated
  no due? date|deadline
`);
const withDate = phrases(`
  with a|any due? date|deadline
  with due dates|date
  that have a? due? date|dates|deadline
`);
const late = phrases(`
  overdue|late
  past due|deadline
  past their|its due date|dates
  i missed|forgot
  have i missed|forgotten
  did i miss|forget
  running late
  behind on
  passed their deadline
  not done on time
  am i behind on|with?
`);
const repeating = phrases(`
  recurring|repeating|repeat|repeats|recur|recurs|repeated
`);
const untagged = phrases(`
  untagged
  without any? tags|tag
  with_no|without tags|tag
`);
const unprioritised = phrases(`
  without a? priority
  with_no priority
  no priority
  unprioritised|unprioritized
`);

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
        (token.kind === 'word' && !fillers.has(token.lower) && !/^(?:what|who|where)'/.test(token.lower)) ||
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
    () => end(late, () => (filter.overdue = true)),
    () => end(repeating, () => (filter.recurring = true)),
    () => end(dones, () => (filter.status = filter.status === 'all' ? 'all' : 'completed')),
  ];
  for (const each of first) {
    const at = each();
    if (at > k) return at;
  }
  const most =
    /^(?:next|first|top)$/.test(wordAt(tokens, k)) && /^\d{1,2}$/.test(wordAt(tokens, k + 1))
      ? Number(wordAt(tokens, k + 1))
      : null;
  if (most !== null) {
    filter.most = most;
    return k + 2;
  }
  // "the most important one" is about order, not about a level.
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
    return tags.end;
  }
  const category = categoryIn(tokens, k, categories);
  if (category !== null) {
    filter.category = category.name;
    return category.end;
  }
  const range = rangeAt(here, tokens, k);
  if (range !== null) {
    [filter.from, filter.to] = range.span;
    return range.end;
  }
  const moment = momentAt(here, tokens, k, spans);
  if (
    moment !== null &&
    (moment.date !== null || moment.elapsed !== null || moment.part !== null || moment.clock !== null) &&
    (moment.date?.weak !== true || moment.lead !== null || moment.start === moment.end - 1)
  ) {
    when(here, tokens, filter, moment);
    return moment.end;
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
  return k;
};
const spans: ReadonlySet<string> = new Set(['after', 'since', 'between', 'past', 'throughout']);

/** In a question "high" or "urgent" alone is a priority: "anything urgent?", "which are critical?" */
const levels = (
  tokens: readonly Token[],
  k: number,
): { kind: 'priority'; end: number; priority: Priority | null } | null => {
  const word = wordAt(tokens, k);
  if (!/^(?:urgent|critical|important|high|medium|low|p[1-4])$/.test(word)) return null;
  const priority = priorityNamed(word);
  if (priority === undefined) return null;
  const j = /^(?:priority|prio|-)$/.test(wordAt(tokens, k + 1))
    ? wordAt(tokens, k + 1) === '-'
      ? k + 3
      : k + 2
    : k + 1;
  return { kind: 'priority', end: j, priority };
};

const categoryIn = (
  tokens: readonly Token[],
  k: number,
  categories: readonly KnownCategory[],
): { end: number; name: string } | null => {
  const token = tokens[k];
  if (token?.kind === 'plus') return { end: k + 1, name: token.text };
  for (const { name } of categories) {
    const words = name.toLowerCase().split(/\s+/);
    const lead = /^(?:in|under|from|on)$/.test(wordAt(tokens, k))
      ? wordAt(tokens, k + 1) === 'the' || wordAt(tokens, k + 1) === 'my' || wordAt(tokens, k + 1) === 'category'
        ? k + 2
        : k + 1
      : k;
    if (words.every((word, n) => wordAt(tokens, lead + n) === word)) {
      const end = lead + words.length;
      return { end: /^(?:category|project|list)$/.test(wordAt(tokens, end)) ? end + 1 : end, name };
    }
  }
  return null;
};

/** "between Friday and Monday", "from the 1st to the 10th": both days and what lies between. */
const rangeAt = (here: Here, tokens: readonly Token[], k: number): { end: number; span: [Wall, Wall] } | null => {
  const begin = /^(?:on|due)$/.test(wordAt(tokens, k)) ? k + 1 : k;
  if (!/^(?:between|from)$/.test(wordAt(tokens, begin))) return null;
  const first = momentAt(here, tokens, begin + 1);
  if (first?.date?.day == null || !/^(?:and|to|until|till|through|-|–)$/.test(wordAt(tokens, first.end))) return null;
  const last = momentAt(here, tokens, first.end + 1);
  if (last?.date?.day == null) return null;
  const from = first.date.span[0];
  // "between Friday and Tuesday" goes on from that Friday.
  const weeks = last.date.span[1] <= from ? 7 : 0;
  return { end: last.end, span: [from, addDays(last.date.span[1], weeks)] };
};

const when = (
  here: Here,
  tokens: readonly Token[],
  filter: Filter,
  moment: NonNullable<ReturnType<typeof momentAt>>,
): void => {
  const span = moment.date?.span ?? null;
  const minutes = minutesSaid(moment);
  const leads = tokens.slice(moment.start, moment.end).map((t) => t.lower);
  const lead = leads.find((w) => /^(?:before|by|until|till|til|after|since|from|within|in)$/.test(w)) ?? null;
  if (moment.elapsed !== null) {
    filter.from = here.wall;
    filter.to = here.wall + moment.elapsed.minutes * 60_000;
    return;
  }
  const day = span?.[0] ?? here.today;
  const point = minutes === null ? null : day + minutes * 60_000;
  if (lead === 'before') filter.to = point ?? day;
  else if (lead === 'by' || lead === 'until' || lead === 'till' || lead === 'til')
    filter.to = point === null ? (span?.[1] ?? addDays(day, 1)) : point + 60_000;
  else if (lead === 'after') filter.from = point === null ? (span?.[1] ?? addDays(day, 1)) : point + 60_000;
  else if (lead === 'from' && span !== null && span[1] <= here.today) [filter.from, filter.to] = span;
  else if (lead === 'since' || lead === 'from') filter.from = point ?? day;
  else if (lead === 'within' || (lead === 'in' && /^(?:next|within)$/.test(leads[2] ?? ''))) {
    filter.from = here.today;
    filter.to = addDays(day, 1);
  } else {
    filter.from = day;
    filter.to = span?.[1] ?? addDays(day, 1);
    if (moment.part !== null && moment.clock === null) {
      const edges = {
        morning: [0, 720],
        lunch: [660, 840],
        afternoon: [720, 1080],
        evening: [1020, 1440],
        night: [1020, 1440],
      }[moment.part];
      if (leads.some((w) => /^(?:tonight|tonite)$/.test(w)) || leads.length > 0) {
        filter.from = day + (edges[0] ?? 0) * 60_000;
        filter.to = day + (edges[1] ?? 1440) * 60_000;
      }
    } else filter.today = filter.from === here.today && filter.to === addDays(here.today, 1);
  }
};

const inZone = (here: Here, instant: string): Wall => wallAt(here.zone, Date.parse(instant));

export const isOverdue = (here: Here, task: KnownTask): boolean =>
  task.due_date !== null &&
  !task.completed &&
  lateFrom(Date.parse(task.due_date), task.all_day, task.time_zone) <= here.now;

/** The due time on the clocks the task is due on: its own zone's for whole days, the speaker's otherwise. */
const dueWall = (here: Here, task: KnownTask): Wall | null =>
  task.due_date === null
    ? null
    : task.all_day
      ? wallAt(task.time_zone, Date.parse(task.due_date))
      : inZone(here, task.due_date);

const fits = (here: Here, filter: Filter, task: KnownTask, categoryId: string | null): boolean => {
  if (filter.status !== 'all' && task.completed !== (filter.status === 'completed')) return false;
  if (filter.overdue && !isOverdue(here, task)) return false;
  if (filter.dated !== null && (task.due_date !== null) !== filter.dated) return false;
  if (filter.recurring !== null && (task.recurrence_rule !== null) !== filter.recurring) return false;
  if (filter.tags.length > 0 && !filter.tags.every((tag) => task.tags.some((own) => own.toLowerCase() === tag)))
    return false;
  if (filter.noTags && task.tags.length > 0) return false;
  if (filter.priorities.length > 0 && !filter.priorities.includes(task.priority)) return false;
  if (filter.category !== null && task.category_id !== categoryId) return false;
  if (filter.from === null && filter.to === null) return true;
  const completedAt =
    filter.status === 'completed' && task.completed_at !== null ? inZone(here, task.completed_at) : null;
  const wall = completedAt ?? dueWall(here, task);
  if (wall === null) return false;
  if (filter.today && filter.status !== 'completed' && isOverdue(here, task)) return true;
  return (filter.from === null || wall >= filter.from) && (filter.to === null || wall < filter.to);
};

const ranks = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 } as const;
/** By due date, then priority, then age; what has no date comes last. */
export const inOrder = (a: KnownTask, b: KnownTask): number =>
  (a.due_date === null ? Infinity : Date.parse(a.due_date)) -
    (b.due_date === null ? Infinity : Date.parse(b.due_date)) ||
  (a.priority === null ? 4 : ranks[a.priority]) - (b.priority === null ? 4 : ranks[b.priority]) ||
  a.created_at.localeCompare(b.created_at);

const byDue = (a: KnownTask, b: KnownTask): number => {
  const order = inOrder(a, b);
  return Number.isNaN(order)
    ? (a.priority === null ? 4 : ranks[a.priority]) - (b.priority === null ? 4 : ranks[b.priority]) ||
        a.created_at.localeCompare(b.created_at)
    : order;
};

/** The tasks a filter lets through, in the order they are shown. */
export const filtered = (
  here: Here,
  filter: Filter,
  tasks: readonly KnownTask[],
  categories: readonly KnownCategory[],
): KnownTask[] => {
  const category =
    categories.find(({ name }) => name.toLowerCase() === filter.category?.toLowerCase())?.category_id ?? null;
  const passed = tasks.filter((task) => fits(here, filter, task, category));
  const shown = filter.words === '' ? [...passed].sort(byDue) : byWords(filter.words, passed);
  return filter.most === null ? shown : shown.slice(0, filter.most);
};

const byWords = (words: string, tasks: readonly KnownTask[]): KnownTask[] => {
  const all = ranked(words, tasks);
  const whole = all.filter((scored) => scored.whole);
  const several = keyWords(words).length > 2;
  const found = whole.length > 0 ? whole : several ? all.filter(({ score }) => score >= 0.9) : [];
  const inText = tasks.filter((task) => mentions(task, words) && !found.some((f) => f.task.id === task.id));
  return [...found.map(({ task }) => task).sort(byDue), ...inText];
};

const mentions = (task: KnownTask, words: string): boolean => {
  const said = keyWords(words);
  const within = keyWords(
    `${task.description ?? ''} ${task.tags.join(' ')} ${task.checklist.map((item) => item.text).join(' ')}`,
  );
  return said.length > 0 && said.every((word) => within.includes(word));
};
