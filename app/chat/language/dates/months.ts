/** Dates that name their month: "5 May", "December the 5th, 2027", "mid-June", "June 2027". */
import { numberAt, ordinalAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';
import { addDays, addMonths, dateOf, dayOf, daysInMonth, type Here, type Wall } from './calendar.ts';
import { aDay, type DateMatch } from './date-match.ts';
import { monthNamed } from './names.ts';

/** This year's, or next year's once it has passed; of 29 February the next there is. */
const upcoming = (here: Here, month: number, day: number): Wall | null => {
  const { year } = dateOf(here.today);
  if (month === 2 && day === 29) {
    const leap = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => dayOf(year + n, 2, 29));
    return leap.find((each) => each !== null && each >= here.today) ?? null;
  }
  const first = dayOf(year, month, day);
  return first !== null && first < here.today ? dayOf(year + 1, month, day) : first;
};

/** A year after a date: "2027", ", 2027", "'27". */
export const yearAt = (tokens: readonly Token[], i: number): { end: number; year: number } | null => {
  const j = tokens[i]?.lower === ',' ? i + 1 : i;
  const token = tokens[j];
  const [mark, short] = [tokens[j]?.lower ?? '', tokens[j + 1]];
  if (/^['’]$/.test(mark) && short?.glued === true && /^\d\d$/.test(short.lower))
    return { end: j + 2, year: 2000 + Number(short.lower) };
  if (token?.kind !== 'number' || !/^(?:19|20|21)\d\d$/.test(token.lower)) return null;
  // "5 May 1930 hrs" is a time, "12 May 2000 sheets" is not worth a rule.
  return /^(?:hrs?|hours)$/.test(tokens[j + 1]?.lower ?? '') ? null : { end: j + 1, year: Number(token.lower) };
};

const dayNumber = (tokens: readonly Token[], i: number): { end: number; value: number; nth: boolean } | null => {
  const nth = ordinalAt(tokens, i);
  if (nth !== null && nth.value > 0) return { ...nth, nth: true };
  const token = tokens[i];
  const range = /^(\d{1,2})(?:st|nd|rd|th)?-\d{1,2}(?:st|nd|rd|th)?$/.exec(token?.kind === 'number' ? token.lower : '');
  if (range !== null) return { end: i + 1, value: Number(range[1]), nth: false };
  if (token?.kind === 'number' && /^\d{1,2}$/.test(token.lower))
    return { end: i + 1, value: Number(token.lower), nth: false };
  return null;
};

export const dayOfYear = (
  here: Here,
  end: number,
  month: number,
  day: number,
  year: { end: number; year: number } | null,
  weak = false,
): DateMatch => aDay(year?.end ?? end, year === null ? upcoming(here, month, day) : dayOf(year.year, month, day), weak);

/** Units that make "march 5 miles" a walk and not a date. */
const measured =
  /^(?:miles?|kms?|kilomet(?:er|re)s?|people|persons?|times|reps|laps|steps|pages|chapters|sets|rounds|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|%|percent|dollars|pounds|euros|kg|lbs?)$/;

/** "May 5", "December the 5th, 2027", "5 May", "the 5th of May", "mid-June", "June 2027". */
export const monthDateAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const skip = (k: number): number => (/^[,.-]$/.test(word(k)) ? k + 1 : k);
  const first = word(i) === 'the' ? i + 1 : i;
  const leading = firstDay(tokens, first);
  if (leading !== null) {
    const joined =
      /^(?:of|-)$/.test(word(leading.end)) || (word(leading.end) === '.' && tokens[leading.end]?.glued === true);
    const of = joined ? leading.end + 1 : leading.end;
    const month = tokens[of]?.kind === 'word' ? monthNamed(word(of)) : null;
    // "buy 2 mar": a short month after a bare number is believed only when the number can be a day
    if (month !== null && leading.value >= 1) {
      const dotted = word(of + 1) === '.' && tokens[of + 1]?.glued === true && word(of).length <= 4 ? of + 2 : of + 1;
      const yearly = yearAt(tokens, skip(dotted) === dotted ? dotted : skip(dotted));
      return dayOfYear(here, yearly === null ? of + 1 : dotted, month, leading.value, yearly, leading.value > 31);
    }
  }
  const month = tokens[i]?.kind === 'word' ? monthNamed(word(i)) : null;
  if (month === null) return null;
  const dotted = word(i + 1) === '.' && tokens[i + 1]?.glued === true && word(i).length <= 4 ? i + 2 : i + 1;
  const dayFrom = word(dotted) === 'the' ? dotted + 1 : word(dotted) === '-' ? dotted + 1 : dotted;
  const day = dayNumber(tokens, dayFrom);
  if (day === null || measured.test(word(day.end)) || (!day.nth && tokens[day.end]?.lower === ':')) return null;
  return dayOfYear(here, day.end, month, day.value, yearAt(tokens, day.end));
};

/** "Q3", "Q1 2027": this year's, or next year's once it is over. */
const quarterAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const token = tokens[i];
  const quarter = token?.kind === 'word' ? /^q([1-4])$/.exec(token.lower) : null;
  if (quarter === null) return null;
  const yearly = yearAt(tokens, i + 1);
  const { year, month: present } = dateOf(here.today);
  const n = Number(quarter[1]);
  const first = Date.UTC(yearly?.year ?? (n * 3 < present ? year + 1 : year), n * 3 - 3, 1);
  const day = first < here.today ? here.today : first;
  return { end: yearly?.end ?? i + 1, day, span: [first, addMonths(first, 3)], weak: true };
};

/** A month or a quarter by itself, as a period: "June", "June 2027", "mid-June", "early March". Weak: `led` by in, by, before… */
export const monthAloneAt = (here: Here, tokens: readonly Token[], i: number): DateMatch | null => {
  const quarter = quarterAt(here, tokens, i);
  if (quarter !== null) return quarter;
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const shade = /^(?:mid|early|late)$/.test(word(i)) ? word(i) : null;
  const j = shade === null ? (/^(?:next|this)$/.test(word(i)) ? i + 1 : i) : word(i + 1) === '-' ? i + 2 : i + 1;
  const month = tokens[j]?.kind === 'word' ? monthNamed(word(j)) : null;
  if (month === null || (numberAt(tokens, j + 1) !== null && yearAt(tokens, j + 1) === null)) return null;
  const yearly = yearAt(tokens, j + 1);
  const { year, month: present } = dateOf(here.today);
  const y = yearly?.year ?? (month < present || (month === present && word(i) === 'next') ? year + 1 : year);
  const first = Date.UTC(y, month - 1, 1);
  const day =
    shade === 'mid' ? addDays(first, 14) : shade === 'late' ? addDays(first, daysInMonth(y, month) - 8) : first;
  return {
    end: yearly?.end ?? j + 1,
    day: day < here.today ? here.today : day,
    span: [first, addMonths(first, 1)],
    weak: shade === null && yearly === null,
  };
};

/** "3rd - 5th of November", "3 to 5 November": the first day of a range. */
const firstDay = (tokens: readonly Token[], i: number): ReturnType<typeof dayNumber> => {
  const day = dayNumber(tokens, i);
  if (day === null || !/^(?:-|–|to|until)$/.test(tokens[day.end]?.lower ?? '')) return day;
  const last = dayNumber(tokens, day.end + 1);
  const of = last !== null && tokens[last.end]?.lower === 'of' ? last.end + 1 : last?.end;
  const month = of === undefined ? undefined : tokens[of];
  if (last === null || month?.kind !== 'word' || monthNamed(month.lower) === null || last.value <= day.value)
    return day;
  return { ...day, end: last.end };
};
