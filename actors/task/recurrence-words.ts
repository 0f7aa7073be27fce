/** The plain words for common rules, in English: a small fixed set, because chat has an interpreter of its own. */
import type { Frequency, Rule } from './recurrence-rule.ts';
import { HOUR } from './zone.ts';

export type WordsReading = { ok: true; rule: Rule; time: number | null } | { ok: false; reason: string };

const NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const UNITS: Record<string, Frequency> = {
  hour: 'HOURLY', day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY',
  hourly: 'HOURLY', daily: 'DAILY', weekly: 'WEEKLY', monthly: 'MONTHLY', yearly: 'YEARLY', annually: 'YEARLY',
}; // prettier-ignore
const ORDINALS: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 };
const NUMBERS: Record<string, number> = {
  a: 1, one: 1, other: 2, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12,
}; // prettier-ignore

export const HELP =
  'use an RRULE such as FREQ=WEEKLY;BYDAY=TU, a cron line such as "0 9 * * 1-5", or words such as "daily", ' +
  '"every 2 weeks on Monday", "every weekday", "monthly on the last day"';

/** A rule of nothing but its frequency. */
export const plainRule = (freq: Frequency, over: Partial<Rule> = {}): Rule => ({
  freq, interval: 1, byDay: [], byMonthDay: [], byMonth: [], bySetPos: [], count: null, until: null, weekStart: 0, ...over,
}); // prettier-ignore

const WORKDAYS = [0, 1, 2, 3, 4].map((weekday) => ({ weekday, nth: null }));
const WEEKEND = [5, 6].map((weekday) => ({ weekday, nth: null }));

/** Reads "daily", "weekly on Tuesday and Friday at 9:15", "every 3rd day", "every last Friday of the month" and their like. */
export const readWords = (text: string): WordsReading => {
  const { words, time } = clock(text.toLowerCase().replace(/[.,!]/g, ' ').replace(/\s+/g, ' ').trim());
  if (time === undefined) return { ok: false, reason: 'the time of day is not one; write 9:15 or 5pm' };
  const rule = read(words);
  return rule === null
    ? { ok: false, reason: `"${text.slice(0, 60)}" is not understood; ${HELP}` }
    : { ok: true, rule, time };
};

const clock = (text: string): { words: string; time: number | null | undefined } => {
  const found = /\s+at\s+(\d{1,2})(?::(\d\d))?\s*(am|pm)?$/.exec(text);
  if (found === null) return { words: text, time: null };
  const [all, h = '', m = '0', half] = found;
  const hour = half === undefined ? Number(h) : (Number(h) % 12) + (half === 'pm' ? 12 : 0);
  const valid = hour < 24 && Number(m) < 60 && (half === undefined || (Number(h) >= 1 && Number(h) <= 12));
  return { words: text.slice(0, -all.length), time: valid ? hour * HOUR + Number(m) * 60_000 : undefined };
};

const read = (words: string): Rule | null => {
  const text = words.replace(/^(repeats? |recurring )/, '').replace(/^each /, 'every ');
  if (/^(every )?(weekdays?|workdays?|work days?|working days?|business days?)$/.test(text)) {
    return plainRule('WEEKLY', { byDay: WORKDAYS });
  }
  if (/^(every )?weekends?$/.test(text)) return plainRule('WEEKLY', { byDay: WEEKEND });
  if (/^(bi-?weekly|fortnightly|every fortnight)$/.test(text)) return plainRule('WEEKLY', { interval: 2 });
  if (/^(quarterly|every quarter)$/.test(text)) return plainRule('MONTHLY', { interval: 3 });
  return monthly(text) ?? stepped(text) ?? onDays(text.replace(/^every /, ''), 1);
};

