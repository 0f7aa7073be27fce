/** What a sentence means, in the order in which it is tried: answer, undo, question, command on what exists, new task. */
import { leadingReminder, readAdd, readPreamble } from './add.ts';
import { answer, askOf } from './asking.ts';
import { hereOf } from './calendar.ts';
import { clausesOf, enumerated, partsOf } from './clauses.ts';
import type { Act, Heard, Said, Understanding } from './contract.ts';
import { askDetail, carryOut, fulfil, problemText, snoozeOf } from './doing.ts';
import { editOf } from './edits.ts';
import { phraseEnd, phrases } from './phrases.ts';
import { referTo } from './refer.ts';
import { answerTo, continued, correctionOf, isNo, isYes, undoOf } from './replying.ts';
import { tokenize, type Token } from './tokens.ts';
import { understood, type Turn } from './turn.ts';
import { editVerb, wishOf, type Wish } from './wishes.ts';
import { quoted, saidText } from './words-out.ts';

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
  const answered = answerTo(turn);
  const fresh = { ...turn, memory: { ...memory, pending: null } };
  if (answered === null) return message(fresh);
  if ('reply' in answered) return answered;
  return sentence({ ...fresh, text: answered.text, tokens: tokenize(answered.text), forced: answered.forced });
};

const message = (given: Turn): Understanding => {
  const turn = given.tokens.length > MOST * READ ? { ...given, tokens: given.tokens.slice(0, MOST * READ) } : given;
  const items = enumerated(turn.tokens.filter((t) => t.kind !== 'break'));
  const { heading, parts } = partsOf(turn.tokens);
  if (items !== null && parts.length === 1) return several(turn, items, true);
  if (parts.length > 1 || heading !== null)
    return several(turn, parts, heading !== null || parts.every((part) => plainItem(turn, part)));
  if (turn.tokens.length > READ) return longWinded(turn);
  const clauses = clausesOf(turn.here, turn.tokens);
  return clauses.length > 1 ? several(turn, clauses, false) : sentence(turn);
};

const plainItem = (turn: Turn, tokens: readonly Token[]): boolean =>
  askOf(turn, tokens, false) === null && wishOf(tokens) === null;

