/** Times of day as people write and say them. */
import { numberAt } from '../words/numbers.ts';
import type { Token } from '../words/tokens.ts';

export type Half = 'am' | 'pm' | null;

export type Part = 'morning' | 'lunch' | 'afternoon' | 'evening' | 'night';

/** A time as said; what hour it means may depend on the part of the day said with it. */
export type Clock = {
  end: number;
  hour: number;
  minute: number;
  half: Half;
  /** Written on the 24-hour clock ("17:00", "05:15", "0900"). */
  full: boolean;
  /** A mere number, which needs "at" or a day beside it to be a time. */
  bare: boolean;
  /** Written as a time that no clock shows: "25:00", "13am". */
  impossible?: boolean;
};

/** Minutes after midnight of each part of the day. */
export const partMinutes: Record<Part, number> = {
  morning: 540,
  lunch: 720,
  afternoon: 900,
  evening: 1140,
  night: 1200,
};

const MIDNIGHT = 24 * 60;

/** Minutes after the midnight that begins the day; 1440 is the midnight that ends it. */
export const minutesOfClock = (clock: Clock, part: Part | null): number => {
  const { hour, minute, half } = clock;
  if (half !== null) return ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + minute;
  if (clock.full) return hour * 60 + minute;
  if (part === 'morning') return (hour === 12 ? 0 : hour) * 60 + minute;
  if (part === 'night')
    return hour === 12 ? MIDNIGHT + minute : (hour >= 5 && hour < 12 ? hour + 12 : hour) * 60 + minute;
  if (part !== null) return (hour < 12 ? hour + 12 : hour) * 60 + minute;
  return (hour >= 1 && hour <= 6 ? hour + 12 : hour) * 60 + minute;
};

const halfAt = (tokens: readonly Token[], i: number): Half => {
  const lower = tokens[i]?.lower;
  return lower === 'am' || lower === 'pm' ? lower : null;
};

const inDay = (hour: number, minute: number): boolean => (hour < 24 && minute < 60) || (hour === 24 && minute === 0);

const make = (end: number, hour: number, minute: number, more: Partial<Clock> = {}): Clock | null => {
  const clock = { end, hour, minute, half: null, full: false, bare: false, ...more };
  const fits = clock.half === null ? inDay(hour, minute) : hour >= 1 && hour <= 12 && minute < 60;
  // "15:00 pm" is fifteen hundred all the same.
  if (!fits && clock.half === 'pm' && hour > 12 && inDay(hour, minute)) return { ...clock, half: null, full: true };
  return fits ? clock : null;
};

/** A clock time at token `i`. Says nothing of whether the sentence means it as one: see `bare`. */
export const clockAt = (tokens: readonly Token[], i: number): Clock | null => {
  const token = tokens[i];
  if (token === undefined) return null;
  if (token.kind === 'number') return pastInDigits(tokens, i) ?? digits(tokens, i, token);
  if (token.kind !== 'word') return null;
  if (token.lower === 'noon' || token.lower === 'midday') return make(i + 1, 12, 0, { full: true });
  if (token.lower === 'midnight') return make(i + 1, 24, 0, { full: true });
  return past(tokens, i) ?? words(tokens, i);
};

/** "25:00", "9:75", "13am": written as a time, and none. */
export const noClockAt = (tokens: readonly Token[], i: number): Clock | null => {
  const token = tokens[i];
  const written = token?.kind === 'number' ? /^(\d{1,2})(?:(:\d\d)(?::\d\d)?)?(am|pm)?$/.exec(token.lower) : null;
  if (written === null) return null;
  const half = written[3] === undefined ? halfAt(tokens, i + 1) : null;
  if (written[2] === undefined && written[3] === undefined && half === null) return null;
  return {
    end: half === null ? i + 1 : i + 2,
    hour: 0,
    minute: 0,
    half: null,
    full: true,
    bare: false,
    impossible: true,
  };
};

