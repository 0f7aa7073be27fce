/** "Add a new task called", "put … on my list", "create task:": verbs that make a task and what may follow before the title. */
import { categoryAt } from '../marks/category.ts';
import { phraseEnd } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { listTail } from './courtesies.ts';
import { calledNames, makers, nouns } from './preamble-words.ts';
import type { Preamble } from './preamble.ts';

/** "add a (new, high priority) task (called)", "put … on my list", "create task:". */
export const maker = (
  tokens: readonly Token[],
  i: number,
  found: Preamble,
  skip: (i: number) => number,
): number | null => {
  const verb =
    { adding: 'add', creating: 'create', setting: 'set', putting: 'put', making: 'make' }[wordAt(tokens, i)] ??
    wordAt(tokens, i);
  if (!makers.has(verb) || found.strong) return null;
  let j = i + 1;
  if (/^(?:down|in|up|me)$/.test(wordAt(tokens, j)) && /^(?:jot|note|write|put|pencil|set|give|make|log)$/.test(verb))
    j++;
  let article = false;
  for (let n = 0; n < 6; n++) {
    const word = wordAt(tokens, j);
    if (
      /^(?:a|an|the|another|new|one|two|three|four|five|these|this|following|my|quick|todo|to-do|recurring|repeating|more|some|few|couple|also|personal|reminder-task|separate|of|me|extra|simple|single|2|3|4|5)$/.test(
        word,
      )
    ) {
      article ||= /^(?:a|an)$/.test(word);
      j++;
      continue;
    }
    const past = skip(j);
    if (past > j && (nouns.test(wordAt(tokens, past)) || /^(?:a|an|new)$/.test(wordAt(tokens, past)))) {
      j = past;
      continue;
    }
    break;
  }
  if (wordAt(tokens, j) === 'to' && wordAt(tokens, j + 1) === 'do') j += nouns.test(wordAt(tokens, j + 2)) ? 2 : 1;
  // "Write a note to the neighbours" is something to do.
  if (wordAt(tokens, j) === 'note' && verb === 'write' && /^(?:to|for)$/.test(wordAt(tokens, j + 1))) return null;
  if (nouns.test(wordAt(tokens, j)) || (wordAt(tokens, j) === 'do' && wordAt(tokens, j - 1) === 'to')) {
    found.many = wordAt(tokens, j).endsWith('s');
    found.strong = true;
    const after = skipDated(tokens, j + 1, skip);
    const name = phraseEnd(calledNames, tokens, after);
    // "add task for Friday: …" — "for" belongs to the date.
    // "add a task to the Work category: …"
    if (categoryAt(tokens, after) !== null) return after;
    if (name > 0 && !(/^(?:for|of)$/.test(wordAt(tokens, after)) && skip(after) > after)) return name;
    return j + 1;
  }
  // "Put down haircut for Saturday": with a day it goes into a diary; "put down the dog" is something to do.
  if (
    /^(?:put|jot|note)$/.test(verb) &&
    wordAt(tokens, i + 1) === 'down' &&
    !/^(?:the|a|an|my|our|some)$/.test(wordAt(tokens, i + 2)) &&
    hasDate(tokens, i + 2, skip)
  )
    return i + 2;
  // Without a noun only "add" and its like are commands; "make dinner", "note the time" and "set the table" are tasks.
  if (!/^(?:add|create|put|log|jot|schedule|insert|pencil|throw|stick|pop|chuck|bung|whack|slap|drop|toss)$/.test(verb))
    return /^[:]$/.test(wordAt(tokens, i + 1)) && /^(?:new|note|log|quick)$/.test(verb) ? i + 2 : null;
  if (verb === 'add' || verb === 'create' || verb === 'insert' || verb === 'log') {
    const titled = verb === 'add' ? true : tokens[j]?.kind === 'quoted' || article;
    if (!titled) return null;
    const start = article ? afterArticle(tokens, i) : wordAt(tokens, i + 1) === ':' ? i + 2 : i + 1;
    if (verb === 'add' && /^(?:to|in)$/.test(wordAt(tokens, start))) return null;
    return verb === 'create' || verb === 'insert' || verb === 'log' ? (onList(tokens) ? start : null) : start;
  }
  if (onList(tokens))
    return article ? afterArticle(tokens, i) : /^(?:down|in)$/.test(wordAt(tokens, i + 1)) ? i + 2 : i + 1;
  const penciled = verb === 'pencil' && wordAt(tokens, i + 1) === 'in';
  if ((verb === 'schedule' || penciled) && hasDate(tokens, i + 1, skip))
    return article || penciled ? afterArticle(tokens, i) : i + 1;
  return null;
};

const skipDated = (tokens: readonly Token[], i: number, skip: (i: number) => number): number => {
  const past = skip(i);
  return past > i && phraseEnd(calledNames, tokens, past) > 0 ? past : i;
};

const afterArticle = (tokens: readonly Token[], i: number): number => {
  let j = i + 1;
  while (/^(?:a|an|in|down|new|me)$/.test(wordAt(tokens, j))) j++;
  return j;
};

const onList = (tokens: readonly Token[]): boolean => tokens.some((_, k) => phraseEnd(listTail, tokens, k) > 0);

const hasDate = (tokens: readonly Token[], from: number, skip: (i: number) => number): boolean => {
  for (let k = from; k < tokens.length; k++) if (skip(k) > k) return true;
  return false;
};
