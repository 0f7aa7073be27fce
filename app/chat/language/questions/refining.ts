/** "Only the overdue ones", "which of those are urgent?": a part of what was just shown. */
import type { Understanding } from '../contract.ts';
import { understood, type Turn } from '../conversation/turn.ts';
import { filterOf } from '../references/filter-reading.ts';
import { filtered } from '../references/filtered.ts';
import { known } from '../references/pronouns.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wishOf } from '../wishes/wish.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Ask } from './asking.ts';
import { reply } from './listing.ts';

/** What says that a part is meant. */
const narrowing = phrases(`
  only|just show|list|give|tell? me? the?
  only|just those|these|them|ones? that|which are|is?
  show|give|list|tell me? only|just the?
  filter|narrow|limit|restrict|cut it|that|them|these|those|this|list? down? by|to|on|for? only|just? the?
  of those|these|them ,? which|what|how_many? are|is|ones|has|have?
  which|what|any|how_many|anything of those|these|them are|is|ones|has|have?
  which|what ones? of those|these|them are|is|has|have?
  are|is any of those|these|them
  now? only|just the?
`);

/** Without what was just shown there is no part of it: "only milk" is something to buy. */
export const refinementOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const { heard, here, memory } = turn;
  const from = phraseEnd(narrowing, tokens, 0);
  const shown = known(turn, memory.shown);
  if (from < 0 || from >= tokens.length || shown.length === 0 || wishOf(tokens.slice(from))?.sure === true) return null;
  const filter = filterOf(here, tokens, from, tokens.length, heard.categories ?? [], heard.tasks);
  if (!filter.narrowed && filter.order === null) return null;
  const status = filter.status === 'completed' ? 'completed' : 'all';
  const part = filtered(here, { ...filter, status, today: false }, shown, heard.categories ?? []);
  // A word that none of them has is no word of theirs.
  if (part.length === 0 && filter.words !== '') return null;
  return part.length === 0 ? none(turn) : reply(turn, asks(tokens), filter, part);
};

const asks = (tokens: readonly Token[]): Ask => ({
  kind: tokens.at(-1)?.lower === '?' ? 'question' : 'list',
  from: 0,
  counted: wordAt(tokens, 0) === 'how',
  whole: false,
  one: false,
});

const none = (turn: Turn): Understanding =>
  understood(turn, { query: { kind: 'list', words: null }, reply: 'None of them.' });
