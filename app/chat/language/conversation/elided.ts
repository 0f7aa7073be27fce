/** "Move the dentist to Friday and the lawn to Sunday": the verb is said once, for several tasks with values of their own. */
import { editOf } from '../edits/edits.ts';
import { referTo } from '../references/refer.ts';
import { wishOf } from '../wishes/wish.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { courteous } from './courtesy.ts';
import type { Turn } from './turn.ts';

/** What may part them. */
const parting = /^(?:and|,|;|&|plus|then)$/;

const MOST_TOKENS = 40;

/** The tokens are an edit of tasks that exist, with something for them to become. */
const edits = (turn: Turn, tokens: readonly Token[]): boolean => {
  const wish = editOf({ here: turn.here, text: turn.text, tokens, going: false });
  if (wish === null || wish.object.length === 0 || wish.edit.clear !== undefined || wish.edit.title !== undefined)
    return false;
  return referTo(turn, wish.object, turn.heard.tasks).kind === 'tasks';
};

/** Each part with its verb; null when the sentence says one thing. */
export const eachEdit = (turn: Turn): Token[][] | null => {
  const { from } = courteous(turn.tokens);
  const tokens = turn.tokens.slice(from);
  const verb = tokens[0];
  if (verb?.kind !== 'word' || !shared.test(verb.lower) || tokens.length > MOST_TOKENS) return null;
  const parts: Token[][] = [];
  let begin = 1;
  for (let k = 2; k < tokens.length - 1; k++) {
    if (!parting.test(wordAt(tokens, k)) || tokens[k]?.kind === 'quoted') continue;
    let next = k + 1;
    while (parting.test(wordAt(tokens, next))) next++;
    const left = [verb, ...tokens.slice(begin, k)];
    if (!edits(turn, left) || !edits(turn, [verb, ...tokens.slice(next)])) continue;
    parts.push(left);
    begin = next;
    k = next;
  }
  return parts.length === 0 ? null : [...parts, [verb, ...tokens.slice(begin)]];
};

/** "Voiceover done, podcast done": each part says for itself what became of its task; null unless all do. */
export const eachWish = (turn: Turn): Token[][] | null => {
  const parts: Token[][] = [[]];
  for (const token of turn.tokens.slice(0, MOST_TOKENS)) {
    if (parting.test(token.lower) && token.kind !== 'quoted') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  const full = parts.filter((part) => part.length > 0);
  if (full.length < 2 || turn.tokens.length > MOST_TOKENS) return null;
  const wishes = full.every((part) => {
    const wish = part.length < 2 ? null : wishOf(part);
    return wish !== null && wish.object.length > 0 && referTo(turn, wish.object, turn.heard.tasks).kind === 'tasks';
  });
  return wishes ? full : null;
};

const shared =
  /^(?:move|push|reschedule|postpone|shift|bump|change|set|make|mark|put|tag|give|bring|delay|defer|prioriti[sz]e|update)$/;
