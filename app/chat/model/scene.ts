/** A turn as a model finds it: who acts on what, what was heard, what has been done so far, and how it ends. */
import { Unavailable } from '../../operations/ports.ts';
import type { Unanswered } from '../../queries/turns.ts';
import type { Asker } from '../carry-out.ts';
import type { Heard, Memory, Understanding } from '../language/index.ts';
import type { Come, Turn, TurnNeeds } from '../turn.ts';
import { understood } from '../understand.ts';
import { remember, type Tally } from './tally.ts';

/** Who acts on what in this turn. */
export type Scene = {
  needs: TurnNeeds;
  turn: Turn;
  message: Unanswered;
  asker: Asker;
  memory: Memory;
  tally: Tally;
};

/** What the sentence is heard against, and what it means without a model; null when that could not be made out. */
export const hearing = async ({
  needs,
  turn,
  message,
  memory,
}: Scene): Promise<{ heard: Heard; meant: Understanding | null }> => {
  const kept: { heard: Heard | null; meant: Understanding | null } = { heard: null, meant: null };
  const said = { user: turn.user, text: message.content, at: message.created_at, memory };
  const listen = (heard: Heard): Understanding => {
    kept.heard = heard;
    return needs.understand(heard);
  };
  try {
    kept.meant = await understood(needs.services, listen, said);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    needs.onBug(error, message.message_id);
  }
  if (kept.heard === null) throw new Error('a sentence was understood without being heard');
  return { heard: kept.heard, meant: kept.meant };
};

export const comeOf = ({ memory, tally }: Scene, said: { reply: string; asked: boolean }): Come => ({
  ...said,
  memory: remember(memory, tally),
  run: tally.run,
  listed: tally.listed,
});
