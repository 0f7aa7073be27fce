/** A sentence cut into tokens that know where they stand, so that what is left of it can be put back together. */

export type TokenKind =
  'word' | 'number' | 'quoted' | 'link' | 'tag' | 'at' | 'plus' | 'star' | 'bangs' | 'break' | 'sign';

export type Token = {
  kind: TokenKind;
  /** As written. Of a quotation: what stands between the quotes. */
  text: string;
  /** Lower case, apostrophes made straight, dots of a.m. and p.m. dropped. */
  lower: string;
  start: number;
  end: number;
  /** Nothing but the token before it stands directly before it. */
  glued: boolean;
};

/** No sentence is read beyond this many characters. */
export const LONGEST = 2_000;

type Rule = { kind: TokenKind; pattern: RegExp; inner?: boolean; fresh?: boolean };

/** "@friday" is a day; every other "@word" is a label or someone. */
const days =
  'today|tonight|tomorrow|tmrw|noon|midnight|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';

/** Tried in order at each place. `fresh` ones begin only after a space or at the start. Every pattern is linear. */
const rules: readonly Rule[] = [
  { kind: 'break', pattern: /[\r\n]+/y },
  { kind: 'quoted', pattern: /"([^"\r\n]{1,300})"(?![\p{L}\p{N}])/uy, inner: true, fresh: true },
  { kind: 'quoted', pattern: /[“„]([^“”„"\r\n]{1,300})[”"“]/uy, inner: true },
  { kind: 'quoted', pattern: /«\s?([^«»\r\n]{1,300}?)\s?»/uy, inner: true },
  { kind: 'quoted', pattern: /`([^`\r\n]{1,300})`/uy, inner: true },
  { kind: 'quoted', pattern: /['‘]((?:[^'‘’\r\n]|['’](?=[\p{L}\p{N}])){1,300})['’](?![\p{L}\p{N}])/uy, inner: true, fresh: true },
  { kind: 'link', pattern: /(?:https?:\/\/|www\.)[^\s]{1,500}/iuy, fresh: true },
  { kind: 'link', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}/uy, fresh: true },
  { kind: 'tag', pattern: /#["'“]([^"'“”\r\n]{1,100})["'”]/uy, inner: true, fresh: true },
  { kind: 'at', pattern: /@["'“]([^"'“”\r\n]{1,100})["'”]/uy, inner: true, fresh: true },
  { kind: 'plus', pattern: /\+["'“]([^"'“”\r\n]{1,100})["'”]/uy, inner: true, fresh: true },
  { kind: 'star', pattern: /\*["'“]([^"'“”\r\n]{1,100})["'”]/uy, inner: true, fresh: true },
  { kind: 'tag', pattern: /#(?=[\p{L}\p{N}_/-]*\p{L})([\p{L}\p{M}\p{N}_]+(?:[-/:&][\p{L}\p{M}\p{N}_]+)*)/uy, inner: true, fresh: true },
  { kind: 'at', pattern: new RegExp(`@(?!(?:${days})(?![-/\\p{L}\\p{N}_]|\\.\\p{L}))(\\p{L}[\\p{L}\\p{M}\\p{N}_]*(?:[-/][\\p{L}\\p{N}_]+)*)`, 'iuy'), inner: true, fresh: true },
  { kind: 'plus', pattern: /\+(\p{L}[\p{L}\p{M}\p{N}_]*(?:[-/][\p{L}\p{N}_]+)*)/uy, inner: true, fresh: true },
  { kind: 'star', pattern: /\*(\p{L}[\p{L}\p{M}\p{N}_]*(?:[-/][\p{L}\p{N}_]+)*)(?!\*)/uy, inner: true, fresh: true },
  { kind: 'bangs', pattern: /!+/y },
  { kind: 'number', pattern: /\d{1,2}(?:[:.]\d\d)?\s?[ap]\.\s?m\b\.?/iuy },
  { kind: 'number', pattern: /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/iuy },
  { kind: 'number', pattern: /\d[\p{L}\d]*(?:[.:/\-–][\p{L}\d]+|,\d+)*/uy },
  { kind: 'word', pattern: /(?:[ap]\.m\b\.?|\p{L}[\p{L}\p{M}\p{N}]*(?:['’ʼ]\p{L}+)*(?:[-‑][\p{L}\p{N}]+(?:['’]\p{L}+)*)*['’]?)/iuy },
  { kind: 'sign', pattern: /\.{2,}|-{1,3}|[^\s]/uy },
]; // prettier-ignore

const plain = (text: string): string => text.toLowerCase().replace(/[’ʼ‘]/g, "'").replace(/‑/g, '-');

const spoken = (kind: TokenKind, text: string): string => {
  const lower = plain(text);
  if (kind === 'number') return lower.replace(/\s?([ap])\.\s?m\b\.?/u, '$1m').replace(/–/g, '-');
  if (kind === 'word') return lower.replace(/^([ap])\.m\.?$/u, '$1m').replace(/'$/, '');
  return lower;
};

/** Hyphenated words that are grammar, not names: they are read as their parts. */
const partsToo =
  /^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mid|early|late|twenty|thirty|forty|fifty)-/;

/** Token `k` in lower case; empty beyond the sentence. */
export const wordAt = (tokens: readonly Token[], k: number): string => tokens[k]?.lower ?? '';

/** Cuts `text` into tokens. Linear in its length; what lies beyond `LONGEST` characters is not read. */
export const tokenize = (text: string): Token[] => {
  const source = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const before = tokens.at(-1);
    const glued = before?.end === at && before.kind !== 'break';
    const hit = next(source, at, glued);
    if (hit === null) {
      at += 1;
      continue;
    }
    const { rule, whole, inner } = hit;
    const end = at + whole.length;
    const written = inner ?? whole;
    const split = rule.kind === 'word' && partsToo.test(plain(written)) ? written.split(/([-‑])/) : [written];
    if (split.length === 1) {
      tokens.push({ kind: rule.kind, text: written, lower: spoken(rule.kind, written), start: at, end, glued });
    } else {
      let from = at;
      for (const part of split.filter((p) => p !== '')) {
        const kind = /^[-‑]$/.test(part) ? 'sign' : /^\d/.test(part) ? 'number' : 'word';
        tokens.push({
          kind,
          text: part,
          lower: spoken(kind, part),
          start: from,
          end: from + part.length,
          glued: from > at || glued,
        });
        from += part.length;
      }
    }
    at = end;
  }
  return tokens;
};

const next = (
  source: string,
  at: number,
  glued: boolean,
): { rule: Rule; whole: string; inner: string | undefined } | null => {
  for (const rule of rules) {
    if (rule.fresh === true && glued && !/[(\[{,;:–—]/.test(source[at - 1] ?? '')) continue;
    rule.pattern.lastIndex = at;
    const found = rule.pattern.exec(source);
    if (found !== null) return { rule, whole: found[0], inner: rule.inner === true ? found[1] : undefined };
  }
  return null;
};
