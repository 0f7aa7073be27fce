/** Which tasks a few words mean: exact titles first, then parts of them, then slips of the pen. */
import type { KnownTask } from '../contract.ts';
import { tokenize } from '../words/tokens.ts';
import { presentOf } from '../words/verbs.ts';

const empty = new Set(
  `the a an my our your his her to for of on in at with and or about from task tasks todo todos item reminder one thing please is it
  that this i me some up off do`.split(/\s+/),
);

/** mum and mom are one person. */
const alike: Readonly<Record<string, string>> = {
  mom: 'mum', mommy: 'mum', mother: 'mum', dad: 'dad', father: 'dad', dr: 'doctor', doc: 'doctor', appt: 'appointment', apt: 'appointment',
  groceries: 'grocery', 'e-mail': 'email', mail: 'email', phone: 'call', ring: 'call', telephone: 'call', docs: 'document', pic: 'picture', bday: 'birthday', 'b-day': 'birthday',
  mtg: 'meeting', xmas: 'christmas', fridge: 'refrigerator', bike: 'bicycle', photo: 'picture', veg: 'vegetable', veggies: 'vegetable', laundries: 'laundry', gp: 'doctor',
}; // prettier-ignore

/** A word without its ending: plural, past and -ing forms meet. */
export const stem = (word: string): string => {
  const plain = word.replace(/'s$|'$/u, '');
  const same = Object.hasOwn(alike, plain) ? alike[plain] : undefined;
  if (same !== undefined) return same;
  const present = presentOf(plain);
  if (present !== null && plain !== present && plain.length > 3) return present;
  if (plain.length > 5 && plain.endsWith('ing')) {
    const cut = plain.slice(0, -3);
    return /([bdgklmnprt])\1$/.test(cut) ? cut.slice(0, -1) : cut.replace(/e$/, '');
  }
  if (plain.length > 3 && plain.endsWith('ies')) return `${plain.slice(0, -3)}y`;
  if (plain.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(plain)) return plain.slice(0, -2);
  if (plain.length > 3 && plain.endsWith('s') && !plain.endsWith('ss') && !plain.endsWith('us'))
    return plain.slice(0, -1);
  return plain.length > 4 && plain.endsWith('e') ? plain.slice(0, -1) : plain;
};

/** The words of a title that tell it from others. */
export const keyWords = (text: string): string[] => {
  const words = tokenize(text)
    .flatMap((token) => (token.kind === 'quoted' ? tokenize(token.text) : [token]))
    .filter((token) => token.kind !== 'sign' && token.kind !== 'break' && token.kind !== 'bangs')
    .map((token) => token.lower);
  const telling = words.filter((word) => !empty.has(word));
  return (telling.length > 0 ? telling : words).map(stem);
};

/** Damerau–Levenshtein distance (adjacent swaps count once), or `most` + 1 when it is more. */
export const slips = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [older, old] = [old, row];
  }
  return old[b.length] ?? most + 1;
};

/** How well a word said fits a word of a title: 1 the same, less for slips and beginnings, 0 not at all. */
const fit = (said: string, word: string): number => {
  if (said === word) return 1;
  if (said.length >= 4 && word.startsWith(said)) return 0.85;
  if (word.length >= 4 && said.startsWith(word) && said.length - word.length <= 2) return 0.85;
  // "ana" for "anna": one letter left out of a short name.
  if (said.length === 3 && word.length === 4 && word.startsWith(said.slice(0, 1)) && slips(said, word, 1) === 1)
    return 0.75;
  if (said.length < 4 || word.length < 4 || /\d/.test(said)) return 0;
  const most = Math.min(said.length, word.length) >= 8 ? 2 : 1;
  return slips(said, word, most) <= most ? 0.8 : 0;
};

/** `whole`: every word said is in the title. `exact`: none of them by a slip of the pen or a beginning alone. */
export type Scored = { task: KnownTask; score: number; whole: boolean; exact: boolean };

/** `score` is at most 2, for a title said entirely. */
const scoreOf = (said: readonly string[], task: KnownTask): Scored => {
  const title = keyWords(task.title);
  let sum = 0;
  let hits = 0;
  let exact = said.length > 0;
  const used = new Set<number>();
  for (const word of said) {
    let best = 0;
    let at = -1;
    title.forEach((other, n) => {
      const f = used.has(n) ? 0 : fit(word, other);
      if (f > best) [best, at] = [f, n];
    });
    if (at >= 0) {
      used.add(at);
      hits++;
    }
    exact &&= best === 1;
    sum += best;
  }
  const whole = hits === said.length && said.length > 0;
  return {
    task,
    whole,
    exact,
    score: said.length === 0 ? 0 : sum / said.length + (title.length === 0 ? 0 : used.size / title.length),
  };
};

/** Tasks whose title has some of the words, the best first. */
export const ranked = (words: string, tasks: readonly KnownTask[]): Scored[] => {
  const said = keyWords(words);
  return tasks
    .map((task) => scoreOf(said, task))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
};

export type Match = { kind: 'one'; task: KnownTask } | { kind: 'several'; tasks: KnownTask[] } | { kind: 'none' };

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();

/** The task that words mean; several when they fit more than one equally; none when they fit nothing well. */
export const matchTitle = (words: string, tasks: readonly KnownTask[]): Match => {
  const exact = tasks.filter((task) => plain(task.title) === plain(words));
  if (exact.length === 1 && exact[0] !== undefined) return { kind: 'one', task: exact[0] };
  if (exact.length > 1) return { kind: 'several', tasks: exact };
  const all = ranked(words, tasks);
  const whole = all.filter((scored) => scored.whole);
  // "Call Maria" is not "Call Mario", though one letter apart.
  const exactly = whole.filter((scored) => scored.exact);
  const fitting = exactly.length > 0 ? exactly : whole.length > 0 ? whole : all.filter(({ score }) => score >= 1.1);
  const best = fitting[0];
  if (best === undefined) return { kind: 'none' };
  // A title said entirely is meant, even if others contain the words too.
  const entire = fitting.filter(({ score }) => score >= 1.9);
  const near =
    entire.length > 0
      ? entire
      : whole.length > 0
        ? fitting.filter(
            ({ score }) => score >= best.score - 0.6 && Math.abs(wordScore(score) - wordScore(best.score)) < 0.3,
          )
        : fitting.filter(({ score }) => score >= best.score - 0.15);
  if (near.length === 1) return { kind: 'one', task: best.task };
  return { kind: 'several', tasks: near.map(({ task }) => task) };
};

const wordScore = (score: number): number => Math.min(1, score);
