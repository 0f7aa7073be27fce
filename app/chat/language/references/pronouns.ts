/** "It", "them", "the second one", "1 and 3": tasks by what was last shown or touched. */
import type { KnownTask } from '../contract.ts';
import { taskById, type Turn } from '../conversation/turn.ts';
import { numberAt, ordinalAt } from '../words/numbers.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import type { Reference } from './refer.ts';
import { inText } from './said-words.ts';

const it = phrases(`
  it|that|this one?
  that|this|the one|task|reminder|todo|item
  the last task|reminder|todo
  the one you|i just? added|created|made|mentioned|showed
  that last? one
  the task i just added|created
  the new one|task
  it again
`);

const them = phrases(`
  them|those|these|both
  both of them|those|these
  all|each of them|those|these
  them|those|these all
  all of it
  all three|four|five|2|3|4|5
  those|these|both two|three|four|five|2|3|4|5? tasks|ones|items|todos
  the whole lot
  the lot
`);

/** What is left of a list when what was touched is gone. */
const others = phrases(`
  the? other|others|remaining one|ones|task|tasks|two|three|four?
  the rest
  the other one|two|three
`);

export const known = (turn: Turn, ids: readonly string[]): KnownTask[] => ids.flatMap((id) => taskById(turn, id) ?? []);

/** What the last two turns were about, the earlier first. */
const lastTwo = (turn: Turn): string[] =>
  [...new Set(turn.memory.done.flatMap((entries) => entries.map(({ id }) => id)).reverse())].slice(0, 2).reverse();

export const pronounIn = (turn: Turn, tokens: readonly Token[]): Reference | null => {
  const { touched, shown } = turn.memory;
  const focus = touched.length > 0 ? touched : shown;
  if (phraseEnd(them, tokens, 0) === tokens.length) {
    const both = wordAt(tokens, 0) === 'both' && touched.length === 1 && shown.length !== 2 ? lastTwo(turn) : [];
    const tasks = known(
      turn,
      both.length > 1 ? both : touched.length > 1 ? touched : shown.length > 0 ? shown : touched,
    );
    return tasks.length === 0 ? { kind: 'missing' } : { kind: 'tasks', tasks, bulk: tasks.length > 1, by: 'pronoun' };
  }
  if (phraseEnd(others, tokens, 0) === tokens.length) {
    const tasks = known(turn, shown.filter((id) => !touched.includes(id))); // prettier-ignore
    const one = /^(?:one|task|other)$/.test(wordAt(tokens, tokens.length - 1));
    if (tasks.length === 0) return { kind: 'missing' };
    return one && tasks.length > 1 ? { kind: 'several', tasks } : { kind: 'tasks', tasks, bulk: !one, by: 'pronoun' };
  }
  if (phraseEnd(it, tokens, 0) !== tokens.length) return null;
  const tasks = known(turn, focus);
  if (tasks.length === 0) return { kind: 'missing' };
  return tasks.length === 1 ? { kind: 'tasks', tasks, bulk: false, by: 'pronoun' } : { kind: 'several', tasks };
};

/** What numbers count: what was added together since the last list, or that list. */
const numbered = (turn: Turn): readonly string[] => {
  const { shown, touched } = turn.memory;
  return touched.length > 1 && !touched.some((id) => shown.includes(id)) ? touched : shown;
};

/** "the second one", "number 2", "#3", "1 and 3", "the first two", "the last one", "task 4". */
export const numberedIn = (turn: Turn, tokens: readonly Token[]): Reference | null => {
  const shown = numbered(turn);
  const places: number[] = [];
  let k = 0;
  while (k < tokens.length) {
    const word = wordAt(tokens, k).replace(/^(one|first|second|third|last)'s$/, '$1');
    if (
      /^(?:the|and|,|&|number|no|nr|task|tasks|item|one|ones|#|\.|todo|todos|both|items|numbers|of|them|those|these|on|list)$/.test(
        word,
      )
    ) {
      k++;
      continue;
    }
    const count = /^(?:first|last|top)$/.test(word) ? numberAt(tokens, k + 1) : null;
    if (count !== null) {
      const n = Math.min(count.value, shown.length);
      for (let p = 0; p < n; p++) places.push(word === 'last' ? shown.length - n + p + 1 : p + 1);
      k = count.end;
      continue;
    }
    const nth = ordinalAt(tokens, k) ?? numberAt(tokens, k);
    if (nth === null || !Number.isInteger(nth.value)) return null;
    places.push(nth.value < 0 ? shown.length : nth.value);
    k = nth.end;
  }
  if (places.length === 0) return null;
  if (shown.length === 0)
    return tokens.some((t) => /^(?:first|second|third|fourth|fifth|last|number|#)$/.test(t.lower))
      ? { kind: 'missing' }
      : null;
  const tasks = known(
    turn,
    places.map((place) => shown[place - 1] ?? ''),
  );
  // "482" may be told from "483" in a title.
  if (tasks.length < places.length && places.length === 1 && numbersTitle(turn, places[0])) return null;
  if (tasks.length < places.length) return { kind: 'unknown', words: inText(turn, tokens) };
  return { kind: 'tasks', tasks: [...new Set(tasks)], bulk: false, by: 'number' };
};

const numbersTitle = (turn: Turn, place: number | undefined): boolean =>
  turn.heard.tasks.some((task) => task.title.split(/[^\p{L}\p{N}]+/u).includes(String(place)));
