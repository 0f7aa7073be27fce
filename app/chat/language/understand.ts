/** What a message means: the answer to an open question, a list, several sentences, or one. */
import type { Act, Heard, Understanding } from './contract.ts';
import { added } from './conversation/adding.ts';
import { afterwards } from './conversation/afterwards.ts';
import { answerTo } from './conversation/answers.ts';
import { clausesOf } from './conversation/clauses.ts';
import { eachEdit, eachWish } from './conversation/elided.ts';
import { dayHeading, itemsUnder, listed } from './conversation/item-lists.ts';
import { bulletless, enumerated, partsOf } from './conversation/lists.ts';
import { rebased, wholeParts } from './conversation/parts.ts';
import { sentence } from './conversation/sentence.ts';
import { statedThen } from './conversation/stated.ts';
import { isNo, isYes } from './conversation/yes-no.ts';
import { withVerb } from './conversation/shared-verb.ts';
import { isThanks, withoutThanks } from './conversation/thanks.ts';
import { understood, type Turn } from './conversation/turn.ts';
import { undoOf } from './conversation/undoing.ts';
import { hereOf } from './dates/calendar.ts';
import { withoutExcuse } from './new-task/excuses.ts';
import { askOf } from './questions/asking.ts';
import { readSlots } from './slots/slots.ts';
import { wishOf } from './wishes/wish.ts';
import { tokenize, type Token } from './words/tokens.ts';
import { isVerb } from './words/verbs.ts';

/** How many tasks one message may add. */
const MOST = 50;

/** How many tokens of a sentence are read for what they mean; what a search for dates costs grows with their square. */
const READ = 90;

/**
 * Understands one message. Pure: the same `heard` gives the same answer. Ids in `acts` and `listed` are those of
 * `heard.tasks`. Nothing is done; when the acts are, `settle` ends the turn.
 */
export const understand = (heard: Heard): Understanding => {
  const here = hereOf(heard.now, heard.zone, heard.locale, heard.weekStart);
  const { pending } = heard.memory;
  const open = pending !== null && Date.parse(pending.expires) >= here.now ? pending : null;
  const memory = { ...heard.memory, pending: open };
  const tokens = tokenize(heard.text);
  const turn: Turn = { heard, here, text: heard.text, tokens, memory, forced: null };
  const answered = answerTo(turn) ?? answeredFirst(turn);
  const fresh = { ...turn, memory: { ...memory, pending: null } };
  if (answered === null) return message(fresh);
  if ('reply' in answered) return answered;
  return sentence({ ...fresh, text: answered.text, tokens: tokenize(answered.text), forced: answered.forced });
};

/** "No, keep them. What's overdue?" answers, and then goes on. */
const answeredFirst = (turn: Turn): Understanding | null => {
  const { pending } = turn.memory;
  if (pending === null) return null;
  const parting = pending.kind === 'confirm-delete' ? /^[.!;,]$/ : /^[.!;]$/;
  for (let k = turn.tokens.length - 2; k > 0; k--) {
    const token = turn.tokens[k];
    if (token === undefined || token.kind === 'quoted' || !parting.test(token.text)) continue;
    const head = turn.tokens.slice(0, k);
    if (!isYes(head) && !isNo(head)) continue;
    const first = answerTo({ ...turn, tokens: head });
    if (first === null || !('reply' in first)) continue;
    const rest = rebased(turn, turn.tokens.slice(k + 1));
    const tasks = afterwards(turn.heard.tasks, first.acts);
    const then = message({ ...rest, heard: { ...turn.heard, tasks }, memory: { ...first.memory, pending: null } });
    return { ...then, acts: [...first.acts, ...then.acts], reply: `${first.reply}\n${then.reply}` };
  }
  return null;
};

const message = (given: Turn): Understanding => {
  const tokens = given.tokens.length > MOST * READ ? given.tokens.slice(0, MOST * READ) : given.tokens;
  const asked = withoutExcuse(given.here, withoutThanks(tokens));
  const turn = asked.length < tokens.length ? rebased(given, asked) : { ...given, tokens };
  const headed = dayHeading(turn.here, turn.tokens);
  if (headed !== null) return underDay(turn, headed.day, turn.tokens.slice(headed.from));
  const items = enumerated(turn.tokens.filter((t) => t.kind !== 'break'));
  const { heading, parts: lines } = partsOf(turn.tokens);
  const parts = wholeParts(turn, lines.slice(0, MOST), READ);
  if (items !== null && parts.length === 1) return several(turn, items, true);
  if (parts.length > 1 || heading !== null)
    return several(turn, parts, heading !== null || parts.every((part) => plainItem(turn, part)));
  if (turn.tokens.length > READ) return longWinded(turn);
  if (isThanks(turn.tokens)) return sentence(turn);
  const taken = tookBack(turn) ?? statedThen(turn);
  if (taken !== null) return taken;
  const verbs = eachEdit(turn) ?? eachWish(turn);
  if (verbs !== null)
    return severally(turn, verbs.map((tokens) => ({ ...turn, tokens })), false); // prettier-ignore
  const things = listed(turn.here, turn.text, turn.tokens);
  if (things !== null) return several(turn, things, false);
  const clauses = clausesOf(turn.here, turn.tokens);
  return clauses.length > 1 ? several(turn, clauses, false) : sentence(turn);
};

