/** Sentences that change a task that exists: what is to change, and the words that name the task. */
import { lengthAt, type Length } from './lengths.ts';
import { priorityNamed, type Priority } from './marks.ts';
import { momentAt, type Moment } from './moments.ts';
import { phraseEnd, phrases } from './phrases.ts';
import type { Recurrence } from './recurrence.ts';
import type { SaidReminding } from './reminders.ts';
import { isCorrection } from './due.ts';
import { readSlots, type Reading } from './slots.ts';
import type { Token } from './tokens.ts';

export type Field =
  'due' | 'time' | 'priority' | 'tags' | 'description' | 'rrule' | 'reminders' | 'category' | 'checklist';

/** What is to change. `shift` moves the due date by a length, backwards when `back`. */
export type Edit = {
  title?: string;
  moment?: Moment;
  recurrence?: Recurrence;
  shift?: { length: Length; back: boolean };
  priority?: Priority | null;
  addTags?: string[];
  removeTags?: string[];
  setTags?: string[];
  description?: string;
  category?: string;
  checklist?: string[];
  remindings?: SaidReminding[];
  clear?: Field[];
};

/**
 * `sure`: it can be nothing else than an edit. `weak`: it is one only when the object is named clearly, as by "the"
 * (`definite`).
 */
export type EditWish = { edit: Edit; object: Token[]; sure: boolean; weak: boolean; definite?: boolean };

const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

/** Verbs that begin an edit, and whether they can begin anything else. */
const verbs: Readonly<Record<string, 'sure' | 'likely' | 'weak'>> = {
  reschedule: 'sure', postpone: 'sure', rename: 'sure', retitle: 'sure', defer: 'likely', delay: 'likely', snooze: 'sure', bump: 'likely', move: 'likely',
  push: 'likely', shift: 'likely', change: 'likely', update: 'likely', set: 'likely', edit: 'likely', modify: 'likely', adjust: 'likely', make: 'weak',
  mark: 'likely', tag: 'likely', untag: 'sure', label: 'likely', give: 'likely', bring: 'likely', put: 'weak', prioritise: 'likely', prioritize: 'likely', raise: 'likely', lower: 'likely',
  upgrade: 'likely', downgrade: 'likely', deprioritise: 'sure', deprioritize: 'sure', repeat: 'likely', reassign: 'likely', assign: 'likely', switch: 'likely', flag: 'likely', reprioritise: 'sure', reprioritize: 'sure',
  schedule: 'weak', extend: 'likely', drag: 'likely', pull: 'weak', have: 'weak', do: 'weak', bring_forward: 'likely', correct: 'likely', increase: 'likely', decrease: 'likely', set_back: 'likely', remind: 'weak', advance: 'weak', swap: 'weak', turn: 'weak', convert: 'weak', file: 'weak', classify: 'likely', categorise: 'likely', categorize: 'likely', slide: 'weak', kick: 'weak', lets: 'weak',
}; // prettier-ignore

