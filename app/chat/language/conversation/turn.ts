/** One turn of a conversation while it is being understood. */
import type { Act, Heard, KnownTask, Memory, Pending, Query, Understanding } from '../contract.ts';
import type { Here } from '../dates/calendar.ts';
import type { Token } from '../words/tokens.ts';

/** `forced`: the tasks that the sentence's object was found to mean, when it had to be asked. */
export type Turn = {
  heard: Heard;
  here: Here;
  text: string;
  tokens: readonly Token[];
  memory: Memory;
  forced: readonly KnownTask[] | null;
};

/** How long a question waits for its answer. */
const PATIENCE = 15 * 60_000;

export const expiry = (turn: Turn): string => new Date(turn.here.now + PATIENCE).toISOString();

type Said = {
  acts?: Act[];
  query?: Query | null;
  listed?: readonly KnownTask[];
  asked?: Pending | true;
  reply: string;
};

/** The understanding of a turn. What is asked replaces an older question; what is listed becomes what "the first" means. */
export const understood = (turn: Turn, said: Said): Understanding => {
  const listed = (said.listed ?? []).map((task) => task.id);
  const pending = said.asked === undefined || said.asked === true ? null : said.asked;
  const shown = listed.length > 0 ? listed : turn.memory.shown;
  // A list makes "it" mean something only when it has one task.
  const touched = listed.length === 0 ? turn.memory.touched : listed.length === 1 ? listed : [];
  const candidates =
    pending?.kind === 'which' || pending?.kind === 'confirm-delete'
      ? (pending.kind === 'which' ? pending.candidates : pending.targets).map((t) => t.id)
      : null;
  const acts = said.acts ?? [];
  return {
    acts,
    query: said.query ?? null,
    listed,
    asked: said.asked !== undefined,
    reply: said.reply,
    memory: { ...turn.memory, pending, shown: candidates ?? shown, touched, said: saidFor(turn, acts) },
  };
};

/** What was undone is not said again. */
const saidFor = (turn: Turn, acts: readonly Act[]): string =>
  acts.length === 0 ? turn.memory.said : acts.some((act) => act.op === 'undo') ? '' : turn.text;

export const taskById = (turn: Turn, id: string): KnownTask | undefined =>
  turn.heard.tasks.find((task) => task.id === id);

export const refOf = (task: KnownTask): { id: string; title: string } => ({ id: task.id, title: task.title });