/** Each part by itself, in order; "it" in one is what the one before touched. Stops at the first question. */
const several = (turn: Turn, parts: readonly (readonly Token[])[], adding: boolean): Understanding => {
  const acts: Act[] = [];
  const replies: string[] = [];
  let last: Understanding | null = null;
  let memory = turn.memory;
  for (const part of parts.slice(0, MOST)) {
    const own = rebased({ ...turn, memory }, part.slice(0, READ));
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
    acts: shareDue(acts, adding),
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
const LONGEST_NOTE = 10_000;

/** A part of a message as a message of its own. */
const rebased = (turn: Turn, tokens: readonly Token[]): Turn => {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return { ...turn, text: '', tokens: [] };
  const text = turn.text.slice(first.start, last.end + (last.kind === 'quoted' ? 0 : 0));
  return { ...turn, text, tokens: tokenize(text) };
};

const helping = phrases(`
  help me? please?
  what can you do
  what can i say|do|ask
  how do i use this|you
  how does this|it work
  how do you work
  commands|instructions|usage
  what do you do
  who are you
  what are you
`);
const greeting =
  /^(?:hi|hello|hey|yo|thanks|thank you|thx|ty|cheers|good morning|good afternoon|good evening|good night|cool|great|nice|perfect|awesome|lol|haha|ok|okay|bye|goodbye|thank you very much|thank you so much|thanks a lot|many thanks|wow|👍|🙏|❤️|got it|sounds good|well done|good bot|you're welcome|no worries|never mind|nevermind|nothing|good|great thanks|ok thanks|ok cool|cool thanks|hey there|hi there|hello there)$/u;
const HELP = `Tell me what is to be done: “call mum tomorrow at 5”, “pay rent every 1st of the month #home”, “report by Friday, high priority”.
Ask: “what's due today?”, “show overdue tasks”, “find tasks about the report”.
Change: “move the dentist to Tuesday”, “mark milk as done”, “rename …”, “snooze it for an hour”, “delete …”, “undo”.`;

const courtesy = phrases(`
  please|pls|plz|hey|hi|hello|ok|okay|yes|yep|yeah|yup|wait|so|um|uh|er|well|yo|omg|ugh|right|alright|also|and|then|oh|ah|btw|just|yeah|yep|hmm|lol|dude|bro|mate|kindly|now
  could|can|would|will you|u please|just|kindly?
  can|could|may i please?
  could|can|would|will you please?
  i'd|i like|love you? to
  i would like you? to
  i want|need you to
  good morning|afternoon|evening
  hey|hi|hello|ok|okay there|duecourse
  duecourse
  thanks
  great
  cool
  let's
  go ahead and
`);

const commanding =
  /^(?:take|move|add|make|delete|remove|mark|change|show|set|complete|tag|push|put|rename|list|undo|reschedule|postpone|cancel|see|snooze)$/;
/** "Right shoe" and "Now That's What I Call Music" are no courtesy; "now take it off" and "great, …" are. */
const isCourtesy = (word: string, next: Token | undefined): boolean => {
  if (word === 'now' || word === "let's")
    return commanding.test(next?.lower ?? '') || (word === 'now' && next?.lower === ',');
  return !/^(?:right|well|great|cool|thanks)$/.test(word) || /^[,!.:]$/.test(next?.lower ?? '');
};

/** Where a sentence begins behind its courtesy, and whether that was a request ("could you …"). */
const courteous = (tokens: readonly Token[]): { from: number; request: boolean } => {
  let from = 0;
  let request = false;
  for (let n = 0; n < 6; n++) {
    while (
      /^[,.:–—-]$|^\.{2,}$/.test(tokens[from]?.lower ?? '') ||
      (tokens[from]?.kind === 'bangs' && tokens[from]?.glued === true)
    )
      from++;
    const end = phraseEnd(courtesy, tokens, from);
    if (end < 0 || end >= tokens.length) break;
    const word = tokens[from]?.lower ?? '';
    if (end === from + 1 && !isCourtesy(word, tokens[end])) break;
    request ||= /^(?:could|can|would|will|please|i'd|i)$/.test(word);
    from = end;
  }
  return { from, request };
};

/** One sentence. */
const sentence = (turn: Turn): Understanding => {
  const said = turn.tokens.filter((t) => t.kind !== 'break');
  const plain = said
    .filter((t) => !(t.kind === 'sign' && /^[.,!?…]$/u.test(t.text)) && t.kind !== 'bangs')
    .map((t) => t.lower)
    .join(' ');
  if (plain === '')
    return understood(turn, {
      reply: said.some((t) => t.lower === '?') ? HELP : 'I heard nothing. Say “help” to see what I understand.',
    });
  if (phraseEnd(helping, said, 0) >= said.filter((t) => t.lower !== '?' && t.kind !== 'bangs').length)
    return understood(turn, { reply: HELP });
  if (greeting.test(plain)) return understood(turn, { reply: 'At your service. Say “help” to see what I understand.' });
  const { from, request } = courteous(said);
  const tokens = said.slice(from);
  const undo = undoOf(turn, tokens);
  if (undo !== null) return undo;
  if (isYes(said) || isNo(said)) return understood(turn, { reply: 'There is nothing to confirm.' });
  const correction = correctionOf(turn, said);
  if (correction !== null) return correction;
  const refused = negated(turn, tokens);
  if (refused !== null) return refused;
  return (
    onExisting(turn, tokens, request) ?? added(turn) ?? understood(turn, { asked: true, reply: 'What is to be done?' })
  );
};

const negation = phrases(`
  don't|dont|do_not|never delete|remove|complete|mark|add|create|change|move|touch|reschedule|cancel|finish|schedule|snooze|do|update|rename|close|clear
  please don't|dont|do_not
`);
/** "don't delete the dentist": nothing is done. */
const negated = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const end = phraseEnd(negation, tokens, 0);
  if (end < 0) return null;
  // "Don't touch the paint until Friday" is a note to oneself; the verbs of this list are not.
  const verb = tokens[end - 1]?.lower ?? '';
  if (/^(?:touch|move|change|do|cancel|schedule|close|finish)$/.test(verb) && !onExistingTask(turn, tokens.slice(end)))
    return null;
  return understood(turn, { reply: 'All right, nothing was changed.' });
};
const onExistingTask = (turn: Turn, tokens: readonly Token[]): boolean => {
  const words = tokens.map((t) => t.lower);
  if (words.length <= 2 && words.some((w) => /^(?:it|that|this|anything|them)$/.test(w))) return true;
  return turn.heard.tasks.some((task) =>
    task.title
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.length > 3 && words.includes(word)),
  );
};

/** Commands and questions about tasks that exist; null when the sentence is none. */
const onExisting = (turn: Turn, tokens: readonly Token[], request: boolean): Understanding | null => {
  const snooze = snoozeOf(turn, tokens);
  if (snooze !== null) return snooze;
  const edit = /^(?:add|remove|clear|take|tag|untag|put|attach|append|stop|unschedule|leave|write|note)$/.test(
    tokens[0]?.lower ?? '',
  )
    ? editOf({ here: turn.here, text: turn.text, tokens, going: turn.memory.touched.length === 1 })
    : null;
  if (edit !== null) {
    const done = carryOut(turn, edit);
    if (done !== null) return done;
  }
  const preamble = readPreamble(turn.here, tokens);
  const pronoun = /^(?:it|them|that|this)$/.test(tokens[1]?.lower ?? '');
  if (preamble.strong && !strongEdit(tokens) && !pronoun) return null;
  const ask = askOf(turn, tokens, request);
  if (ask !== null && !(preamble.command && !/^(?:show|list|what|how|find|search)/.test(tokens[0]?.lower ?? '')))
    return answer(turn, tokens, ask);
  if (preamble.command && preamble.from > 0 && !pronoun) return null;
  const changing = editOf({ here: turn.here, text: turn.text, tokens, going: turn.memory.touched.length === 1 });
  const wish = wishOf(tokens);
  if (wish !== null && !(wish.op === 'complete' && changing?.sure === true)) {
    const done = timed(turn, tokens, wish) ? null : fulfil(turn, wish);
    if (done !== null) return done;
  }
  if (changing !== null) {
    const done = carryOut(turn, changing);
    if (done !== null) return done;
  }
  return lacking(turn, tokens);
};

const strongEdit = (tokens: readonly Token[]): boolean =>
  /^(?:set|change)$/.test(tokens[0]?.lower ?? '') && !/^(?:a|an|up|me)$/.test(tokens[1]?.lower ?? '');

/** "Finish the report by Friday", "cancel gym membership tomorrow" are things to do, unless they name a task that exists. */
const timed = (turn: Turn, tokens: readonly Token[], wish: Wish): boolean => {
  if (!wish.mild || !/^(?:complete|delete)$/.test(wish.op)) return false;
  const object = wish.object.slice(0, 2).map((t) => t.lower);
  if (
    /^(?:all|everything|them|both|those|it|that)$/.test(object[0] ?? '') ||
    /^every (?:task|single|thing|one)/.test(object.join(' '))
  )
    return false;
  const meant = referTo(turn, wish.object, turn.heard.tasks);
  if (meant.kind === 'tasks' && (meant.by === 'number' || meant.by === 'pronoun')) return false;
  const read = readAdd(turn.here, turn.text, turn.tokens);
  if (!read.ok || !read.tasks.some((task) => task.due !== null)) return false;
  const named = tokens.map((t) => t.lower).join(' ');
  return !turn.heard.tasks.some((task) => named.endsWith(task.title.toLowerCase()));
};

/** "reschedule the dentist": what is missing is asked for. */
const lacking = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const first = tokens[0]?.lower ?? '';
  const mild = /^(?:move|change|update|edit|postpone|delay|push|defer)$/.test(first) && tokens.length > 1;
  if (!editVerb(first) && !mild) return null;
  const trial = carryOut(turn, { edit: { priority: null }, object: tokens.slice(1), sure: !mild, weak: false });
  if (trial === null) return null;
  if (trial.acts.length === 0 && (trial.asked || !trial.reply.includes('already')))
    return mild && !trial.asked ? null : trial;
  const end: readonly [number, number] = [turn.text.length, turn.text.length];
  if (/^(?:rename|retitle)$/.test(first)) return askDetail(turn, 'text', end, ' to ', 'What should it be called?');
  return askDetail(
    turn,
    'when',
    end,
    ' to ',
    /^(?:change|update|edit)$/.test(first)
      ? 'What should change? Say a date, a time or a priority.'
      : 'To when should it be moved?',
  );
};

/** A new task, or what is missing for one; null when the sentence says nothing to do. */
const added = (turn: Turn): Understanding | null => {
  const read = readAdd(turn.here, turn.text, turn.tokens);
  if (read.ok) {
    const acts = read.tasks.map((task): Act => ({ op: 'add', task }));
    return understood(turn, { acts, reply: read.tasks.map((task) => addedText(turn, task)).join('\n') });
  }
  const { problem } = read;
  if (problem.kind === 'title') return untitled(turn);
  const before = problem.kind === 'days' || problem.kind === 'minutes' ? 'every ' : '';
  return askDetail(turn, 'when', [problem.start, problem.end], before, problemText(problem.kind));
};

/** "Remind me tomorrow at 8" lacks what; "at 10am" alone, behind a change, goes on with it. */
const untitled = (turn: Turn): Understanding => {
  const { command, strong } = readPreamble(turn.here, turn.tokens);
  // "remind me an hour before" goes on with what was added, too.
  const reminding =
    turn.memory.touched.length === 1 && leadingReminder(turn.here, turn.tokens) !== null
      ? continued(turn, turn.tokens)
      : null;
  if (reminding !== null) return reminding;
  const end: readonly [number, number] = [turn.text.length, turn.text.length];
  if (command || strong) return askDetail(turn, 'title', end, ' to ', 'What is it that is to be done?');
  const going = turn.memory.touched.length === 1 ? continued(turn, turn.tokens) : null;
  return going ?? askDetail(turn, 'title', end, ': ', 'What is it that is to be done?');
};

const addedText = (turn: Turn, task: Said): string => {
  const said = saidText(turn.here, task);
  return `Added ${quoted(task.title)}${said === '' ? '' : `, ${said}`}.`;
};