const toward: ReadonlySet<string> = new Set([
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
const renames = phrases(`
  rename|retitle
  change|edit|update|correct|set the? title|name|text of|on|for
  change|edit|update|correct the? title|name
`);

const text = (reading: Reading, tokens: readonly Token[]): string => {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (only?.kind === 'quoted') return only.text;
  const [a, b] = [tokens[0], tokens.at(-1)];
  return a === undefined || b === undefined
    ? ''
    : reading.text
        .slice(a.start, b.end)
        .replace(/[\s.!,;]+$/u, '')
        .trim();
};

/** An edit in the tokens, which begin after any courtesy; null when the sentence is none. */
export const editOf = (reading: Reading): EditWish | null =>
  renaming(reading) ??
  clearing(reading) ??
  tagging(reading) ??
  noting(reading) ??
  general(reading) ??
  stating(reading) ??
  insteadOf(reading);

/** "water the plants every other day instead". */
const insteadOf = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const last = tokens.findLastIndex((t) => t.kind === 'word');
  if (wordAt(tokens, last) !== 'instead') return null;
  const parsed = sides(reading, 0, false);
  if (parsed === null) return null;
  const object = cleanObject(tokens.filter((_, n) => n < last && !parsed.taken.has(n)));
  return object.length === 0 ? null : { edit: parsed.edit, object, sure: false, weak: true };
};

/** "rename X to Y", "change the title of X to Y", "call it Y". */
const renaming = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const start = phraseEnd(renames, tokens, 0);
  const called = /^(?:call|name)$/.test(wordAt(tokens, 0)) && /^(?:it|that|this)$/.test(wordAt(tokens, 1)) ? 2 : -1;
  if (
    called > 0 &&
    tokens[2] !== undefined &&
    !/^(?:a|off|back|done|in|at|on|tomorrow|today)$/.test(wordAt(tokens, 2))
  ) {
    const end = /^instead$/.test(wordAt(tokens, tokens.length - 1)) ? tokens.length - 1 : tokens.length;
    return {
      edit: { title: text(reading, tokens.slice(2, end)) },
      object: tokens.slice(1, 2),
      sure: true,
      weak: false,
    };
  }
  const possessive =
    start < 0 && /^(?:change|edit|update|set|correct)$/.test(wordAt(tokens, 0))
      ? tokens.findIndex((t, k) => k > 1 && /^(?:title|name)$/.test(t.lower) && wordAt(tokens, k + 1) === 'to')
      : -1;
  if (possessive > 0) {
    const object = tokens.slice(1, possessive).map((t) => ({ ...t, lower: t.lower.replace(/'s$/, '') }));
    return { edit: { title: text(reading, tokens.slice(possessive + 2)) }, object, sure: true, weak: false };
  }
  if (start < 0) return null;
  const to = lastOf(tokens, start, /^(?:to|as|into|->|→|:)$/);
  if (to < 0) return null;
  return {
    edit: { title: text(reading, tokens.slice(to + 1)) },
    object: tokens.slice(start, to),
    sure: true,
    weak: false,
  };
};

/** The first "to" behind quoted or plain words; with several, the one that leaves both sides something. */
const lastOf = (tokens: readonly Token[], from: number, pattern: RegExp): number =>
  tokens.findIndex((t, k) => k > from && k < tokens.length - 1 && t.kind !== 'quoted' && pattern.test(t.lower));

const fieldNamed = phrases(`
  due date|time
  deadline|due|date|schedule
  time
  priority|prio|urgency
  tags|tag|labels|label
  description|note|notes|comment|details
  recurrence|repeat|repetition|repeats|recurring|rule|schedule
  repeat|recurrence rule
  reminder|reminders|alarm|alert|alerts
  category|project
  checklist|subtasks
`);
const fieldOf = (word: string): Field =>
  /^(?:due|deadline|date|schedule)$/.test(word)
    ? 'due'
    : word === 'time'
      ? 'time'
      : /^(?:priority|prio|urgency)$/.test(word)
        ? 'priority'
        : /^(?:tags?|labels?)$/.test(word)
          ? 'tags'
          : /^(?:description|notes?|comment|details)$/.test(word)
            ? 'description'
            : /^(?:reminders?|alarm|alerts?)$/.test(word)
              ? 'reminders'
              : /^(?:category|project)$/.test(word)
                ? 'category'
                : /^(?:checklist|subtasks)$/.test(word)
                  ? 'checklist'
                  : 'rrule';

const clears = phrases(`
  remove|clear|delete|drop|unset|erase|cancel|strip|wipe
  take off|away
  get rid of
  take
`);
const stops = phrases(`
  stop repeating|recurring
  stop the? repeat|repetition|recurrence of|on|for
  don't|dont|do_not|no_longer repeat|recur
  end the? recurrence|repetition of|for
  unrepeat|unschedule
`);

/** "remove the due date from X", "clear X's priority", "stop repeating X", "X doesn't need a deadline". */
const clearing = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const wish = (fields: Field[], object: readonly Token[]): EditWish => ({
    edit: { clear: fields },
    object: [...object],
    sure: true,
    weak: false,
  });
  const stop = phraseEnd(stops, tokens, 0);
  if (stop > 0) return wish([wordAt(tokens, 0) === 'unschedule' ? 'due' : 'rrule'], dropTail(tokens.slice(stop)));
  const start = phraseEnd(clears, tokens, 0);
  if (start > 0) {
    const all = /^(?:all|the|its|any|every|that|of)$/;
    let k = start;
    while (all.test(wordAt(tokens, k))) k++;
    const field = phraseEnd(fieldNamed, tokens, k);
    if (field > 0 && /^(?:from|of|for|on|off|to)$/.test(wordAt(tokens, field)))
      return wish(
        [fieldOf(wordAt(tokens, field - 1) === 'time' && field - k > 1 ? 'due' : wordAt(tokens, k))],
        tokens.slice(field + 1),
      );
    // "clear its due date": nothing else named; "remove the deadline"
    if (field > 0 && field === tokens.length && (k > start || wordAt(tokens, k - 1) === 'its'))
      return wish([fieldOf(wordAt(tokens, k))], pronounFrom(tokens));
    const owned = tokens.findIndex(
      (t, n) => n >= start && /['’]s?$/.test(t.text) && phraseEnd(fieldNamed, tokens, n + 1) === tokens.length,
    );
    const owner = tokens[owned];
    if (owned > 0 && owner !== undefined)
      return wish(
        [fieldOf(wordAt(tokens, owned + 1))],
        [
          ...tokens.slice(start, owned),
          {
            ...owner,
            lower: owner.lower.replace(/'s?$/, ''),
            text: owner.text.replace(/['’]s?$/, ''),
            end: owner.end - (owner.text.length - owner.text.replace(/['’]s?$/, '').length),
          },
        ],
      );
  }
  const made = /^(?:make|set|mark|change|turn)$/.test(wordAt(tokens, 0))
    ? tokens.findIndex(
        (t, k) =>
          k > 0 && /^(?:non-recurring|non-repeating|nonrecurring|one-off|one-time|undated|unscheduled)$/.test(t.lower),
      )
    : -1;
  if (made > 1)
    return wish(
      [/^(?:undated|unscheduled)$/.test(wordAt(tokens, made)) ? 'due' : 'rrule'],
      trimObject(tokens.slice(1, made)),
    );
  if (/^(?:make|set)$/.test(wordAt(tokens, 0))) {
    const not = tokens.findIndex((t, k) => k > 1 && /^(?:not|no)$/.test(t.lower));
    if (not > 1 && /^(?:repeat|repeating|recur|recurring)$/.test(wordAt(tokens, not + 1)))
      return wish(['rrule'], trimObject(tokens.slice(1, not)));
    if (not > 1 && phraseEnd(fieldNamed, tokens, not + 1) === tokens.length)
      return wish([fieldOf(wordAt(tokens, not + 1))], trimObject(tokens.slice(1, not)));
  }
  const ends = tokens.map((t) => t.lower).join(' ');
  const denied =
    /^(.+?) (?:doesn't|does not|doesnt|shouldn't|should not|no longer|need not|needn't) (?:need |have |needs |has )?(?:to )?(?:a |any )?(repeat|recur|repeats|due date|deadline|priority|reminder|reminders|recurring)s?(?: any ?more| any longer)?[.!]?$/.exec(
      ends,
    );
  if (denied !== null) {
    const count = (denied[1] ?? '').split(' ').length;
    return wish([fieldOf((denied[2] ?? '').split(' ')[0] ?? '')], tokens.slice(0, count));
  }
  return null;
};

const dropTail = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (/^(?:anymore|please|any|more|now|for|good)$/.test(own.at(-1)?.lower ?? '')) own.pop();
  return own;
};
const trimObject = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (/^(?:be|to|as|a|an|is|have|has|with)$/.test(own.at(-1)?.lower ?? '')) own.pop();
  return own;
};
const pronounFrom = (tokens: readonly Token[]): Token[] => {
  const at = tokens[0];
  return at === undefined ? [] : [{ ...at, kind: 'word', text: 'it', lower: 'it' }];
};

/** "tag X with home", "add #home to X", "remove the tag work from X", "untag X". */
const tagging = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const first = wordAt(tokens, 0);
  const wish = (edit: Edit, object: readonly Token[]): EditWish => ({
    edit,
    object: [...object],
    sure: true,
    weak: false,
  });
  const list = (from: number, to: number): string[] =>
    tokens
      .slice(from, to)
      .flatMap((t) =>
        /^(?:tag|word|quoted|at)$/.test(t.kind) && !/^(?:and|tags?|labels?|the|a|as|with|by)$/.test(t.lower)
          ? [t.text]
          : [],
      );
  if (/^(?:tag|label)$/.test(first) && tokens.length > 2) {
    const hash = tokens.findIndex((t) => t.kind === 'tag');
    const by = tokens.findIndex((t, k) => k > 0 && /^(?:with|as|by|under)$/.test(t.lower));
    const at = by > 0 ? by : hash;
    if (at > 1) return wish({ addTags: list(at, tokens.length) }, tokens.slice(1, at));
    if (at < 0 && /^(?:it|that|this|them|these|those)$/.test(wordAt(tokens, 1)))
      return wish({ addTags: list(2, tokens.length) }, tokens.slice(1, 2));
  }
  if (first === 'untag' || first === 'unlabel') {
    const from = tokens.findIndex((t) => t.kind === 'tag');
    if (from < 0) return wish({ setTags: [] }, tokens.slice(1));
    const named = wordAt(tokens, from + 1) === 'from' ? tokens.slice(from + 2) : tokens.slice(1, from);
    return wish({ removeTags: list(from, from + 1) }, named);
  }
  const adds = /^(?:add|put|attach|apply|give|append)$/.test(first);
  const removes = /^(?:remove|delete|drop|take|strip|clear)$/.test(first);
  if (!adds && !removes) return null;
  const end = tagsUntil(tokens, 1);
  if (end < 0) return null;
  const link = wordAt(tokens, end);
  if (adds && /^(?:to|on|onto|for)$/.test(link)) return wish({ addTags: list(1, end) }, tokens.slice(end + 1));
  if (removes && /^(?:from|off|on|of)$/.test(link))
    return wish({ removeTags: list(1, end) }, tokens.slice(wordAt(tokens, end + 1) === 'of' ? end + 2 : end + 1));
  if (
    end >= tokens.length &&
    (removes || adds) &&
    tokens.slice(1).some((t) => t.kind === 'tag') &&
    tokens.slice(1).every((t) => t.kind === 'tag' || /^(?:tags?|labels?|the|and|,)$/.test(t.lower))
  )
    return wish(adds ? { addTags: list(1, end) } : { removeTags: list(1, end) }, pronounFrom(tokens));
  return null;
};

/** "#a and #b", "the tag home", "the home tag", "tags a, b". */
const tagsUntil = (tokens: readonly Token[], from: number): number => {
  let k = from;
  let seen = false;
  let worded = false;
  while (k < tokens.length) {
    const token = tokens[k];
    if (token === undefined) break;
    if (token.kind === 'tag') seen = true;
    else if (/^(?:tags?|labels?)$/.test(token.lower)) worded = true;
    else if (/^(?:the|a|an|and|,|&|both|my)$/.test(token.lower)) {
      /* between tags */
    } else if (
      /^(?:word|quoted)$/.test(token.kind) &&
      !/^(?:to|from|off|on|of|onto|for)$/.test(token.lower) &&
      (worded || /^(?:tags?|labels?)$/.test(wordAt(tokens, k + 1)))
    )
      seen = true;
    else break;
    k++;
  }
  return seen ? k : -1;
};

const notes = phrases(`
  add|append|attach|put|write|leave a|the|this? note|description|comment|details to|on|for
  add|append|attach|put|write|leave a|the|this? note|description|comment|details to|on|for the? task?
  set|change|update|edit the? description|note|notes of|for|on|to
  note|description for|on
`);

const bareNotes = phrases(`
  add|append|attach a|the|this? note|description|comment :|saying|that|-
  with the? note|description|comment :|saying
  note|description|comment :
`);

/** "add a note to X: …", "add the note … to X", "set the description of X to …", "add a note: …" to what was touched. */
const noting = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const bare = phraseEnd(bareNotes, tokens, 0);
  if (bare > 0 && bare < tokens.length && reading.going === true) {
    return { edit: { description: text(reading, tokens.slice(bare)) }, object: [], sure: true, weak: false };
  }
  const start = phraseEnd(notes, tokens, 0);
  if (start > 0) {
    const at = tokens.findIndex(
      (t, k) =>
        k > start &&
        t.kind !== 'quoted' &&
        (/^(?::|saying|that|-|–)$/.test(t.lower) ||
          (t.lower === 'to' && wordAt(tokens, 0) !== 'add') ||
          (tokens[k]?.kind !== 'quoted' && t.lower === ',')),
    );
    const quoteAt = tokens.findIndex((t, k) => k > start && t.kind === 'quoted');
    const cut = at > 0 && (quoteAt < 0 || at < quoteAt) ? at : quoteAt - 1;
    if (cut >= start) {
      const body = /^(?::|saying|that|-|–|to|,)$/.test(wordAt(tokens, cut)) ? cut + 1 : cut;
      const object = tokens.slice(start, /^(?::|saying|that|-|–|to|,)$/.test(wordAt(tokens, cut)) ? cut : cut + 1);
      const from = tokens[body]?.kind === 'sign' || /^(?:saying|that)$/.test(wordAt(tokens, body)) ? body + 1 : body;
      if (from < tokens.length)
        return { edit: { description: text(reading, tokens.slice(from)) }, object, sure: true, weak: false };
    }
  }
  if (/^(?:add|attach|put)$/.test(wordAt(tokens, 0)) && /^(?:note|the|a)$/.test(wordAt(tokens, 1))) {
    const noun = tokens.findIndex((t, k) => k < 4 && /^(?:note|comment|description)$/.test(t.lower));
    const to = lastIndex(tokens, /^(?:to|on)$/);
    if (noun > 0 && to > noun + 1) {
      const from = /^(?::|saying|that|-)$/.test(wordAt(tokens, noun + 1)) ? noun + 2 : noun + 1;
      return {
        edit: { description: text(reading, tokens.slice(from, to)) },
        object: tokens.slice(to + 1),
        sure: true,
        weak: false,
      };
    }
  }
  return null;
};

const lastIndex = (tokens: readonly Token[], pattern: RegExp): number =>
  tokens.reduce((found, t, k) => (t.kind !== 'quoted' && pattern.test(t.lower) ? k : found), -1);

const objectFillers = phrases(`
  the? due date|time|dates of|for|on|to?
  the? deadline|date|time|priority|schedule|prio|urgency of|for|on
  its due date|time|deadline|priority
  due date|time
  deadline|priority|due|date|urgency|prio
  the? priority level of|for
  category|project of|for
  the? recurrence|repeat of|for|on
`);
const objectTails =
  /^(?:to|from|back|by|be|is|due|for|until|forward|at|on|now|instead|as|a|an|with|and|should|please|up|out|down|earlier|later|ahead|of|,|:|-|repeat|repeats|recur|happen|occur|recurring|repeating|into|set|into|in|then|so|it's|its|task|in|date|time|deadline|priority|'s|.|!|high|low)$/;

/** "move X to Friday", "make X urgent", "push it back an hour", "set X to repeat weekly". */
const general = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const first = wordAt(tokens, 0);
  const strength = Object.hasOwn(verbs, first) ? verbs[first] : undefined;
  const off = first === 'put' && tokens.some((t) => t.lower === 'off');
  if (strength === undefined || tokens.length < 2) return null;
  if (first === 'remind' || first === 'snooze' || (first === 'set' && wordAt(tokens, 1) === 'up')) return null;
  let k = 1;
  if (/^(?:prioriti[sz]e|deprioriti[sz]e)$/.test(first)) {
    const levelled = readSlots(reading, { from: 1, plain: true, leads: toward });
    if (levelled.priority === undefined)
      return {
        edit: { priority: first.startsWith('de') ? 'LOW' : 'HIGH' },
        object: tokens.slice(1),
        sure: first.startsWith('de'),
        weak: false,
      };
  }
  const intro = phraseEnd(objectFillers, tokens, k);
  const priorityMeant = tokens.some((t) => /^(?:priority|prio|urgency)$/.test(t.lower));
  if (intro > 0) k = intro;
  const parsed = sides(reading, k, priorityMeant);
  const edit = parsed?.edit ?? {};
  if (parsed === null || Object.keys(edit).length === 0) return renamed(reading, first, strength);
  const object = cleanObject(
    tokens.filter((_, n) => n >= k && !parsed.taken.has(n) && !(off && wordAt(tokens, n) === 'off')),
  );
  const led = parsed.led || edit.priority !== undefined || edit.shift !== undefined;
  const sure = strength === 'sure' || ((intro > 0 || (led && strength === 'likely')) && object.length > 0);
  const definite = /^(?:the|my)$/.test(wordAt(tokens, 1));
  return { edit, object, sure, weak: strength === 'weak' && !off, definite };
};

/** "change X to Y": a new name, where Y is nothing else. */
const renamed = (reading: Reading, first: string, strength: string): EditWish | null => {
  const { tokens } = reading;
  if (!/^(?:change|update|edit|correct|make|modify|replace|switch)$/.test(first)) return null;
  const to = lastOf(tokens, 1, /^(?:to|into|->|→)$/);
  if (to < 0) return null;
  return {
    edit: { title: text(reading, tokens.slice(to + 1)) },
    object: tokens.slice(1, to),
    sure: false,
    weak: strength === 'weak',
  };
};

const cleanObject = (tokens: readonly Token[]): Token[] => {
  let own = [...tokens];
  for (let n = 0; n < 4; n++) {
    while (
      own.length > 0 &&
      own.at(-1)?.kind !== 'quoted' &&
      objectTails.test(own.at(-1)?.lower ?? '') &&
      !(own.length === 1)
    )
      own = own.slice(0, -1);
    const owner = own.at(-1);
    if (owner?.kind === 'word' && /['’]s$/.test(owner.text))
      own = [
        ...own.slice(0, -1),
        { ...owner, text: owner.text.slice(0, -2), lower: owner.lower.slice(0, -2), end: owner.end - 2 },
      ];
    while (
      own.length > 1 &&
      /^(?:the|my|task|that|of|for|to|on|,|-|:|and|due|from)$/.test(own[0]?.lower ?? '') &&
      own[0]?.kind !== 'quoted'
    )
      own = own.slice(1);
  }
  return own.length === 1 &&
    own[0]?.kind !== 'quoted' &&
    /^(?:to|back|by|the|for|on|from|up)$/.test(own[0]?.lower ?? '')
    ? []
    : own;
};

const lastLead = /^(?:to|until|till|til|for|by|at|on|back|forward|@|due|in|out)$/;

/** Everything after the verb that is not the object: dates, lengths, priorities, rules, tags. */
const sides = (
  reading: Reading,
  from: number,
  priorityMeant: boolean,
): { edit: Edit; taken: Set<number>; led: boolean } | null => {
  const { tokens } = reading;
  const edit: Edit = {};
  const shift = shiftIn(reading, from);
  const slots = readSlots(reading, { from, plain: true, leads: toward, ...(shift !== null && { taken: shift.taken }) });
  const taken = new Set(slots.taken);
  if (shift !== null) edit.shift = shift.shift;
  let moments = slots.moments.filter((m) => m.end > m.start);
  let led = false;
  if (edit.shift !== undefined) {
    for (const moment of moments)
      for (let k = moment.start; k < moment.end; k++) if (!shift?.taken.has(k)) taken.delete(k);
    moments = [];
  }
  if (moments.length > 1) {
    const old = moments.filter((m) => wordAt(tokens, m.start) === 'from');
    moments = moments.filter((m) => !old.includes(m));
  }
  let main = moments.at(-1);
  if (main !== undefined) {
    const leading = moments.filter((m) => m.lead !== null && lastLead.test(wordAt(tokens, m.start)));
    const chosen = leading.length > 0 ? leading : [main];
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
  }
  if (slots.recurrences[0] !== undefined) edit.recurrence = slots.recurrences[0];
  if (slots.priority !== undefined) edit.priority = slots.priority;
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

/** "make it 6", "move it to 7": a bare number at the end is a time. */
export const bareHour = (reading: Reading, from: number, taken: ReadonlySet<number>): Moment | null => {
  const { tokens, here } = reading;
  for (let k = tokens.length - 1; k >= from; k--) {
    if (taken.has(k)) continue;
    const token = tokens[k];
    if (
      token === undefined ||
      token.kind === 'bangs' ||
      (token.kind === 'sign' && /^[.,!]$/.test(token.text)) ||
      /^(?:instead|please|then|now|rather)$/.test(token.lower)
    )
      continue;
    const at: Token = { ...token, kind: 'word', text: 'at', lower: 'at' };
    for (const start of [k - 2, k - 1, k]) {
      if (start < from || taken.has(start)) continue;
      if (start > from && !/^(?:to|at|for|until|till|@|it|that|this|them|no|,)$/.test(wordAt(tokens, start - 1)))
        continue;
      const moment = momentAt(here, [at, ...tokens.slice(start, k + 1)], 0);
      if (moment?.clock != null && moment.date === null && start + moment.end - 1 === k + 1) {
        const lead = /^(?:to|at|for|until|till|@)$/.test(wordAt(tokens, start - 1)) ? start - 1 : start;
        return { ...moment, start: lead, end: k + 1 };
      }
    }
    return null;
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
      /^(?:please|now|instead|importance|level)$/.test(word)
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

/** "by 2 days", "back an hour", "2 hours later", "forward a week", "30 minutes earlier". */
const shiftIn = (
  reading: Reading,
  from: number,
): { shift: { length: Length; back: boolean }; taken: Set<number> } | null => {
  const { tokens } = reading;
  for (let k = from; k < tokens.length; k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const length = lengthAt(tokens, k);
    if (length === null) continue;
    const before = wordAt(tokens, k - 1);
    const after = wordAt(tokens, length.end);
    if (/^(?:in|within|every|each|after)$/.test(before) || /^(?:from|before|prior|ago|in|beforehand)$/.test(after))
      continue;
    const later = /^(?:later|back|forward|forwards|ahead|earlier|sooner|out|off|down|on)$/.test(after);
    const led = /^(?:by|back|forward|out|another|an|for|up|off|forwards|earlier|later|it|that|this)$/.test(before);
    const verb = /^(?:delay|postpone|push|defer|extend|bump|shift|move|bring|put|slide|kick)$/.test(wordAt(tokens, 0));
    if (!later && !led && !verb) continue;
    const backward =
      /^(?:earlier|sooner)$/.test(after) ||
      (/^(?:bring|pull|advance)$/.test(wordAt(tokens, 0)) &&
        tokens.some((t) => /^(?:forward|up|earlier|forwards|in|sooner)$/.test(t.lower))) ||
      (wordAt(tokens, 0) === 'move' && tokens.some((t) => /^(?:earlier|up)$/.test(t.lower)));
    const taken = new Set<number>();
    for (let n = k; n < length.end + (later ? 1 : 0); n++) taken.add(n);
    for (
      let n = k - 1;
      n >= from &&
      /^(?:by|back|forward|forwards|out|another|an|up|off|for|earlier|later|about)$/.test(wordAt(tokens, n));
      n--
    )
      taken.add(n);
    for (let n = length.end; n < tokens.length; n++)
      if (/^(?:later|back|forward|ahead|earlier|out|forwards|sooner)$/.test(wordAt(tokens, n))) taken.add(n);
    for (let n = from; n < k; n++) if (/^(?:forward|back|up)$/.test(wordAt(tokens, n)) && n >= k - 2) taken.add(n);
    return { shift: { length: length.length, back: backward }, taken };
  }
  return null;
};

const states = phrases(`
  is|are now|actually? on|at|due|for|in
  is|are now
  is|are now|actually? a? high|low|medium|critical|urgent|p1|p2|p3|p4|important priority?
  should be|happen|repeat|start|have|get
  needs|need to be|happen|repeat|have
  has|have been|got moved|rescheduled|postponed|pushed|changed to|until|back
  was|got moved|rescheduled|postponed|pushed to|until|back
  is|are moved|rescheduled|postponed|pushed to|until|back
  moved|moves to
  has|have to be
  can|could|must be
`);

/** "the dentist is now on Friday", "X should be high priority". */
const stating = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  for (let k = 1; k < Math.min(tokens.length, 14); k++) {
    if (tokens[k]?.kind === 'quoted') continue;
    const end = phraseEnd(states, tokens, k);
    if (end < 0) continue;
    const parsed = sides(reading, k, false);
    if (parsed === null) return null;
    const rest = tokens
      .slice(end)
      .filter(
        (t, n) =>
          !parsed.taken.has(n + end) &&
          !(t.kind === 'sign' || t.kind === 'bangs') &&
          !/^(?:now|instead|on|at|be|to|please|a|from|due|actually)$/.test(t.lower),
      );
    if (rest.length > 0) return null;
    return { edit: parsed.edit, object: cleanObject(tokens.slice(0, k)), sure: false, weak: false };
  }
  return null;
};
