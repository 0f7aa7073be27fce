/** "Undo", "take that back", "restore the dentist". */
import type { Act, Understanding } from '../contract.ts';
import { titles } from '../replies/task-words.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { understood, type Turn } from './turn.ts';

const undos = phrases(`
  undo|revert|undone|unddo|rollback|roll
  undo|revert|cancel|reverse|take that|it|this|last|please
  undo|revert|reverse the|my|that|your last|previous|latest? change|one|action|thing|command|edit|update|step|task|deletion|completion|move|delete|operation?
  take back that|the|my last? change|action|edit|update|task|deletion|completion|move|snooze|rename|tag|reschedule|reschedule|one|thing
  undo|revert|reverse|cancel that|the|my last? snooze|rename|reschedule|tag|tagging|priority|edit
  put|set|change|bring|move it|that|them|everything|things back? to? how|where|what|as it|they was|were before?
  put|set|change|bring|move it|that|them|everything back again
  back to how|where|what it|they was|were before?
  undo|revert|reverse both of? those|them|these?
  undo|revert|reverse the|my? last two|three|four|five|2|3|4|5 things|changes|actions|edits|commands|steps|ones?
  undo everything
  undo it all
  take that|it back
  i take that|it back
  take back that|it|the last
  put it|that|them back
  bring it|that|them back
  restore it|that|them
  roll back|that|it back?
  go back
  ctrl z
  ctrl+z
  ctrl-z
  oops ,? undo
  that was wrong|a|an mistake?
  no|oops|sorry|wait? ,? that|it was the? wrong one|task
  no|oops|sorry|wait? ,? wrong one|task
  i didn't|didnt mean to|that do|delete|complete|that?
  wait? ,? i didn't|didnt
  oh wait? ,? i didn't|didnt
  un-delete|undelete it|that|them?
  restore what i|you just? deleted
  cancel that last change|one?
  scratch that|it
  scrap|cancel|forget|drop|discard|reverse|take|undo that|the|my last|latest|previous change|edit|update|action|move|step back?
`);

/** The whole of it takes something back. */
export const isUndo = (tokens: readonly Token[]): boolean => phraseEnd(undos, tokens, 0) === tokens.length;

/** "undo", "take that back": the last turn that changed something is taken back. */
export const undoOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  let start = 0;
  while (
    start < tokens.length - 1 &&
    (/^(?:oops|no|wait|sorry|shit|whoops|please|actually|hmm|oh|ah|argh|ok|okay|damn|hang|on|hold|nah|nope|lol|um|uh)$/.test(
      tokens[start]?.lower ?? '',
    ) ||
      (start > 0 && /^[,.!]$|^\.{2,}$/.test(tokens[start]?.lower ?? '')))
  )
    start++;
  const own = tokens.slice(start);
  const last_ = own.filter((t) => t.kind === 'word').at(-1)?.lower;
  // "Whoops, wrong one, undo"
  const trailing = own.length <= 9 && last_ === 'undo' && own.some((t) => /^[.,!]$/.test(t.lower));
  const end = trailing ? own.length : phraseEnd(undos, own, 0);
  if (end < 0) return restoreOf(turn, own);
  const turns = many(own.slice(1));
  if (turns > 1) {
    const last = turn.memory.done.slice(-turns);
    return last.length === 0 ? understood(turn, { reply: 'There is nothing to undo.' }) : takeBack(turn, last.flat());
  }
  const rest = own
    .slice(end)
    .filter(
      (t) =>
        t.kind === 'word' &&
        !/^(?:undo|revert|please|pls|thanks|that|it|now|again|last|the|thing|change|action|one|just|back|did|i|you|what|for|me|sorry|actually|too)$/.test(
          t.lower,
        ),
    );
  if (rest.length > 0 && !/^(?:undo|revert)$/.test(own[0]?.lower ?? '')) return null;
  const { done } = turn.memory;
  const named =
    rest.length === 0
      ? null
      : done.findLastIndex((entries) =>
          entries.some(
            (entry) =>
              rest.some((t) => entry.title.toLowerCase().includes(t.lower)) ||
              rest.some((t) => t.lower.startsWith('delet') && entry.op === 'delete') ||
              rest.some((t) => /^(?:complet|done)/.test(t.lower) && entry.op === 'complete') ||
              rest.some((t) => t.lower.startsWith('add') && entry.op === 'add'),
          ),
        );
  const last = named === null || named < 0 ? done.at(-1) : done[named];
  if (last === undefined || (named !== null && named < 0 && rest.length > 2))
    return understood(turn, { reply: 'There is nothing to undo.' });
  return takeBack(turn, last);
};

const counts: Readonly<Record<string, number>> = { both: 2, two: 2, three: 3, four: 4, five: 5 };

/** "Undo both", "undo the last two": how many turns; 0 when no number is said. */
const many = (tokens: readonly Token[]): number => {
  const said = tokens.filter((t) => t.kind === 'word' || t.kind === 'number').map((t) => t.lower);
  const found =
    /^(?:(both)(?: of)?(?: those| them| these)?|(?:the |my )?last (two|three|four|five|[2-9])(?: \w+)?)$/.exec(
      said.join(' '),
    );
  const word = found?.[1] ?? found?.[2] ?? '';
  return /^\d$/.test(word) ? Number(word) : Object.hasOwn(counts, word) ? (counts[word] ?? 0) : 0;
};

const takeBack = (turn: Turn, entries: Turn['memory']['done'][number]): Understanding => {
  const acts = [...entries]
    .reverse()
    .map((entry): Act => ({ op: 'undo', target: { id: entry.id, title: entry.title }, command_id: entry.command_id }));
  return understood(turn, { acts, reply: `Undone: ${titles(entries)}.` });
};

/** "restore the dentist", where it was deleted in this conversation. */
const restoreOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const verb = tokens[0]?.lower ?? '';
  const back = verb === 'bring' && tokens.some((t) => t.lower === 'back');
  if (!/^(?:restore|undelete|un-delete|recover)$/.test(verb) && !back) return null;
  const words = tokens
    .slice(1)
    .filter((t) => t.kind !== 'sign' && !/^(?:the|my|back|task|please)$/.test(t.lower))
    .map((t) => t.lower);
  const entries = turn.memory.done.findLast((turnDone) =>
    turnDone.some((entry) => entry.op === 'delete' && words.every((word) => entry.title.toLowerCase().includes(word))),
  );
  const own = entries?.filter(
    (entry) => entry.op === 'delete' && words.every((word) => entry.title.toLowerCase().includes(word)),
  );
  return own === undefined || own.length === 0 ? null : takeBack(turn, own);
};