/** "every 2 weeks on Monday", "weekly on Tuesday", "daily". */
const stepped = (text: string): Rule | null => {
  const found =
    /^(hourly|daily|weekly|monthly|yearly|annually)(?: on (.+))?$/.exec(text) ??
    /^every (?:(\S+) )?(hour|day|week|month|year)s?(?: on (.+))?$/.exec(text);
  if (found === null) return null;
  const [, first = '', second, third] = found;
  const worded = UNITS[first];
  const freq = worded ?? UNITS[second ?? ''];
  const interval = worded !== undefined || first === '' ? 1 : number(first);
  const on = worded === undefined ? third : second;
  if (freq === undefined || interval === null) return null;
  if (on === undefined) return plainRule(freq, { interval });
  if (freq === 'WEEKLY') return onDays(on, interval);
  if (freq === 'YEARLY') return onDate(on, interval);
  return freq === 'MONTHLY' ? inMonth(on, interval) : null;
};

const monthly = (text: string): Rule | null => {
  if (/^(the )?last day( of (the|every|each) month)?$/.test(text)) return inMonth('last day', 1);
  const found = /^(?:on )?(?:every |the )(.+) of (?:the|every|each) month$/.exec(text);
  if (found?.[1] !== undefined) return inMonth(found[1], 1);
  const nth = /^every (\d{1,2})(?:st|nd|rd|th)$/.exec(text);
  return nth?.[1] === undefined ? null : inMonth(nth[1], 1);
};

/** "last day", "the 15th", "first Monday", "last workday". */
const inMonth = (text: string, interval: number): Rule | null => {
  const on = text.replace(/^the /, '');
  if (on === 'last day') return plainRule('MONTHLY', { interval, byMonthDay: [-1] });
  const day = /^(?:day )?(\d{1,2})(?:st|nd|rd|th)?$/.exec(on);
  if (day !== null) {
    const n = Number(day[1]);
    return n >= 1 && n <= 31 ? plainRule('MONTHLY', { interval, byMonthDay: [n] }) : null;
  }
  const [which = '', what = ''] = on.split(' ');
  const nth = ORDINALS[which] ?? number(which);
  if (nth === null || nth > 5) return null;
  if (/^(weekday|workday)$/.test(what)) return plainRule('MONTHLY', { interval, byDay: WORKDAYS, bySetPos: [nth] });
  const weekday = dayNamed(what);
  return weekday === null ? null : plainRule('MONTHLY', { interval, byDay: [{ weekday, nth }] });
};

/** "March 5", "5 March". */
const onDate = (text: string, interval: number): Rule | null => {
  const found = /^(?:the )?(?:([a-z]+) (\d{1,2})|(\d{1,2}) (?:of )?([a-z]+))(?:st|nd|rd|th)?$/.exec(
    text.replace(/(\d)(st|nd|rd|th)\b/, '$1'),
  );
  if (found === null) return null;
  const name = found[1] ?? found[4] ?? '';
  const day = Number(found[2] ?? found[3]);
  const month = MONTHS.findIndex((m) => name.length >= 3 && m.startsWith(name)) + 1;
  if (month === 0 || day < 1 || day > 31) return null;
  return plainRule('YEARLY', { interval, byMonth: [month], byMonthDay: [day] });
};

const onDays = (text: string, interval: number): Rule | null => {
  const days = text.split(/\s*(?:&|\+|\band\b|\s)\s*/).filter((word) => word !== '');
  const byDay = days.map((word) => dayNamed(word));
  if (byDay.length === 0 || byDay.length > 7) return null;
  const weekdays = [...new Set(byDay.flatMap((d) => (d === null ? [] : [d])))].sort((a, b) => a - b);
  if (byDay.includes(null)) return null;
  return plainRule('WEEKLY', { interval, byDay: weekdays.map((weekday) => ({ weekday, nth: null })) });
};

const dayNamed = (word: string): number | null => {
  const name = word.replace(/s$/, '');
  const found = NAMES.findIndex((day) => name.length >= 2 && (day.startsWith(name) || day === word));
  return found < 0 ? null : found;
};

const number = (word: string): number | null => {
  const digits = /^(\d{1,4})(?:st|nd|rd|th)?$/.exec(word);
  const n = digits === null ? (NUMBERS[word] ?? ORDINALS[word]) : Number(digits[1]);
  return n === undefined || n < 1 || n > 9999 ? null : n;
};
