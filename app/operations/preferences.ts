/** What a person may choose for all of their tasks, and how their tasks' actors are told. */
import { z } from 'zod';
import type { ReminderPolicy } from '../../actors/task/task.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 09:00');
const offset = z
  .string()
  .regex(
    /^P(?!$)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?)$/,
    'must be an ISO 8601 duration before the due time, such as PT1H or P1D',
  );

export const preferences = z.strictObject({
  default_reminder_offsets: z.array(offset).max(10).default(['PT1H']),
  /** When all-day tasks remind, in the person's own time. */
  default_reminder_time: clock.default('09:00'),
  quiet_hours: z.strictObject({ from: clock, to: clock }).nullable().default(null),
  channels: z.array(z.enum(['in_app', 'email', 'webhook'])).max(3).default(['in_app']),
  week_start: z.enum(['MO', 'SU', 'SA']).default('MO'),
  /** BCP 47. */
  locale: z.string().max(35).refine(isLocale, 'must be a language tag such as en-GB').default('en-GB'),
});
export type Preferences = z.infer<typeof preferences>;

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** An IANA time zone name this runtime knows. */
export const timezone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  // Offsets ("+02:00") are accepted by Intl and know nothing of daylight saving.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The part of the preferences that travels with each task. */
export const policyOf = (chosen: Preferences): ReminderPolicy => ({
  default_offsets: chosen.default_reminder_offsets,
  all_day_time: chosen.default_reminder_time,
  quiet_hours: chosen.quiet_hours,
});