/** "Whoops, wrong one, undo", "no I didn't, undo that" say one thing in several. */
const tookBack = (turn: Turn): Understanding | null => {
  if (turn.tokens.length > 10 || !turn.tokens.some((t) => t.kind === 'sign' && /^[,.]$/.test(t.text))) return null;
  const words = turn.tokens.filter((t) => t.kind === 'word').map((t) => t.lower);
  const last = words.findLast((word) => !/^(?:that|it|this|please)$/.test(word));
  return /^(?:undo|revert)$/.test(last ?? '') && !words.some(isTaskVerb) ? undoOf(turn, turn.tokens) : null;
};

/** "Complete the report, undo" is two commands; "that was a mistake, undo" is one. */
const isTaskVerb = (word: string): boolean =>
  word !== 'put' && word !== 'take' && (isVerb(word) || /^(?:delete|add|mark|rename)$/.test(word));

/** "Tomorrow: dentist 9am, haircut 11.30": the day is said once, for all that have none of their own. */
const underDay = (turn: Turn, day: string, tokens: readonly Token[]): Understanding => {
  const parts = itemsUnder(turn.here, tokens.slice(0, READ * MOST));
  if (parts.length === 1 && tokens.length > READ) return longWinded(turn);
  const texts = parts.map((part) => {
    const own = rebased(turn, bulletless(part).slice(0, READ));
    const dated = readSlots({ here: turn.here, text: own.text, tokens: own.tokens }).moments.some(
      (m) => m.date !== null,
    );
    return dated ? own.text : `${own.text} ${day}`;
  });
  return severally(turn, texts.map((text) => ({ ...turn, text, tokens: tokenize(text) })), true); // prettier-ignore
};

const plainItem = (turn: Turn, tokens: readonly Token[]): boolean =>
  askOf(turn, tokens, false) === null && wishOf(tokens) === null;

/** Each part by itself, in order; "it" in one is what the one before touched. Stops at the first question. */
const several = (turn: Turn, parts: readonly (readonly Token[])[], adding: boolean): Understanding =>
  severally(
    turn,
    parts.map((part) => withVerb(turn, parts[0] ?? [], rebased(turn, part.slice(0, READ)))),
    adding,
    standsAlone(turn, parts.at(-1) ?? []),
  );

const severally = (turn: Turn, parts: readonly Turn[], adding: boolean, alone = false): Understanding => {
  const acts: Act[] = [];
  const replies: string[] = [];
  let last: Understanding | null = null;
  let memory = turn.memory;
  for (const part of parts.slice(0, MOST)) {
    const own = { ...part, memory, heard: { ...turn.heard, tasks: afterwards(turn.heard.tasks, acts) } };
    const each: Understanding = adding ? (added(own) ?? sentence(own)) : sentence(own);
    acts.push(...each.acts);
    replies.push(each.reply);
    const touched = each.acts.flatMap((act) => (act.op === 'add' ? [] : [act.target.id]));
    memory = touched.length > 0 ? { ...each.memory, touched } : each.memory;
    last = each;
    if (each.asked) break;
  }
  if (last === null) return sentence(turn);
  return {
    ...last,
    acts: shareDue(acts, adding || alone),
    reply: replies.join('\n'),
    memory: { ...memory, pending: last.memory.pending },
  };
};

/** "Buy milk and call mum tomorrow": a day said once, at the end, is meant for all. Lists by lines stand each for itself. */
const shareDue = (acts: Act[], adding: boolean): Act[] => {
  const adds = acts.flatMap((act) => (act.op === 'add' ? [act] : []));
  const last = adds.at(-1)?.task;
  if (adding || adds.length < acts.length || last?.due == null || last.rrule !== null) return acts;
  if (adds.slice(0, -1).some(({ task }) => task.due !== null)) return acts;
  return adds.map((act) => ({ ...act, task: { ...act.task, due: last.due } }));
};

/** A text too long for a sentence is a task by its beginning, with all of it as the description. */
const longWinded = (turn: Turn): Understanding => {
  const end = turn.tokens[READ - 1]?.end ?? 0;
  const text = turn.text.slice(0, end);
  const beginning = added({ ...turn, text, tokens: turn.tokens.slice(0, READ) });
  if (beginning === null) return understood(turn, { asked: true, reply: 'What is to be done?' });
  const acts = beginning.acts.map((act): Act => {
    if (act.op !== 'add' || act.task.description !== null) return act;
    return { ...act, task: { ...act.task, description: turn.text.slice(0, LONGEST_NOTE) } };
  });
  return { ...beginning, acts };
};

/** "… and also remind me to", "… . Buy stamps on Friday": asked for by itself, its day is its own. */
const standsAlone = (turn: Turn, last: readonly Token[]): boolean => {
  const word = last.find((t) => t.kind === 'word')?.lower ?? '';
  const before = turn.tokens.filter((t) => t.end <= (last[0]?.start ?? 0)).slice(-2);
  return (
    /^(?:also|remind|please|don't|dont|i|add|another)$/.test(word) ||
    before.some((t) => /^(?:[.!]|also)$/.test(t.lower) || t.kind === 'bangs')
  );
};

const LONGEST_NOTE = 10_000;
