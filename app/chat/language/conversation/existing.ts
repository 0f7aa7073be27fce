/** Commands and questions about tasks that exist. */
import type { Understanding } from '../contract.ts';
import { editOf } from '../edits/edits.ts';
import { editVerb } from '../edits/general.ts';
import { notes } from '../edits/noting.ts';
import { readAdd, readPreamble } from '../new-task/add.ts';
import { answer } from '../questions/answering.ts';
import { askOf } from '../questions/asking.ts';
import { withTitles } from '../references/known-titles.ts';
import { referTo } from '../references/refer.ts';
import { wishOf, type Wish } from '../wishes/wish.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { presentOf } from '../words/verbs.ts';
import { askDetail, which } from './asking-back.ts';
import { carryOut } from './carrying-out.ts';
import { fulfil } from './fulfilling.ts';
import { remindOf } from './reminding.ts';
import { snoozeOf } from './snoozing.ts';
import type { Turn } from './turn.ts';

/** Commands and questions about tasks that exist; null when the sentence is none. */
export const onExisting = (turn: Turn, said: readonly Token[], request: boolean): Understanding | null => {
  const tokens = withTitles(turn, said);
  const again = remindOf(turn, tokens) ?? snoozeOf(turn, tokens);
  if (again !== null) return again;
  const edit = /^(?:add|remove|clear|take|tag|untag|put|attach|append|stop|unschedule|leave|write|note)$/.test(
    tokens[0]?.lower ?? '',
  )
    ? editOf({ here: turn.here, text: turn.text, tokens, going: turn.memory.touched.length === 1 })
    : null;
  if (edit !== null) {
    const done = carryOut(turn, edit);
    if (done !== null) return done;
  }
  const preamble = toldOf(tokens) ? NO_PREAMBLE : readPreamble(turn.here, tokens);
  const pronoun = /^(?:it|them|that|this)$/.test(tokens[1]?.lower ?? '');
  if (preamble.strong && !strongEdit(tokens) && !pronoun && phraseEnd(notes, tokens, 0) < 0) return null;
  // "Could the voiceover be at 6?" asks for it to be so.
  const wished =
    /^(?:can|could)$/.test(said[0]?.lower ?? '') && tokens.some((t) => t.lower === 'be')
      ? editOf({ here: turn.here, text: turn.text, tokens, going: false })
      : null;
  const granted = wished === null ? null : carryOut(turn, wished);
  if (granted !== null) return granted;
  const ask = askOf(turn, tokens, request);
  const shown = /^(?:show|list|what|how|find|search)/.test(tokens[0]?.lower ?? '') || phraseEnd(seeing, tokens, 0) > 0;
  if (ask !== null && (shown || !preamble.command)) return answer(turn, tokens, ask);
  // "Schedule plant garlic for Thursday" is about the task of that name.
  const named = tokens[0]?.lower === 'schedule' && titleFollows(turn, tokens);
  if (preamble.command && preamble.from > 0 && !pronoun && !named && phraseEnd(notes, tokens, 0) < 0) return null;
  const changing = editOf({ here: turn.here, text: turn.text, tokens, going: turn.memory.touched.length === 1 });
  const wish = wishOf(tokens);
  if (wish !== null && !(/^(?:complete|delete)$/.test(wish.op) && changing?.sure === true)) {
    const done = timed(turn, tokens, wish) ? null : fulfil(turn, wish);
    if (done !== null) return done;
  }
  if (changing !== null) {
    const done = carryOut(turn, changing);
    if (done !== null) return done;
  }
  return lacking(turn, tokens);
};

/** "I want to see …" is no task of seeing it. */
const seeing = phrases(`
  i want|need to see|know
  i'd|i_would like|love to see|know
  let me|us? see
`);

/** "I have paid the rent" tells; "I have to pay it" does not. */
const toldOf = (tokens: readonly Token[]): boolean => {
  const [who, have, next, after] = tokens.map((t) => t.lower);
  if (!/^(?:i|we)$/.test(who ?? '') || have !== 'have') return false;
  const verb = /^(?:just|already|finally|now|also)$/.test(next ?? '') ? after : next;
  return presentOf(verb ?? '') !== null && wishOf(tokens)?.op === 'complete';
};

const NO_PREAMBLE: ReturnType<typeof readPreamble> = {
  from: 0,
  command: false,
  strong: false,
  many: false,
  polite: false,
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
  const note = phraseEnd(notes, tokens, 0);
  if (note > 0 && note < tokens.length) return lackingNote(turn, tokens.slice(note));
  const first = tokens[0]?.lower ?? '';
  const levelled = levelling.test(first) ? phraseEnd(priorityOf, tokens, 1) : -1;
  if (levelled > 0) return lackingLevel(turn, tokens.slice(levelled));
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

const levelling = /^(?:lower|raise|increase|decrease|reduce|change|set|adjust)$/;

const priorityOf = phrases(`
  the? priority|prio|urgency of|for|on
`);

/** "Lower the priority of the lease": to which level is asked for. */
const lackingLevel = (turn: Turn, object: readonly Token[]): Understanding | null => {
  const meant = referTo(turn, object, turn.heard.tasks);
  if (meant.kind === 'several') return which(turn, meant.tasks);
  if (meant.kind !== 'tasks') return null;
  const end: readonly [number, number] = [turn.text.length, turn.text.length];
  return askDetail(turn, 'text', end, ' to ', 'Which priority should it have: low, medium, high or critical?');
};

/** "Add a note to the dentist": what it should say is asked for. */
const lackingNote = (turn: Turn, object: readonly Token[]): Understanding | null => {
  const reference = referTo(turn, object, turn.heard.tasks);
  if (reference.kind === 'several') return which(turn, reference.tasks);
  if (reference.kind !== 'tasks') return null;
  return askDetail(turn, 'text', [turn.text.length, turn.text.length], ': ', 'What should the note say?');
};

const titleFollows = (turn: Turn, tokens: readonly Token[]): boolean => {
  const [verb, first] = tokens;
  if (verb === undefined || first === undefined) return false;
  const rest = turn.text.slice(first.start).toLowerCase();
  return turn.heard.tasks.some(({ title, completed }) => !completed && rest.startsWith(title.toLowerCase()));
};
