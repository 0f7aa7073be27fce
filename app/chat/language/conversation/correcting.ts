/** "No, make it 6", "actually Friday": the task just touched is set right. */
import type { Understanding } from '../contract.ts';
import { bareHour } from '../edits/bare-hour.ts';
import type { Edit } from '../edits/edit.ts';
import { readSlots } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { until } from './answers.ts';
import { askDetail } from './asking-back.ts';
import { carryOut } from './carrying-out.ts';
import { recommanded, retargeted } from './retargeting.ts';
import { moved } from './later.ts';
import type { Turn } from './turn.ts';

const corrections = phrases(`
  no ,? wait|actually|sorry|i|make|rather|not?
  no ,? i meant|mean
  no|nope|oops|whoops|wait|actually|sorry|correction|rather|hmm|argh|ugh|oh
  oops|sorry|wait|oh|no|actually ,? no|i|actually|sorry? meant|mean|wait?
  i meant|mean
  i meant to say
  scratch that
  on second thought|thoughts
  my mistake|bad
  wrong day|time|date|one|month|week
  same time ,? but?
  make it|that|this
  change it|that|this to
  actually ,? make|change|let's|no|can it|that|make|you? it|that? to?
  actually ,? it's|its|it is|should
  let's make|do it|that?
  or rather
`);

const wrongOne = phrases(`
  no|oops|sorry|wait|ah? ,? the? wrong one|task|thing
  no|oops|sorry|wait|ah? ,? that's|thats|that_was the? wrong one|task|thing
  no|oops|sorry|wait|ah? ,? not that one
`);

const bridging = phrases(`
  make|change|move|set it|that|this|them to?
  make|change|move|set it|that|this to? be?
  it's|its|it_is|it_should_be|that's
  i meant|mean|want to say?
  let's do|make it?
  should be
  can you make|change|move it|that to?
  could you make|change|move it|that to?
  that should be
  not that
  rather
  say|do|for|to|the
  it should be
`);

/** "Not tomorrow, Monday" sets right; "not tomorrow" asks for the day that is meant. */
const insteadOfThat = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  if (wordAt(tokens, 0) !== 'not') return null;
  const reading = { here: turn.here, text: turn.text, tokens };
  const slots = readSlots(reading, { from: 1, plain: true, leads: until });
  const parted = tokens.findIndex((t, k) => k > 1 && /^(?:,|but|rather|-|–|—)$/.test(t.lower));
  if (slots.moments.length === 0 && parted < 0) return null;
  const own = tokens.slice(parted > 0 ? parted + 1 : 1);
  if (parted > 0 || slots.moments.length > 1) return setRight(turn, own);
  const rest = tokens.some((t, k) => k > 0 && t.kind === 'word' && !slots.taken.has(k));
  return rest ? null : askDetail({ ...turn, text: 'move it' }, 'when', [7, 7], ' to ', 'When should it be, then?');
};

const withoutField =
  /^(?:priority|prio|due|date|deadline|tags?|labels?|reminders?|notes?|description|category|repeat)$/;

/** "no, make it 6", "actually Friday", "I meant high priority": the task just touched is set right. */
export const correctionOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const { touched } = turn.memory;
  if (touched.length === 0 && turn.forced === null) return null;
  // "No priority on it" takes one away.
  if (wordAt(tokens, 0) === 'no' && withoutField.test(wordAt(tokens, 1))) return null;
  const other = insteadOfThat(turn, tokens);
  if (other !== null) return other;
  const instead = /^(?:instead|rather)$/.test(tokens.filter((t) => t.kind === 'word').at(-1)?.lower ?? '');
  const wrong = phraseEnd(wrongOne, tokens, 0);
  let at = wrong > 0 ? wrong : phraseEnd(corrections, tokens, 0);
  if (at < 0 && !instead) return moved(turn, tokens);
  at = Math.max(at, 0);
  for (let n = 0; n < 4; n++) {
    while (/^[,.!–—-]$|^\.{2,}$/.test(tokens[at]?.lower ?? '') || tokens[at]?.kind === 'bangs') at++;
    const more = Math.max(phraseEnd(bridging, tokens, at), at > 0 ? phraseEnd(corrections, tokens, at) : -1);
    if (more > at && more < tokens.length) at = more;
  }
  const own = tokens.slice(at);
  if (own.length === 0) return null;
  const meant = tokens.slice(0, at).some((t) => /^(?:meant|mean)$/.test(t.lower));
  return setRight(turn, own) ?? (meant ? recommanded(turn, own) : null);
};

/** What is pointed at by its place in a list is a task, and no day of the month. */
const placed = /^(?:first|second|third|fourth|fifth|last|other)$/;

const setRight = (turn: Turn, own: readonly Token[]): Understanding | null =>
  (own.some((t) => placed.test(t.lower)) ? retargeted(turn, own) : null) ??
  continued(turn, own) ??
  retargeted(turn, own);

/** A sentence that is nothing but a time, a priority or a tag changes what was touched last; null when it is more. */
export const continued = (turn: Turn, own: readonly Token[]): Understanding | null => {
  const reading = { here: turn.here, text: turn.text, tokens: own };
  const slots = readSlots(reading, { plain: true, leads: until });
  const taken = new Set(slots.taken);
  const hour = slots.moments.length === 0 ? bareHour(reading, 0, taken) : null;
  if (hour !== null) for (let k = hour.start; k < hour.end; k++) taken.add(k);
  const level = slots.priority === undefined ? bareLevel(own, taken) : undefined;
  const left = own.filter(
    (t, k) =>
      !taken.has(k) &&
      t.kind !== 'sign' &&
      t.kind !== 'bangs' &&
      !/^(?:instead|please|rather|then|and|it|priority|to|on|at|not|is|the|for|be|that|actually|a|thanks|also|with|as|now)$/.test(
        t.lower,
      ),
  );
  const edit: Edit = {};
  const moment = slots.moments.at(-1) ?? hour;
  // "not Friday, Saturday": the last one said is meant.
  if (moment !== null) edit.moment = moment;
  if (slots.recurrences[0] !== undefined) edit.recurrence = slots.recurrences[0];
  if (slots.priority !== undefined) edit.priority = slots.priority;
  if (level !== undefined && level !== null) edit.priority = level;
  if (slots.tags.length > 0) edit.addTags = slots.tags;
  if (slots.remindings.length > 0) edit.remindings = slots.remindings;
  const known = left.filter((t) => !(level != null && /^(?:urgent|high|low|medium|critical|important)$/.test(t.lower)));
  if (Object.keys(edit).length === 0 || known.length > 0) return null;
  return carryOut(turn, { edit, object: [], sure: true, weak: false });
};

const bareLevel = (tokens: readonly Token[], taken: ReadonlySet<number>): Edit['priority'] => {
  const levels = {
    low: 'LOW',
    medium: 'MEDIUM',
    high: 'HIGH',
    urgent: 'CRITICAL',
    critical: 'CRITICAL',
    important: 'HIGH',
  } as const;
  const words = tokens.filter((t, k) => !taken.has(k) && t.kind === 'word');
  const found = Object.entries(levels).find(
    ([name]) => words.length > 0 && words.length <= 2 && words[0]?.lower === name,
  );
  return found?.[1];
};
