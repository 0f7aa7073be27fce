/** What a conversation remembers, and says, once it is known what became of its acts. */
import type { Act, ActOutcome, Memory, Understanding } from '../contract.ts';

/** How many turns back "undo" reaches. */
const UNDO_DEPTH = 20;

const nameOf = (act: Act): string => (act.op === 'add' ? act.task.title : act.target.title);

/**
 * Ends a turn: `outcomes` are those of `understood.acts`, in their order. The memory is the one to store with the
 * conversation; the reply says so where an act was refused.
 */
export const settle = (
  understood: Understanding,
  outcomes: readonly ActOutcome[],
): { reply: string; memory: Memory } => {
  const { acts, memory } = understood;
  if (acts.length === 0) return { reply: understood.reply, memory };
  const refused = acts.flatMap((act, i) => {
    const outcome = outcomes[i];
    return outcome === undefined || outcome.ok ? [] : [`“${nameOf(act)}”: ${outcome.message}`];
  });
  const undone = new Set(acts.flatMap((act) => (act.op === 'undo' ? [act.command_id] : [])));
  const entries = acts.flatMap((act, i) => {
    const outcome = outcomes[i];
    if (outcome === undefined || !outcome.ok || act.op === 'undo') return [];
    return [{ id: outcome.task.id, title: outcome.task.title, op: act.op, command_id: outcome.command_id }];
  });
  const before = memory.done.map((turn) => turn.filter((entry) => !undone.has(entry.command_id)));
  const done = [...before, entries].filter((turn) => turn.length > 0).slice(-UNDO_DEPTH);
  const touched = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.task.id] : []));
  const reply =
    refused.length === 0
      ? understood.reply
      : refused.length === acts.length
        ? `That was not possible. ${refused.join('; ')}`
        : `${understood.reply}\nNot possible: ${refused.join('; ')}`;
  return { reply, memory: { ...memory, touched: touched.length > 0 ? touched : memory.touched, done } };
};