const digits = (tokens: readonly Token[], i: number, token: Token): Clock | null => {
  const written = /^(\d{1,2})(?:[:.h](\d\d))?(?::\d\d)?(am|pm|a|p|h|hrs?|uhr)?$/.exec(
    token.lower.replace(/-?ish$/, ''),
  );
  const after = tokens[i + 1]?.lower ?? '';
  if (written !== null) {
    const [, h = '', m, suffix] = written;
    const hour = Number(h);
    const minute = Number(m ?? 0);
    const half: Half =
      suffix?.startsWith('a') === true ? 'am' : suffix?.startsWith('p') === true ? 'pm' : halfAt(tokens, i + 1);
    if (half !== null)
      return make(suffix === undefined || !/^[ap]/.test(suffix) ? i + 2 : i + 1, hour, minute, { half });
    if (hour === 12 && m === undefined && suffix === undefined && /^(?:noon|midday|midnight)$/.test(after))
      return make(i + 2, after === 'midnight' ? 24 : 12, 0, { full: true });
    const hours = suffix !== undefined || /^(?:o'?clock|hrs?|hours|uhr)$/.test(after);
    const end = hours && suffix === undefined ? i + 2 : i + 1;
    const full = hour > 12 || h.startsWith('0');
    if (m !== undefined) return make(end, hour, minute, { full, bare: token.lower.includes('.') });
    // "2 hours" is a span; "at 2 hours" nobody says; "17h" and "5 o'clock" are times.
    if (hours && /^o'?clock$/.test(after)) return make(end, hour, 0, { full });
    if (hours && suffix !== undefined && suffix !== 'hrs') return make(end, hour, 0, { full, bare: true });
    return make(i + 1, hour, 0, { full, bare: true });
  }
  const military = /^([01]\d|2[0-3])([0-5]\d)(h|hrs?)?$/.exec(token.lower);
  if (military !== null) {
    const said = military[3] !== undefined || /^(?:hrs?|hours)$/.test(after);
    const end = said && military[3] === undefined ? i + 2 : i + 1;
    return make(end, Number(military[1]), Number(military[2]), { full: true, bare: !said });
  }
  const packed = /^(\d{1,2})([0-5]\d)(am|pm)$/.exec(token.lower);
  if (packed === null) return null;
  return make(i + 1, Number(packed[1]), Number(packed[2]), { half: packed[3] === 'am' ? 'am' : 'pm' });
};

/** "half past five", "half 5", "quarter to six", "ten past 4". */
const past = (tokens: readonly Token[], i: number): Clock | null => {
  const word = (k: number): string => tokens[k]?.lower ?? '';
  const j = word(i) === 'a' ? i + 1 : i;
  const named = word(j) === 'half' ? 30 : word(j) === 'quarter' ? 15 : null;
  const counted = named === null ? numberAt(tokens, j) : { end: j + 1, value: named };
  if (counted === null || counted.value >= 60 || !Number.isInteger(counted.value)) return null;
  const k = /^(?:minutes?|mins?)$/.test(word(counted.end)) ? counted.end + 1 : counted.end;
  const after = word(k) === 'past' || word(k) === 'after';
  const before = word(k) === 'to' || word(k) === 'before' || word(k) === 'til' || word(k) === 'till';
  if (!after && !before && named !== 30) return null;
  // "One to two" lasts an hour; "ten to two" and "three minutes to two" are times.
  if (before && named === null && k === counted.end && ![5, 10, 20, 25].includes(counted.value)) return null;
  const hourAt = after || before ? k + 1 : k;
  const noon = /^(?:noon|midday|midnight)$/.test(word(hourAt));
  const hour = noon ? { end: hourAt + 1, value: word(hourAt) === 'midnight' ? 24 : 12 } : numberAt(tokens, hourAt);
  if (hour === null || hour.value < 1 || (hour.value > 12 && !noon) || !Number.isInteger(hour.value)) return null;
  const half = halfAt(tokens, hour.end);
  const end = half === null ? (/^o'?clock$/.test(word(hour.end)) ? hour.end + 1 : hour.end) : hour.end + 1;
  const minutes = before ? 60 - counted.value : counted.value;
  const earlier = before ? (hour.value === 1 ? 12 : hour.value - 1) : hour.value;
  if (noon) return make(end, before ? hour.value - 1 : hour.value % 24, minutes, { full: true });
  return make(end, earlier, minutes, { half, bare: !after && !before });
};

/** "10 past 4", "20 to 6"; "9 to 5" and "from 10 to 4" last from one hour to another. */
const pastInDigits = (tokens: readonly Token[], i: number): Clock | null => {
  const [minutes, link] = [tokens[i]?.lower ?? '', tokens[i + 1]?.lower];
  const before =
    link === 'to' &&
    (/^2[05]$/.test(minutes) || (/^(?:5|10)$/.test(minutes) && /^(?:at|by)$/.test(tokens[i - 1]?.lower ?? '')));
  return before || (link === 'past' && /^[1-5]?\d$/.test(minutes)) ? past(tokens, i) : null;
};

/** "five", "five thirty", "five pm", "seven o'clock". */
const words = (tokens: readonly Token[], i: number): Clock | null => {
  const hour = numberAt(tokens, i);
  if (hour === null || hour.value > 24 || hour.value < 1) return null;
  const oh = /^(?:oh|o)$/.test(tokens[hour.end]?.lower ?? '') ? numberAt(tokens, hour.end + 1) : null;
  const minute = oh ?? (tokens[hour.end]?.kind === 'word' && hour.end === i + 1 ? numberAt(tokens, hour.end) : null);
  const fits = minute !== null && minute.value < 60 && (oh !== null || minute.value >= 10);
  const end = fits ? minute.end : hour.end;
  const minutes = fits ? minute.value : 0;
  const half = halfAt(tokens, end);
  if (half !== null) return make(end + 1, hour.value, minutes, { half });
  if (/^o'?clock$/.test(tokens[end]?.lower ?? '')) return make(end + 1, hour.value, minutes);
  return make(end, hour.value, minutes, { bare: true, full: hour.value > 12 });
};

/** "morning", "at lunchtime", "in the evening" without what leads to it. */
export const partNamed = (word: string): Part | null => {
  switch (word) {
    case 'morning': case 'mornin': case 'morn': case 'am': case 'breakfast-time': return word === 'am' ? null : 'morning';
    case 'lunchtime': case 'lunch-time': return 'lunch';
    case 'afternoon': case 'arvo': return 'afternoon';
    case 'evening': case 'eve': return 'evening';
    case 'night': return 'night';
    default: return null;
  }
}; // prettier-ignore
