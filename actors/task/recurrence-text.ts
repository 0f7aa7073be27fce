/** A rule as people write it: an RRULE, a five-field cron line or plain words; refused where no RRULE says exactly the same. */
import { readCron } from './recurrence-cron.ts';
import { formatRule, parseRule, type Rule } from './recurrence-rule.ts';
import { readWords } from './recurrence-words.ts';

/** `stored` is RRULE text; `time` the local time of day it named (ms after midnight); `words` the text to keep. */
export type Recurrence = { rule: Rule; stored: string; time: number | null; words: string | null };
export type RecurrenceReading = { ok: true; recurrence: Recurrence } | { ok: false; reason: string };

/** Five fields, of which minute and hour are never words. */
const CRON = /^[\d*][\d*,/-]*\s+[\d*?][\d*,/-]*(\s+\S+){3}$/;

/** Reads whatever was given. A reason says what would be right. */
export const readRecurrence = (text: string): RecurrenceReading => {
  const given = text.trim();
  if (/^(rrule:)?[a-z]+=/i.test(given)) {
    const reading = parseRule(given);
    if (!reading.ok) return reading;
    const stored = given
      .toUpperCase()
      .replace(/^RRULE:/, '')
      .replace(/;$/, '');
    return { ok: true, recurrence: { rule: reading.rule, stored, time: null, words: null } };
  }
  const reading = CRON.test(given) ? readCron(given) : readWords(given);
  if (!reading.ok) return reading;
  const { rule, time } = reading;
  return { ok: true, recurrence: { rule, stored: formatRule(rule), time, words: given } };
};
