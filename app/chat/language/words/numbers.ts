/** Numbers as people say them: "3", "three", "twenty five", "a couple of", "third", "3rd". */
import type { Token } from './tokens.ts';

const units: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20,
  thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
}; // prettier-ignore

const ordinals: Readonly<Record<string, number>> = {
  first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10,
  eleventh: 11, twelfth: 12, thirteenth: 13, fourteenth: 14, fifteenth: 15, sixteenth: 16, seventeenth: 17,
  eighteenth: 18, nineteenth: 19, twentieth: 20, thirtieth: 30,
}; // prettier-ignore

const fractions: Readonly<Record<string, number>> = {
  '1/2': 0.5,
  '½': 0.5,
  '1/4': 0.25,
  '¼': 0.25,
  '3/4': 0.75,
  '¾': 0.75,
};

export type Counted = { end: number; value: number };

const own = (table: Readonly<Record<string, number>>, key: string | undefined): number | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** A cardinal at token `i`, in digits or words; "a" and "an" are not numbers here. */
export const numberAt = (tokens: readonly Token[], i: number): Counted | null => {
  const token = tokens[i];
  if (token === undefined) return null;
  if (token.kind === 'number' && /^\d{1,6}(?:[.,]\d{1,2})?$/.test(token.lower)) {
    const value = Number(token.lower.replace(',', '.'));
    const part = Number.isInteger(value) ? own(fractions, tokens[i + 1]?.lower) : undefined;
    return part === undefined ? { end: i + 1, value } : { end: i + 2, value: value + part };
  }
  const value = own(units, token.lower);
  if (value === undefined) return null;
  if (value < 20) return { end: i + 1, value };
  const j = tokens[i + 1]?.lower === '-' ? i + 2 : i + 1;
  const rest = own(units, tokens[j]?.lower);
  return rest !== undefined && rest < 10 ? { end: j + 1, value: value + rest } : { end: i + 1, value };
};

/** "a", "an", "a couple of", "a few", "half a" and every cardinal: how many of something there are. */
export const amountAt = (tokens: readonly Token[], i: number): Counted | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  if (word(i) === 'half' && (word(i + 1) === 'a' || word(i + 1) === 'an')) return { end: i + 2, value: 0.5 };
  const j = word(i) === 'a' || word(i) === 'an' || word(i) === 'the' ? i + 1 : i;
  if (word(j) === 'couple') return { end: word(j + 1) === 'of' ? j + 2 : j + 1, value: 2 };
  if (word(j) === 'few' && j > i) return { end: j + 1, value: 3 };
  if (word(j) === 'half' && j > i) return { end: j + 1, value: 0.5 };
  if (j > i && word(i) !== 'the') return { end: j, value: 1 };
  return numberAt(tokens, i);
};

/** "3rd", "third", "twenty first", "last" (-1). */
export const ordinalAt = (tokens: readonly Token[], i: number): Counted | null => {
  const token = tokens[i];
  if (token === undefined) return null;
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(token.lower);
  if (digits !== null) return { end: i + 1, value: Number(digits[1]) };
  if (token.lower === 'last') return { end: i + 1, value: -1 };
  const tens = own(units, token.lower);
  if (tens === 20 || tens === 30) {
    const j = tokens[i + 1]?.lower === '-' ? i + 2 : i + 1;
    const rest = own(ordinals, tokens[j]?.lower);
    if (rest !== undefined && rest < 10) return { end: j + 1, value: tens + rest };
  }
  const value = own(ordinals, token.lower);
  return value === undefined ? null : { end: i + 1, value };
};
