/** What a person may choose for all of their tasks, and how their tasks' actors are told. */
import { z } from 'zod';
import type { ReminderPolicy } from '../../actors/task/task.ts';
import { isZone } from '../../actors/task/zone.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 09:00');
const offset = z
  .string()
  .regex(
    /^P(?!$)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?)$/,
    'must be an ISO 8601 duration before the due time, such as PT1H or P1D',
  );

const choices = {
  /** ISO 8601 durations before due at which a task reminds that names no reminders. */
  default_reminder_offsets: z.array(offset).max(10),
  /** When all-day tasks remind, in the person's own time. */
  default_reminder_time: clock,
  quiet_hours: z.strictObject({ from: clock, to: clock }).nullable(),
  channels: z.array(z.enum(['in_app', 'email', 'webhook'])).max(3),
  week_start: z.enum(['MO', 'SU', 'SA']),
  /** BCP 47. */
  locale: z.string().max(35).refine(isLocale, 'must be a language tag such as en-GB'),
};

/** A preference that was never chosen has its default. */
export const preferences = z.strictObject({
  default_reminder_offsets: choices.default_reminder_offsets.default(['PT1H']),
  default_reminder_time: choices.default_reminder_time.default('09:00'),
  quiet_hours: choices.quiet_hours.default(null),
  channels: choices.channels.default(['in_app']),
  week_start: choices.week_start.default('MO'),
  locale: choices.locale.default('en-GB'),
});
/** Some of them, to be changed. */
export const preferenceChanges = z.strictObject(choices).partial();
export type Preferences = z.infer<typeof preferences>;

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** An IANA time zone name. */
export const timezone = z.string().max(64).refine(isZone, 'must be an IANA time zone such as Europe/Berlin');

/** The part of the preferences that travels with each task. */
export const policyOf = (chosen: Preferences): ReminderPolicy => ({
  default_offsets: chosen.default_reminder_offsets,
  all_day_time: chosen.default_reminder_time,
  quiet_hours: chosen.quiet_hours,
});
