/** "Show my errands filter", "which filters do I have?": lists by the filters somebody has saved. */
import type { KnownFilter, Understanding } from '../contract.ts';
import { understood, type Turn } from '../conversation/turn.ts';
import { anyTask } from '../references/filter.ts';
import { quoted } from '../replies/task-words.ts';
import { phraseEnd, phrases, wordsOf } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { reply } from './listing.ts';

const showing = phrases(`
  show|list|open|display|view|give|get|see|run|use|apply|pull me? up? the|my? saved?
  what|what's|whats|which|how_many is|are|s? in|on? the|my? saved?
  what|which does|do the|my?
  anything|tasks|everything in|on|under|from|by|for|matching the|my?
  filter by|with the|my? saved?
  list|show me? tasks|everything|things? by|with|in|for|from|matching the|my? saved?
`);

const all = phrases(`
  show|list|see|display me? all? the|my? saved? filters
  what|which saved? filters do|have i have|saved|got?
  what|what's|whats are? my saved? filters
  my saved? filters
  saved filters
  do i have any saved? filters
`);

/** The filter whose name stands beside the word "filter". */
const named = (turn: Turn, tokens: readonly Token[]): KnownFilter | undefined => {
  const said = ` ${wordsOf(tokens.filter((t) => t.kind !== 'sign'))} `;
  const fitting = (turn.heard.filters ?? []).filter(({ name }) => {
    const own = name.toLowerCase();
    return (
      said.includes(` ${own} filter `) || said.includes(` filter ${own} `) || said.includes(` filter called ${own} `)
    );
  });
  return fitting.sort((a, b) => b.name.length - a.name.length)[0];
};

/** The tasks of a saved filter; null when the sentence is about none. */
export const savedFilterOf = (turn: Turn, tokens: readonly Token[]): Understanding | null => {
  const filters = turn.heard.filters ?? [];
  if (!tokens.some((t) => /^filters?$/.test(t.lower))) return null;
  const own = tokens.filter((t) => !/^[?.!]$/.test(t.text) && t.kind !== 'bangs');
  const query = { kind: 'list' as const, words: null };
  if (filters.length > 0 && phraseEnd(all, own, 0) === own.length)
    return understood(turn, { query, reply: `Your filters: ${filters.map(({ name }) => quoted(name)).join(', ')}.` });
  const filter = named(turn, own);
  const bare = own.length <= 6 && /^filters?$/.test(own.at(-1)?.lower ?? '');
  if (filter === undefined || (phraseEnd(showing, own, 0) < 0 && !bare)) return null;
  const tasks = filter.tasks.flatMap((id) => turn.heard.tasks.find((task) => task.id === id) ?? []);
  const ask = { kind: 'list', from: 0, counted: false, whole: false, one: false } as const;
  return reply(turn, ask, { ...anyTask(), narrowed: true, from: null }, tasks);
};
