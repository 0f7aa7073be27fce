/** Titles said word for word are names, whatever else their words could mean: "change weekly report to Thursdays". */
import type { Turn } from '../conversation/turn.ts';
import { readSlots } from '../slots/slots.ts';
import type { Token } from '../words/tokens.ts';

/** How many titles of a sentence are looked at for dates within. */
const MOST = 20;

/** The tokens with each title in them as one quotation, where a part of it could be read as a date, a rule or a mark. */
export const withTitles = (turn: Turn, tokens: readonly Token[]): Token[] => {
  const always = /^(?:tag|label)$/.test(tokens[0]?.lower ?? '');
  const said = turn.text.toLowerCase();
  const titles = turn.heard.tasks
    .map(({ title }) => title)
    .filter((title) => title.includes(' ') && said.includes(title.toLowerCase()))
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST);
  return titles.reduce((own, title) => closed(turn, own, title, always || begins(turn, tokens, title)), [...tokens]);
};

const command =
  /^(?:list|show|find|delete|remove|complete|finish|move|change|remind|add|undo|search|clear|check|cancel)$/;

/** "List bike on Gumtree is done" begins with a title that could be a command, and goes on. */
const begins = (turn: Turn, tokens: readonly Token[], title: string): boolean => {
  const first = tokens[0];
  return (
    first !== undefined &&
    command.test(first.lower) &&
    turn.text.slice(first.start).toLowerCase().startsWith(`${title.toLowerCase()} `)
  );
};

const closed = (turn: Turn, tokens: Token[], title: string, always: boolean): Token[] => {
  for (const [from, first] of tokens.entries()) {
    const end = first.start + title.length;
    if (turn.text.slice(first.start, end).toLowerCase() !== title.toLowerCase()) continue;
    const to = tokens.findIndex((token) => token.end === end);
    const inside = tokens.slice(from, to + 1);
    if (to < from || inside.some((token) => token.kind === 'quoted')) continue;
    if (!always && readSlots({ here: turn.here, text: turn.text, tokens: inside }, { plain: true }).taken.size === 0)
      return tokens;
    const name: Token = { ...first, kind: 'quoted', text: title, lower: title.toLowerCase(), end };
    return [...tokens.slice(0, from), name, ...tokens.slice(to + 1)];
  }
  return tokens;
};
