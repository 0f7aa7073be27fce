/** "Remove the due date from X", "stop repeating X", "X doesn't need a deadline". */
import { priorityNamed } from '../marks/priority.ts';
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { EditWish, Field } from './edit.ts';
import { pronounFrom } from './objects.ts';

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
  lose|scrap|forget
`);

const stops = phrases(`
  stop repeating|recurring
  stop the? repeat|repetition|recurrence of|on|for
  don't|dont|do_not|no_longer repeat|recur
  end the? recurrence|repetition of|for
  unrepeat|unschedule
  turn|switch off the? repeat|repeats|recurrence|repetition|repeating of|on|for
`);

/** "… off altogether, please": nothing more is named. */
const endings =
  /^(?:off|away|altogether|completely|entirely|again|too|please|pls|thanks|now|then|from|it|this|that|,|\.|!|as|well)$/;

/** "Drop the priority of X to medium" sets it. */
const levelled = (tokens: readonly Token[]): boolean =>
  tokens.some((t, k) => /^(?:to|at)$/.test(t.lower) && priorityNamed(wordAt(tokens, k + 1)) !== undefined) &&
  tokens.some((t) => /^(?:priority|prio|urgency)$/.test(t.lower));

/** "remove the due date from X", "clear X's priority", "stop repeating X", "X doesn't need a deadline". */
export const clearing = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const wish = (fields: Field[], object: readonly Token[]): EditWish => ({
    edit: { clear: fields },
    object: [...object],
    sure: true,
    weak: false,
  });
  const stop = phraseEnd(stops, tokens, 0);
  if (stop > 0) return wish([wordAt(tokens, 0) === 'unschedule' ? 'due' : 'rrule'], dropTail(tokens.slice(stop)));
  const last = tokens.findLastIndex((t) => t.kind === 'word' && !/^(?:please|pls|now|anymore|thanks)$/.test(t.lower));
  if (wordAt(tokens, 0) === 'stop' && last > 1 && /^(?:repeating|recurring)$/.test(wordAt(tokens, last)))
    return wish(['rrule'], tokens.slice(1, wordAt(tokens, last - 1) === 'from' ? last - 1 : last));
  // "Make the gym stop recurring", "the gym should stop repeating"
  if (
    last > 1 &&
    /^(?:repeating|recurring)$/.test(wordAt(tokens, last)) &&
    /^(?:stop|quit)$/.test(wordAt(tokens, last - 1))
  ) {
    const object = trimObject(tokens.slice(/^(?:make|have|let|get)$/.test(wordAt(tokens, 0)) ? 1 : 0, last - 1));
    if (object.length > 0) return wish(['rrule'], object);
  }
  const no = /^(?:set|give|put|make|have)$/.test(wordAt(tokens, 0)) ? 1 : 0;
  const none = wordAt(tokens, no) === 'no' ? phraseEnd(fieldNamed, tokens, no + 1) : -1;
  if (none > 0 && /^(?:for|on|of)$/.test(wordAt(tokens, none)))
    return { ...wish([fieldOf(wordAt(tokens, no + 1))], dropTail(tokens.slice(none + 1))), sure: false };
  const start = levelled(tokens) ? -1 : phraseEnd(clears, tokens, 0);
  if (start > 0) {
    const all = /^(?:all|the|its|any|every|that|of|their)$/;
    let k = start;
    while (all.test(wordAt(tokens, k))) k++;
    const field = phraseEnd(fieldNamed, tokens, k);
    // "take its due date off altogether"
    if (field > 0 && k > start && tokens.slice(field).every((t) => endings.test(t.lower)))
      return wish([fieldOf(wordAt(tokens, k))], pronounFrom(tokens));
    if (field > 0 && /^(?:from|of|for|on|off|to)$/.test(wordAt(tokens, field)))
      return wish(
        [fieldOf(wordAt(tokens, field - 1) === 'time' && field - k > 1 ? 'due' : wordAt(tokens, k))],
        tokens.slice(field + 1),
      );
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
  const level =
    /^(.+?) (?:is not|isn't|isnt|is no longer) (?:a )?(?:high|low|medium|critical|urgent|important)(?: priority)?(?: any ?more| any longer)?[.!]?$/.exec(
      ends,
    );
  if (level !== null)
    return { ...wish(['priority'], tokens.slice(0, (level[1] ?? '').split(' ').length)), sure: false };
  if (denied !== null) {
    const count = (denied[1] ?? '').split(' ').length;
    return wish([fieldOf((denied[2] ?? '').split(' ')[0] ?? '')], tokens.slice(0, count));
  }
  return null;
};

const dropTail = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (
    /^(?:anymore|please|any|more|now|for|good|either|too|altogether|completely|\.|!)$/.test(own.at(-1)?.lower ?? '')
  )
    own.pop();
  return own;
};

const trimObject = (tokens: readonly Token[]): Token[] => {
  const own = [...tokens];
  while (/^(?:be|to|as|a|an|is|have|has|with|should|must|can|needs|could|please)$/.test(own.at(-1)?.lower ?? ''))
    own.pop();
  return own;
};
