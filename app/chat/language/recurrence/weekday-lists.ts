/** Several weekdays at once: "mon, wed & fri", "Monday to Friday", "tue/thu", "Mondays and Thursdays", "MWF". */
import { weekdayNamed, weekdaysNamed } from '../dates/names.ts';
import type { Token } from '../words/tokens.ts';

export type Days = {
  end: number;
  /** 0 = Monday, in the order said. */
  days: number[];
  /** At least one was said in the plural, so that no "every" is needed. */
  plural: boolean;
  /** Said as a stretch of days. */
  range: boolean;
  /** "Monday or Tuesday": one of them. */
  or: boolean;
};

const packed: Readonly<Record<string, readonly number[]>> = {
  mwf: [0, 2, 4],
  tth: [1, 3],
  tuth: [1, 3],
  tr: [1, 3],
  mtwtf: [0, 1, 2, 3, 4],
};

/** Letters are days only in a list of them: "M/W/F", "Tu/Th". */
const letters: Readonly<Record<string, number>> = {
  m: 0, mo: 0, t: 1, tu: 1, w: 2, we: 2, th: 3, f: 4, fr: 4, sa: 5, su: 6,
}; // prettier-ignore
const letteredAt = (tokens: readonly Token[], i: number): Days | null => {
  const days: number[] = [];
  let j = i;
  for (;;) {
    const word = tokens[j]?.lower ?? '';
    const day = Object.hasOwn(letters, word) ? letters[word] : undefined;
    if (day === undefined) return null;
    days.push(day);
    if (tokens[j + 1]?.lower !== '/' || tokens[j + 2]?.glued !== true || days.length >= 7) break;
    j += 2;
  }
  // "M/F" and "T/F" may be other things.
  const plain = days.length === 2 && j === i + 2 && tokens.slice(i, j + 1).every((t) => t.lower.length === 1);
  return days.length < 2 || plain ? null : { end: j + 1, days, plural: true, range: false, or: false };
};

/** The weekdays listed from token `i`; `single` stops after the first. */
export const daysAt = (tokens: readonly Token[], i: number, single = false): Days | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const whole = !single && Object.hasOwn(packed, word(i)) && word(i).length > 2 ? packed[word(i)] : undefined;
  if (whole !== undefined) return { end: i + 1, days: [...whole], plural: true, range: false, or: false };
  const lettered = single ? null : letteredAt(tokens, i);
  if (lettered !== null) return lettered;
  const found: Days = { end: i, days: [], plural: false, range: false, or: false };
  let j = i;
  while (found.days.length < 7 && tokens[j]?.kind === 'word') {
    const many = weekdaysNamed(word(j));
    const day = many ?? weekdayNamed(word(j));
    if (day === null) break;
    found.or ||= word(j - 1) === 'or' && found.days.length > 0;
    found.days.push(day);
    found.plural ||= many !== null;
    found.end = j + 1;
    if (single) break;
    if (word(found.end) === '.' && tokens[found.end]?.glued === true && word(j).length <= 5) found.end++;
    const to = /^(?:-|–|to|through|thru|till|until)$/.test(word(found.end))
      ? (weekdayNamed(word(found.end + 1).replace(/s$/, '')) ?? weekdayNamed(word(found.end + 1)))
      : null;
    if (to !== null) {
      for (let d = (day + 1) % 7; ; d = (d + 1) % 7) {
        found.days.push(d);
        if (d === to || found.days.length >= 7) break;
      }
      found.plural ||= weekdaysNamed(word(found.end + 1)) !== null;
      found.range = true;
      found.end += 2;
    }
    j = found.end;
    while (/^(?:,|and|&|\/|\+|n|or)$/.test(word(j)) && j < found.end + 2) j++;
    if (/^(?:on|every|each)$/.test(word(j)) && j > found.end) j++;
    // "every mon wed fri": short names follow each other without anything between.
    if (j === found.end && !(tokens[j]?.kind === 'word' && weekdayNamed(word(j)) !== null)) break;
  }
  return found.days.length === 0 ? null : found;
};
