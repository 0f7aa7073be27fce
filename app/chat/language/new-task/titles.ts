/** What is left of a sentence when everything else is gone: the title, in the speaker's own words and letters. */
import { phraseEnd } from '../words/phrases.ts';
import type { Token } from '../words/tokens.ts';
import { listTail, politeTail } from './courtesies.ts';

const LONGEST = 255;

const isEdge = (token: Token): boolean =>
  token.kind === 'sign' && /^(?:[,.:;?/\\|–—&·•>=]|-{1,3}|\.{2,}|…)$/u.test(token.text);

/** Words that led to what was taken away, and are left hanging. */
const hanging = /^(?:and|or|on|at|by|for|from|but|due|until|before|starting|with|the|is|a|an|in|of|then|to)$/;

/** What a voice fills its pauses with. */
const pause = /^(?:u+[hm]+|e+rm+|hm+)$/;

/** "The boiler man", "my old mate" are spoken of; "thanks, man" and "call mum mate" speak to somebody. */
const isSpokenOf = (tokens: readonly Token[], k: number): boolean =>
  /^(?:man|mate|pal|buddy|dude|bro|x)$/.test(tokens[k]?.lower ?? '') &&
  tokens.slice(Math.max(0, k - 3), k).some((t) => /^(?:the|a|an|my|our|his|her|their|that|this)$/.test(t.lower)) &&
  tokens.slice(Math.max(0, k - 2), k).every((t) => t.kind === 'word');

/** Takes courtesy and "to my list" at the end, and in the middle where all behind them is taken. */
const trimTails = (tokens: readonly Token[], from: number, taken: Set<number>): void => {
  for (let changed = true; changed;) {
    changed = false;
    for (let k = tokens.length - 1; k >= from; k--) {
      if (taken.has(k)) continue;
      const token = tokens[k];
      if (token === undefined) continue;
      if (
        token.kind === 'break' ||
        (token.kind === 'sign' && isEdge(token)) ||
        (token.kind === 'bangs' && token.glued)
      ) {
        taken.add(k);
        changed = true;
        continue;
      }
      break;
    }
    let last = tokens.length - 1;
    while (last >= from && taken.has(last)) last--;
    for (let k = Math.max(from + 1, last - 5); k <= last; k++) {
      const end = Math.max(phraseEnd(politeTail, tokens, k), phraseEnd(listTail, tokens, k));
      const rest = kept(tokens, from, k, taken) || [...taken].some((n) => n >= from && n < k);
      if (end === last + 1 && !taken.has(k) && rest && !isSpokenOf(tokens, k)) {
        for (let n = k; n < end; n++) taken.add(n);
        changed = true;
        break;
      }
    }
  }
  // "add milk to my list for tomorrow": in the middle, too, where a date follows.
  for (let k = from + 1; k < tokens.length; k++) {
    const end = taken.has(k) ? -1 : phraseEnd(listTail, tokens, k);
    if (end > 0 && (end >= tokens.length || taken.has(end))) for (let n = k; n < end; n++) taken.add(n);
  }
};

const kept = (tokens: readonly Token[], from: number, to: number, taken: ReadonlySet<number>): boolean =>
  tokens.some((token, k) => k >= from && k < to && !taken.has(k) && !isEdge(token));

/** The title of tokens `from`… without those taken; empty when nothing is left. */
export const titleOf = (
  text: string,
  tokens: readonly Token[],
  from: number,
  taken: Set<number>,
  to = tokens.length,
): string => {
  const part = tokens.slice(0, to);
  trimTails(part, from, taken);
  hangs(part, from, taken);
  const left = part
    .map((token, k) => ({ token, k }))
    .filter(
      ({ token, k }) =>
        k >= from && !taken.has(k) && token.kind !== 'break' && !(token.kind === 'word' && pause.test(token.lower)),
    );
  const only = left.length === 1 ? left[0]?.token : undefined;
  if (only?.kind === 'quoted') return only.text.trim().slice(0, LONGEST);
  const runs: { start: number; end: number; k: number }[] = [];
  for (const { token, k } of left) {
    const run = runs.at(-1);
    if (run?.k === k - 1) Object.assign(run, { end: token.end, k });
    else runs.push({ start: token.start, end: token.end, k });
  }
  return tidy(runs.map((run) => text.slice(run.start, run.end)).join(' '))
    .slice(0, LONGEST)
    .trim();
};

/** A link word whose other side was taken goes too: "call mum and", "on call with Bob". */
const hangs = (tokens: readonly Token[], from: number, taken: Set<number>): void => {
  for (let n = 0; n < 3; n++) {
    let last = tokens.length - 1;
    while (last >= from && taken.has(last)) last--;
    const token = tokens[last];
    if (last <= from || last === tokens.length - 1 || token === undefined) break;
    if (isEdge(token) || (token.kind === 'word' && hanging.test(token.lower) && !isPhrasal(tokens, last)))
      taken.add(last);
    else break;
  }
  for (let k = from; k < tokens.length; k++) {
    if (taken.has(k)) continue;
    const token = tokens[k];
    if (
      token === undefined ||
      !(isEdge(token) || (k > from && /^(?:and|then|to|that)$/.test(token.lower) && taken.has(k - 1) && k - 1 >= from))
    )
      break;
    taken.add(k);
  }
};

/** "turn the lights on", "hand it in" end in a word of their own. */
const isPhrasal = (tokens: readonly Token[], k: number): boolean =>
  /^(?:on|in|by|for)$/.test(tokens[k]?.lower ?? '') &&
  /^(?:turn|put|hand|log|switch|try|sign|check|drop|stop|get|come|fill|send|plug|move|bring|let|pass|tune|carry|clock|chip|kick|hold|hang|what|who|stand|ask|look|pay|wait)$/.test(
    tokens.slice(0, k).find((t) => t.kind === 'word')?.lower ?? '',
  );

const tidy = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/\(\s?\)|\[\s?\]/gu, ' ')
    .replace(/\s+([,.;:?)\]]|!(?![\p{L}\p{N}]))/gu, '$1')
    .replace(/,(?:\s?,)+/gu, ',')
    .replace(/([([])\s+/gu, '$1')
    .replace(/^[\s,.;:?–—-]+(?=\s|\p{L}|\p{N}|$)|[\s,;:–—-]+$/gu, '')
    .replace(/\s{2,}/gu, ' ')
    .trim();
