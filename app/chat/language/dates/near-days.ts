/** Days close by: "today", "tmrw", "eod Friday", "the day after tomorrow", and the days that others are counted from. */
import { wordAt, type Token } from '../words/tokens.ts';
import { isLink, isVerb } from '../words/verbs.ts';
import { addDays, addMonths, type Here } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { feastAt } from './feasts.ts';
import { monthDateAt } from './months.ts';
import { numericDateAt } from './numeric-dates.ts';
import { weekdayDateAt } from './weekday-dates.ts';

const offsets: Readonly<Record<string, number>> = {
  today: 0, todays: 0, tod: 0, '2day': 0, tday: 0, toady: 0, tonight: 0, tonite: 0, '2nite': 0, '2night': 0, tomorrow: 1, tomorow: 1, tommorow: 1,
  tommorrow: 1, tomorrrow: 1, tommorw: 1, tomorro: 1, tomoz: 1, tmrw: 1, tmr: 1, tmw: 1, tmrow: 1, '2moro': 1, '2morrow': 1, '2mrw': 1, tomo: 1,
  morrow: 1, overmorrow: 2, yesterday: -1, eod: 0, cob: 0, eob: 0,
}; // prettier-ignore

/** "today", "tmrw", "the day after tomorrow", "eod". */
export const nearDayAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const same = sameTimeAt(here, tokens, i);
  if (same !== null) return same;
  const j = word(i) === 'the' ? i + 1 : i;
  if (word(j) === 'day' && /^(?:after|before)$/.test(word(j + 1))) {
    const rest = anchorAt(here, tokens, j + 2);
    if (rest?.day == null) return null;
    return aDay(rest.end, addDays(rest.day, word(j + 1) === 'after' ? 1 : -1));
  }
  if (i !== j) return null;
  if (word(i) === 'end' || word(i) === 'close') {
    const of = word(i + 1) === 'of' ? i + 2 : -1;
    if (of > 0 && word(i) === 'close' && word(of) === 'business') return endOfDay(here, tokens, of + 1);
    if (of > 0 && /^(?:play|business)$/.test(word(of))) return endOfDay(here, tokens, of + 1);
    return null;
  }
  if (/^(?:later|l8r)$/.test(word(i)) && word(i + 1) === 'today') return aDay(i + 2, here.today);
  const offset = isTom(tokens, i) ? 1 : Object.hasOwn(offsets, word(i)) ? offsets[word(i)] : undefined;
  if (offset === undefined) return null;
  if (/^(?:eod|cob|eob)$/.test(word(i))) return endOfDay(here, tokens, i + 1);
  const day = addDays(here.today, offset);
  const fortnight = word(i + 1) === 'week' && offset >= 0 && !/^(?:end|day|long)$/.test(word(i + 2)) ? 7 : 0;
  return aDay(fortnight > 0 ? i + 2 : i + 1, addDays(day, fortnight));
};

/** "this time next week": a week from today, not its Monday. */
const sameTimeAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  if (
    wordAt(tokens, i - 1) !== 'time' ||
    wordAt(tokens, i) !== 'next' ||
    !/^(?:this|same)$/.test(wordAt(tokens, i - 2))
  )
    return null;
  const unit = wordAt(tokens, i + 1);
  if (unit === 'week') return aDay(i + 2, addDays(here.today, 7));
  return unit === 'month' || unit === 'year' ? aDay(i + 2, addMonths(here.today, unit === 'year' ? 12 : 1)) : null;
};

const moving = /^(?:move|reschedule|postpone|push|change|bump|defer|delay|shift|set)$/;

/** "tom" for tomorrow, unless it may as well be someone: "call tom", "lunch with tom", "Tom". */
const isTom = (tokens: readonly Token[], i: number): boolean => {
  const [before, token, after] = [tokens[i - 1], tokens[i], tokens[i + 1]];
  if (token?.text !== 'tom' || token.glued) return false;
  if (
    after?.kind === 'word' &&
    !/^(?:at|by|before|around|morning|afternoon|evening|night|noon|every|to)$/.test(after.lower)
  )
    return false;
  if (before === undefined) return after !== undefined;
  if (/^(?:by|until|till|due|me|\^)$/.test(before.lower)) return true;
  if (before.lower === 'to' && moving.test(wordAt(tokens, 0))) return true;
  if (/^(?:uncle|cousin|brother|grandpa|friend|mr|dr|saint|st|major|neighbou?r|buddy)$/.test(before.lower))
    return false;
  const opens = tokens[i - 2] === undefined || isLink(wordAt(tokens, i - 2));
  return before.kind !== 'quoted' && !(isVerb(before.lower) && opens) && !isLink(before.lower);
};

/** "eod" alone is today; "eod Friday", "end of day tomorrow" are those days. */
export const endOfDay = (here: Here, tokens: readonly Token[], i: number): DateMatch => {
  const j = /^(?:on|of)$/.test(tokens[i]?.lower ?? '') ? i + 1 : i;
  return nearDayAt(here, tokens, j) ?? weekdayDateAt(here, tokens, j) ?? aDay(i, here.today);
};

/** A day that others are counted from: "a week before Christmas", "2 days after 5 May". */
export const anchorAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null =>
  nearDayAt(here, tokens, i) ??
  weekdayDateAt(here, tokens, i) ??
  numericDateAt(here, tokens, i) ??
  monthDateAt(here, tokens, i) ??
  feastAt(here, tokens, i);
